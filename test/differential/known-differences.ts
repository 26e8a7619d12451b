/**
 * What may happen without having been predicted, and why. Each entry has a command that shows it; the test fails for an entry that
 * is never met.
 */
import type { TraceEvent } from './trace.ts';

export interface KnownDifference {
  readonly kind: TraceEvent['kind'];
  /** Base name of the program that did it. */
  readonly by: RegExp;
  /** Program, absolute path, or host. */
  readonly what: RegExp;
  /** Some program above it in the process tree. */
  readonly within?: RegExp;
  /** Only where the shell could not change its directory. */
  readonly afterFailedCd?: true;
  /** The whole command. */
  readonly command?: RegExp;
  readonly why: string;
  /** A command in which it happens. */
  readonly shownBy: string;
}

/** Not a shell. */
const PROGRAM = /^(?!(?:ba|da)?sh$)/;

export const knownDifferences: readonly KnownDifference[] = [
  {
    kind: 'write',
    by: /^git(?:-.*)?$/,
    what: /^\/workspace\/(?:.*\/)?\.git(?:\/|$)/,
    why: "git's own state; the conventions leave it out",
    shownBy: 'git add -A',
  },
  {
    kind: 'write',
    by: /^git(?:-.*)?$/,
    what: /\.lock$/,
    why: 'git writes a file by way of a lock file beside it',
    shownBy: 'git config --global a.b c',
  },
  {
    kind: 'exec',
    by: /^git(?:-.*)?$/,
    what: /^\/usr\/(?:lib|libexec)\/git-core\/|^git$/,
    why: "git's own parts",
    shownBy: 'git -c gc.autoDetach=false submodule status',
  },
  {
    kind: 'exec',
    by: /./,
    what: /./,
    within: /^git-(?:filter-branch|submodule|mergetool|rebase.*|sh-.*|difftool.*)$/,
    why: "git's own shell scripts",
    shownBy: 'git submodule status',
  },
  {
    kind: 'contact',
    by: /^git-remote-https?$/,
    what: /^git\.example$/,
    why: 'the remote is named; its address stands in the configuration of the repository',
    shownBy: 'git fetch origin',
  },
  {
    kind: 'exec',
    by: PROGRAM,
    what: /^(?:\/bin\/)?sh$/,
    why: 'the shell that system(3), popen(3) and their like start; what it runs must be predicted',
    shownBy: 'awk \'BEGIN { system("id") }\'',
  },
  {
    kind: 'exec',
    by: /./,
    what: /^(?:gzip|bzip2|xz|zstd|lzip|compress)$/,
    within: /^(?:tar|gunzip|zcat|zgrep|zdiff|gzexe|zless|rg)$/,
    why: 'the compressor behind another program',
    shownBy: 'gunzip -c data.gz',
  },
  {
    kind: 'write',
    by: /^mktemp$/,
    what: /^\/tmp\/tmp\./,
    why: 'a file with a name that nobody can know, in the folder for such files',
    shownBy: 't=$(mktemp -d); echo "$t"',
  },
  {
    kind: 'write',
    by: /^sed$/,
    what: /\/sed[A-Za-z0-9]{6}$/,
    why: 'sed -i writes a temporary file beside the one that it edits',
    shownBy: "sed -i 's/a/b/' a.txt",
  },
  {
    kind: 'write',
    by: /^sed$/,
    what: /\.(?:bak|orig|backup|old)$|~$/,
    command: /-i|--in-place/,
    why: 'the copy that sed -i leaves beside the file that it edits',
    shownBy: "sed -i.bak 's/a/b/' a.txt",
  },
  {
    kind: 'write',
    by: /./,
    what: /^\/workspace\//,
    afterFailedCd: true,
    why: 'a cd failed, because the fixture has no such folder, and the rest ran where it stood',
    shownBy: 'cd nowhere; touch x',
  },
];
