/** Whoever is killed in the middle of writing: what was confirmed is there, and the log says in what state it is. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEntries, verifyLog } from '../../src/audit/index.ts';
import { newStateDir, openIn } from './sample-log.ts';

const RUNS = 25;
const script = join(import.meta.dirname, 'writer-child.ts');

/** Kills the child once it has confirmed so many entries; answers the hashes that it confirmed. */
async function killedAfter(confirmations: number, stateDir: string): Promise<string[]> {
  const child: ChildProcess = spawn(process.execPath, [script, stateDir, 's1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  let said = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.split('\n').length - 1 > confirmations) child.kill('SIGKILL');
  });
  await ended;
  const lines = said.slice(0, said.lastIndexOf('\n')).split('\n');
  expect(lines[0]).toBe('ready');
  return lines.slice(1);
}

describe('a writer that is killed', () => {
  it(`loses nothing that it confirmed, ${RUNS} times over the same log`, { timeout: 180_000 }, async () => {
    const stateDir = newStateDir();
    const path = join(stateDir, 'audit', 's1.jsonl');
    const confirmed: string[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      confirmed.push(...(await killedAfter((run * 7) % 31, stateDir)));
      const report = await verifyLog(path);
      expect(report).toMatchObject({ status: 'open', closed: false });
      const stored = new Set<string>();
      for await (const { hash } of readEntries(path)) stored.add(hash);
      expect(confirmed.filter((hash) => !stored.has(hash))).toEqual([]);
      expect(stored.size).toBe(report.entries);
    }
    const log = await openIn(stateDir);
    await log.close({ status: 'recovered' });
    const { status, entries, notes } = await verifyLog(path);
    expect([status, notes]).toEqual(['whole', []]);
    expect(confirmed.length).toBeGreaterThan(RUNS);
    expect(entries).toBeGreaterThan(confirmed.length);
  });
});
