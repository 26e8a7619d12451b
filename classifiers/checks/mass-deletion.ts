import type { Severity } from '../../src/contract/assessment.ts';
import type { Access, Analysis } from '../analysis.ts';
import { toolOf } from '../flow.ts';
import { isBelow } from '../paths.ts';
import { hasOption } from '../tools/invocation.ts';
import { type Check, type CheckFinding, finding } from './check.ts';

/** Directories that a build makes again; to delete them is everyday work. */
const MADE_AGAIN =
  /(?:^|\/)(?:dist|build|out|output|target|coverage|\.nyc_output|node_modules|\.next|\.nuxt|\.svelte-kit|\.turbo|\.cache|\.parcel-cache|__pycache__|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.tox|\.venv|venv|\.eggs|[^/]+\.egg-info|tmp|temp|logs?|artifacts|public\/build|storybook-static|\.gradle|bin|obj|DerivedData|Pods|vendor\/bundle|_build|site|generated|lib-cov|\.vite|\.angular|\.output|\.vercel|\.serverless|test-results|playwright-report|reports?)(?:\/|$)/;
const MADE_FILES = /\.(?:o|obj|pyc|pyo|class|log|tmp|bak|swp|orig|rej|tsbuildinfo|map|d\.ts|tgz|DS_Store)$|~$/;
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
    ],
    clean: [
      'rm -rf dist && npm run build',
      'rm -f a.txt b.txt',
      'rm -rf node_modules',
      'find . -name "*.pyc" -delete',
      'rm -r build/tmp',
      'rm -rf /tmp/work',
    ],
  },
  find(analysis) {
    const deletions = analysis.accesses.flatMap((access) => deletion(analysis, access));
    return [
      ...deletions,
      ...analysis.commands.flatMap((command) => {
        if (
          toolOf(command) !== 'rsync' ||
          !command.invocation.options.some((option) => option.name.startsWith('--delete'))
        )
          return [];
        return [finding('medium', command, 'rsync deletes what the source does not have.', command)];
      }),
    ];
  },
};

function deletion(analysis: Analysis, access: Access): CheckFinding[] {
  const { path } = access;
  if (path === null || !isDeletion(access)) return [];
  const severity = severityOf(path, analysis.root, access);
  if (severity === null) return [];
  return [
    finding(severity, access, `Deletes ${path}${access.recursive ? ' with all that is in it' : ''}.`, access.command),
  ];
}

function isDeletion(access: Access): boolean {
  return (
    access.kind === 'delete' &&
    !(toolOf(access.command) === 'git' && hasOption(access.command.invocation, '--cached', '--dry-run'))
  );
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
