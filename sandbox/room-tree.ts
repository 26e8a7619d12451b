/** Asks the container for the stat facts of its workspace. */
import { CordonError } from '../src/contract/index.ts';
import { roomEnv } from './container-spec.ts';
import type { Engine } from './docker.ts';
import { runExec } from './exec.ts';
import type { RoomState } from './room-state.ts';
import { treeArgv } from './room-tools.ts';
import { parseTree, type TreeFacts } from './tree-facts.ts';

const TREE_TIMEOUT_MS = 300_000;
/** Some hundred bytes a path: enough for the workspace's million of files with names of usual length. */
const MAX_REPORT_BYTES = 256 * 1024 * 1024;

/** `stat` is fast; `hash` also reads every file. Throws `sandbox-failed` when the answer is incomplete. */
export async function readTree(engine: Engine, room: RoomState, depth: 'stat' | 'hash'): Promise<TreeFacts> {
  const pieces: Buffer[] = [];
  const end = await runExec(engine, room, {
    argv: depth === 'hash' ? [...treeArgv, 'hash'] : treeArgv,
    env: roomEnv,
    stdin: '',
    timeoutMs: TREE_TIMEOUT_MS,
    outputBytes: MAX_REPORT_BYTES,
    onOutput: (stream, chunk) => {
      if (stream === 'stdout') pieces.push(Buffer.from(chunk));
    },
  });
  const tree = parseTree(Buffer.concat(pieces));
  if (end.how === 'exited' && end.exitCode === 0 && tree.complete) return tree;
  throw new CordonError('sandbox-failed', 'the workspace could not be listed', 'cordon sessions show SESSION');
}
