import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeDisk } from '../../src/audit/disk.ts';
import { type LogDisk, verifyLog } from '../../src/audit/index.ts';
import { AuditEntry } from '../../src/contract/index.ts';
import { entriesOf, linesOfFile, newStateDir, openIn } from './sample-log.ts';

describe('an open log', () => {
  it('gives entries that satisfy the contract, and stores the very same', async () => {
    const log = await openIn(newStateDir());
    const first = await log.append('session.open', null, { session_id: 's1' }, { durable: true });
    const second = await log.append('call.decision', 'c1', { verdict: 'deny' }, { durable: true });
    expect(AuditEntry.parse(first)).toEqual(first);
    expect([first.seq, first.prev, second.seq, second.prev]).toEqual([0, '0'.repeat(64), 1, first.hash]);
    expect([log.size, log.lastHash, log.failed]).toEqual([2, second.hash, null]);
    await log.close({ status: 'done' });
    const stored = await entriesOf(log.path);
    expect(stored.slice(0, 2)).toEqual([first, second]);
    expect(stored.map(({ kind }) => kind)).toEqual(['session.open', 'call.decision', 'checkpoint', 'session.close']);
    for (const entry of stored) expect(AuditEntry.parse(entry)).toEqual(entry);
    expect(stored.at(-1)!.body).toMatchObject({ status: 'done' });
  });

  it('has durable entries on the device before their promise resolves', async () => {
    const steps: string[] = [];
    const fs: LogDisk = {
      ...nodeDisk,
      write: (fd, bytes) => {
        steps.push(`write ${(JSON.parse(Buffer.from(bytes).toString()) as AuditEntry).seq}`);
        return nodeDisk.write(fd, bytes);
      },
      sync: async (fd) => {
        steps.push('sync begins');
        await nodeDisk.sync(fd);
        steps.push('sync ends');
      },
    };
    const log = await openIn(newStateDir(), { fs });
    await log.append('session.open', null, {}, { durable: true }).then(() => steps.push('resolved 0'));
    await log.append('loop.message', null, {}, { durable: false }).then(() => steps.push('resolved 1'));
    await log
      .append('call.decision', 'c', { verdict: 'allow' }, { durable: true })
      .then(() => steps.push('resolved 2'));
    expect(steps).toEqual([
      ...['write 0', 'sync begins', 'sync ends', 'resolved 0'],
      ...['write 1', 'resolved 1'],
      ...['write 2', 'sync begins', 'sync ends', 'resolved 2'],
    ]);
    await log.close();
  });

  it('does not count a sync that began before the entry was written', async () => {
    const releases: (() => void)[] = [];
    const fs = { sync: () => new Promise<void>((resolve) => releases.push(resolve)) };
    const log = await openIn(newStateDir(), { fs });
    const resolved: number[] = [];
    const note = (entry: AuditEntry) => resolved.push(entry.seq);
    const all = [0, 1, 2].map((i) => log.append('loop.message', null, { i }, { durable: true }).then(note));
    const settle = () => new Promise(setImmediate);
    await settle();
    expect([resolved, releases.length]).toEqual([[], 1]);
    releases[0]!();
    await settle();
    // Entries 1 and 2 came while the first sync ran: they share the second.
    expect([resolved, releases.length]).toEqual([[0], 2]);
    releases[1]!();
    await Promise.all(all);
    expect(resolved).toEqual([0, 1, 2]);
    const closing = log.close();
    await settle();
    releases[2]!();
    await closing;
  });

  it('makes one chain of two hundred appends at once, in the order of the calls', async () => {
    const log = await openIn(newStateDir());
    const heard: number[] = [];
    log.subscribe(({ seq }) => heard.push(seq));
    const entries = await Promise.all(
      Array.from({ length: 200 }, (_, i) => log.append('loop.message', null, { i }, { durable: i % 3 !== 0 })),
    );
    expect(entries.map(({ body }) => body.i)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    await log.close();
    expect(heard).toEqual(Array.from({ length: log.size }, (_, i) => i));
    expect(await verifyLog(log.path)).toMatchObject({ status: 'whole', entries: 200 + 3 + 2, checkpoints: 4 });
  });

  it('puts no seal on record that is not on disk with its log', async () => {
    const releases: (() => void)[] = [];
    const stateDir = newStateDir();
    const log = await openIn(stateDir, { fs: { sync: () => new Promise<void>((resolve) => releases.push(resolve)) } });
    const head = join(stateDir, 'audit', 'index', 's1.head');
    const first = log.append('session.open', null, {}, { durable: true });
    for (let i = 0; i < 70; i += 1) await log.append('loop.message', null, { i }, { durable: false });
    releases[0]!();
    await first;
    expect(existsSync(head)).toBe(false);
    const second = log.append('loop.message', null, {}, { durable: true });
    await new Promise(setImmediate);
    releases[1]!();
    await second;
    expect(readFileSync(head, 'utf8')).toMatch(/^cordon-audit\/s1\n64\n/);
  });

  it('lets no listener break it, and forgets those that leave', async () => {
    const log = await openIn(newStateDir());
    const heard: string[] = [];
    log.subscribe(() => {
      throw new Error('a listener that fails');
    });
    const leave = log.subscribe(({ kind }) => heard.push(kind));
    await log.append('session.open', null, {}, { durable: true });
    leave();
    await log.append('loop.message', null, {}, { durable: true });
    expect(heard).toEqual(['session.open']);
    await log.close();
    expect(log.failed).toBeNull();
  });

  it('tells listeners of a durable entry only once it is on disk', async () => {
    let release = () => {};
    const fs = {
      sync: () =>
        new Promise<void>((resolve) => {
          release = resolve;
        }),
    };
    const log = await openIn(newStateDir(), { fs });
    const heard: number[] = [];
    log.subscribe(({ seq }) => heard.push(seq));
    const first = log.append('call.decision', 'c', { verdict: 'allow' }, { durable: true });
    const second = log.append('loop.message', null, {}, { durable: false });
    await second;
    expect(heard).toEqual([]);
    release();
    await first;
    expect(heard).toEqual([0, 1]);
  });

  it('keeps files and folders to their owner', async () => {
    const stateDir = newStateDir();
    const log = await openIn(stateDir);
    await log.append('loop.message', null, { text: 'x'.repeat(100_000) }, { durable: true });
    await log.close();
    const modes = readdirSync(stateDir, { recursive: true, withFileTypes: true }).map((item) => {
      const mode = statSync(join(item.parentPath, item.name)).mode & 0o777;
      return [item.name, item.isDirectory() ? mode === 0o700 : mode === 0o600];
    });
    expect(modes.filter(([, right]) => !right)).toEqual([]);
    expect(modes.length).toBeGreaterThan(7);
  });

  it('refuses a second writer, and lets one in after the first has closed', async () => {
    const stateDir = newStateDir();
    const first = await openIn(stateDir);
    await expect(openIn(stateDir)).rejects.toMatchObject({ code: 'audit-locked' });
    await first.append('session.open', null, {}, { durable: true });
    await first.close();
    const second = await openIn(stateDir);
    await second.close();
    expect(second.path).toBe(join(stateDir, 'audit', 's1.0002.jsonl'));
    const [rotate] = await entriesOf(second.path);
    const previous = { segment: 's1', entries: first.size, hash: first.lastHash };
    expect(rotate).toMatchObject({ kind: 'rotate', seq: 0, body: { previous } });
    expect((await verifyLog(second.path)).status).toBe('whole');
  });

  it('takes over the lock of a process that is gone', async () => {
    const stateDir = newStateDir();
    const log = await openIn(stateDir);
    const lock = join(stateDir, 'audit', 's1.lock');
    const holder = JSON.parse(readFileSync(lock, 'utf8')) as Record<string, unknown>;
    await log.release();
    for (const gone of [{ startTicks: '1' }, { bootId: 'an earlier boot' }, { pid: 2 ** 22 + 7 }]) {
      writeFileSync(lock, JSON.stringify({ ...holder, ...gone }));
      await (await openIn(stateDir)).release();
    }
    for (const unsure of [JSON.stringify({ ...holder, host: 'elsewhere' }), 'no lock at all']) {
      writeFileSync(lock, unsure);
      await expect(openIn(stateDir)).rejects.toMatchObject({ code: 'audit-locked' });
    }
  });

  it('closes once, says nothing more, and leaves no lock', async () => {
    const stateDir = newStateDir();
    const log = await openIn(stateDir);
    await log.append('session.open', null, {}, { durable: true });
    await Promise.all([log.close({ status: 'done' }), log.close({ status: 'again' })]);
    await expect(log.append('loop.message', null, {}, { durable: true })).rejects.toMatchObject({
      code: 'audit-write-failed',
    });
    expect(linesOfFile(log.path).filter((line) => line.includes('session.close'))).toHaveLength(1);
    expect(readdirSync(join(stateDir, 'audit'))).not.toContain('s1.lock');
  });

  it('writes its own kinds itself', async () => {
    const log = await openIn(newStateDir());
    for (const kind of ['checkpoint', 'session.close'] as const) {
      await expect(log.append(kind, null, {}, { durable: true })).rejects.toMatchObject({ code: 'internal' });
    }
    await log.append('loop.message', null, {}, { durable: true });
    expect(log.failed).toBeNull();
    await log.close();
  });

  it('is refused for names that could lead elsewhere', async () => {
    for (const sessionId of ['', '.', '..', '.hidden', 'a/b', '../x', 'a\0b', 'a b', 's1.0002', 'x'.repeat(200)]) {
      await expect(openIn(newStateDir(), { sessionId })).rejects.toMatchObject({ code: 'usage' });
    }
  });

  it('notes that the clock stepped back', async () => {
    const times = ['2026-01-02', '2026-01-01', '2026-01-03'].map((day) => new Date(`${day}T00:00:00Z`));
    const log = await openIn(newStateDir(), { now: () => times.shift() ?? new Date('2026-01-04T00:00:00Z') });
    for (let i = 0; i < 3; i += 1) await log.append('loop.message', null, { i }, { durable: false });
    await log.close();
    const { status, notes } = await verifyLog(log.path);
    expect([status, notes]).toEqual(['whole', ['the clock stepped back 1 times']]);
  });
});
