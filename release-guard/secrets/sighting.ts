/** A secret that was seen in a text. */
import type { ReleaseSeverity } from '../finding.ts';

export interface Sighting {
  readonly rule: string;
  /** In the text that was searched. */
  readonly start: number;
  readonly end: number;
  /** Never leaves the room as it is: reports show a masked head, fingerprints a hash. */
  readonly value: string;
  readonly what: string;
  readonly severity: ReleaseSeverity;
  /** Where the package is developed in the open. */
  readonly open?: ReleaseSeverity;
  /** `what` says it all: the value is no secret by itself. */
  readonly shown?: true;
}

/** At most four characters, and never more than a sixth of the whole. */
export function masked(value: string): string {
  const shown = Math.min(4, Math.floor(value.length / 6));
  return `${value.slice(0, shown).replace(/[^\x21-\x7e]/g, '?')}...`;
}

/** A part of a file, as Latin-1, and what is known of the file. */
export interface Surroundings {
  readonly bytes: Buffer;
  readonly path: string;
  /** Made for tests and examples. */
  readonly test: boolean;
  readonly document: boolean;
  readonly configuration: boolean;
  /** Names that the publisher said are internal. */
  readonly internalHosts: readonly string[];
}

export function textAround({ bytes }: Surroundings, from: number, to: number): string {
  return bytes.toString('latin1', Math.max(0, from), Math.min(bytes.length, to));
}
