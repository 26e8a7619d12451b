/** What happens when the device fails: the append is refused, and so is everything after it. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeDisk } from '../../src/audit/disk.ts';
import { type AuditLog, type LogDisk, verifyLog } from '../../src/audit/index.ts';
import { entriesOf, newStateDir, openIn } from './sample-log.ts';

const failure = (code: string) => Object.assign(new Error(`${code}: it failed`), { code });
const lost = { code: 'audit-write-failed' };

/** A disk that works until `broken` is set. */
function breakable(broken: Partial<LogDisk>) {
  const state = { on: false, calls: [] as string[] };
  const fs: LogDisk = {
    write: (fd, bytes) => {
      state.calls.push('write');
      return state.on && broken.write !== undefined ? broken.write(fd, bytes) : nodeDisk.write(fd, bytes);
    },
    sync: (fd) => {
      state.calls.push('sync');
      return state.on && broken.sync !== undefined ? broken.sync(fd) : nodeDisk.sync(fd);
    },
    truncate: (fd, length) => {
      state.calls.push('truncate');
      return state.on && broken.truncate !== undefined ? broken.truncate(fd, length) : nodeDisk.truncate(fd, length);
    },
  };
  return { state, fs };
}

async function refusesForGood(log: AuditLog): Promise<void> {
  await expect(log.append('call.decision', 'c9', { verdict: 'allow' }, { durable: true })).rejects.toMatchObject(lost);
  await expect(log.append('loop.message', null, {}, { durable: false })).rejects.toMatchObject(lost);
  await expect(log.putBlob('x')).rejects.toMatchObject(lost);
  expect(log.failed).toMatchObject(lost);
}

/** Writes some, then says that there is no room: once, as when room is given back by the reserve. */
function once(write: LogDisk['write']): LogDisk['write'] {
  let done = false;
  return (fd, bytes) => {
    if (done) return nodeDisk.write(fd, bytes);
    done = true;
    return write(fd, bytes);
  };
}

describe('a write that fails', () => {
  const cases: readonly { name: string; write: LogDisk['write']; discarded: number }[] = [
    {
      name: 'ENOSPC',
      write: once(() => {
        throw failure('ENOSPC');
      }),
      discarded: 0,
    },
    {
      name: 'a full quota',
      write: once(() => {
        throw failure('EDQUOT');
      }),
      discarded: 0,
    },
    { name: 'a short write', write: once((fd, bytes) => nodeDisk.write(fd, bytes.subarray(0, 50))), discarded: 50 },
    { name: 'a write of nothing', write: once(() => 0), discarded: 0 },
  ];

  it.each(cases)('$name: refused, and a closing entry says why', async ({ write, discarded }) => {
    const { state, fs } = breakable({ write });
    const stateDir = newStateDir();
    const log = await openIn(stateDir, { fs });
    await log.append('session.open', null, {}, { durable: true });
    state.on = true;
    await expect(log.append('call.decision', 'c1', { verdict: 'allow' }, { durable: true })).rejects.toMatchObject(
      lost,
    );
    await refusesForGood(log);
    await log.close();
    const entries = await entriesOf(log.path);
    expect(entries.map(({ kind }) => kind)).toEqual(['session.open', 'session.close']);
    expect(entries[1]!.body).toMatchObject({ reason: 'audit-write-failed', discarded: { bytes: discarded } });
    expect((await verifyLog(log.path)).status).toBe('whole');
    expect(readdirSync(join(stateDir, 'audit'))).not.toContain('.reserve');
  });

  it('with no room even then: the log ends open, and nothing unconfirmed counts', async () => {
    const { state, fs } = breakable({ write: (fd, bytes) => nodeDisk.write(fd, bytes.subarray(0, 20)) });
    const log = await openIn(newStateDir(), { fs });
    await log.append('session.open', null, {}, { durable: true });
    state.on = true;
    await expect(log.append('call.decision', 'c1', { verdict: 'allow' }, { durable: true })).rejects.toMatchObject(
      lost,
    );
    await refusesForGood(log);
    await log.close();
    expect(await verifyLog(log.path)).toMatchObject({ status: 'open', entries: 1, torn: 20 });
  });

  it('at the end: close says so, and the closing entry tells of it', async () => {
    const { state, fs } = breakable({
      write: once(() => {
        throw failure('ENOSPC');
      }),
    });
    const stateDir = newStateDir();
    const log = await openIn(stateDir, { fs });
    await log.append('session.open', null, {}, { durable: true });
    state.on = true;
    await expect(log.close({ status: 'done' })).rejects.toMatchObject(lost);
    const [, end] = await entriesOf(log.path);
    expect(end).toMatchObject({ kind: 'session.close', body: { reason: 'audit-write-failed' } });
    expect((await verifyLog(log.path)).status).toBe('whole');
    expect(readdirSync(join(stateDir, 'audit'))).not.toContain('s1.lock');
  });

  it('leaves alone what was confirmed and what is being synced meanwhile', async () => {
    let full = false;
    const held: (() => void)[] = [];
    const fs: Partial<LogDisk> = {
      write: (fd, bytes) => {
        if (!full) return nodeDisk.write(fd, bytes);
        full = false;
        throw failure('ENOSPC');
      },
      sync: () => new Promise<void>((resolve) => held.push(resolve)),
    };
    const log = await openIn(newStateDir(), { fs });
    const heard: string[] = [];
    log.subscribe(({ kind }) => heard.push(kind));
    const settle = () => new Promise(setImmediate);
    const waiting = log.append('loop.mode', null, {}, { durable: true });
    await settle();
    full = true;
    await expect(log.append('loop.message', null, {}, { durable: true })).rejects.toMatchObject(lost);
    held[0]!();
    expect((await waiting).kind).toBe('loop.mode');
    await settle();
    held[1]!();
    await log.close();
    expect(heard).toEqual(['loop.mode', 'session.close']);
    expect((await verifyLog(log.path)).status).toBe('whole');
  });

  it('EIO: nothing more is written', async () => {
    const { state, fs } = breakable({
      write: () => {
        throw failure('EIO');
      },
    });
    const log = await openIn(newStateDir(), { fs });
    await log.append('session.open', null, {}, { durable: true });
    state.on = true;
    const before = state.calls.length;
    await expect(log.append('call.decision', 'c1', { verdict: 'allow' }, { durable: false })).rejects.toMatchObject(
      lost,
    );
    await refusesForGood(log);
    await log.close();
    expect(state.calls.slice(before)).toEqual(['write']);
  });

  it('a log that another program shortened, extended or removed', async () => {
    const harms: readonly ((path: string) => void)[] = [
      (path) => truncateSync(path, 10),
      (path) => appendFileSync(path, 'x'),
      (path) => rmSync(path),
    ];
    for (const harm of harms) {
      const log = await openIn(newStateDir());
      await log.append('session.open', null, {}, { durable: true });
      harm(log.path);
      await expect(log.append('loop.message', null, {}, { durable: true })).rejects.toMatchObject(lost);
      await refusesForGood(log);
      await log.close();
    }
  });
});

