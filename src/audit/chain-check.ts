/** The rules of a segment, applied line by line: used by the verifier and by a writer that goes on with a segment. */
import type { AuditEntry } from '../contract/index.ts';
import { type LineProblem, parseLine, ZERO_HASH } from './canonical-line.ts';
import { MerkleTree } from './merkle.ts';
import { Pairing } from './pairing.ts';
import { CHECKPOINT_EVERY, checkSeal, noteOf } from './seal.ts';

export type ChainProblem =
  | LineProblem
  | 'wrong-sequence'
  | 'wrong-prev'
  | 'after-close'
  | 'no-seal'
  | 'unknown-key'
  | 'bad-signature'
  | 'wrong-state'
  | 'missing-checkpoint'
  | 'result-without-decision'
  | 'ran-without-allow'
  | 'shorter-than-signed';

/** What each problem means, in a sentence for a person. */
export const problemTexts: Readonly<Record<ChainProblem, string>> = {
  'too-long': 'the line is longer than any that the log writes',
  'not-utf8': 'the line is not UTF-8',
  'not-json': 'the line is not JSON',
  'not-an-entry': 'the line is JSON but no audit entry',
  'not-canonical': 'the line is not spelled the one way that the log spells entries',
  'wrong-hash': 'the hash does not fit the bytes of the line: it was changed',
  'wrong-sequence': 'the sequence number does not follow the one before: entries are missing, repeated or swapped',
  'wrong-prev': 'the link does not fit the entry before: entries are missing, repeated, swapped or rewritten',
  'after-close': 'something follows the closing entry',
  'no-seal': 'the signed checkpoint is missing or malformed here',
  'unknown-key': 'the checkpoint is signed by a key that is not trusted here',
  'bad-signature': 'the signature of the checkpoint does not hold',
  'wrong-state': 'what was signed differs from what stands before it: entries were rewritten',
  'missing-checkpoint': 'the signed checkpoint that was due before this entry is missing',
  'result-without-decision': 'a result without a decision on its call',
  'ran-without-allow': 'a call ran although no decision allowed it',
  'shorter-than-signed': 'the log is shorter than its last signed checkpoint: its end was cut off or replaced',
};

/** A companion entry, and after a crash a recovery entry, may come before the checkpoint that is due. */
const MAX_UNSIGNED = CHECKPOINT_EVERY + 4;

/** More keys than any state folder has seen. */
const MAX_KEYS = 64;

export interface ChainRules {
  /** Public keys to trust, 32 bytes each. Empty: each seal's own key. */
  readonly keys: readonly Uint8Array[];
  /** The last seal on record beside the log; it must stand in the log. */
  readonly head: string | null;
}

export class ChainCheck {
  readonly #rules: ChainRules;
  readonly tree = new MerkleTree();
  readonly pairing = new Pairing();
  readonly keyIds = new Set<string>();
  readonly notes: string[] = [];
  last = ZERO_HASH;
  lastAt = '';
  closed = false;
  checkpoints = 0;
  signedUpTo = 0;
  origin: string | null = null;
  sinceSeal = 0;
  #headSeen = false;
  #steppedBack = 0;

  constructor(rules: ChainRules) {
    this.#rules = rules;
  }

  get entries(): number {
    return this.tree.size;
  }

  /** The next line, without its line feed. A problem leaves the state as it was before that line. */
  add(bytes: Uint8Array): AuditEntry | ChainProblem {
    if (this.closed) return 'after-close';
    const entry = parseLine(bytes);
    if (typeof entry === 'string') return entry;
    if (entry.seq !== this.entries) return 'wrong-sequence';
    if (entry.prev !== this.last) return 'wrong-prev';
    const sealing = entry.kind === 'checkpoint' || entry.kind === 'session.close';
    const problem = sealing ? this.#sealed(entry) : this.#unsealed(entry);
    if (problem !== null) return problem;
    this.#took(entry);
    return entry;
  }

  /** After the last line. */
  finish(): ChainProblem | null {
    if (this.#rules.head !== null && !this.#headSeen) return 'shorter-than-signed';
    if (this.#steppedBack > 0) this.notes.push(`the clock stepped back ${this.#steppedBack} times`);
    if (this.pairing.overflowed) this.notes.push('too many open calls: results were paired only in part');
    return null;
  }

  #sealed(entry: AuditEntry): ChainProblem | null {
    const { tree, last, origin } = this;
    const verdict = checkSeal(entry, { size: tree.size, root: tree.root(), last, origin, keys: this.#rules.keys });
    if (!verdict.ok) return verdict.problem;
    this.origin = verdict.origin;
    // Bounded, since a hostile log may name a new key in each seal.
    if (this.keyIds.size < MAX_KEYS) this.keyIds.add(verdict.keyId);
    if (entry.kind === 'checkpoint') this.checkpoints += 1;
    // The seal is a function of the entry's own bytes and what stands before it, so the entry itself is covered too.
    this.signedUpTo = entry.seq + 1;
    this.sinceSeal = 0;
    this.closed = entry.kind === 'session.close';
    if (noteOf(entry) === this.#rules.head) this.#headSeen = true;
    return null;
  }

  #unsealed(entry: AuditEntry): ChainProblem | null {
    if (this.sinceSeal >= MAX_UNSIGNED) return 'missing-checkpoint';
    const problem = this.pairing.add(entry);
    if (problem === null) this.sinceSeal += 1;
    return problem;
  }

  #took(entry: AuditEntry): void {
    if (entry.at < this.lastAt) this.#steppedBack += 1;
    this.lastAt = entry.at;
    this.last = entry.hash;
    this.tree.add(Buffer.from(entry.hash, 'hex'));
  }
}
