/** What is kept of an output, how it arrives, and who may run beside whom. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameReader } from '../../sandbox/exec-frames.ts';
import { OutputKeeper } from '../../sandbox/output-keeper.ts';
import { RoomLock } from '../../sandbox/room-lock.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('output keeper', () => {
  it('keeps everything below the cap, whatever the pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }), (pieces) => {
        const all = Buffer.concat(pieces);
        const keeper = new OutputKeeper(1000);
        for (const piece of pieces) keeper.push(piece);
        expect(keeper.text()).toEqual({
          text: all.toString('utf8'),
          bytes: all.length,
          sha256: sha256(all),
          truncated: false,
        });
      }),
    );
  });
  it('above it keeps the beginning and the end, counts all, and stays within the cap', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{60,300}$/), { minLength: 20, maxLength: 60 }), (pieces) => {
        const all = pieces.join('');
        const keeper = new OutputKeeper(1000);
        for (const piece of pieces) keeper.push(Buffer.from(piece));
        const kept = keeper.text();
        expect(kept).toMatchObject({ bytes: all.length, truncated: true });
        expect(kept.text.length).toBeLessThanOrEqual(1000);
        const [head = '', tail = ''] = kept.text.split(/\n\[cordon: \d+ bytes cut\]\n/);
        expect(head).toBe(all.slice(0, 600));
        expect(all.endsWith(tail) && tail.length > 300).toBe(true);
        expect(kept.sha256).toBe(sha256(Buffer.from(head + tail)));
      }),
    );
  });
  it('holds little of an endless output', () => {
    const keeper = new OutputKeeper(10_000);
    const piece = Buffer.alloc(64 * 1024, 'y');
    const before = process.memoryUsage().arrayBuffers;
    for (let index = 0; index < 2000; index += 1) keeper.push(piece);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20);
    expect(keeper.total).toBe(2000 * 64 * 1024);
  });
});

describe('frames', () => {
  const frame = (stream: number, text: string) => {
    const payload = Buffer.from(text);
    const header = Buffer.alloc(8);
    header[0] = stream;
    header.writeUInt32BE(payload.length, 4);
    return Buffer.concat([header, payload]);
  };
  it('are told apart however the stream is cut', () => {
    const whole = Buffer.concat([frame(1, 'out1'), frame(2, 'err'), frame(1, ''), frame(1, 'out2')]);
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length), { maxLength: 12 }), (cuts) => {
        const seen = { stdout: '', stderr: '' };
        const reader = new FrameReader((stream, chunk) => {
          seen[stream] += Buffer.from(chunk).toString();
        });
        const points = [0, ...cuts.sort((a, b) => a - b), whole.length];
        for (let index = 1; index < points.length; index += 1) {
          reader.push(whole.subarray(points[index - 1], points[index]));
        }
        expect(seen).toEqual({ stdout: 'out1out2', stderr: 'err' });
      }),
    );
  });
});

describe('room lock', () => {
  it('lets readers in together, a writer alone, and nobody past a writer who waits', async () => {
    const lock = new RoomLock();
    const log: string[] = [];
    const work = (name: string) => async () => {
      log.push(`+${name}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.push(`-${name}`);
    };
    await Promise.all([
      lock.hold('shared', work('a')),
      lock.hold('shared', work('b')),
      lock.hold('exclusive', work('w')),
      lock.hold('shared', work('c')),
    ]);
    expect(log).toEqual(['+a', '+b', '-a', '-b', '+w', '-w', '+c', '-c']);
  });
  it('is free again after work that fails', async () => {
    const lock = new RoomLock();
    await expect(lock.hold('exclusive', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(lock.hold('exclusive', async () => 1)).resolves.toBe(1);
  });
});
