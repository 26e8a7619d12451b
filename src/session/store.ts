/**
 * What a session leaves: `sessions/ID/session.json`, the conversation, and under `changes/` what came out of the
 * workspace. Folders are 0700: they may hold what the log redacts. `sessions rm` deletes them; the log stays.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CordonError } from '../contract/errors.ts';

export const SessionRecord = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  kind: z.enum(['run', 'exec', 'demo']),
  /** Absolute path of the repository on the host. */
  repo: z.string(),
  /** The task of a run, the command of an exec. */
  task: z.string(),
  createdAt: z.iso.datetime(),
  /** Null while the session runs, or when its process died. */
  endedAt: z.iso.datetime().nullable(),
  status: z.string(),
  exitCode: z.int().nullable(),
  provider: z.string().nullable(),
  changes: z.strictObject({ files: z.int(), refused: z.int(), flagged: z.int() }).nullable(),
  /** Paths that an apply has written to the host tree. */
  applied: z.array(z.string()),
});
export type SessionRecord = z.infer<typeof SessionRecord>;

/** Sorts by start time; random enough that two sessions of one second never meet. */
export function newSessionId(now: Date): string {
  const stamp = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${stamp}-${randomBytes(4).toString('hex')}`;
}

export class SessionStore {
  readonly stateDir: string;

  constructor(stateDir: string) {
    this.stateDir = stateDir;
  }

  folder(id: string): string {
    return join(this.stateDir, 'sessions', id);
  }

  async create(record: SessionRecord): Promise<void> {
    try {
      await mkdir(join(this.stateDir, 'sessions'), { recursive: true, mode: 0o700 });
      await mkdir(this.folder(record.id), { mode: 0o700 });
      await this.write(record);
    } catch (thrown) {
      const message = `the state folder ${this.stateDir} cannot be written: ${(thrown as Error).message}`;
      throw new CordonError('audit-write-failed', message, 'name another one: --state-dir DIR', thrown);
    }
  }

  /** Replaces the record as a whole: a reader sees the old one or the new one. */
  async write(record: SessionRecord): Promise<void> {
    const target = join(this.folder(record.id), 'session.json');
    const temporary = `${target}.${process.pid}.tmp`;
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(record, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  }

  /** Newest first. A folder that holds no readable record is passed over. */
  async list(): Promise<SessionRecord[]> {
    const ids = await readdir(join(this.stateDir, 'sessions')).catch(() => []);
    const records = await Promise.all(ids.map((id) => this.#read(id)));
    return records.filter((record) => record !== null).sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** By id, by a prefix that fits one session only, or `last`. */
  async find(name: string): Promise<SessionRecord> {
    const records = await this.list();
    const fitting = name === 'last' ? records.slice(0, 1) : records.filter(({ id }) => id.startsWith(name));
    const exact = records.find(({ id }) => id === name);
    const found = exact ?? (fitting.length === 1 ? fitting[0] : undefined);
    if (found !== undefined) return found;
    const problem =
      fitting.length === 0 ? `there is no session ${name}` : `${fitting.length} sessions begin with ${name}`;
    throw new CordonError('session-unknown', problem, 'cordon sessions list');
  }

  async remove(id: string): Promise<void> {
    await rm(this.folder(id), { recursive: true, force: true });
  }

  async #read(id: string): Promise<SessionRecord | null> {
    try {
      const parsed = SessionRecord.safeParse(JSON.parse(await readFile(join(this.folder(id), 'session.json'), 'utf8')));
      return parsed.success && parsed.data.id === id ? parsed.data : null;
    } catch {
      return null;
    }
  }
}
