import type { Severity } from '../../src/contract/assessment.ts';
import type { Access, Analysis, Command, Field } from '../analysis.ts';
import { toolOf } from '../flow.ts';
import { isBelow } from '../paths.ts';
import { isPattern } from '../patterns.ts';
import { hasOption, optionValue } from '../tools/invocation.ts';
import { type Check, type CheckFinding, finding } from './check.ts';
import { type CommandRule, findRules } from './rules.ts';

const rules: readonly CommandRule[] = [
  { tool: 'zip', anyOption: '--move', severity: 'low', message: 'the files are deleted once they are in the archive.' },
  {
    tool: 'chmod',
    anyOption: '--recursive -R',
    operand: /^0*[0-3][0-7]?[0-7]?$|^(?:a|u|ugo|)?-[rwxX]*[rwx][rwxX]*$|^(?:a|u|ugo|)=$/,
    severity: 'medium',
    message: 'nothing below can be read or changed any more.',
  },
  {
    tool: 'srm wipe scrub',
    severity: 'medium',
    message: 'files are overwritten for good.',
  },
];

/** Directories that a build makes again; to delete them is everyday work. */
const MADE_AGAIN =
  /(?:^|\/)(?:dist|build|out|output|target|coverage|\.nyc_output|node_modules|\.next|\.nuxt|\.svelte-kit|\.turbo|\.cache|\.parcel-cache|__pycache__|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.tox|\.venv|venv|\.eggs|[^/]+\.egg-info|tmp|temp|logs?|artifacts|public\/build|storybook-static|\.gradle|bin|obj|DerivedData|Pods|vendor\/bundle|_build|site|generated|lib-cov|\.vite|\.angular|\.output|\.vercel|\.serverless|test-results|playwright-report|reports?)(?:\/|$)/;
const MADE_FILES =
  /\.(?:o|obj|pyc|pyo|class|log|tmp|bak|swp|orig|rej|tsbuildinfo|map|d\.ts|tgz|DS_Store|gcda|gcno|beam|elc|pid)$|~$|\/(?:core(?:\.\d+)?|a\.out|Thumbs\.db)$/;
/** Directories with the work itself. */
const SOURCES =
  /(?:^|\/)(?:src|lib|app|apps|packages|source|sources|include|test|tests|spec|docs|cmd|internal|pkg|crates|server|client|components|pages|\.git)$/;

export const massDeletion: Check = {
  id: 'mass-deletion',
  title: 'Much is deleted at once',
  definition:
    'Root, home, the workspace itself, version control data or many sources are deleted or overwritten for good.',
  why: 'What was not committed is gone, and an agent rarely meant the whole directory.',
  attack: ['T1485'],
  cwe: [],
  severities: {
    critical: 'the root directory, the home directory, or a directory of the system',
    high: 'version control data, or anything outside the workspace recursively',
    medium: 'the workspace itself, source directories, patterns over everything',
    low: 'directories that a build makes again',
  },
  instead: 'Delete the files by name, or let git do it where they can come back from.',
  examples: {
    flagged: [
      'rm -rf /',
      'rm -rf ~',
      'rm -rf .',
      'rm -rf *',
      'find . -delete',
      'find . -delete -empty',
      'find . -empty -o -delete',
      'rm -rf src',
      'rm -rf .git',
      'rm -fr /etc',
      'cd / && rm -rf *',
      'find . -name "*.ts" -exec rm {} +',
      'rm -r --no-preserve-root /',
      'find . -type f | xargs rm -f',
      'rsync -a --delete empty/ ./',
      'shred -u src/*.ts',
      'rm -rf $HOME/',
      'truncate -s 0 src/*.ts',
      'for f in src/*; do : > "$f"; done',
      'find ~ -type f -exec truncate -s 0 {} +',
      'mv ~ /dev/null',
      'mv .git /tmp/',
      'chmod -R 000 .',
      'mv * /tmp/',
      'rimraf ~',
      'git rm -rf .',
      'rsync -a --delete /tmp/empty/ ~/',
    ],
    clean: [
      'rm -rf dist && npm run build',
      'rm -f a.txt b.txt',
      'rm -rf node_modules',
      'find . -name "*.pyc" -delete',
      'find . -name "*.gz" | xargs gunzip',
      'find test -depth -empty -delete',
      'rm -r build/tmp',
      'rm -rf /tmp/work',
      'mv src/a.ts src/b.ts',
      'mv src source',
      'rsync -a --delete src/ /tmp/copy/',
      'truncate -s 0 app.log',
    ],
  },
  find(analysis) {
    return [
      ...analysis.accesses.flatMap((access) => deletion(analysis, access)),
      ...analysis.accesses.flatMap((access) => emptied(analysis, access)),
      ...analysis.accesses.flatMap((access) => movedAway(analysis, access)),
      ...analysis.commands.flatMap((command) => synchronised(analysis, command)),
      ...findRules(analysis, rules),
    ];
  },
};

