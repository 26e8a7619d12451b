/**
 * The conversation of a session: an append-only file of records, from which the messages that are sent are derived.
 * INVARIANT: an assistant message is on disk before its first call runs, and each result before anything that follows
 * it. What the file lacks after a crash did not happen, or its outcome is unknown; nothing is run again.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CordonError, deepFreeze } from '../contract/index.ts';
import type { AssistantBlock, Usage } from './message.ts';

/** Something said to the model: by the person, or by the loop itself (a nudge, a note). */
export interface SaidRecord {
  readonly type: 'user';
  readonly origin: 'person' | 'loop';
  readonly text: string;
}

export interface AssistantRecord {
  readonly type: 'assistant';
  readonly provider: string;
  readonly model: string;
  readonly scripted: boolean;
  readonly messageId: string;
  readonly stopReason: string;
  readonly content: readonly AssistantBlock[];
  /** Digest of `content` as it was received: what is sent back later must still have it. */
  readonly digest: string;
  readonly usage: Usage;
}

export const resultOutcomes = ['ran', 'denied', 'bad-call', 'failed', 'interrupted', 'not-started', 'unknown'] as const;
export type ResultOutcome = (typeof resultOutcomes)[number];

export interface ResultRecord {
  readonly type: 'result';
  readonly toolUseId: string;
  readonly content: string;
  readonly isError: boolean;
  readonly outcome: ResultOutcome;
}

export type ConversationRecord = SaidRecord | AssistantRecord | ResultRecord;

export interface Conversation {
  readonly records: readonly ConversationRecord[];
  /** Resolves when the record is on disk. */
  append(record: ConversationRecord): Promise<void>;
  /** Keeps a whole output that is too long for the conversation; returns the name it is kept under. */
  spill(callId: string, text: string): Promise<string>;
  close(): Promise<void>;
}

const FILE = 'conversation.jsonl';
/** Where a run keeps long outputs, below its session folder. */
export const SPILL_FOLDER = 'outputs';

/** Begins the conversation of a new session in its folder (made if absent, 0700). Throws CordonError when there is one. */
export async function createConversation(folder: string): Promise<Conversation> {
  return guarded(folder, async () => {
    await mkdir(join(folder, SPILL_FOLDER), { recursive: true, mode: 0o700 });
    const file = await open(join(folder, FILE), 'ax', 0o600);
    await syncFolder(folder);
    return new StoredConversation(folder, file);
  });
}

class StoredConversation implements Conversation {
  readonly #records: ConversationRecord[] = [];
  readonly #folder: string;
  readonly #file: FileHandle;
  /** One write at a time, in the order asked for. */
  #last: Promise<void> = Promise.resolve();

  constructor(folder: string, file: FileHandle) {
    this.#folder = folder;
    this.#file = file;
  }

  get records(): readonly ConversationRecord[] {
    return this.#records;
  }

  /** A failed write fails every later one too: a gap in the file would be a lie. */
  append(record: ConversationRecord): Promise<void> {
    const frozen = deepFreeze(record);
    this.#last = this.#last.then(() =>
      guarded(this.#folder, async () => {
        const line = JSON.stringify({ v: 1, seq: this.#records.length, ...frozen });
        await this.#file.appendFile(`${line}\n`);
        await this.#file.sync();
        this.#records.push(frozen);
      }),
    );
    return this.#last;
  }

  async spill(callId: string, text: string): Promise<string> {
    // The id is the model's text: the name of a file must not be.
    const name = `${createHash('sha256').update(callId).digest('hex').slice(0, 16)}.txt`;
    const path = join(this.#folder, SPILL_FOLDER, name);
    await guarded(this.#folder, async () => {
      const file = await open(path, 'wx', 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await syncFolder(dirname(path));
    });
    return `${SPILL_FOLDER}/${name}`;
  }

  async close(): Promise<void> {
    await this.#last.catch(() => undefined);
    await this.#file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function guarded<T>(folder: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (thrown) {
    if (thrown instanceof CordonError) throw thrown;
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    const hint = 'free disk space or choose another --state-dir, then run the command again';
    throw new CordonError('internal', `the conversation in ${folder} cannot be written: ${why}`, hint, thrown);
  }
}

export function contentDigest(content: readonly AssistantBlock[]): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
