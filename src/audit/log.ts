/**
 * The log: redacts, chains, writes, syncs, in that order.
 * INVARIANT: what fails once fails for good. A sync that failed is never tried again, since the kernel may have dropped
 * the pages and would report success (fsync(2), PostgreSQL's fsync findings of 2018).
 * INVARIANT: the order of calls is the order of the chain; the order of listeners too.
 */
import { createHmac } from 'node:crypto';
import { type Logger, pino } from 'pino';
import {
  type AppendOptions,
  type AuditEntry,
  type AuditKind,
  type AuditSink,
  asCordonError,
  CordonError,
  type JsonObject,
} from '../contract/index.ts';
import { storeBlob } from './blobs.ts';
import { boundBody } from './bound-body.ts';
import { formLine, ZERO_HASH } from './canonical-line.ts';
import { DETECTORS_VERSION } from './detectors.ts';
import { HeadRecord } from './head-record.ts';
import { MerkleTree } from './merkle.ts';
import type { Places } from './places.ts';
import { appendPrivate } from './private-store.ts';
import { createRedactor, type Redaction, type Redactor } from './redact.ts';
import { dropReserve } from './reserve.ts';
import { CHECKPOINT_EVERY, checkpointBody, closeBody, noteOf, type SealedState } from './seal.ts';
import { netPaths } from './secret-members.ts';
import { NoRoom, type SegmentFile } from './segment-file.ts';
import type { SigningKey } from './signing-key.ts';

export type AuditListener = (entry: AuditEntry) => void;

export interface AuditLog extends AuditSink {
  /** Called with each entry in order, once it is written, and synced where that was asked for. What it throws is dropped. */
  subscribe(listener: AuditListener): () => void;
  readonly path: string;
  /** Entries in this segment. */
  readonly size: number;
  readonly lastHash: string;
  readonly failed: CordonError | null;
  /** Names the key that signs, as in `keyIds` of a report. */
  readonly keyId: string;
  /** Stores a redacted copy of large content below `audit/blobs`; the digest is that of the redacted bytes. */
  putBlob(content: string | Uint8Array): Promise<{ readonly digest: string; readonly bytes: number }>;
  /** Final checkpoint and closing entry, on disk. Idempotent. Does nothing more for a log that has failed. */
  close(body?: JsonObject): Promise<void>;
  /** Checkpoint, and the lock given back without a closing entry: a later process goes on with the segment. */
  release(): Promise<void>;
}

export interface LogParts {
  readonly file: SegmentFile;
  readonly places: Places;
  readonly origin: string;
  readonly key: SigningKey;
  readonly secrets: readonly string[];
  readonly keepPrivate: boolean;
  readonly now: () => Date;
  readonly unlock: () => void;
  /** Where a resumed segment stands; absent for a new one. */
  readonly chain?: ChainState;
}

export interface ChainState {
  readonly tree: MerkleTree;
  readonly last: string;
  readonly sinceSeal: number;
}

/** Kinds that only the log itself writes. */
const OWN_KINDS: ReadonlySet<AuditKind> = new Set(['checkpoint', 'session.close']);

interface Written {
  readonly entry: AuditEntry;
  /** Size of the file with it. */
  readonly end: number;
  readonly durable: boolean;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: CordonError) => void;
}

const HINT = 'free disk space, then start a new session';

export class ChainedLog implements AuditLog {
  readonly path: string;
  readonly keyId: string;
  readonly #parts: LogParts;
  readonly #redactor: Redactor;
  readonly #front: Logger;
  readonly #head: HeadRecord;
  readonly #tree: MerkleTree;
  readonly #listeners = new Set<AuditListener>();
  #last: string;
  #sinceSeal: number;
  #failed: CordonError | null = null;
  #redactions: Redaction[] = [];
  #undelivered: Written[] = [];
  #waiters: Waiter[] = [];
  #syncing: Promise<void> | null = null;
  #ending: Promise<void> | null = null;
  #synced: number;
  /** What the front end's destination wrote last. */
  #chained: AuditEntry | null = null;

  constructor(parts: LogParts) {
    this.#parts = parts;
    this.path = parts.places.segment;
    this.keyId = parts.key.id;
    this.#tree = parts.chain?.tree ?? new MerkleTree();
    this.#last = parts.chain?.last ?? ZERO_HASH;
    this.#sinceSeal = parts.chain?.sinceSeal ?? 0;
    this.#synced = parts.file.size;
    this.#head = new HeadRecord(parts.places.head);
    this.#redactor = createRedactor({ secrets: parts.secrets, onRedaction: (found) => this.#redactions.push(found) });
    this.#front = frontEnd(this.#redactor, (line) => this.#take(line));
  }

  get size(): number {
    return this.#tree.size;
  }

  get lastHash(): string {
    return this.#last;
  }

  get failed(): CordonError | null {
    return this.#failed;
  }

