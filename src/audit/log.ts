/**
 * The log: redacts, chains, writes, syncs, in that order.
 * INVARIANT: what fails once fails for good. A sync that failed is never tried again, since the kernel may have dropped
 * the pages and would report success (fsync(2), PostgreSQL's fsync findings of 2018).
 * INVARIANT: the order of calls is the order of the chain; the order of listeners too.
 */
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
import { formLine, ZERO_HASH } from './canonical-line.ts';
import { type CleanerParts, EntryCleaner } from './entry-cleaner.ts';
import { GroupSync } from './group-sync.ts';
import { HeadRecord } from './head-record.ts';
import { MerkleTree } from './merkle.ts';
import { NoRoom } from './no-room.ts';
import type { Redactor } from './redact.ts';
import { dropReserve } from './reserve.ts';
import { CHECKPOINT_EVERY, checkpointBody, closeBody, noteOf, type SealedState } from './seal.ts';
import type { SegmentFile } from './segment-file.ts';

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

export interface LogParts extends CleanerParts {
  readonly file: SegmentFile;
  readonly origin: string;
  readonly now: () => Date;
  readonly unlock: () => void;
  /** Where a resumed segment stands; absent for a new one. */
  readonly chain?: { readonly tree: MerkleTree; readonly last: string; readonly sinceSeal: number };
}

/** Kinds that only the log itself writes. */
const OWN_KINDS: ReadonlySet<AuditKind> = new Set(['checkpoint', 'session.close']);

interface Written {
  readonly entry: AuditEntry;
  /** Size of the file with it. */
  readonly end: number;
  readonly durable: boolean;
}

const HINT = 'free disk space, then start a new session';

export class ChainedLog implements AuditLog {
  readonly path: string;
  readonly keyId: string;
  readonly #parts: LogParts;
  readonly #cleaner: EntryCleaner;
  readonly #front: Logger;
  readonly #head: HeadRecord;
  readonly #tree: MerkleTree;
  readonly #sync: GroupSync;
  readonly #listeners = new Set<AuditListener>();
  #last: string;
  #sinceSeal: number;
  #synced: number;
  #failed: CordonError | null = null;
  #undelivered: Written[] = [];
  #ending: Promise<void> | null = null;
  /** The sync of a closing entry that was written in the reserve. */
  #lastWords: Promise<void> | null = null;
  #givenBack = false;
  /** What the front end's destination wrote last. */
  #chained: AuditEntry | null = null;

