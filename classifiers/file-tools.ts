/** The tools that name their paths: read, write, edit, glob, grep, ls. The same accesses and checks as for bash. */
import type { Assessment } from '../src/contract/assessment.ts';
import type { ToolCall } from '../src/contract/tool-call.ts';
import type { ToolName } from '../src/contract/tools.ts';
import { type AccessKind, type Command, type Field, literalField } from './analysis.ts';
import type { BashParser } from './bash/parser.ts';
import { Session } from './bash/session.ts';
import { assemble, type Frame, rootOf } from './classify.ts';
import { absolutePath, normalizePath } from './paths.ts';
import { lookalikeSignals, textSignals } from './text-signals.ts';
import { noInvocation } from './tools/invocation.ts';

/** What each tool does to its path. */
const KINDS: Readonly<Record<Exclude<ToolName, 'bash'>, readonly AccessKind[]>> = {
  read: ['read'],
  write: ['write'],
  edit: ['read', 'write'],
  glob: ['read'],
  grep: ['read'],
  ls: ['read'],
};

export function classifyFileTool(parser: BashParser, call: ToolCall, frame: Frame): Assessment {
  const path = pathOf(call);
  const cwd = normalizePath(call.cwd);
  const session = new Session(parser, path ?? call.tool, rootOf(call, frame.root), cwd);
  const kinds = Object.hasOwn(KINDS, call.tool) ? KINDS[call.tool as keyof typeof KINDS] : undefined;
  const range = { start: 0, end: session.original.length };
  if (path === null || kinds === undefined) {
    session.parse = 'failed';
    session.spot(range, 'a tool or an input that is not known here', 'parse');
    session.signal('syntax', range, 'a tool or an input that is not known here');
    return assemble(session, frame);
  }
  textSignals(session);
  const field = literalField(path, range);
  const command = callCommand(session, field);
  const absolute = absolutePath(homePath(path), cwd);
  if (absolute === null) session.spot(range, 'no path', 'parse');
  for (const kind of kinds) {
    if (absolute === null) continue;
    const recursive = call.tool === 'grep' || call.tool === 'glob';
    session.accesses.push({
      kind,
      path: absolute,
      prefix: absolute,
      pattern: call.tool === 'glob',
      recursive,
      uploaded: false,
      command,
      field,
      range,
    });
  }
  lookalikeSignals(session);
  return assemble(session, frame);
}

/** Stands for the call itself, so that checks have a command to name. It starts no program. */
function callCommand(session: Session, field: Field): Command {
  return {
    id: session.nextId(),
    program: field,
    args: [],
    range: field.range,
    kind: 'redirect-only',
    cwds: [session.cwd],
    redirects: [],
    env: [],
    via: [],
    stdin: [],
    fedArguments: false,
    invocation: noInvocation,
  };
}

function pathOf(call: ToolCall): string | null {
  const { path, pattern } = call.input;
  const base = path === undefined ? '.' : path;
  if (typeof base !== 'string' || base === '') return null;
  if (call.tool === 'glob') {
    if (typeof pattern !== 'string' || pattern === '') return null;
    return pattern.startsWith('/') || base === '.' ? pattern : `${base}/${pattern}`;
  }
  if (path === undefined && call.tool !== 'grep' && call.tool !== 'ls') return null;
  return base;
}

/** `~` at the beginning means the home directory, as the tools resolve it. */
function homePath(path: string): string {
  return path === '~' || path.startsWith('~/') ? `\0${path}` : path;
}
