/** Many readers or one writer, in order of arrival. */

export type Access = 'shared' | 'exclusive';

interface Waiting {
  readonly access: Access;
  readonly enter: () => void;
}

/** Ending a call kills every process of the container; a call that ends so must be alone in it. */
export class RoomLock {
  #readers = 0;
  #writing = false;
  readonly #queue: Waiting[] = [];

  async hold<T>(access: Access, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((enter) => {
      this.#queue.push({ access, enter });
      this.#admit();
    });
    try {
      return await work();
    } finally {
      if (access === 'exclusive') this.#writing = false;
      else this.#readers -= 1;
      this.#admit();
    }
  }

  #admit(): void {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      if (this.#writing || (next.access === 'exclusive' && this.#readers > 0)) return;
      this.#queue.shift();
      if (next.access === 'exclusive') this.#writing = true;
      else this.#readers += 1;
      next.enter();
    }
  }
}
