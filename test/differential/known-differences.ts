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
  /** Only what a shell does that runs the lines of a file. */
  readonly fromFile?: true;
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
    by: /./,
    what: /^\/workspace\//,
    afterFailedCd: true,
    why: 'a cd failed, because the fixture has no such folder, and the rest ran where it stood',
    shownBy: 'cd nowhere; touch x',
  },
  {
    kind: 'write',
    by: /^git(?:-.*)?$/,
    what: /^\/workspace\/(?!\.git\/)/,
    command:
      /\b(?:reset|checkout|restore|switch|stash|checkout-index|merge|rebase|pull|revert|cherry-pick|am|apply|clean|read-tree|bisect|worktree|submodule|rm|mv)\b/,
    why: 'files of the work tree that git puts back; which they are stands in its objects',
    shownBy: 'git stash',
  },
  {
    kind: 'write',
    by: /^git(?:-.*)?$/,
    what: /^\/tmp\/(?:git-blob-|\.git_|tmp)/,
    why: 'files that git hands to the program for differences',
    shownBy: 'git -c diff.external=true diff',
  },
  {
    kind: 'write',
    by: /^git(?:-.*)?$/,
    what: /^\/(?:.*\/)?\.git(?:\/|$)/,
    why: 'the state of a repository elsewhere, which git -C names',
    shownBy: 'git -C /tmp init',
  },
  {
    kind: 'exec',
    by: /^git(?:-.*)?$/,
    what: /^ssh$|^git-[a-z-]+$/,
    why: 'the transport of a remote over ssh, and subcommands that are programs of their own',
    shownBy: 'git ls-remote git@x.example:r.git',
  },
  {
    kind: 'exec',
    by: /^sh$/,
    what: /^\/usr\/lib\/git-core\//,
    why: "the other side of a remote in the file system is git's own part",
    shownBy: 'git ls-remote .',
  },
  {
    kind: 'exec',
    by: /./,
    what: /./,
    within: /^git-(?:request-pull|web--browse|instaweb|quiltimport|send-email|bisect)$/,
    why: "git's own scripts",
    shownBy: 'git request-pull v1.0.0 origin main',
  },
  {
    kind: 'exec',
    by: /^bash$/,
    what: /^id$/,
    command: /(?:bash|sh) +-(?:[a-z]*l|-login)|-li\b/,
    why: '/etc/profile, which a login shell reads',
    shownBy: 'bash -lc :',
  },
  {
    kind: 'write',
    by: /^(?:zip|ln|shred|make|sort|patch|rsync|cp|mv|python3|perl|ruby|sqlite3|gzip|xz|bzip2)$/,
    what: /\/(?:zi[A-Za-z0-9]{6}|Cu[A-Za-z0-9]{6}|0+|Gm[A-Za-z0-9]{6}|sort[A-Za-z0-9]{6}|\.[^/]+\.[A-Za-z0-9]{6}|[A-Za-z0-9]{8})$/,
    why: 'a temporary name beside the file, or in /tmp',
    shownBy: 'zip -q out.zip a.txt',
  },
  {
    kind: 'write',
    by: /^python3?$/,
    what: /\/__pycache__(?:\/|$)|\.python_history$/,
    why: "Python's own cache and history",
    shownBy: 'python3 -m py_compile app.py',
  },
  {
    kind: 'exec',
    by: /^[ef]grep$|^z(?:grep|diff|cmp|less|more)$|^sdiff$|^diff3$/,
    what: /^(?:grep|sed|diff|cat|gzip|expr|rm|mktemp)$/,
    why: 'programs that are a script around another one',
    shownBy: 'egrep -n x a.txt',
  },
  {
    kind: 'exec',
    by: /^git$/,
    what: /^man$|^less$|^pager$/,
    why: 'the reader that git starts for its own pages',
    shownBy: 'git push --help',
  },
  {
    kind: 'exec',
    by: /^python3?$/,
    what: /\/bin\/python3?$/,
    command: /-m venv/,
    why: 'the new environment is filled by its own interpreter',
    shownBy: 'python3 -m venv .venv',
  },
  {
    kind: 'contact',
    by: /^python3?$/,
    what: /./,
    command: /-m http\.server/,
    why: 'a server asks for the names of its own addresses; it contacts nobody',
    shownBy: 'python3 -m http.server 8000',
  },
  {
    kind: 'write',
    by: /^(?:node|npm|npx)$/,
    what: /^\/tmp\/node-compile-cache(?:\/|$)|^\/home\/cordon\/\.(?:npm|cache)(?:\/|$)/,
    why: 'a cache of its own',
    shownBy: '/usr/local/bin/npm --version',
  },
  {
    kind: 'write',
    by: /./,
    what: /^\/workspace\/~[a-z]/,
    why: 'a home of a user whom this machine does not know, so that the word stays what it is',
    shownBy: 'echo x > ~otheruser',
  },
  {
    kind: 'exec',
    by: /./,
    what: /^\$p\d+$/,
    why: 'dash, which knows no $"..", keeps its dollar',
    shownBy: 'sh -c \'env $"p1" x\'',
  },
  {
    kind: 'exec',
    by: /^(?:ba|da)?sh$/,
    what: /./,
    fromFile: true,
    why: 'the lines of a script of the repository; running the file is what is predicted',
    shownBy: 'bash b.txt',
  },
  {
    kind: 'exec',
    by: /^bash$/,
    what: /./,
    command: /(?:^|[;&|] *)(?:\.|source) [~\w./-]+$/,
    why: 'the lines of a file that the shell reads in',
    shownBy: '. ~/.aws/credentials',
  },
  {
    kind: 'write',
    by: /^cpan$/,
    what: /^\/home\/cordon\/\.cpan/,
    why: 'its own state',
    shownBy: 'cpan Nothing',
  },
  {
    kind: 'exec',
    by: /^cpan$/,
    what: /^pwd$/,
    why: "Perl's way to its directory",
    shownBy: 'cpan Nothing',
  },
];