describe('a sync that fails', () => {
  it('refuses everybody who waited for it, and is never tried again', async () => {
    const { state, fs } = breakable({ sync: () => Promise.reject(failure('EIO')) });
    const log = await openIn(newStateDir(), { fs });
    const heard: number[] = [];
    log.subscribe(({ seq }) => heard.push(seq));
    await log.append('session.open', null, {}, { durable: true });
    state.on = true;
    const before = state.calls.length;
    const results = await Promise.allSettled(
      [1, 2, 3].map((i) => log.append('call.decision', `c${i}`, { verdict: 'allow' }, { durable: true })),
    );
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    for (const result of results) expect((result as PromiseRejectedResult).reason).toMatchObject(lost);
    state.on = false;
    await refusesForGood(log);
    await log.close();
    expect(state.calls.slice(before)).toEqual(['write', 'sync', 'write', 'write']);
    expect(heard).toEqual([0]);
  });

  it('at the end: close says so', async () => {
    const { state, fs } = breakable({ sync: () => Promise.reject(failure('EIO')) });
    const log = await openIn(newStateDir(), { fs });
    await log.append('session.open', null, {}, { durable: true });
    state.on = true;
    await expect(log.close()).rejects.toMatchObject(lost);
    expect(log.failed).toMatchObject(lost);
  });
});

describe('a blob that cannot be stored', () => {
  it('closes the log', async () => {
    const stateDir = newStateDir();
    const log = await openIn(stateDir);
    writeFileSync(join(stateDir, 'audit', 'blobs'), 'a file in the place of the folder');
    await expect(
      log.append('loop.message', null, { text: 'x'.repeat(70_000) }, { durable: true }),
    ).rejects.toMatchObject(lost);
    await refusesForGood(log);
    await log.close();
  });
});

/** Needs the right to mount; says so where it is missing. */
const canMount = ((): boolean => {
  const probe = mkdtempSync(join(tmpdir(), 'cordon-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true });
  }
})();

describe.skipIf(!canMount)('a device that is really full (skipped where mounting is not permitted)', () => {
  it('refuses the call, closes the log in the reserve, and loses nothing confirmed', async () => {
    const stateDir = newStateDir();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', stateDir]);
    try {
      const log = await openIn(stateDir);
      const confirmed: string[] = [];
      let refused: unknown = null;
      for (let i = 0; i < 1000 && refused === null; i += 1) {
        const body = { verdict: 'allow', text: `${i} `.repeat(2000) };
        await log.append('call.decision', `c${i}`, body, { durable: true }).then(
          ({ hash }) => confirmed.push(hash),
          (thrown: unknown) => {
            refused = thrown;
          },
        );
      }
      expect(refused).toMatchObject(lost);
      expect(confirmed.length).toBeGreaterThan(20);
      await refusesForGood(log);
      await log.close();
      const entries = await entriesOf(log.path);
      const stored = new Set(entries.map(({ hash }) => hash));
      expect(confirmed.filter((hash) => !stored.has(hash))).toEqual([]);
      expect(entries.at(-1)).toMatchObject({ kind: 'session.close', body: { reason: 'audit-write-failed' } });
      expect(await verifyLog(log.path)).toMatchObject({ status: 'whole', keyTrust: 'trusted' });
    } finally {
      execFileSync('umount', [stateDir]);
    }
  });

  it('begins no log where not even the reserve fits', async () => {
    const stateDir = newStateDir();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', stateDir]);
    try {
      await expect(openIn(stateDir)).rejects.toMatchObject(lost);
      expect(readdirSync(join(stateDir, 'audit'))).toEqual([]);
    } finally {
      execFileSync('umount', [stateDir]);
    }
  });
});

describe('error texts', () => {
  it('hold no registered secret', async () => {
    const secret = ['canary', 'in-an-error'].join('-');
    const { state, fs } = breakable({
      write: () => {
        throw new Error(`cannot write ${secret}`);
      },
    });
    const log = await openIn(newStateDir(), { fs, secrets: [secret] });
    state.on = true;
    await expect(log.append('loop.message', null, {}, { durable: true })).rejects.toMatchObject(lost);
    expect(log.failed!.message).not.toContain(secret);
    expect(readFileSync(log.path, 'utf8')).toBe('');
    await log.close();
  });
});
