/** What is wrong with an archive, so far that it cannot be read on. Becomes a finding, never an error of the tool. */
import type { ArchiveRuleId } from './archive-rules.ts';

export class ArchiveFault extends Error {
  readonly rule: ArchiveRuleId;

  constructor(rule: ArchiveRuleId, message: string) {
    super(message);
    this.name = 'ArchiveFault';
    this.rule = rule;
  }
}
