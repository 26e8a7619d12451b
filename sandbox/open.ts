/** Brings a session up: cleans up after dead ones, surveys, creates, starts, attests, copies in. */
import { randomBytes } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { asCordonError, CordonError } from '../src/contract/index.ts';
import { type AttestedFacts, attest, InsideReport } from './attest.ts';
import { cleanOwned } from './cleanup.ts';
import { containerSpec, type RoomLimits, type RoomRequest, roomEnv, roomLimits } from './container-spec.ts';
import { type Engine, refusalStatus } from './docker.ts';
import { runExec } from './exec.ts';
import { leaseUntil, ownerText, thisProcess } from './owner.ts';
import { requireImage } from './room-image.ts';
import { RoomState } from './room-state.ts';
import { reportArgv } from './room-tools.ts';
import { readTree } from './room-tree.ts';
import { RoomSession } from './session.ts';
import { type Survey, surveyRepo, unreadable } from './survey.ts';
import { assertFits, importRepo } from './workspace.ts';

export interface OpenOptions {
  readonly engine: Engine;
  readonly sessionId: string;
  /** Absolute folder of the host. It is read, never written. */
  readonly repo: string;
  /** Git-ignored paths that shall be copied in after all. */
  readonly include?: readonly string[];
  /** Size of the workspace, default 2 GiB. */
  readonly workspaceBytes?: number;
  /** Memory of all processes and scratch space together, default workspace + 2 GiB. */
  readonly memoryBytes?: number;
  /** Image reference, default that of image/image.json. */
  readonly image?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (text: string) => void;
}

/**
 * Errors: `image-missing`, `repo-unreadable`, `repo-too-large`, `attestation-failed`, `engine-lost`, `sandbox-failed`,
 * `interrupted`. Whatever fails, no container is left behind.
 */
export async function openSandbox(options: OpenOptions): Promise<RoomSession> {
  const { engine, onProgress = () => {} } = options;
  const limits = roomLimits(options);
  assertEngineCan(engine);
  const { digest: imageDigest } = await requireImage(engine, options.image);
  await cleanOwned(engine).catch((error: unknown) => {
    // What cannot be removed now is found again by the next session; an engine that is gone is an error here too.
    if (refusalStatus(error) === null) throw error;
  });
  onProgress('reading the repository');
  const repo = absoluteRepo(options.repo);
  const survey = surveyRepo(repo, options.include);
  assertFits(survey, limits);
  throwIfAborted(options.signal);
  onProgress('starting the container');
  const request = roomRequest(options.sessionId, imageDigest, limits);
  const name = `cordon-${options.sessionId}-${randomBytes(4).toString('hex')}`;
  const room = new RoomState(engine, await engine.create(name, containerSpec(request)));
  try {
    await engine.start(room.containerId);
    room.watch();
    const attested = await attestRoom(engine, room, request);
    throwIfAborted(options.signal);
    onProgress(`copying ${survey.entries.length} files`);
    const base = await importRepo(engine, room, repo, survey, options.signal);
    const tree = await readTree(engine, room, 'stat');
    const imported = importedFacts(survey);
    return new RoomSession({
      engine,
      room,
      imageDigest,
      limits,
      attested,
      imported,
      base,
      tree,
      repo,
      ignored: survey.ignored,
    });
  } catch (error) {
    const reason = await room.explain(error);
    room.close();
    await engine.remove(room.containerId).catch(() => {
      // The first failure is what the caller must see; cleanup removes the container later.
    });
    throw asCordonError(reason, 'sandbox-failed', 'cordon doctor');
  }
}

/** Fail closed: an engine that silently ignores a limit is refused. */
function assertEngineCan(engine: Engine): void {
  const { facts } = engine;
  const missing = [
    ...(facts.seccomp ? [] : ['seccomp filters']),
    ...(facts.memoryLimit ? [] : ['memory limits']),
    ...(facts.pidsLimit ? [] : ['process limits']),
  ];
  if (missing.length === 0) return;
  throw new CordonError('engine-unavailable', `the engine has no ${missing.join(', no ')}`, 'cordon doctor');
}

function absoluteRepo(repo: string): string {
  if (!isAbsolute(repo)) throw new CordonError('usage', `not an absolute path: ${repo}`, 'give the whole path');
  try {
    return realpathSync(repo);
  } catch (error) {
    throw unreadable(repo, error instanceof Error ? error.message : String(error), error);
  }
}

function roomRequest(sessionId: string, imageDigest: string, limits: RoomLimits): RoomRequest {
  const owner = ownerText(thisProcess());
  return { sessionId, imageDigest, limits, owner, leaseUntil: leaseUntil(new Date()) };
}

async function attestRoom(engine: Engine, room: RoomState, request: RoomRequest): Promise<AttestedFacts> {
  const pieces: Buffer[] = [];
  const end = await runExec(engine, room, {
    argv: reportArgv,
    env: roomEnv,
    stdin: '',
    timeoutMs: 20_000,
    outputBytes: 1024 * 1024,
    onOutput: (_, chunk) => {
      pieces.push(Buffer.from(chunk));
    },
  });
  const text = Buffer.concat(pieces).toString('utf8');
  const report = end.how === 'exited' && end.exitCode === 0 ? parseReport(text) : null;
  if (report === null) {
    const message = `the container gave no account of itself: ${text.slice(-500)}`;
    throw new CordonError('attestation-failed', message, 'cordon doctor');
  }
  return attest(request, containerSpec(request), await engine.inspect(room.containerId), report);
}

function parseReport(text: string): InsideReport | null {
  try {
    return InsideReport.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function importedFacts(survey: Survey) {
  const files = survey.entries.filter((entry) => entry.type !== 'dir');
  return {
    files: files.length,
    bytes: files.reduce((sum, entry) => sum + entry.size, 0),
    leftOut: survey.leftOut,
    skipped: survey.skipped,
    dependencies: survey.dependencies,
  };
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true)
    throw new CordonError('interrupted', 'opening the sandbox was interrupted', 'run it again');
}
