/** Some thousand texts that nobody meant to write; `scripts/fuzz-classifier.mjs` does the same for a million. */
import { expect, it } from 'vitest';
import type { Assessment } from '../../src/contract/assessment.ts';
import { assess } from './assess.ts';

interface Fuzzer {
  faultOf(text: string, assessment: Assessment): string | null;
  fuzz(
    options: { count: number; seed: number; slow: number },
    report: (what: string, text: string) => void,
  ): Promise<{ partial: number }>;
}

const script = new URL('../../scripts/fuzz-classifier.mjs', import.meta.url).href;
const { faultOf, fuzz } = (await import(script)) as Fuzzer;

it('no crash, no span outside the text, no free pass for what does not parse', async () => {
  const faults: string[] = [];
  const figures = await fuzz({ count: 3000, seed: 20, slow: Number.POSITIVE_INFINITY }, (what, text) =>
    faults.push(`${what}: ${text.slice(0, 200)}`),
  );
  expect(faults).toEqual([]);
  expect(figures.partial).toBeGreaterThan(500);
  expect(figures.partial).toBeLessThan(2500);
});

it('a fault is seen', () => {
  const assessment = assess('echo "a');
  expect(faultOf('echo "a', assessment)).toBeNull();
  expect(faultOf('echo "a', { ...assessment, findings: [], opaque: [] })).toBe('a free pass for what does not parse');
  expect(faultOf('', assessment)).toBe('a span outside the text');
});

/** Each makes the bare parser work with the square of the length, or worse. */
const units = [
  'a=(',
  '))',
  '(a)',
  '<&',
  '|',
  'a|',
  '<<<',
  '${x^',
  '<<E\n',
  'a=( ',
  '[[ a && ',
  '${a',
  '))$a',
  '<(',
  '"$(',
  '`',
];

it.each(units)('work on %j is bounded, and what was not read is not allowed', (unit) => {
  const assessment = assess(`${unit.repeat(100_000 / unit.length)}`);
  expect(assessment.parse).not.toBe('ok');
  expect(assessment.commands.length).toBeLessThan(500);
});
