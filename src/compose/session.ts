/**
 * One session from open to close: policy, log, container, and what comes out of it.
 * Whatever fails on the way, the log is closed and the container is gone before the error reaches the caller.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { createClassifier } from '../../classifiers/index.ts';
import { type ChangeSet, connectEngine, openSandbox, renderPatch, type SandboxSession } from '../../sandbox/index.ts';
import { type AuditLog, openAuditLog } from '../audit/index.ts';
import {
  type Approver,
  type AuditEntry,
  asCordonError,
  CordonError,
  type JsonObject,
  type Mode,
} from '../contract/index.ts';
import { createGate, type Gate } from '../gate/gate.ts';
import type { LoadedPolicy } from '../policy/index.ts';
import { userPolicyFile } from '../session/places.ts';
import { readableRepository } from '../session/repository.ts';
import { newSessionId, type SessionRecord, SessionStore } from '../session/store.ts';
import { openPolicy } from './policy.ts';

export interface SessionOptions {
  readonly stateDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly kind: SessionRecord['kind'];
  /** Host folder, from the current one when relative. It is copied in; nothing in it is changed. */
  readonly repo: string;
  readonly task: string;
  readonly policy?: string | undefined;
  readonly include: readonly string[];
  readonly workspaceBytes?: number | undefined;
  readonly provider?: { readonly name: string; readonly model: string; readonly scripted: boolean } | undefined;
  /** Exact values, such as API keys, that no entry may hold. */
  readonly secrets: readonly string[];
  readonly approver: Approver | null;
  readonly mode: () => Mode;
  readonly signal: AbortSignal;
  readonly onEntry?: ((entry: AuditEntry) => void) | undefined;
  readonly onProgress?: ((text: string) => void) | undefined;
}

export interface SessionEnd {
  readonly changeSet: ChangeSet | null;
  /** Unified diff of what changed; empty when nothing did. */
  readonly patch: string;
}

export interface Session {
  readonly id: string;
  readonly folder: string;
  readonly gate: Gate;
  readonly audit: AuditLog;
  readonly policy: LoadedPolicy;
  readonly imported: SandboxSession['imported'];
  readonly imageDigest: string;
  /** Takes the changes out, renders the patch, logs both. The workspace stays usable. */
  exportChanges(): Promise<SessionEnd>;
  /** Removes the container, closes the log and the record. Safe to call twice. */
  close(status: string, exitCode: number): Promise<void>;
}

export async function openSession(given: SessionOptions): Promise<Session> {
  const own = [given.stateDir, dirname(userPolicyFile(given.env))];
  const options = { ...given, repo: await readableRepository(given.repo, own) };
  const store = new SessionStore(options.stateDir);
  const classifier = await createClassifier();
  const policy = await openPolicy(options, classifier);
  const record = newRecord(options);
  await store.create(record);
  const audit = await openAuditLog({ stateDir: options.stateDir, sessionId: record.id, secrets: options.secrets });
  if (options.onEntry !== undefined) audit.subscribe(options.onEntry);
  let sandbox: SandboxSession | null = null;
  try {
    await audit.append('session.open', null, openBody(options, record), { durable: true });
    await audit.append('policy.load', null, policyBody(policy), { durable: true });
    const engine = await connectEngine();
    sandbox = await openSandbox({
      engine,
      sessionId: record.id,
      repo: options.repo,
      include: [...options.include],
      signal: options.signal,
      ...(options.workspaceBytes === undefined ? {} : { workspaceBytes: options.workspaceBytes }),
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    });
    await audit.append('workspace.import', null, importBody(sandbox), { durable: true });
    const gate = createGate({
      classifier,
      policy: policy.engine,
      resolver: sandbox,
      audit,
      approver: options.approver,
      sandbox,
      mode: options.mode,
      sessionLimits: policy.sessionLimits,
    });
    return new OpenSession(options, record, store, audit, sandbox, policy, gate);
  } catch (thrown) {
    await sandbox?.close().catch(() => {});
    await closeRecord(store, audit, record, 'failed', 2).catch(() => {});
    throw asCordonError(thrown, 'sandbox-failed', 'cordon doctor');
  }
}

class OpenSession implements Session {
  readonly id: string;
  readonly folder: string;
  readonly gate: Gate;
  readonly audit: AuditLog;
  readonly policy: LoadedPolicy;
  readonly imported: SandboxSession['imported'];
  readonly imageDigest: string;
  readonly #options: SessionOptions;
  readonly #store: SessionStore;
  readonly #sandbox: SandboxSession;
  #record: SessionRecord;
  #closing: Promise<void> | null = null;