  subscribe(listener: AuditListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  append(kind: AuditKind, callId: string | null, body: JsonObject, options: AppendOptions): Promise<AuditEntry> {
    if (OWN_KINDS.has(kind)) {
      return Promise.reject(new CordonError('internal', `${kind} is the log's own entry`, 'cordon audit verify'));
    }
    return this.#guarded(() => {
      const entry = this.#write(kind, callId, body, options.durable);
      this.#noteRedactions(entry);
      if (this.#sinceSeal >= CHECKPOINT_EVERY) this.#checkpoint();
      return this.#settled(entry, options.durable);
    });
  }

  putBlob(content: string | Uint8Array): Promise<{ readonly digest: string; readonly bytes: number }> {
    return this.#guarded(async () => {
      const blob = storeBlob(this.#parts.places.blobs, this.#cleanBytes(content));
      this.#keepRedactions();
      return blob;
    });
  }

  close(body: JsonObject = {}): Promise<void> {
    this.#ending ??= this.#end(() => {
      if (this.#sinceSeal > 0) this.#checkpoint();
      return this.#seal('session.close', body, true);
    });
    return this.#ending;
  }

  release(): Promise<void> {
    this.#ending ??= this.#end(() => (this.#sinceSeal > 0 ? this.#checkpoint() : null));
    return this.#ending;
  }

  /** Any throw of a step closes the log for good. */
  async #guarded<T>(step: () => Promise<T>): Promise<T> {
    if (this.#failed !== null) throw this.#failed;
    if (this.#ending !== null) throw new CordonError('audit-write-failed', 'the audit log is closed', HINT);
    try {
      return await step();
    } catch (thrown) {
      throw this.#fail(thrown);
    }
  }

  #write(kind: AuditKind, callId: string | null, body: JsonObject, durable: boolean): AuditEntry {
    this.#redactions = [];
    this.#front.info({ kind, callId: this.#cleanCallId(callId), body });
    const entry = this.#chained;
    if (entry === null) throw new Error('the entry did not reach the file');
    this.#chained = null;
    this.#undelivered.push({ entry, end: this.#parts.file.size, durable });
    return entry;
  }

  /** The front end's destination: what it spelled is read back, bounded, and spelled the one canonical way. */
  #take(line: string): void {
    const { kind, callId, body } = JSON.parse(line) as Pick<AuditEntry, 'kind' | 'callId'> & { body: JsonObject };
    const bounded = boundBody(body, (content) => storeBlob(this.#parts.places.blobs, content));
    this.#chained = this.#chain(kind, callId, this.#withoutLeak(bounded), this.#now());
  }

  #chain(kind: AuditKind, callId: string | null, body: JsonObject, at: string): AuditEntry {
    const { entry, bytes } = formLine({ v: 1, seq: this.#tree.size, at, kind, callId, body, prev: this.#last });
    this.#parts.file.append(bytes);
    this.#tree.add(bytes.subarray(0, -1));
    this.#last = entry.hash;
    this.#sinceSeal += 1;
    return entry;
  }

  /** The last net: a secret that only the spelling as a whole shows, across members, takes the body with it. */
  #withoutLeak(body: JsonObject): JsonObject {
    const text = JSON.stringify(body);
    return this.#redactor.leaks(text) ? this.#redactor.mark('body', text) : body;
  }

  #checkpoint(): AuditEntry {
    return this.#seal('checkpoint', {}, false);
  }

  #seal(kind: 'checkpoint' | 'session.close', body: JsonObject, durable: boolean): AuditEntry {
    const { key, origin, file } = this.#parts;
    const at = this.#now();
    const state: SealedState = { origin, size: this.#tree.size, root: this.#tree.root(), last: this.#last, at };
    const sealed = kind === 'checkpoint' ? checkpointBody(state, key) : closeBody(this.#cleanBody(body), state, key);
    const entry = this.#chain(kind, null, sealed, at);
    this.#sinceSeal = 0;
    this.#head.due(noteOf(entry) ?? '', file.size);
    this.#undelivered.push({ entry, end: file.size, durable });
    return entry;
  }

  #cleanBody(body: JsonObject): JsonObject {
    const clean = this.#redactor.json(body) as JsonObject;
    return this.#withoutLeak(boundBody(clean, (content) => storeBlob(this.#parts.places.blobs, content)));
  }

  /** Resolves with the entry; for a durable one after a sync that began after it was written. */
  async #settled(entry: AuditEntry, durable: boolean): Promise<AuditEntry> {
    if (durable) await this.#sync();
    else this.#deliver();
    return entry;
  }

  /** Joins the next sync: one that runs already may have begun before the caller's bytes were written. */
  #sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#syncing ??= this.#syncLoop().finally(() => {
        this.#syncing = null;
      });
    });
  }

  async #syncLoop(): Promise<void> {
    while (this.#waiters.length > 0) {
      const waiters = this.#waiters;
      this.#waiters = [];
      const end = this.#parts.file.size;
      try {
        if (this.#failed !== null) throw this.#failed;
        await this.#parts.file.sync();
        this.#head.write(end);
      } catch (thrown) {
        const error = this.#fail(thrown);
        for (const waiter of waiters) waiter.reject(error);
        continue;
      }
      this.#synced = end;
      this.#deliver();
      for (const waiter of waiters) waiter.resolve();
    }
  }

  #deliver(): void {
    for (let next = this.#undelivered[0]; next !== undefined; next = this.#undelivered[0]) {
      if (next.durable && next.end > this.#synced) return;
      this.#undelivered.shift();
      for (const listener of this.#listeners) {
        try {
          listener(next.entry);
        } catch {
          // A listener shows entries; whether it can is no matter of the log.
        }
      }
    }
  }

  #fail(thrown: unknown): CordonError {
    if (this.#failed !== null) return this.#failed;
    const reason = asCordonError(thrown, 'audit-write-failed', HINT);
    const text = this.#redactor.text(`the audit log cannot be written: ${reason.message}`);
    this.#failed = new CordonError('audit-write-failed', text, HINT, thrown);
    this.#undelivered = [];
    if (thrown instanceof NoRoom) this.#closeInReserve(thrown);
    return this.#failed;
  }

  /**
   * On a full disk: the reserve is given up, the unconfirmed fragment is taken back, and a closing entry says both.
   * What cannot be said even then stays unsaid: the caller was told, and the log ends open.
   */
  #closeInReserve(fault: NoRoom): void {
    try {
      dropReserve(this.#parts.places.reserve);
      this.#parts.file.cut();
      const { bytes, sha256 } = fault.fragment;
      this.#seal(
        'session.close',
        { reason: 'audit-write-failed', error: fault.message, discarded: { bytes, sha256 } },
        false,
      );
    } catch {
      return;
    }
    const end = this.#parts.file.size;
    const syncing = this.#parts.file.sync().then(() => {
      this.#head.write(end);
      this.#deliver();
    });
    this.#ending ??= syncing.catch(() => {}).then(() => this.#giveBack());
  }

  async #end(lastEntries: () => AuditEntry | null): Promise<void> {
    try {
      if (this.#failed !== null) return;
      const entry = lastEntries();
      if (entry !== null) await this.#sync();
    } catch (thrown) {
      throw this.#fail(thrown);
    } finally {
      await this.#syncing;
      this.#giveBack();
    }
  }

  #giveBack(): void {
    this.#parts.file.close();
    this.#parts.unlock();
    this.#listeners.clear();
  }

  /** A companion entry, so that a reader sees what was looked for and found without searching the bodies. */
  #noteRedactions(entry: AuditEntry): void {
    const found = this.#keepRedactions();
    if (found.length === 0) return;
    const kinds: Record<string, number> = {};
    for (const { kind } of found) kinds[kind] = (kinds[kind] ?? 0) + 1;
    this.#write('secret.redacted', entry.callId, { of: entry.seq, kinds, detectors: DETECTORS_VERSION }, false);
    this.#redactions = [];
  }

  #keepRedactions(): readonly Redaction[] {
    const found = this.#redactions;
    this.#redactions = [];
    if (this.#parts.keepPrivate) appendPrivate(this.#parts.places.privateStore, found);
    return found;
  }

  /** An id chosen by a model may hold a secret too; its stand-in is the same each time, so that results find their calls. */
  #cleanCallId(callId: string | null): string | null {
    if (callId === null || (callId.length <= 256 && callId.isWellFormed() && this.#redactor.text(callId) === callId)) {
      return callId;
    }
    const secret = this.#parts.key.privateKey.export({ format: 'der', type: 'pkcs8' });
    return `redacted-${createHmac('sha256', secret).update(callId.toWellFormed()).digest('hex').slice(0, 32)}`;
  }

  /** Bytes that are no text are searched as they are, one character a byte. */
  #cleanBytes(content: string | Uint8Array): Uint8Array {
    if (typeof content === 'string') return Buffer.from(this.#redactor.text(content.toWellFormed()));
    const bytes = Buffer.from(content);
    const text = bytes.toString('utf8');
    if (Buffer.from(text).equals(bytes)) return Buffer.from(this.#redactor.text(text));
    return Buffer.from(this.#redactor.text(bytes.toString('latin1')), 'latin1');
  }

  #now(): string {
    return this.#parts.now().toISOString();
  }
}

/**
 * pino is the front end: its serializer is the redactor, so nothing reaches a destination unredacted, and its own redact
 * is a second net. The line it makes is only carried to `write`; what is stored is spelled by canonical-line.ts alone.
 */
function frontEnd(redactor: Redactor, write: (line: string) => void): Logger {
  const censor = (value: unknown) => (typeof value === 'string' ? redactor.mark('secret-member', value) : value);
  const serializers = { body: (body: JsonObject) => redactor.json(body) };
  return pino({ base: null, timestamp: false, serializers, redact: { paths: [...netPaths], censor } }, { write });
}