function deletion(analysis: Analysis, access: Access): CheckFinding[] {
  const { path } = access;
  if (path === null || access.kind !== 'delete' || losesNothing(access.command)) return [];
  const severity = severityOf(path, analysis.root, access);
  if (severity === null) return [];
  return [
    finding(severity, access, `Deletes ${path}${access.recursive ? ' with all that is in it' : ''}.`, access.command),
  ];
}

/** Compressors put something else in the place of a file, rmdir and `find -empty` take what is empty. */
function losesNothing(command: Command): boolean {
  return (
    /^(?:(?:g|b|x|l|p|pb|lb|pl)?un?zip2?|gzip|gunzip|bzip2|bunzip2|xz|unxz|lzma|unlzma|zstd|unzstd|lz4|compress|uncompress|pigz|unpigz|lzop|rmdir)$/.test(
      toolOf(command),
    ) || deletesEmpty(command)
  );
}

/** `find -empty -delete`, in this order and without alternatives. */
function deletesEmpty(command: Command): boolean {
  const words = command.args.map((field) => field.text ?? '-o');
  const action = words.indexOf('-delete');
  return (
    /^g?find$/.test(toolOf(command)) &&
    words.lastIndexOf('-empty', action) >= 0 &&
    !words.some((word) => /^(?:-o|-or|,|!|-not|\(|\))$/.test(word))
  );
}

/** Many files cut to nothing: `truncate -s 0 src/*`, `: > "$f"` in a loop over them. */
function emptied(analysis: Analysis, access: Access): CheckFinding[] {
  const { path, command } = access;
  if (path === null || access.kind !== 'write' || !isPattern(path) || !empties(access)) return [];
  const severity = severityOf(path, analysis.root, { ...access, kind: 'delete', pattern: true });
  return severity === null || severity === 'low' ? [] : [finding(severity, access, `Empties ${path}.`, command)];
}

function empties({ command, field }: Access): boolean {
  const name = toolOf(command);
  if (name === 'truncate') return optionValue(command.invocation, '--size')?.text === '0';
  if (name === 'cp' || name === 'tee' || name === 'dd')
    return (
      command.args.some((argument) => /^(?:if=)?\/dev\/null$/.test(argument.text ?? '')) ||
      (name === 'tee' && readsNothing(command))
    );
  if (name === 'sed') return command.args.some((argument) => /^(?:\d+,\$)?d$/.test(argument.text ?? ''));
  const redirected = command.redirects.some((redirect) => redirect.kind === 'write' && redirect.target === field);
  if (!redirected) return false;
  return (
    command.kind === 'redirect-only' ||
    /^(?::|true|false)$/.test(command.program.text ?? '') ||
    readsNothing(command) ||
    (command.program.text === 'echo' && command.args.every((argument) => /^-n$|^$/.test(argument.text ?? 'x')))
  );
}

function readsNothing(command: Command): boolean {
  return (
    command.args.some((argument) => argument.text === '/dev/null') ||
    command.redirects.some((redirect) => redirect.kind === 'read' && redirect.target?.text === '/dev/null')
  );
}

