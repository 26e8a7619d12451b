/** Notices a run that goes in circles: the same calls with the same answers, and nothing new between them. */
import { createHash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../contract/index.ts';

export const NUDGE_AT = 3;
export const STOP_AT = 5;
/** Failed calls in a row, whatever they are, before the model is told to think again. */
export const ERROR_STREAK = 8;

export type Repetition =
  | { readonly verdict: 'fine' }
  | { readonly verdict: 'nudge' | 'stop'; readonly count: number; readonly signature: string }
  | { readonly verdict: 'error-streak'; readonly count: number };

/** The call alone, whatever came of it. */
export function callSignature(tool: string, input: JsonObject): string {
  return createHash('sha256')
    .update(`${tool}\0${canonicalJson(input)}`)
    .digest('hex');
}

/**
 * Counts each pair of call and answer since the last new one. So equal calls, two calls in turn and longer circles are
 * all caught by one count, and work that brings anything new is never disturbed.
 */
export class RepetitionWatch {
  readonly #counts = new Map<string, number>();
  readonly #known = new Set<string>();
  #errors = 0;

  note(call: string, answer: string, isError: boolean): Repetition {
    const signature = createHash('sha256').update(`${call}\0${answer}`).digest('hex');
    if (!this.#known.has(signature)) this.#counts.clear();
    this.#known.add(signature);
    const count = (this.#counts.get(signature) ?? 0) + 1;
    this.#counts.set(signature, count);
    this.#errors = isError ? this.#errors + 1 : 0;
    if (count >= STOP_AT) return { verdict: 'stop', count, signature };
    if (count === NUDGE_AT) return { verdict: 'nudge', count, signature };
    if (isError && this.#errors % ERROR_STREAK === 0) return { verdict: 'error-streak', count: this.#errors };
    return { verdict: 'fine' };
  }
}
