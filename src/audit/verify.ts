/** Says of a segment file whether it is whole, and where it is not. Reads it once, in bounded memory. */
import { closeSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type AuditEntry, asCordonError, CordonError } from '../contract/index.ts';
import { parseLine } from './canonical-line.ts';
import { ChainCheck, type ChainProblem, problemTexts } from './chain-check.ts';
import { linesOf, openForReading, type RawLine } from './line-reader.ts';
import { parsePublicKey, publicKeysIn } from './signing-key.ts';

/**
 * `whole`: everything holds, to the closing entry. `open`: everything holds, but the log was never closed (a session
 * that runs, was killed, or a log whose unsigned end was cut off). `damaged`: something does not hold, and the report
 * says where. `unreadable`: no log at all.
 */
export type VerifyStatus = 'whole' | 'open' | 'damaged' | 'unreadable';

export interface VerifyReport {
  readonly status: VerifyStatus;
  /** Entries that hold, from the first on. */
  readonly entries: number;
  /** Counted from 1. */
  readonly firstBadLine?: number;
  /** Of the beginning of that line. */
  readonly byteOffset?: number;
  /** A sentence; absent when nothing is wrong. */
  readonly problem?: string;
  readonly code?: ChainProblem | 'unreadable';
  readonly closed: boolean;
  readonly checkpoints: number;
  /** Entries covered by a signature. */
  readonly signedUpTo: number;
  readonly keyIds: readonly string[];
  /** `trusted`: signed by a key of the key folder or of the options; `self-declared`: by the key that the log names itself. */
  readonly keyTrust: 'trusted' | 'self-declared' | 'none';
  /** Bytes after the last whole line: what a crash in the middle of a write leaves. */
  readonly torn: number;
  readonly notes: readonly string[];
}

export interface VerifyOptions {
  /** Public keys to trust, PEM. Default: those in the folder `keys` beside the folder of the log, where there is one. */
  readonly keys?: readonly string[];
}

/** Never rejects for what a file holds: that is the report. */
export async function verifyLog(path: string, options: VerifyOptions = {}): Promise<VerifyReport> {
  let fd: number;
  try {
    fd = openForReading(path);
  } catch (thrown) {
    return unreadable(asCordonError(thrown, 'audit-unreadable', 'cordon sessions list').message);
  }
  try {
    const keys = trustedKeys(path, options);
    const check = new ChainCheck({ keys, head: headBeside(path) });
    return await walk(fd, check, keys.length > 0);
  } catch (thrown) {
    return unreadable(asCordonError(thrown, 'audit-unreadable', 'cordon sessions list').message);
  } finally {
    closeSync(fd);
  }
}

/** Lines between two turns of the event loop. */
const BREATH = 4096;

async function walk(fd: number, check: ChainCheck, trusted: boolean): Promise<VerifyReport> {
  let line = 0;
  let end = 0;
  let torn = 0;
  for (const raw of linesOf(fd)) {
    line += 1;
    const problem = lineProblem(raw, check);
    if (problem === 'torn') {
      if (line === 1 && !couldBegin(raw.bytes))
        return unreadable('this is no audit log: it does not begin with an entry');
      torn = raw.bytes.length;
      break;
    }
    if (problem !== null) return broken(problem, line, raw, check, trusted);
    end = raw.offset + raw.bytes.length + 1;
    if (line % BREATH === 0) await new Promise(setImmediate);
  }
  const problem = check.finish();
  if (problem !== null) return report(check, trusted, torn, { problem, line: check.entries + 1, offset: end });
  return report(check, trusted, torn, null);
}

/** A fragment without a line feed is what a crash leaves, unless the log was closed before or the line could not end. */
function lineProblem(raw: RawLine, check: ChainCheck): ChainProblem | 'torn' | null {
  if (!raw.ended && !check.closed && parseLine(raw.bytes) !== 'too-long') return 'torn';
  const entry = check.add(raw.bytes);
  return typeof entry === 'string' ? entry : null;
}

const BEGINNING = Buffer.from('{"v":1,"seq":0,');

function couldBegin(fragment: Buffer): boolean {
  const length = Math.min(fragment.length, BEGINNING.length);
  return fragment.subarray(0, length).equals(BEGINNING.subarray(0, length));
}

