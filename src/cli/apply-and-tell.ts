/** Applies the changes of a session and says what was written and what was left. */
import type { ApplyOutcome, Cordon } from '../index.ts';
import type { Output } from './output.ts';
import { shellWord } from './shell-word.ts';
import { visibleLine } from './terminal-text.ts';

export async function applyAndTell(
  cordon: Cordon,
  session: string,
  accept: readonly string[],
  out: Output,
): Promise<ApplyOutcome> {
  const stored = await cordon.changes(session);
  const outcome = await cordon.apply(stored, accept);
  const { applied, skipped } = outcome;
  out.note(`applied ${applied.length} file${applied.length === 1 ? '' : 's'} to ${stored.record.repo}`);
  for (const path of applied) out.painted(`  ${out.paint('green', '✓')} ${visibleLine(path)}`);
  for (const { path, why } of skipped) {
    out.painted(`  ${out.paint('yellow', '✋')} ${visibleLine(path)}: ${visibleLine(why)}`);
    out.note(`     take it with: cordon sessions apply ${session} --accept ${shellWord(path)}`);
  }
  return outcome;
}
