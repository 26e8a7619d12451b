/** One session's container: opened, attested, filled with the repository, then asked to run one execution after another. */
import { isDeepStrictEqual } from 'node:util';
import {
  CordonError,
  type Decision,
  type Execution,
  emptyResult,
  type PathResolver,
  type Result,
  type RunHooks,
  type Sandbox,
  type SandboxTier,
  type ToolCall,
} from '../src/contract/index.ts';
import type { AttestedFacts } from './attest.ts';
import type { BaseManifest } from './base-manifest.ts';
import type { ChangeSet } from './change-set.ts';
import { framed } from './command-frame.ts';
import { type RoomLimits, roomEnv, roomTmpfs } from './container-spec.ts';
import type { Engine } from './docker.ts';
import { type ExecEnd, HARD_OUTPUT_BYTES, runExec } from './exec.ts';
import type { IgnoredCheck } from './export.ts';
import { exportChanges } from './export-session.ts';
import { OutputKeeper } from './output-keeper.ts';
import { resolvePaths } from './path-resolver.ts';
import { planExecution } from './plan.ts';
import { RoomLock } from './room-lock.ts';
import type { RoomState } from './room-state.ts';
import { isReaderArgv } from './room-tools.ts';
import { readTree } from './room-tree.ts';
import { changedBetween, type TreeFacts } from './tree-facts.ts';

export interface Imported {
  readonly files: number;
  readonly bytes: number;
  /** Git-ignored paths that were not copied; a closing slash for whole folders. */
  readonly leftOut: readonly string[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  /** Ignored by git and copied all the same, since they cannot be rebuilt without a network. */
  readonly dependencies: readonly string[];
}

export interface SessionParts {
  readonly engine: Engine;
  readonly room: RoomState;
  readonly imageDigest: string;
  readonly limits: RoomLimits;
  readonly attested: AttestedFacts;
  readonly imported: Imported;
  readonly base: BaseManifest;
  readonly tree: TreeFacts;
  readonly repo: string;
  readonly ignored: IgnoredCheck;
}

export class RoomSession implements Sandbox, PathResolver {
  readonly tier: SandboxTier = 'container';
  readonly imageDigest: string;
  readonly imported: Imported;
  readonly attested: AttestedFacts;
  readonly containerId: string;
  /** Resolves once, with the reason, when engine or container are gone. Never rejects. */
  readonly lost: Promise<CordonError>;
  private readonly parts: SessionParts;
  private readonly lock = new RoomLock();
  #tree: TreeFacts;
  #closing: Promise<void> | null = null;

  constructor(parts: SessionParts) {
    this.parts = parts;
    this.imageDigest = parts.imageDigest;
    this.imported = parts.imported;
    this.attested = parts.attested;
    this.containerId = parts.room.containerId;
    this.lost = new Promise((resolve) => parts.room.onLost(resolve));
    this.#tree = parts.tree;
  }

  /** The reason why engine or container are gone, or null while all is well. */
  get loss(): CordonError | null {
    return this.parts.room.loss;
  }

  plan(call: ToolCall, decision: Decision): Execution {
    return planExecution(call, decision, this.parts);
  }

  resolve(paths: readonly string[], cwd: string): Promise<ReadonlyMap<string, string>> {
    return this.lock.hold('shared', () => resolvePaths(this.parts.engine, this.parts.room, paths, cwd));
  }

  /** Runs one execution. Calls that only read run side by side; every other call runs alone. */
  async run(execution: Execution, hooks: RunHooks): Promise<Result> {
    this.#assertOurs(execution);
    if (isReaderArgv(execution.argv)) return this.lock.hold('shared', () => this.#runShared(execution, hooks));
    return this.lock.hold('exclusive', () => this.#runExclusive(execution, hooks));
  }

  /**
   * Takes out what changed since the import, judged on the host; contents go to `dir/blobs`, mode 0600. The workspace
   * stays as it is. Errors: `export-refused`, `engine-lost`, `sandbox-failed`.
   */
  exportChanges(dir: string): Promise<ChangeSet> {
    return this.lock.hold('exclusive', async () => {
      // Nothing may write while files are listed, hashed and read.
      await this.parts.room.killTree();
      this.parts.room.assertAlive();
      return exportChanges(this.parts, dir);
    });
  }

  /** Removes the container and all that was in it. May be called again. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const gone = this.parts.room.loss?.code === 'engine-lost';
    this.parts.room.close();
    try {
      await this.parts.engine.remove(this.containerId);
    } catch (error) {
      // With the engine gone there is nothing to ask; the next session's cleanup removes what is left.
      if (!gone) throw error;
    }
  }

  /** An execution that was planned for another container, or changed since, does not run. */
  #assertOurs(execution: Execution): void {
    const { limits } = this.parts;
    const targets = execution.mounts.map((mount) => mount.target).sort();
    const asPlanned =
      execution.imageDigest === this.imageDigest &&
      execution.network === 'none' &&
      isDeepStrictEqual(execution.env, roomEnv) &&
      isDeepStrictEqual(targets, Object.keys(roomTmpfs(limits)).sort()) &&
      execution.limits.pids === limits.pids &&
      execution.limits.memoryBytes <= limits.memoryBytes;
    if (asPlanned) return;
    throw new CordonError(
      'sandbox-failed',
      'the execution does not fit this container',
      'plan it again in this session',
    );
  }

  async #runShared(execution: Execution, hooks: RunHooks): Promise<Result> {
    const started = performance.now();
    const output = keepers(execution);
    const end = await this.#exec(execution, hooks, framed('shared', execution.cwd, execution.argv), output);
    return finish(execution, end, output, started);
  }

