/** What a cold install showed, as findings: a package that cannot be loaded, or that writes where nobody asked it to. */
import type { PlacedFinding } from '../approve/compare.ts';
import type { ReleaseRule } from '../detector.ts';

interface Outcome {
  readonly name: string;
  readonly ok: boolean;
  readonly problem: string | null;
}

/** What `inside.mjs` prints. */
export interface ColdInstall {
  readonly installed: {
    readonly by: 'npm' | 'tar';
    readonly dependencies: readonly string[];
    readonly problem: string | null;
  };
  readonly imports: readonly Outcome[];
  readonly bins: readonly Outcome[];
  /** Files that appeared while the package was used, outside of it. */
  readonly appeared: readonly string[];
}

export const coldInstallRules: readonly ReleaseRule[] = [
  {
    id: 'cold-install-failed',
    severity: 'block',
    title: 'The package cannot be installed',
    why: 'What users download does not install.',
    fix: 'npm install ./package.tgz in an empty folder shows the same error',
    examples: { flagged: [], clean: [] },
  },
  {
    id: 'cold-import-failed',
    severity: 'warn',
    title: 'An export cannot be imported, or a program cannot start',
    why: 'A file that the package needs does not ship, or is not exported.',
    fix: 'add the missing file to "files", or the missing package to "dependencies"',
    examples: { flagged: [], clean: [] },
  },
  {
    id: 'cold-wrote-files',
    severity: 'warn',
    title: 'Importing the package, or asking for help, writes files',
    why: 'A library that is only loaded has no reason to write.',
    fix: 'write when a function is called, not when the module is loaded',
    examples: { flagged: [], clean: [] },
  },
];

/** Throws TypeError for what is no record of `inside.mjs`: the package may have printed something of its own. */
export function parseColdInstall(output: string): ColdInstall {
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  const value = JSON.parse(line) as Partial<ColdInstall> & { v?: unknown };
  const whole =
    value.v === 1 &&
    value.installed !== undefined &&
    Array.isArray(value.imports) &&
    Array.isArray(value.bins) &&
    Array.isArray(value.appeared);
  if (!whole) throw new TypeError('the cold install ended without its record');
  return value as ColdInstall;
}

export function coldInstallFindings({ installed, imports, bins, appeared }: ColdInstall): PlacedFinding[] {
  if (installed.problem !== null)
    return [
      { rule: 'cold-install-failed', file: 'package.json', message: installed.problem.trim().split('\n')[0] ?? '' },
    ];
  const failed = [
    ...imports.map((each) => ({ ...each, verb: 'import' })),
    ...bins.map((each) => ({ ...each, verb: 'run' })),
  ]
    .filter(({ ok, problem }) => !ok && !isAbsentDependency(problem, installed.dependencies))
    .map(({ verb, name, problem }) => ({
      rule: 'cold-import-failed',
      file: 'package.json',
      message: `${verb} ${name}: ${problem ?? 'failed'}`,
      content: `${verb} ${name}`,
    }));
  const wrote = appeared.slice(0, 20).map((path) => ({
    rule: 'cold-wrote-files',
    file: path,
    message: 'appeared while the package was loaded',
    content: path,
  }));
  return [...failed, ...wrote];
}

/** Dependencies cannot be fetched without a network: that one is missing says nothing about the package. */
function isAbsentDependency(problem: string | null, dependencies: readonly string[]): boolean {
  const missing = /Cannot find (?:package|module) '([^']+)'/.exec(problem ?? '')?.[1];
  return missing !== undefined && dependencies.some((name) => missing === name || missing.startsWith(`${name}/`));
}
