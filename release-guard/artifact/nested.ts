/** Notices that a member is itself an archive, and keeps its bytes until it is read. */
import type { FileProbe } from '../detector.ts';
import type { ArchiveRuleId } from './archive-rules.ts';
import type { EntryHead } from './entry.ts';
import { endsAsZip, type Format, formatOf, isProgram, MAGIC, unreadFormat } from './format.ts';
import { Spool } from './source.ts';
import type { Nested } from './walk.ts';

type Tell = (rule: ArchiveRuleId, message: string) => void;

export function nestedProbe(head: EntryHead, found: (nested: Nested) => void, tell: Tell): FileProbe {
  let format: Format | null = null;
  let program = false;
  let spool: Spool | null = null;
  return {
    window({ bytes, at, fresh, last }) {
      if (at === 0) {
        const first = bytes.length > MAGIC ? bytes.subarray(0, MAGIC) : bytes;
        format = formatOf(first, head.path);
        program = isProgram(first);
        const unread = format === null ? unreadFormat(first) : null;
        if (unread !== null) tell('archive-not-read', `is compressed as ${unread}`);
        if (format !== null || (program && !last)) spool = new Spool();
      }
      if (last && format === null && endsAsZip(bytes, program)) {
        format = 'zip-behind';
        if (at === 0) spool = new Spool();
        else if (spool === null) tell('archive-not-read', 'has a zip file at its end');
      }
      spool?.write(bytes.subarray(at === 0 ? 0 : fresh));
    },
    end() {
      if (spool !== null && format !== null) found({ source: spool.source(), format });
      else spool?.drop();
      return [];
    },
  };
}
