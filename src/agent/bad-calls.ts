/** Bounds the patience with calls that are no calls (R5). */
import type { InputProblem } from './tool-input.ts';

/** The same mistake so often: the tool is not taken any more in this run. */
export const DROP_AT = 3;
/** Rounds in a row with bad calls alone. */
export const STOP_ROUNDS_AT = 5;

export class BadCalls {
  readonly #mistakes = new Map<string, number>();
  readonly #dropped = new Set<string>();
  #rounds = 0;

  isDropped(tool: string): boolean {
    return this.#dropped.has(tool);
  }

  /** Counts a bad call by its tool and the place of its first mistake. True when the tool is dropped from now on. */
  note(tool: string, problems: readonly InputProblem[]): boolean {
    const key = `${tool}\0${problems[0]?.path ?? ''}`;
    const count = (this.#mistakes.get(key) ?? 0) + 1;
    this.#mistakes.set(key, count);
    if (count >= DROP_AT) this.#dropped.add(tool);
    return this.#dropped.has(tool);
  }

  /** Ends a round of calls. True when the run should end too. */
  roundEnded(allBad: boolean): boolean {
    this.#rounds = allBad ? this.#rounds + 1 : 0;
    return this.#rounds >= STOP_ROUNDS_AT;
  }
}
