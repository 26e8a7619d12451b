/** Follows links as the container sees them, for the policy's question where a path really leads. */
import { join } from 'node:path/posix';
import { z } from 'zod';
import { CordonError } from '../src/contract/index.ts';
import { roomEnv } from './container-spec.ts';
import type { Engine } from './docker.ts';
import { runExec } from './exec.ts';
import { OutputKeeper } from './output-keeper.ts';
import type { RoomState } from './room-state.ts';
import { resolveArgv } from './room-tools.ts';

const RESOLVE_TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
const Answer = z.array(z.string().nullable());

/** A pattern leads nowhere by itself. */
function isPattern(path: string): boolean {
  return /[*?[\]{}]/.test(path);
}

/** `~` as the container knows it. */
function absolute(cwd: string, path: string): string {
  const { HOME = '/' } = roomEnv;
  if (path === '~' || path.startsWith('~/')) return join(HOME, path.slice(1));
  return path.startsWith('/') ? join(path) : join(cwd, path);
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** Answers for those that lead elsewhere. Throws `resolver-failed` for one that runs into a loop or a closed folder. */
export async function resolvePaths(
  engine: Engine,
  room: RoomState,
  paths: readonly string[],
  cwd: string,
): Promise<ReadonlyMap<string, string>> {
  const asked = paths.filter((path) => path !== '' && !isPattern(path));
  if (asked.length === 0) return new Map();
  const output = new OutputKeeper(MAX_ANSWER_BYTES);
  const end = await runExec(engine, room, {
    argv: resolveArgv,
    env: roomEnv,
    stdin: JSON.stringify({ cwd, paths: asked }),
    timeoutMs: RESOLVE_TIMEOUT_MS,
    onOutput: (stream, chunk) => {
      if (stream === 'stdout') output.push(chunk);
    },
  });
  const answers = end.how === 'exited' && end.exitCode === 0 ? parseAnswer(output.text().text) : null;
  if (answers === null || answers.length !== asked.length) throw failed('the container gave no answer');
  const found = new Map<string, string>();
  for (const [index, path] of asked.entries()) {
    const real = answers[index];
    if (real === null || real === undefined) throw failed(`${path} cannot be followed to its end`);
    if (real !== withoutSlash(absolute(cwd, path))) found.set(path, real);
  }
  return found;
}

function parseAnswer(text: string): (string | null)[] | null {
  try {
    return Answer.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function failed(why: string): CordonError {
  return new CordonError('resolver-failed', `paths could not be resolved: ${why}`, 'name the real path instead');
}