  constructor(
    options: SessionOptions,
    record: SessionRecord,
    store: SessionStore,
    audit: AuditLog,
    sandbox: SandboxSession,
    policy: LoadedPolicy,
    gate: Gate,
  ) {
    this.id = record.id;
    this.folder = store.folder(record.id);
    this.gate = gate;
    this.audit = audit;
    this.policy = policy;
    this.imported = sandbox.imported;
    this.imageDigest = sandbox.imageDigest;
    this.#options = options;
    this.#record = record;
    this.#store = store;
    this.#sandbox = sandbox;
  }

  exportChanges(): Promise<SessionEnd> {
    return unlessInterrupted(this.#options.signal, this.#export());
  }

  async #export(): Promise<SessionEnd> {
    const folder = join(this.folder, 'changes');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const changeSet = await this.#sandbox.exportChanges(folder);
    const patch = await renderPatch(changeSet, this.#options.repo, folder);
    if (this.#closing !== null) throw interruptedExport();
    await writeFile(join(this.folder, 'changes', 'changeset.json'), `${JSON.stringify(changeSet)}\n`, { mode: 0o600 });
    await writeFile(join(this.folder, 'changes.patch'), patch, { mode: 0o600 });
    const { changes, refused, flagged } = changeSet;
    this.#record = {
      ...this.#record,
      changes: { files: changes.length, refused: refused.length, flagged: flagged.length },
    };
    await this.#store.write(this.#record);
    await this.audit.append('workspace.export', null, exportBody(changeSet), { durable: true });
    return { changeSet, patch };
  }

  close(status: string, exitCode: number): Promise<void> {
    this.#closing ??= this.#close(status, exitCode);
    return this.#closing;
  }

  async #close(status: string, exitCode: number): Promise<void> {
    const problem = await this.#sandbox.close().then(
      () => null,
      (thrown: unknown) => asCordonError(thrown, 'sandbox-failed', 'cordon sandbox clean'),
    );
    await closeRecord(this.#store, this.audit, this.#record, status, exitCode);
    if (problem !== null) throw problem;
  }
}

/** Gives up at Ctrl-C. A signal that was given before does not count: what an interrupted run did is still taken out. */
async function unlessInterrupted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  if (signal.aborted) return work;
  let stop = () => {};
  const interrupted = new Promise<never>((_, reject) => {
    stop = () => reject(interruptedExport());
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, interrupted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function interruptedExport(): CordonError {
  return new CordonError('interrupted', 'interrupted; the changes were not taken out', 'run it again');
}

async function closeRecord(
  store: SessionStore,
  audit: AuditLog,
  record: SessionRecord,
  status: string,
  exitCode: number,
): Promise<void> {
  await store.write({ ...record, status, exitCode, endedAt: new Date().toISOString() });
  await audit.close({ status, exitCode });
}

function newRecord(options: SessionOptions): SessionRecord {
  const now = new Date();
  return {
    version: 1,
    id: newSessionId(now),
    kind: options.kind,
    repo: options.repo,
    task: options.task,
    createdAt: now.toISOString(),
    endedAt: null,
    status: 'running',
    exitCode: null,
    provider: options.provider?.name ?? null,
    changes: null,
    applied: [],
  };
}

function openBody(options: SessionOptions, record: SessionRecord): JsonObject {
  return {
    session_id: record.id,
    kind: record.kind,
    task: record.task,
    repo: record.repo,
    user: userName(),
    host: hostname(),
    pid: process.pid,
    mode: options.mode(),
    include: [...options.include],
    provider: options.provider === undefined ? null : { ...options.provider },
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown'); // a uid without a passwd entry, as in many containers
  }
}

function policyBody(policy: LoadedPolicy): JsonObject {
  const layers = policy.layers.map(({ layer, id, file, digest }) => ({ layer, id, file, digest }));
  return { policyDigest: policy.digest, layers, warnings: [...policy.warnings] };
}

function importBody(sandbox: SandboxSession): JsonObject {
  const { files, bytes, leftOut, skipped } = sandbox.imported;
  return {
    imageDigest: sandbox.imageDigest,
    tier: sandbox.tier,
    files,
    bytes,
    leftOut: leftOut.slice(0, 100),
    leftOutCount: leftOut.length,
    skipped: skipped.slice(0, 100).map(({ path, reason }) => ({ path, reason })),
  };
}

function exportBody({ changes, refused, flagged, base }: ChangeSet): JsonObject {
  return {
    base,
    changes: changes.map(({ path, change, sha256 }) => ({ path, change, sha256: sha256 ?? null })),
    refused: refused.map(({ path, reason }) => ({ path, reason })),
    flagged: flagged.map(({ path, why }) => ({ path, why })),
  };
}
