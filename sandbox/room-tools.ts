/** cordon's own programs that run inside the room: Python text, given on the command line, never stored inside. */
import { readFileSync } from 'node:fs';

function read(name: string): string {
  return readFileSync(new URL(`./tools/${name}.py`, import.meta.url), 'utf8');
}

/** `-I -S`: no environment, no user site, no current folder on the path: the workspace cannot slip in a module. */
const interpreter = ['/usr/bin/python3', '-I', '-S', '-c'] as const;

/** File operations of the tools; each is the common part (workspace_io) followed by its own. Input: one JSON object on stdin. */
export const fileTools = ['read', 'write', 'edit', 'glob', 'grep', 'ls'] as const;
export type FileTool = (typeof fileTools)[number];

const workspaceIo = read('workspace_io');

function program(text: string): readonly string[] {
  return [...interpreter, text];
}

function fileProgram(tool: FileTool): readonly string[] {
  return [...program(`${workspaceIo}\n${read(tool)}`), tool];
}

const fileToolPrograms: Readonly<Record<FileTool, readonly string[]>> = {
  read: fileProgram('read'),
  write: fileProgram('write'),
  edit: fileProgram('edit'),
  glob: fileProgram('glob'),
  grep: fileProgram('grep'),
  ls: fileProgram('ls'),
};

export function fileToolArgv(tool: FileTool): readonly string[] {
  return fileToolPrograms[tool];
}

const readers = ['read', 'glob', 'grep', 'ls'] as const;

/** True for exactly the argv of a tool that only reads. */
export function isReaderArgv(argv: readonly string[]): boolean {
  return readers.some((tool) => {
    const known = fileToolPrograms[tool];
    return known.length === argv.length && known.every((word, index) => word === argv[index]);
  });
}

/** What the container looks like from inside; see attest.ts. */
export const reportArgv = program(read('report'));
/** Stat facts of every path in the workspace; see tree-facts.ts. */
export const treeArgv = program(read('tree'));
/** Where paths lead; see path-resolver.ts. */
export const resolveArgv = program(read('resolve'));
