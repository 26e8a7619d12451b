/** Code of other languages inside a command. The readers are loaded when such code is first met: most starts meet none. */
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import type { judgeCode as Judge } from './judge.ts';
import type { CodeJudgement } from './judgement.ts';

export type { CodeJudgement, CodeWord, TraitKind } from './judgement.ts';

const requireHere = createRequire(import.meta.url);
let judge: typeof Judge | undefined;

/** `words` are the arguments that the code gets; null where one is known only at run time. */
export function judgeCode(name: string, code: string, words: readonly (string | null)[] = []): CodeJudgement {
  // An assessment is synchronous, and so is this: an ES module without top-level await can be required.
  judge ??= (requireHere(`./judge${extname(import.meta.url)}`) as { judgeCode: typeof Judge }).judgeCode;
  return judge(name, code, words);
}
