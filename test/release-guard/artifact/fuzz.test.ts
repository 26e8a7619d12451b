import { describe, expect, it } from 'vitest';
import { damaged } from './mutations.ts';
import { scan } from './probe.ts';

const limits = { bytes: 4_000_000, members: 2000, depth: 4 };

describe('damaged archives', () => {
  it('are judged and never crash the scan', { timeout: 300_000 }, async () => {
    for (let seed = 0; seed < 2500; seed += 1) {
      const { name, bytes } = damaged(seed);
      const report = await scan(bytes, name, { limits }).catch((error: unknown) => {
        throw new Error(`seed ${seed}`, { cause: error });
      });
      expect(['pass', 'warn', 'block']).toContain(report.verdict);
      // Nothing that was read without a word is empty.
      if (report.verdict === 'pass') expect(report.files.length).toBeGreaterThan(0);
    }
  });

  it('are judged the same every time', { timeout: 120_000 }, async () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const { name, bytes } = damaged(seed);
      expect(await scan(bytes, name, { limits })).toEqual(await scan(bytes, name, { limits }));
    }
  });
});
