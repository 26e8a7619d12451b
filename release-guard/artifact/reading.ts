/** What every reader of a format gets: where its members go, and what it may spend. */
import type { ArchiveRuleId } from './archive-rules.ts';
import type { Budget } from './budget.ts';
import type { EntryHead } from './entry.ts';

/** A member as the archive names it. */
export interface Member {
  /** As written, decoded. */
  readonly name: string;
  readonly type: EntryHead['type'];
  /** -1 when the format tells it only at the end. */
  readonly size: number;
  readonly mode: number;
  readonly link: string | null;
}

/** Takes one member's content in order. */
export interface MemberSink {
  /** The bytes are valid only during the call. */
  data(bytes: Buffer): void;
  end(): void;
}

export interface Reading {
  readonly budget: Budget;
  /** Names as written that are known before the first member is opened; they tell what kind of package it is. */
  names(names: readonly string[]): void;
  /** Counts bytes that were unpacked. */
  unpacked(bytes: number): void;
  /** A new member; the one before it has ended. */
  open(member: Member): MemberSink;
  /** Something that does not stop the reading; `member` is the name as written, null for the archive itself. */
  problem(rule: ArchiveRuleId, message: string, member?: string | null): void;
  /** Reads the archives found in members so far, before more members are taken: keeps memory flat. */
  settle(): Promise<void>;
}
