/**
 * Going on with a segment that an earlier process left: its chain is checked, a torn tail is moved aside, and calls
 * without a result are found. Damage anywhere else is refused: going on would seal it.
 */
import { createHash } from 'node:crypto';
import { existsSync, readSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { CordonError, type JsonObject } from '../contract/index.ts';
import { ChainCheck, type ChainProblem, problemTexts } from './chain-check.ts';
import type { LogDisk } from './disk.ts';
import { linesOf, type RawLine } from './line-reader.ts';
import { PRIVATE_FILE, syncDir } from './places.ts';
import { SegmentFile } from './segment-file.ts';
import { publicKeysIn } from './signing-key.ts';
import { headBeside } from './verify.ts';

/** More than a fragment: whatever it is, no interrupted write of ours left it. */
const MAX_TORN = 4 * 1024 * 1024;

export interface Resumed {
  readonly file: SegmentFile;
  readonly check: ChainCheck;
  /** Body of the `recovery` entry to append first, or null. */
  readonly recovery: JsonObject | null;
}

/** Throws `audit-damaged` or `audit-unreadable`. */
export async function resumeSegment(path: string, keysDir: string, disk: LogDisk): Promise<Resumed> {
  const file = SegmentFile.reopen(path, disk);
  try {
    const check = new ChainCheck({ keys: publicKeysIn(keysDir), head: headBeside(path) });
    const goodEnd = scan(file, path, check);
    const problem = check.finish();
    // INVARIANT: never seal a log that ends before its last signed size.
    if (problem !== null) throw damaged(path, check.entries + 1, problem);
    const recovery = goodEnd < file.size ? await moveTail(file, path, goodEnd) : null;
    return { file, check, recovery };
  } catch (thrown) {
    file.close();
    throw thrown;
  }
}

/** The offset up to which everything holds; only the last line may fail to. */
function scan(file: SegmentFile, path: string, check: ChainCheck): number {
  let goodEnd = 0;
  let bad: { readonly problem: ChainProblem; readonly raw: RawLine } | null = null;
  for (const raw of linesOf(file.fd)) {
    if (bad !== null) throw damaged(path, check.entries + 1, bad.problem);
    const entry = raw.ended ? check.add(raw.bytes) : check.closed ? 'after-close' : 'not-json';
    if (typeof entry === 'string') bad = { problem: entry, raw };
    else goodEnd = raw.offset + raw.bytes.length + 1;
  }
  // A whole line with a right hash was written by someone who meant it: that is no torn write.
  if (bad !== null && !isTearable(bad.problem)) throw damaged(path, check.entries + 1, bad.problem);
  return goodEnd;
}

function isTearable(problem: ChainProblem): boolean {
  return problem === 'not-json' || problem === 'not-utf8' || problem === 'not-an-entry' || problem === 'not-canonical';
}

async function moveTail(file: SegmentFile, path: string, goodEnd: number): Promise<JsonObject> {
  const length = file.size - goodEnd;
  if (length > MAX_TORN) throw damaged(path, 0, 'too-long');
  const tail = Buffer.alloc(length);
  readSync(file.fd, tail, 0, length, goodEnd);
  const side = freeName(path);
  writeFileSync(side, tail, { mode: PRIVATE_FILE, flag: 'wx', flush: true });
  syncDir(dirname(path));
  file.cut(goodEnd);
  await file.sync();
  const sha256 = createHash('sha256').update(tail).digest('hex');
  return { removedBytes: length, sha256, movedTo: basename(side) };
}

function freeName(path: string): string {
  for (let n = 1; ; n += 1) {
    const name = `${path.replace(/\.jsonl$/, '')}.torn-${n}`;
    if (!existsSync(name)) return name;
  }
}

function damaged(path: string, line: number, problem: ChainProblem): CordonError {
  const text = `the audit log ${basename(path)} is damaged at line ${line}: ${problemTexts[problem]}`;
  return new CordonError('audit-damaged', text, `cordon audit verify ${path}`);
}
