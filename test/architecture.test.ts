/** The directions of imports of docs/architecture.md, checked on every source file. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** What each room may import besides itself. Longest prefix wins. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  'src/contract': [],
  'src/policy': ['src/contract'],
  'src/audit': ['src/contract'],
  'src/session': ['src/contract'],
  'src/gate': ['src/contract'],
  'src/agent': ['src/contract', 'src/gate'],
  'src/adapters': ['src/contract', 'src/gate'],
  'src/compose': [
    'src/contract',
    'src/gate',
    'src/agent',
    'src/policy',
    'src/audit',
    'src/session',
    'classifiers',
    'sandbox',
  ],
  'src/index.ts': ['src/compose', 'src/contract', 'src/session', 'src/gate', 'src/agent', 'src/policy'],
  'src/cli': ['src/index.ts', 'src/contract', 'src/adapters', 'release-guard'],
  classifiers: ['src/contract'],
  sandbox: ['src/contract'],
  'release-guard': ['src/contract'],
};

/** The one file that may import each package. */
const owners: Readonly<Record<string, readonly string[]>> = {
  '@anthropic-ai/sdk': ['src/agent/providers/anthropic.ts'],
  ajv: ['src/policy/validate.ts'],
  diff: ['sandbox/patch.ts'],
  dockerode: ['sandbox/docker.ts'],
  execa: ['src/cli/commands/setup.ts'],
  ignore: ['sandbox/ignored.ts'],
  'npm-packlist': ['release-guard/packlist.ts'],
  pino: ['src/audit/log.ts'],
  'tar-stream': ['sandbox/tar.ts'],
  'tree-sitter': ['classifiers/bash/parser.ts'],
  'tree-sitter-bash': ['classifiers/bash/parser.ts'],
  'web-tree-sitter': ['classifiers/bash/parser.ts', 'classifiers/code/grammars.ts'],
  yaml: ['src/policy/load.ts'],
};

/** zod describes data wherever data comes in from outside. */
const zodRooms = ['src/cli', 'src/contract', 'src/agent', 'src/session', 'sandbox', 'src/policy', 'src/audit'];

interface Import {
  readonly from: string;
  readonly to: string;
  /** Erased when compiled: loads nothing. */
  readonly typeOnly: boolean;
}

function sources(): string[] {
  return ['src', 'classifiers', 'sandbox', 'release-guard']
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      (readdirSync(join(root, folder), { recursive: true }) as string[])
        .filter((name) => name.endsWith('.ts'))
        .map((name) => join(folder, name)),
    );
}

/** `import ... from`, `export ... from`, `import '...'` at the beginning of a line, and `import('...')` anywhere. */
const statements = [
  /^(?:import|export)\s+(type\s)?[^'";]*?\sfrom\s+'([^'\n]+)'/gm,
  /^import\s+(type\s)?'([^'\n]+)'/gm,
  /\bimport\((\s*)'([^'\n]+)'\)/g,
];

const imports: readonly Import[] = sources().flatMap((from) => {
  const source = readFileSync(join(root, from), 'utf8');
  return statements.flatMap((statement) =>
    [...source.matchAll(statement)].map((match) => ({ from, to: match[2]!, typeOnly: match[1]?.trim() === 'type' })),
  );
});
const relativeImports = imports.filter(({ to }) => to.startsWith('.'));
const packageImports = imports.filter(({ to }) => !to.startsWith('.') && !isBuiltin(to));

function isBuiltin(name: string): boolean {
  return name.startsWith('node:') || builtinModules.includes(name);
}

function roomOf(file: string): string {
  const fitting = Object.keys(rooms).filter((room) => file === room || file.startsWith(`${room}/`));
  const room = fitting.sort((a, b) => b.length - a.length)[0];
  if (room === undefined) throw new Error(`${file} stands in no room`);
  return room;
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

/** A source without its comments and quoted texts, in which such words are examples. */
function codeOf(file: string): string {
  const text = readFileSync(join(root, file), 'utf8');
  return text.replaceAll(/\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|\/\/.*/g, '');
}

describe('directions of imports', () => {
  it('sees the imports at all', () => {
    expect(relativeImports.length).toBeGreaterThan(100);
    expect(packageImports.length).toBeGreaterThan(8);
  });

  it('every import between rooms is one that the table allows', () => {
    const wrong = relativeImports.flatMap(({ from, to }) => {
      const target = relative(root, resolve(root, dirname(from), to));
      const [here, there] = [roomOf(from), roomOf(target)];
      return here === there || rooms[here]!.some((room) => there === room) ? [] : [`${from} -> ${target}`];
    });
    expect(wrong).toEqual([]);
  });

  it('rooms are entered by their index', () => {
    const wrong = relativeImports.flatMap(({ from, to }) => {
      const target = relative(root, resolve(root, dirname(from), to));
      const room = roomOf(target);
      const entered = room === roomOf(from) || target === room || target === `${room}/index.ts`;
      const open = ['src/contract', 'src/gate', 'src/session', 'src/compose'].includes(room);
      return entered || open ? [] : [`${from} -> ${target}`];
    });
    expect(wrong).toEqual([]);
  });

  it('every package has one owner file; its types may be used in the same room', () => {
    const wrong = packageImports.flatMap(({ from, to, typeOnly }) => {
      const name = packageOf(to);
      if (name === 'zod') return zodRooms.includes(roomOf(from)) ? [] : [`${from} -> zod`];
      const owner = owners[name] ?? [];
      const inRoom = typeOnly && owner.some((file) => roomOf(file) === roomOf(from));
      return owner.includes(from) || inRoom ? [] : [`${from} -> ${to}`];
    });
    expect(wrong).toEqual([]);
  });

  it('stdout, process.exit and the terminal belong to the command line', () => {
    const wrong = sources()
      .filter((file) => roomOf(file) !== 'src/cli')
      .filter((file) => /process\.(stdout|stderr|exit\b|stdin)|console\./.test(codeOf(file)));
    expect(wrong).toEqual([]);
  });
});