  constructor(parts: LogParts) {
    const { file, places, key, chain } = parts;
    this.#parts = parts;
    this.path = places.segment;
    this.keyId = key.id;
    this.#tree = chain?.tree ?? new MerkleTree();
    this.#last = chain?.last ?? ZERO_HASH;
    this.#sinceSeal = chain?.sinceSeal ?? 0;
    this.#synced = file.size;
    this.#head = new HeadRecord(places.head);
    this.#cleaner = new EntryCleaner(parts);
    this.#front = frontEnd(this.#cleaner.redactor, (line) => this.#take(line));
    this.#sync = new GroupSync({
      written: () => file.size,
      sync: () => file.sync(),
      done: (end) => this.#onDisk(end),
      failed: (thrown) => this.#fail(thrown),
    });
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

  append(kind: AuditKind, callId: string | null, body: JsonObject, { durable }: AppendOptions): Promise<AuditEntry> {
    if (OWN_KINDS.has(kind)) {
      return Promise.reject(new CordonError('internal', `${kind} is the log's own entry`, 'cordon audit verify'));
    }
    return this.#guarded(async () => {
      const entry = this.#write(kind, callId, body, durable);
      const report = this.#cleaner.report(entry.seq);
      if (report !== null) this.#write('secret.redacted', callId, report, false);
      if (this.#sinceSeal >= CHECKPOINT_EVERY) this.#seal('checkpoint', {});
      if (durable) await this.#sync.join();
      else this.#deliver();
      return entry;
    });
  }

  putBlob(content: string | Uint8Array): Promise<{ readonly digest: string; readonly bytes: number }> {
    return this.#guarded(async () => this.#cleaner.blob(content));
  }

  close(body: JsonObject = {}): Promise<void> {
    this.#ending ??= this.#end(() => {
      if (this.#sinceSeal > 0) this.#seal('checkpoint', {});
      this.#seal('session.close', body);
    });
    return this.#ending;
  }

  release(): Promise<void> {
    this.#ending ??= this.#end(() => {
      if (this.#sinceSeal > 0) this.#seal('checkpoint', {});
    });
    return this.#ending;
  }

  /** Any throw of a step closes the log for good. The step begins at once: order of calls, order of the chain. */
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
    this.#chained = null;
    this.#front.info({ kind, callId: this.#cleaner.callId(callId), body });
    const entry: AuditEntry | null = this.#chained;
    if (entry === null) throw new Error('the entry did not reach the file');
    this.#undelivered.push({ entry, end: this.#parts.file.size, durable });
    return entry;
  }

  /** The front end's destination: what it spelled is read back, bounded, and spelled the one canonical way. */
  #take(line: string): void {
    const { kind, callId, body } = JSON.parse(line) as Pick<AuditEntry, 'kind' | 'callId'> & { body: JsonObject };
    this.#chained = this.#chain(kind, callId, this.#cleaner.fit(body), this.#now());
  }

  #chain(kind: AuditKind, callId: string | null, body: JsonObject, at: string): AuditEntry {
    const { entry, bytes } = formLine({ v: 1, seq: this.#tree.size, at, kind, callId, body, prev: this.#last });
    this.#parts.file.append(bytes);
    this.#tree.add(Buffer.from(entry.hash, 'hex'));
    this.#last = entry.hash;
    this.#sinceSeal += 1;
    return entry;
  }

  /** Past the front end: the body of a seal is computed from what it covers, and from a body that is clean already. */
  #seal(kind: 'checkpoint' | 'session.close', body: JsonObject): void {
    const { key, origin, file } = this.#parts;
    const at = this.#now();
    const state: SealedState = { origin, size: this.#tree.size, root: this.#tree.root(), last: this.#last, at };
    const clean = this.#cleaner.fit(this.#cleaner.redactor.json(body) as JsonObject);
    const sealed = kind === 'checkpoint' ? checkpointBody(state, key) : closeBody(clean, state, key);
    const entry = this.#chain(kind, null, sealed, at);
    this.#sinceSeal = 0;
    this.#head.due(noteOf(entry) ?? '', file.size);
    this.#undelivered.push({ entry, end: file.size, durable: kind === 'session.close' });
  }

  #onDisk(end: number): void {
    this.#head.write(end);
    this.#synced = end;
    this.#deliver();
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
    const text = this.#cleaner.redactor.text(`the audit log cannot be written: ${reason.message}`);
    this.#failed = new CordonError('audit-write-failed', text, HINT, thrown);
    this.#sync.breakOff(this.#failed);
    if (thrown instanceof NoRoom) this.#closeInReserve(thrown);
    else this.#undelivered = [];
    return this.#failed;
  }

  /**
   * On a full disk: the reserve is given up, the unconfirmed fragment is taken back, and a closing entry says both.
   * What cannot be said even then stays unsaid: the caller was told, and the log ends open.
   */
  #closeInReserve(fault: NoRoom): void {
    const { places, file } = this.#parts;
    try {
      dropReserve(places.reserve);
      file.cut();
      this.#seal('session.close', {
        reason: 'audit-write-failed',
        error: fault.message,
        discarded: { ...fault.fragment },
      });
    } catch {
      return;
    }
    const end = file.size;
    const synced = this.#sync.idle().then(() => file.sync());
    this.#lastWords = synced.then(() => this.#onDisk(end)).catch(() => {});
    this.#ending ??= this.#lastWords.then(() => this.#giveBack());
  }

  async #end(lastEntries: () => void): Promise<void> {
    try {
      if (this.#failed !== null) return;
      lastEntries();
      await this.#sync.join();
    } catch (thrown) {
      throw this.#fail(thrown);
    } finally {
      await this.#sync.idle();
      await this.#lastWords;
      this.#giveBack();
    }
  }

  #giveBack(): void {
    if (this.#givenBack) return;
    this.#givenBack = true;
    this.#parts.file.close();
    this.#parts.unlock();
    this.#listeners.clear();
  }

  #now(): string {
    return this.#parts.now().toISOString();
  }
}

/**
 * pino is the front end: its serializer is the redactor, so nothing reaches a destination unredacted. The line it makes
 * is only carried to `write`; what is stored is spelled by canonical-line.ts alone. Its own `redact` is not used: it
 * copies by assignment and loses members named `__proto__`, and an input could hide in one.
 */
function frontEnd(redactor: Redactor, write: (line: string) => void): Logger {
  return pino({ base: null, timestamp: false, serializers: { body: (body) => redactor.json(body) } }, { write });
}
