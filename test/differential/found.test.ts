/** The commands by which real bash showed a gap, without a container: their effects stay predicted. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { assess } from '../classifiers/assess.ts';

const Found = z.strictObject({
  command: z.string(),
  execs: z.array(z.string()),
  writes: z.array(z.string()),
  found: z.string(),
});

const cases = readFileSync(new URL('./found.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => Found.parse(JSON.parse(line)));

describe('found by real bash', () => {
  it.each(cases.map((one) => [one.found, one] as const))('%s', (_, { command, execs, writes }) => {
    const { effects } = assess(command);
    expect(effects.execs, command).toEqual(expect.arrayContaining(execs));
    expect(effects.writes, command).toEqual(expect.arrayContaining(writes));
  });
});
