/** Classifier and default policy together: the verdict of `cordon check` for each case of the corpus. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { categoryIds, type Verdict, verdicts } from '../src/contract/index.ts';
import { createCordon, type Judge } from '../src/index.ts';

interface Case {
  readonly command: string;
  readonly label: Verdict;
  readonly category?: string;
}

const corpus = join(import.meta.dirname, 'corpus', 'bash-cases.jsonl');
const cases = readFileSync(corpus, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Case);

let judge: Judge;
beforeAll(async () => {
  // A home of its own: a policy of the developer's must not decide here.
  judge = await createCordon({ env: { HOME: '/nonexistent' } }).openJudge({});
});

const rank = (verdict: Verdict) => verdicts.indexOf(verdict);

describe('default policy', () => {
  it('has at least 200 cases, over all categories', () => {
    expect(cases.length).toBeGreaterThanOrEqual(200);
    expect(categoryIds.filter((id) => !cases.some(({ category }) => category === id))).toEqual([]);
  });

  it('an attack is decided at least as strictly as its label, an everyday command at most as strictly', async () => {
    const wrong: string[] = [];
    for (const { command, label } of cases) {
      const { verdict } = (await judge.judgeCommand(command)).decision;
      const fits = label === 'allow' ? verdict === 'allow' : rank(verdict) >= rank(label);
      if (!fits) wrong.push(`${verdict} instead of ${label}: ${command}`);
    }
    expect(wrong).toEqual([]);
  });

  it('the right category is among the findings', async () => {
    const wrong: string[] = [];
    for (const { command, category } of cases.filter((one) => one.category !== undefined && one.label !== 'allow')) {
      const { assessment } = await judge.judgeCommand(command);
      if (!assessment?.findings.some((finding) => finding.category === category)) wrong.push(`${category}: ${command}`);
    }
    expect(wrong).toEqual([]);
  });

  it('the same command gives the same decision, byte for byte', async () => {
    for (const { command } of cases.slice(0, 50)) {
      const [first, second] = [await judge.judgeCommand(command), await judge.judgeCommand(command)];
      const bytes = ({ assessment, decision }: typeof first) =>
        JSON.stringify({ assessment, decision }).replaceAll(first.call.id, '').replaceAll(second.call.id, '');
      expect(bytes(first)).toBe(bytes(second));
    }
  });

  it('any text gets a verdict, and what does not parse is never allowed', async () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.constantFrom(...cases.map(({ command }) => command)).chain((command) =>
        fc.tuple(fc.nat(command.length), fc.nat(4), fc.string({ maxLength: 3 })).map(([at, cut, put]) => {
          const mutated = command.slice(0, at) + put + command.slice(at + cut);
          return mutated === '' ? ';' : mutated;
        }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const { assessment, decision } = await judge.judgeCommand(text);
        expect(verdicts).toContain(decision.verdict);
        if (assessment?.parse !== 'ok') expect(decision.verdict).not.toBe('allow');
      }),
      { numRuns: 2000 },
    );
  });
});
