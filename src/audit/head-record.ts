/** The last seal of a segment, kept beside the log: a log that was cut short no longer holds it. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { orNoRoom } from './no-room.ts';
import { PRIVATE_FILE, privateDir } from './places.ts';

export class HeadRecord {
  readonly #path: string;
  #note: string | null = null;
  #end = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** To be written once the log is on disk up to `end`. */
  due(note: string, end: number): void {
    this.#note = note;
    this.#end = end;
  }

  /** INVARIANT: the record never runs ahead of what is on disk; after a crash the log would look cut short. */
  write(synced: number): void {
    if (this.#note === null || synced < this.#end) return;
    const temporary = `${this.#path}.${process.pid}`;
    privateDir(dirname(this.#path));
    try {
      writeFileSync(temporary, this.#note, { mode: PRIVATE_FILE });
      renameSync(temporary, this.#path);
    } catch (thrown) {
      rmSync(temporary, { force: true });
      throw orNoRoom(thrown);
    }
    this.#note = null;
  }
}
