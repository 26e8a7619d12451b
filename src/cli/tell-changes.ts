/** What a session changed, short: files, what was refused, what needs approval of its own, and what to type next. */
import type { StoredChanges } from '../index.ts';
import type { Output } from './output.ts';
import { visibleLine } from './terminal-text.ts';

const marks = { added: 'A', modified: 'M', deleted: 'D' } as const;
const shownChanges = 40;

export function tellChanges(out: Output, session: string, changeSet: StoredChanges['changeSet'] | null): void {
  if (changeSet === null || out.json) return;
  const { changes, refused, flagged } = changeSet;
  if (changes.length === 0 && refused.length === 0) return;
  out.note('');
  out.note(`changed in the workspace (nothing on the host): ${changes.length} file${changes.length === 1 ? '' : 's'}`);
  for (const { path, change } of changes.slice(0, shownChanges)) out.painted(`  ${marks[change]} ${visibleLine(path)}`);
  if (changes.length > shownChanges) out.note(`  … and ${changes.length - shownChanges} more`);
  for (const { path, reason } of refused)
    out.painted(`  ${out.paint('red', '✗ refused')} ${visibleLine(path)}: ${visibleLine(reason)}`);
  if (flagged.length > 0) {
    out.painted(`  ${out.paint('yellow', 'would run or be obeyed on your machine later:')}`);
    for (const { path, why } of flagged)
      out.painted(`  ${out.paint('yellow', '!')} ${visibleLine(path)}: ${visibleLine(why)}`);
  }
  if (changes.length > 0)
    out.note(`review: cordon sessions diff ${session}    apply: cordon sessions apply ${session}`);
}
