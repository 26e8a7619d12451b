/**
 * How much an artifact may unpack to, all nested archives together. Counts of bytes and members, never of time, so that the same bytes
 * give the same verdict on every machine.
 */
import { ArchiveFault } from './fault.ts';

export interface Limits {
  /** Archives within archives: the artifact itself is 0. */
  readonly depth: number;
  readonly members: number;
  /** Unpacked bytes. */
  readonly bytes: number;
  /** Unpacked over packed bytes; counts from `ratioFrom` unpacked bytes on. */
  readonly ratio: number;
  readonly ratioFrom: number;
  /** Where reading stops once the ratio is exceeded; up to there what a bomb holds besides is still seen. */
  readonly bombBytes: number;
  /** Bytes of one header block of names (PAX, GNU long name, central directory, asar header). */
  readonly header: number;
}

export const defaultLimits: Limits = {
  depth: 8,
  members: 500_000,
  bytes: 8 * 1024 ** 3,
  ratio: 200,
  ratioFrom: 64 * 1024 ** 2,
  bombBytes: 1024 ** 3,
  header: 64 * 1024 ** 2,
};

export class Budget {
  readonly limits: Limits;
  #members = 0;
  #bytes = 0;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  member(): void {
    this.#members += 1;
    if (this.#members > this.limits.members)
      throw new ArchiveFault('archive-limit', `holds more than ${this.limits.members} files`);
  }

  unpacked(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.limits.bytes)
      throw new ArchiveFault('archive-limit', `unpacks to more than ${this.limits.bytes} bytes`);
  }

  isBomb(packed: number, unpacked: number): boolean {
    return unpacked >= this.limits.ratioFrom && unpacked > packed * this.limits.ratio;
  }
}