function broken(problem: ChainProblem, line: number, raw: RawLine, check: ChainCheck, trusted: boolean): VerifyReport {
  // A file whose very first line does not even look like an entry is some other file.
  if (line === 1 && typeof parseLine(raw.bytes) === 'string' && !raw.bytes.includes('"seq":')) {
    return unreadable(`this is no audit log: ${problemTexts[problem]}`);
  }
  return report(check, trusted, 0, { problem, line, offset: raw.offset });
}

interface Broken {
  readonly problem: ChainProblem;
  readonly line: number;
  readonly offset: number;
}

function report(check: ChainCheck, trusted: boolean, torn: number, bad: Broken | null): VerifyReport {
  const status = bad !== null ? 'damaged' : check.closed ? 'whole' : 'open';
  return {
    status,
    entries: check.entries,
    ...(bad === null
      ? {}
      : { firstBadLine: bad.line, byteOffset: bad.offset, problem: problemTexts[bad.problem], code: bad.problem }),
    closed: check.closed,
    checkpoints: check.checkpoints,
    signedUpTo: check.signedUpTo,
    keyIds: [...check.keyIds],
    keyTrust: check.keyIds.size === 0 ? 'none' : trusted ? 'trusted' : 'self-declared',
    torn,
    notes: notesOf(check, trusted, torn, status),
  };
}

function notesOf(check: ChainCheck, trusted: boolean, torn: number, status: VerifyStatus): string[] {
  const unsigned = check.entries - check.signedUpTo;
  const openCalls = check.pairing.open().filter((call) => call.allowed > 0).length;
  return [
    ...check.notes,
    ...(torn > 0 ? [`${torn} bytes after the last whole line: a write was cut short`] : []),
    ...(status === 'open' ? ['not closed: the session runs, was killed, or its end was cut off'] : []),
    ...(status === 'open' && unsigned > 0 ? [`the last ${unsigned} entries are not signed yet`] : []),
    ...(openCalls > 0 ? [`${openCalls} allowed calls without a result`] : []),
    ...(check.keyIds.size > 0 && !trusted ? ['no trusted key at hand: it is not shown who signed (pass one)'] : []),
  ];
}

function unreadable(problem: string): VerifyReport {
  return {
    status: 'unreadable',
    entries: 0,
    problem,
    code: 'unreadable',
    closed: false,
    checkpoints: 0,
    signedUpTo: 0,
    keyIds: [],
    keyTrust: 'none',
    torn: 0,
    notes: [],
  };
}

function trustedKeys(path: string, options: VerifyOptions) {
  if (options.keys === undefined) return publicKeysIn(join(dirname(dirname(path)), 'keys'));
  return options.keys.map((pem) => {
    const key = parsePublicKey(pem);
    if (key === null)
      throw new CordonError('usage', 'a key to trust is no ed25519 public key in PEM', 'cordon audit key');
    return key;
  });
}

/** The last seal that the writer put on record for a segment of this name, or null. */
export function headBeside(path: string): string | null {
  try {
    return readFileSync(join(dirname(path), 'index', `${basename(path, '.jsonl')}.head`), 'utf8');
  } catch {
    return null;
  }
}

/**
 * The entries in order, each checked for spelling, hash and link; signatures are verifyLog's business. Ends before a
 * torn tail; throws `audit-damaged` at the first line that does not hold, `audit-unreadable` for what is no file.
 */
export async function* readEntries(path: string): AsyncGenerator<AuditEntry> {
  const fd = openForReading(path);
  try {
    let line = 0;
    let before: AuditEntry | null = null;
    for (const raw of linesOf(fd)) {
      line += 1;
      const entry = parseLine(raw.bytes);
      if (typeof entry === 'string') {
        if (!raw.ended && entry !== 'too-long') return;
        throw damagedAt(path, line, entry);
      }
      if (before !== null && (entry.prev !== before.hash || entry.seq !== before.seq + 1)) {
        throw damagedAt(path, line, 'wrong-prev');
      }
      yield entry;
      before = entry;
    }
  } finally {
    closeSync(fd);
  }
}

function damagedAt(path: string, line: number, problem: ChainProblem): CordonError {
  return new CordonError('audit-damaged', `line ${line}: ${problemTexts[problem]}`, `cordon audit verify ${path}`);
}
