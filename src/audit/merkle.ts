/**
 * Root of the Merkle tree over the entries, RFC 6962 section 2.1, grown leaf by leaf in logarithmic memory. A leaf is the
 * 32 bytes of an entry's hash: it stands for every byte of the line, and proofs need not carry lines.
 */
import { hash } from 'node:crypto';

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

function sha256(...parts: readonly Uint8Array[]): Buffer {
  return hash('sha256', Buffer.concat(parts), 'buffer');
}

export class MerkleTree {
  #size = 0;
  /** Roots of the full subtrees, largest first: one for each set bit of the size. */
  readonly #peaks: Buffer[] = [];

  get size(): number {
    return this.#size;
  }

  add(leaf: Uint8Array): void {
    let node = sha256(LEAF, leaf);
    for (let rest = this.#size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      const left = this.#peaks.pop();
      if (left !== undefined) node = sha256(NODE, left, node);
    }
    this.#peaks.push(node);
    this.#size += 1;
  }

  root(): Buffer {
    const last = this.#peaks.at(-1);
    if (last === undefined) return sha256();
    return this.#peaks.slice(0, -1).reduceRight((right, left) => sha256(NODE, left, right), last);
  }
}
