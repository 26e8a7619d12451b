/** The rules about what was agreed: the committed manifest, the approval of these bytes, and the release before. */
import type { ReleaseRule } from '../detector.ts';

const none = { flagged: [], clean: [] } as const;

export const approvalRules: readonly ReleaseRule[] = [
  {
    id: 'not-in-manifest',
    severity: 'block',
    title: 'A file that the release manifest does not know',
    why: 'Nobody agreed that it ships; that is how maps, dumps and keys get out.',
    fix: 'keep it out with "files" in package.json, or run `cordon release-guard approve` if it shall ship',
    examples: none,
  },
  {
    id: 'manifest-size',
    severity: 'block',
    title: 'A file, or a group of files, far larger than agreed',
    why: 'A sudden jump is the mark of a map, a dump or a bundle of something else in a known name.',
    fix: 'look at what grew, then run `cordon release-guard approve`',
    examples: none,
  },
  {
    id: 'manifest-install-script',
    severity: 'block',
    title: 'An install script that nobody agreed to',
    why: 'It runs on the machine of everyone who installs the package.',
    fix: 'remove the script, or run `cordon release-guard approve` if it is meant',
    examples: none,
  },
  {
    id: 'not-approved',
    severity: 'block',
    title: 'These bytes were not approved',
    why: 'The release file names approvers, and none of them signed exactly this artifact.',
    fix: 'run `cordon release-guard approve` with the key of an approver',
    examples: none,
  },
  {
    id: 'first-map',
    severity: 'block',
    title: 'Source maps for the first time',
    why: 'The release before had none: a changed build option is the usual cause of a leak.',
    fix: 'turn the maps off in the bundler, or add "!**/*.map" to "files" in package.json',
    examples: none,
  },
  {
    id: 'new-kind',
    severity: 'warn',
    title: 'A kind of file that the release before did not have',
    why: 'New kinds ship by accident more often than by intent.',
    fix: 'look at the file; keep it out with "files" in package.json if it is not meant',
    examples: none,
  },
  {
    id: 'size-jump',
    severity: 'block',
    title: 'Ten times the size of the release before',
    why: 'Something else than code came in.',
    fix: 'look at the largest files; `cordon release-guard approve` records a size that is meant',
    examples: none,
  },
  {
    id: 'new-install-script',
    severity: 'block',
    title: 'An install script that the release before did not have',
    why: 'It runs on the machine of everyone who installs the package; it is also what a thief of a token adds.',
    fix: 'remove the script, or run `cordon release-guard approve` if it is meant',
    examples: none,
  },
  {
    id: 'files-removed',
    severity: 'block',
    title: 'package.json lost its "files"',
    why: 'The package now ships everything that no ignore file keeps out.',
    fix: 'put "files" back into package.json',
    examples: none,
  },
];