  async #runExclusive(execution: Execution, hooks: RunHooks): Promise<Result> {
    const { room } = this.parts;
    const started = performance.now();
    const output = keepers(execution);
    const end = await this.#withMemory(execution, () =>
      this.#exec(execution, hooks, framed('exclusive', execution.cwd, execution.argv), output),
    );
    const durationMs = performance.now() - started;
    if (end.how === 'exited' && !(await room.isQuiet())) await room.killTree();
    const result = { ...finish(execution, end, output, started), durationMs };
    // The container had to be ended: nothing more can be asked of it, and the caller sees the loss at the next call.
    if (room.loss !== null) return { ...result, status: 'killed', exitCode: null };
    return this.#withChanges(result);
  }

  /** A decision may lower the memory limit for one call; workspace and scratch space count on top, as for the session. */
  async #withMemory(execution: Execution, work: () => Promise<ExecEnd>): Promise<ExecEnd> {
    const { engine, limits, room } = this.parts;
    if (execution.limits.memoryBytes === limits.memoryBytes) return work();
    const bytes = Math.min(limits.memoryBytes, execution.limits.memoryBytes + limits.workspaceBytes);
    try {
      await engine.setMemory(room.containerId, bytes);
      return await work();
    } catch (error) {
      throw await room.explain(error);
    } finally {
      if (room.loss === null) await engine.setMemory(room.containerId, limits.memoryBytes);
    }
  }

  async #withChanges(result: Result): Promise<Result> {
    const before = this.#tree;
    const after = await readTree(this.parts.engine, this.parts.room, 'stat');
    this.#tree = after;
    const usage = {
      memoryBytes: known(after.usage?.memoryBytes),
      cpuMs: cpuBetween(before.usage?.cpuNs, after.usage?.cpuNs),
    };
    const changedFiles = changedBetween(before, after);
    const kills = (after.usage?.oomKills ?? 0) - (before.usage?.oomKills ?? 0);
    if (kills <= 0) return { ...result, usage, changedFiles };
    const noted = withNote(result, 'the memory limit was reached and a process was ended');
    return { ...noted, usage, changedFiles };
  }

  #exec(execution: Execution, hooks: RunHooks, argv: readonly string[], output: Keepers): Promise<ExecEnd> {
    return runExec(this.parts.engine, this.parts.room, {
      argv,
      env: execution.env,
      stdin: execution.stdin,
      timeoutMs: execution.timeoutMs,
      ...(hooks.signal === undefined ? {} : { signal: hooks.signal }),
      onOutput: (stream, chunk) => {
        output[stream].push(chunk);
        hooks.onOutput?.(stream, chunk);
      },
    });
  }
}

interface Keepers {
  readonly stdout: OutputKeeper;
  readonly stderr: OutputKeeper;
}

function keepers(execution: Execution): Keepers {
  const { outputBytes } = execution.limits;
  return { stdout: new OutputKeeper(outputBytes), stderr: new OutputKeeper(outputBytes) };
}

function known(value: number | undefined): number | null {
  return value === undefined || value < 0 ? null : value;
}

function cpuBetween(before: number | undefined, after: number | undefined): number | null {
  if (before === undefined || after === undefined || before < 0 || after < before) return null;
  return (after - before) / 1e6;
}

function statusOf(end: ExecEnd): 'ok' | 'failed' | 'timeout' | 'killed' {
  if (end.how === 'exited') return end.exitCode === 0 ? 'ok' : 'failed';
  return end.how === 'timeout' ? 'timeout' : 'killed';
}

/** A line of cordon's own behind what the command wrote. */
function withNote(result: Result, note: string): Result {
  return { ...result, stderr: { ...result.stderr, text: `${result.stderr.text}\n[cordon: ${note}]\n` } };
}

function finish(execution: Execution, end: ExecEnd, output: Keepers, started: number): Result {
  const result: Result = {
    ...emptyResult(execution.callId, 'unknown'),
    status: statusOf(end),
    exitCode: end.how === 'exited' ? end.exitCode : null,
    stdout: output.stdout.text(),
    stderr: output.stderr.text(),
    durationMs: performance.now() - started,
  };
  const limit = `more than ${HARD_OUTPUT_BYTES / (1024 * 1024)} MiB of output: the command was ended`;
  return end.how === 'flooded' ? withNote(result, limit) : result;
}
