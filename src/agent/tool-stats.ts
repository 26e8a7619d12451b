/** Counts per tool, so that a weakness shows in the summary of a run instead of in its bill. */
import { isToolName } from '../contract/index.ts';
import type { ToolStats } from './outcome.ts';

export class StatsCounter {
  readonly #stats = new Map<string, { calls: number; firstTryValid: number; denied: number }>();
  readonly #beingMended = new Set<string>();

  /** A valid call counts as first try unless it follows a bad one of the same tool. */
  called(tool: string, valid: boolean): void {
    const entry = this.#of(tool);
    entry.calls += 1;
    if (!valid) this.#beingMended.add(tool);
    else if (!this.#beingMended.delete(tool)) entry.firstTryValid += 1;
  }

  denied(tool: string): void {
    this.#of(tool).denied += 1;
  }

  all(): Readonly<Record<string, ToolStats>> {
    return Object.fromEntries([...this.#stats].map(([tool, entry]) => [tool, { ...entry }]));
  }

  /** Names that the model made up are counted as one, so that it cannot fill the table. */
  #of(tool: string) {
    const name = isToolName(tool) ? tool : '(unknown)';
    const entry = this.#stats.get(name) ?? { calls: 0, firstTryValid: 0, denied: 0 };
    this.#stats.set(name, entry);
    return entry;
  }
}
