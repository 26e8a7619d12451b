/** What a folder alone cannot tell: what scripts write, and what another packer ships. */
import type { ReleaseRule } from '../detector.ts';

const none = { flagged: [], clean: [] } as const;

export const packRules: readonly ReleaseRule[] = [
  {
    id: 'pack-script',
    severity: 'warn',
    title: 'A script runs between this scan and the packing',
    why: 'What it writes ships without having been judged.',
    fix: 'scan what is packed: `cordon release-guard --packer npm`, or `npm pack` and pass the .tgz',
    examples: none,
  },
  {
    id: 'pack-script-wrote',
    severity: 'info',
    title: 'A file that a script wrote while the package was packed',
    why: 'It ships, and nobody sees it in the folder before.',
    fix: 'nothing, if the build is meant to write it',
    examples: none,
  },
  {
    id: 'packer-differs',
    severity: 'warn',
    title: 'This packer ships a file that npm would not',
    why: "Rules in `files` and ignore files were probably written with npm's reading in mind.",
    fix: 'name the file in an ignore file that the packer reads, or take it out of the folder',
    examples: none,
  },
  {
    id: 'packer-other',
    severity: 'info',
    title: 'Another program than npm packs this project',
    why: 'It may ship other files than the ones judged here.',
    fix: 'scan what it packs: `cordon release-guard --packer NAME`, or pass the .tgz that it writes',
    examples: none,
  },
  {
    id: 'packer-output',
    severity: 'block',
    title: 'The packer wrote another file than it said',
    why: 'Nobody can tell which one would ship.',
    fix: 'pack by hand and pass the .tgz',
    examples: none,
  },
];
