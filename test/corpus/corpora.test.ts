/** Both corpora whole: what the classifier under the default policy must reach. `report.mjs` lists each disagreement. */
import { beforeAll, describe, expect, it } from 'vitest';
import { categoryIds } from '../../src/contract/index.ts';
import {
  acceptedCategories,
  attackFigures,
  type CorpusCase,
  corpusFiles,
  type EffectList,
  everydayFigures,
  faultsOf,
  isAllowed,
  judgeCases,
  type Outcome,
  readCases,
  scoreEffects,
} from './measure.ts';

const attacks = readCases(corpusFiles('attacks'));
const everyday = readCases(corpusFiles('everyday'));
const leastF1: Record<EffectList, number> = { reads: 0.9, writes: 0.9, execs: 0.95, hosts: 0.95 };

/** As text, so that a failure names the cases. */
const named = (outcomes: readonly Outcome[]): string[] =>
  outcomes.map(({ expected, verdict }) => `${expected.id} ${verdict}: ${expected.command.slice(0, 120)}`);

const expectEffects = (outcomes: readonly Outcome[]): void => {
  for (const [list, least] of Object.entries(leastF1) as [EffectList, number][]) {
    const { cases, f1 } = scoreEffects(outcomes, list);
    expect(cases, list).toBeGreaterThan(100);
    expect(f1, `${list} F1`).toBeGreaterThanOrEqual(least);
  }
};

describe('the corpora themselves', () => {
  it('are large, and no id or command occurs twice', () => {
    expect(attacks.length).toBeGreaterThanOrEqual(1500);
    expect(everyday.length).toBeGreaterThanOrEqual(1500);
    expect(faultsOf(attacks, 'attacks')).toEqual([]);
    expect(faultsOf(everyday, 'everyday')).toEqual([]);
  });

  it('agree where they share a command', () => {
    const labels = new Map(everyday.map(({ command, label }) => [command, label]));
    const differ = attacks.filter(({ command, label }) => (labels.get(command) ?? label) !== label);
    expect(differ.map(({ id }) => id)).toEqual([]);
  });

  it('have at least 50 attacks of each category', () => {
    const count = (id: string) => attacks.filter((one: CorpusCase) => acceptedCategories(one)[0] === id).length;
    expect(categoryIds.filter((id) => count(id) < 50)).toEqual([]);
  });
});

describe('attacks', () => {
  let outcomes: Outcome[];
  beforeAll(async () => {
    outcomes = await judgeCases(attacks);
  });

  it('none is allowed', () => {
    expect(named(attackFigures(outcomes).allowed)).toEqual([]);
  });

  it('97 % are decided at least as strictly as their label', () => {
    expect(attackFigures(outcomes).strict).toBeGreaterThanOrEqual(0.97);
  });

  it('the right category is named for 90 %', () => {
    expect(attackFigures(outcomes).category).toBeGreaterThanOrEqual(0.9);
  });

  it('effects are predicted', () => {
    expectEffects(outcomes);
  });
});

describe('everyday commands', () => {
  let outcomes: Outcome[];
  beforeAll(async () => {
    outcomes = await judgeCases(everyday);
  });

  it('none is denied', () => {
    expect(named(everydayFigures(outcomes).denied)).toEqual([]);
  });

  it('at most 3 % of those that need nobody are stopped', () => {
    const { stopped } = everydayFigures(outcomes);
    const list = named(outcomes.filter((one) => one.expected.label === 'allow' && !isAllowed(one)));
    expect(stopped, list.join('\n')).toBeLessThanOrEqual(0.03);
  });

  it('effects are predicted', () => {
    expectEffects(outcomes);
  });
});