/** What leaves the workspace, or a place of the system, by a move. A move within the workspace loses nothing. */
function movedAway(analysis: Analysis, access: Access): CheckFinding[] {
  const { path, command, field } = access;
  if (path === null || access.kind !== 'write' || field === null || !moves(command, field)) return [];
  const inside = isBelow(path, analysis.root);
  const relative = path.slice(analysis.root.length + 1);
  if (inside && !/(?:^|\/)\.git$/.test(relative) && !leaves(analysis, command, field)) return [];
  const severity = severityOf(path, analysis.root, { ...access, kind: 'delete', recursive: true });
  if (severity === null || severity === 'low') return [];
  return [finding(severity, access, `Moves ${path} away.`, command)];
}

function moves(command: Command, field: Field): boolean {
  return command.invocation.operands.some((operand) => operand.role === 'move' && operand.field === field);
}

/** The target of the move lies outside the workspace. */
function leaves(analysis: Analysis, command: Command, source: Field): boolean {
  if (command.args.some((argument) => argument.text === '/dev/null')) return true;
  const targets = analysis.accesses.filter(
    (other) =>
      other.command === command &&
      other.kind === 'write' &&
      other.field !== source &&
      other.field !== null &&
      !moves(command, other.field),
  );
  return targets.some((other) => other.path !== null && !isBelow(other.path, analysis.root));
}

/** `rsync --delete` makes the target look like the source. */
function synchronised(analysis: Analysis, command: Command): CheckFinding[] {
  const { invocation } = command;
  const deletes = invocation.options.some(
    (option) =>
      /^--(?:delete|del$|mirror$|remove-source-files)/.test(option.name) && !hasOption(invocation, '--dry-run'),
  );
  const lftp =
    toolOf(command) === 'robocopy' && command.args.some((argument) => /^\/(?:mir|purge)$/i.test(argument.text ?? ''));
  if (!(toolOf(command) === 'rsync' && deletes) && !lftp) return [];
  const targets = analysis.accesses.filter(
    (access) => access.command === command && access.kind === 'write' && access.path !== null,
  );
  if (targets.length === 0) return [finding('medium', command, 'What the source does not have is deleted.', command)];
  return targets.flatMap((access) => {
    const path = access.path ?? '';
    const severity = severityOf(path, analysis.root, { ...access, kind: 'delete', recursive: true }) ?? 'low';
    return [finding(severity, access, `Deletes what the source does not have in ${path}.`, command)];
  });
}

function severityOf(path: string, root: string, access: Access): Severity | null {
  const everything = /^(.*)\/(?:\*\*?|\.\*|\{,?\.?\*\}|\.\[!\.\]\*|\*\*\/\*(?:\.\*)?)$/.exec(path)?.[1];
  const target = everything === undefined ? path : everything || '/';
  const whole = access.recursive || everything !== undefined;
  if (whole && isRootLike(target)) return 'critical';
  const inside = isBelow(target, root);
  if (!inside)
    return scratch(target)
      ? target.split('/').length > 2 || everything === undefined
        ? null
        : 'medium'
      : whole
        ? 'high'
        : null;
  const relative = target.slice(root.length + 1);
  if (/(?:^|\/)\.git(?:\/|$)/.test(relative)) return 'high';
  if (MADE_AGAIN.test(relative) || MADE_FILES.test(path)) return whole ? 'low' : null;
  if (target === root) return whole ? 'medium' : access.pattern ? 'medium' : null;
  if (whole && SOURCES.test(relative)) return 'medium';
  if (/\*\*/.test(path) || (access.pattern && SOURCES.test(relative.slice(0, relative.lastIndexOf('/')))))
    return 'medium';
  return whole ? 'low' : null;
}

function scratch(path: string): boolean {
  return /^(?:\/tmp|\/var\/tmp|\/dev\/shm)(?:\/|$)/.test(path);
}

/** The root, the home, and the first levels of the system. */
function isRootLike(path: string): boolean {
  return (
    /^(?:\/|~|~\/\.\..*|\/(?:bin|boot|dev|etc|home|lib|lib64|opt|proc|root|run|sbin|srv|sys|usr|var|Users|System|Library|Applications|mnt|media|\*)(?:\/[^/]+)?|\/home\/[^/]+)$/.test(
      path,
    ) && !scratch(path)
  );
}
