import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratch, setupModule } from './setup-module.ts';

interface Lock {
  takeLock(path: string, onWait?: (holder: string) => void): Promise<() => void>;
}
const { takeLock } = await setupModule<Lock>('setup-lock');

test('the second waits until the first gives the lock back', async () => {
  const path = join(scratch(), 'lock');
  const release = await takeLock(path);
  const order: string[] = [];
  const second = takeLock(path, (holder) => order.push(holder)).then((give) => {
    order.push('second');
    give();
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  order.push('first is done');
  release();
  await second;
  expect(order).toEqual([`process ${process.pid}`, 'first is done', 'second']);
  expect(existsSync(path)).toBe(false);
});

const deadPid = spawnSync(process.execPath, ['-e', '']).pid;
test.each([
  ['of a process that died', JSON.stringify({ pid: deadPid, host: hostname() })],
  ['whose process id another process has now', JSON.stringify({ pid: process.pid, host: hostname(), started: '1' })],
])('a lock %s is taken over', async (_, content) => {
  const folder = scratch();
  writeFileSync(join(folder, 'lock'), content);
  const release = await takeLock(join(folder, 'lock'), () => expect.unreachable('must not wait'));
  release();
  expect(readdirSync(folder)).toEqual([]);
});

test('many at once over a stale lock: one at a time', async () => {
  const path = join(scratch(), 'lock');
  writeFileSync(path, JSON.stringify({ pid: deadPid, host: hostname() }));
  let inside = 0;
  let most = 0;
  const one = async () => {
    const release = await takeLock(path);
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside -= 1;
    release();
  };
  await Promise.all(Array.from({ length: 6 }, one));
  expect([most, inside]).toEqual([1, 0]);
});
