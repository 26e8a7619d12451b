/** What can be wrong with an archive as such: one entry a rule. */
import type { ReleaseRule } from '../detector.ts';

export type ArchiveRuleId =
  | 'archive-unreadable'
  | 'archive-truncated'
  | 'archive-not-gzip'
  | 'archive-damaged'
  | 'archive-limit'
  | 'archive-encrypted'
  | 'archive-several-members'
  | 'archive-trailing-data'
  | 'archive-after-end'
  | 'archive-empty'
  | 'archive-no-manifest'
  | 'archive-duplicate'
  | 'archive-path'
  | 'archive-name'
  | 'archive-link'
  | 'archive-link-out'
  | 'archive-special-file'
  | 'archive-ambiguous'
  | 'archive-not-read'
  | 'archive-top-folder'
  | 'artifact-changed'
  | 'artifact-digest';

type Words = Omit<ReleaseRule, 'id' | 'examples'>;

const repack = 'Pack again with the packer alone (`npm pack`) and scan the new file.';

const words: Readonly<Record<ArchiveRuleId, Words>> = {
  'archive-unreadable': {
    severity: 'block',
    title: 'The artifact is in no format that can be read',
    why: 'What cannot be read cannot be judged, and a registry would ship it all the same.',
    fix: 'Pass the file that the packer wrote (.tgz, .whl, .crate, .vsix, an image saved as .tar).',
  },
  'archive-truncated': {
    severity: 'block',
    title: 'The archive ends too early',
    why: 'The part that is missing here may be present elsewhere.',
    fix: repack,
  },
  'archive-not-gzip': {
    severity: 'block',
    title: 'The package is a tar file that is not compressed by gzip',
    why: 'Registries take gzip only; some tool on the way would write another file.',
    fix: repack,
  },
  'archive-damaged': {
    severity: 'block',
    title: 'The archive is damaged',
    why: 'Programs that read on after the damage see files that this scan did not see.',
    fix: repack,
  },
  'archive-limit': {
    severity: 'block',
    title: 'The archive unpacks to more than the limits allow',
    why: 'It was not read to its end, or it is made to exhaust whoever unpacks it.',
    fix: 'Take the oversized member out of the package; the message names it.',
  },
  'archive-encrypted': {
    severity: 'block',
    title: 'An archive is encrypted',
    why: 'Nobody can tell what it ships.',
    fix: 'Ship the files themselves, or leave the archive out with a negation in `files`, such as "!data/*.zip".',
  },
  'archive-several-members': {
    severity: 'block',
    title: 'The gzip file consists of several members',
    why: 'Some programs read the first one only, others all of them: they see different packages.',
    fix: repack,
  },
  'archive-trailing-data': {
    severity: 'block',
    title: 'Bytes stand before or behind the archive',
    why: 'They ship with the package, and no installer shows them.',
    fix: repack,
  },
  'archive-after-end': {
    severity: 'block',
    title: "Members stand behind the archive's end mark",
    why: 'Some programs stop at the mark, others read on: they see different packages.',
    fix: repack,
  },
  'archive-empty': {
    severity: 'block',
    title: 'The artifact holds no file',
    why: 'An empty list means that packing failed, not that the package is clean.',
    fix: 'Check `files` in package.json, and build before packing.',
  },
  'archive-no-manifest': {
    severity: 'block',
    title: 'The package has no package.json',
    why: 'A registry refuses it or, worse, takes its name from elsewhere.',
    fix: repack,
  },
  'archive-duplicate': {
    severity: 'block',
    title: 'Several members have the same path',
    why: 'Some programs keep the first one, others the last one: they see different packages.',
    fix: repack,
  },
  'archive-path': {
    severity: 'block',
    title: 'A member leads out of the package',
    why: 'Whoever unpacks it may overwrite files elsewhere.',
    fix: repack,
  },
  'archive-name': {
    severity: 'warn',
    title: 'The name of a member is not portable',
    why: 'It means another file on another system.',
    fix: 'Rename the file to letters, digits, `.`, `-` and `_` in UTF-8.',
  },
  'archive-link': {
    severity: 'warn',
    title: 'A member is a link',
    why: 'npm drops links when it installs, other installers follow them.',
    fix: 'Copy the file instead of linking it.',
  },
  'archive-link-out': {
    severity: 'block',
    title: 'A link leads out of the package',
    why: 'It opens a file of whoever installs the package, or tells the layout of the machine that built it.',
    fix: 'Remove the link, or copy the file that it means.',
  },
  'archive-special-file': {
    severity: 'block',
    title: 'A member is a device, a pipe or of a type that no packer writes',
    why: 'It has no place in a package.',
    fix: repack,
  },
  'archive-ambiguous': {
    severity: 'block',
    title: 'The archive says different things about the same member',
    why: 'Programs that believe one place or the other see different packages.',
    fix: repack,
  },
  'archive-not-read': {
    severity: 'warn',
    title: 'A file in the package is compressed in a way that is not read here',
    why: 'What it holds was not judged.',
    fix: 'Ship the content itself, or look into it by hand and suppress this finding by its fingerprint.',
  },
  'archive-top-folder': {
    severity: 'warn',
    title: 'Members stand in different top folders',
    why: 'Installers drop the top folder, so that files of one shadow files of the other.',
    fix: repack,
  },
  'artifact-changed': {
    severity: 'block',
    title: 'The file was written to while it was read',
    why: 'The bytes that were judged are not the bytes that would ship.',
    fix: 'Scan again when nothing else writes to it.',
  },
  'artifact-digest': {
    severity: 'block',
    title: 'The file has another digest than the expected one',
    why: 'It is not the file that was approved.',
    fix: 'Scan and approve the file that shall be published.',
  },
};

export const archiveRules: readonly ReleaseRule[] = Object.entries(words).map(([id, of]) => ({
  id,
  ...of,
  examples: { flagged: [], clean: [] },
}));
