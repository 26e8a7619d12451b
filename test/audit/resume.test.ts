/** Going on after a crash: torn tails are kept, open calls are answered, damage is refused. */

import { createHash } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyLog } from '../../src/audit/index.ts';
import { closedLog, entriesOf, linesOfFile, newStateDir, openIn } from './sample-log.ts';

/** A log that was left open with a denied, an answered and an unanswered call. */
async function leftOpen() {
  const stateDir = newStateDir();
  const log = await openIn(stateDir);
  await log.append('session.open', null, { session_id: 's1' }, { durable: true });
  await log.append('call.decision', 'done', { verdict: 'allow' }, { durable: true });
  await log.append('call.result', 'done', { status: 'ok' }, { durable: true });
  await log.append('call.decision', 'hanging', { verdict: 'allow' }, { durable: true });
  await log.append('call.decision', 'refused', { verdict: 'deny' }, { durable: true });
  await log.release();
  return { stateDir, path: log.path };
}

describe('a segment that was left open', () => {
  it('is reported as open, and goes on where it stopped', async () => {
    const { stateDir, path } = await leftOpen();
    expect(await verifyLog(path)).toMatchObject({ status: 'open', entries: 6, signedUpTo: 6, closed: false, torn: 0 });
    const log = await openIn(stateDir);
    expect(log.path).toBe(path);
    const added = (await entriesOf(path)).slice(6);
    expect(added.map(({ kind, callId, body }) => [kind, callId, body.status])).toEqual([
      ['call.result', 'hanging', 'unknown'],
      ['call.result', 'refused', 'denied'],
    ]);
    await log.close();
    expect((await verifyLog(path)).status).toBe('whole');
  });

  it('leaves open calls alone where the result may come from elsewhere', async () => {
    const { stateDir, path } = await leftOpen();
    const log = await openIn(stateDir, { settleOpenCalls: false });
    expect(log.size).toBe(6);
    await log.append('call.result', 'hanging', { status: 'ok' }, { durable: true });
    await log.close();
    expect(await verifyLog(path)).toMatchObject({ status: 'whole', notes: [] });
  });

  const tails: readonly { name: string; tail: string | Buffer }[] = [
    { name: 'half a line', tail: '{"v":1,"seq":6,"at":"2026' },
    { name: 'one byte', tail: '{' },
    { name: 'zeros, as after a power cut', tail: Buffer.alloc(300) },
    { name: 'zeros and a line feed', tail: Buffer.concat([Buffer.alloc(300), Buffer.from('\n')]) },
    { name: 'a line that is no JSON', tail: '{"v":1,"seq"\n' },
    { name: 'bytes that are no text', tail: Buffer.of(0xff, 0xfe, 0x80) },
  ];

  it.each(tails)('with a torn tail: $name', async ({ tail }) => {
    const { stateDir, path } = await leftOpen();
    appendFileSync(path, tail);
    const log = await openIn(stateDir);
    const recovery = (await entriesOf(path)).find(({ kind }) => kind === 'recovery');
    const bytes = Buffer.from(tail);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(recovery).toMatchObject({ seq: 6, body: { removedBytes: bytes.length, sha256, movedTo: 's1.torn-1' } });
    expect(readFileSync(join(dirname(path), 's1.torn-1'))).toEqual(bytes);
    await log.release();
    appendFileSync(path, tail);
    await (await openIn(stateDir)).close();
    expect(readdirSync(dirname(path))).toContain('s1.torn-2');
    expect((await verifyLog(path)).status).toBe('whole');
  });

  it('is refused when it is damaged anywhere else', async () => {
    const harms: readonly ((lines: string[]) => string[])[] = [
      (lines) => lines.with(2, lines[2]!.replace('ok', 'no')),
      (lines) => lines.with(5, lines[5]!.replace('s1', 's2')),
      (lines) => [...lines, lines.at(-1)!],
      (lines) => lines.with(3, 'garbage'),
      (lines) => lines.slice(1),
    ];
    for (const harm of harms) {
      const { stateDir, path } = await leftOpen();
      const content = harm(linesOfFile(path))
        .map((line) => `${line}\n`)
        .join('');
      writeFileSync(path, content);
      await expect(openIn(stateDir)).rejects.toMatchObject({ code: 'audit-damaged' });
      expect(readFileSync(path, 'utf8')).toBe(content);
    }
  });

  it('is not sealed again below its last signed size', async () => {
    const { stateDir, path } = await leftOpen();
    const lines = linesOfFile(path);
    truncateSync(path, Buffer.byteLength(`${lines.slice(0, 3).join('\n')}\n`));
    await expect(openIn(stateDir)).rejects.toMatchObject({ code: 'audit-damaged' });
    expect(await verifyLog(path)).toMatchObject({ status: 'damaged', code: 'shorter-than-signed', firstBadLine: 4 });
  });

  it('keeps its checkpoints where they belong over many openings', async () => {
    const stateDir = newStateDir();
    for (let i = 0; i < 5; i += 1) {
      const log = await openIn(stateDir);
      for (let n = 0; n < 50; n += 1) await log.append('loop.message', null, { i, n }, { durable: false });
      await log.release();
    }
    const log = await openIn(stateDir);
    await log.close();
    expect(await verifyLog(log.path)).toMatchObject({ status: 'whole', entries: 250 + 5 + 1, checkpoints: 5 });
  });
});

describe('a closed segment', () => {
  it('stays as it is: the session goes on in the next one', async () => {
    const { stateDir, path } = await closedLog();
    const before = readFileSync(path);
    for (const name of ['s1.0002', 's1.0003']) {
      const log = await openIn(stateDir);
      expect(log.path).toBe(join(stateDir, 'audit', `${name}.jsonl`));
      await log.close();
    }
    expect(readFileSync(path)).toEqual(before);
  });

  it('is refused with bytes after its end', async () => {
    const { stateDir, path } = await closedLog();
    appendFileSync(path, 'x');
    await expect(openIn(stateDir)).rejects.toMatchObject({ code: 'audit-damaged' });
  });
});
