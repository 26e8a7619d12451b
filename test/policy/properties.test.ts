import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Obligations, policyLayers, sandboxTiers, verdicts } from '../../src/contract/index.ts';
import { type Bench, type Case, judgeCase } from '../../src/policy/decide.ts';
import { judgeAtom } from '../../src/policy/judge-atom.ts';
import { joinObligations, noObligations } from '../../src/policy/obligations.ts';
import { naiveVerdict } from './oracle.ts';
import {
  type DelegationSpec,
  type ExceptionSpec,
  program,
  type RuleSpec,
  type RulesetSpec,
  rulesetOf,
  situationAt,
} from './rules-in-memory.ts';

const programs = ['a', 'b', 'c'] as const;
const runs = { numRuns: 3000 };

const covers = fc.subarray([...programs], { minLength: 1 });
const moment = fc.integer({ min: 0, max: 10 });
const obligations: fc.Arbitrary<Obligations> = fc.record({
  sandbox: fc.constantFrom(...sandboxTiers),
  limits: fc.record(
    { bytes: fc.nat(9), wallMs: fc.integer({ min: 1, max: 9 }), memoryBytes: fc.integer({ min: 1, max: 9 }) },
    { requiredKeys: [] },
  ),
  approval: fc
    .uniqueArray(fc.constantFrom('ann', 'bob', 'eve'), { maxLength: 2 })
    .map((by) => (by.length === 0 ? [] : [{ by: [...by].sort(), count: 1, ttlMs: 1 }])),
  redact: fc.uniqueArray(fc.constantFrom('email', 'token', 'name')).map((list) => [...list].sort()),
  log: fc.constantFrom('digest', 'full'),
});

function ruleIn(layers: readonly RuleSpec['layer'][], effects: readonly RuleSpec['effect'][]): fc.Arbitrary<RuleSpec> {
  return fc
    .record({
      id: fc.constantFrom(...'defghijklmn'),
      layer: fc.constantFrom(...layers),
      effect: fc.constantFrom(...effects),
      covers,
      until: fc.option(moment, { nil: undefined }),
      expires: fc.option(moment, { nil: undefined }),
      obligations,
    })
    .map(({ until, expires, ...rule }) => ({
      ...rule,
      ...(until === undefined || rule.effect !== 'allow' ? {} : { until }),
      ...(expires === undefined ? {} : { expires }),
    }));
}
const anyRule = ruleIn(policyLayers, ['allow', 'ask', 'deny']);
const delegation: fc.Arbitrary<DelegationSpec> = fc.record({
  id: fc.constantFrom('x', 'y'),
  to: fc.subarray(['user', 'project'] as const, { minLength: 1 }),
  effects: fc.subarray(['allow', 'ask'] as const, { minLength: 1 }),
  covers,
  until: moment,
});
const exception: fc.Arbitrary<ExceptionSpec> = fc.record({
  id: fc.constant('z'),
  suspends: fc.constantFrom(...'defghijklmn'),
  covers,
  until: moment,
});
const unmatched = fc.constantFrom('ask' as const, 'deny' as const);
const world: fc.Arbitrary<RulesetSpec> = fc.record({
  rules: fc.array(anyRule, { maxLength: 7 }),
  delegations: fc.array(delegation, { maxLength: 2 }),
  exceptions: fc.array(exception, { maxLength: 2 }),
  unmatched,
});
const names = fc.subarray([...programs], { minLength: 1 });

function decide(spec: RulesetSpec, list: readonly string[], now = 5) {
  const bench: Bench = { ruleset: rulesetOf(spec), floor: [], places: { repo: '/r', home: '/h' }, digest: 'd' };
  const input: Case = { callId: 'c', tool: null, atoms: list.map(program), findings: [], situation: situationAt(now) };
  return judgeCase(input, bench).decision;
}
const verdictOf = (spec: RulesetSpec, list: readonly string[], now = 5) => decide(spec, list, now).verdict;
const rank = (verdict: (typeof verdicts)[number]) => verdicts.indexOf(verdict);
const withRule = (spec: RulesetSpec, ...rules: RuleSpec[]): RulesetSpec => ({
  ...spec,
  rules: [...spec.rules, ...rules],
});

describe('properties of the decision', () => {
  it('P1 a deny that no exception suspends overrides everything', () => {
    fc.assert(
      fc.property(world, ruleIn(policyLayers, ['deny']), (spec, deny) => {
        const fresh = { ...deny, id: 'never-suspended' };
        for (const name of fresh.covers) expect(verdictOf(withRule(spec, fresh), [name])).toBe('deny');
      }),
      runs,
    );
  });

  it('P2 the order of rules, delegations, exceptions and atoms does not count', () => {
    fc.assert(
      fc.property(world, names, fc.integer(), (spec, list, seed) => {
        const shuffled: RulesetSpec = {
          rules: shuffle(spec.rules, seed),
          delegations: shuffle(spec.delegations, seed + 1),
          exceptions: shuffle(spec.exceptions, seed + 2),
          unmatched: spec.unmatched,
        };
        expect(decide(shuffled, shuffle(list, seed + 3))).toEqual(decide(spec, list));
      }),
      runs,
    );
  });

  it('P3 without delegation a lower layer never loosens', () => {
    fc.assert(
      fc.property(
        world,
        fc.array(ruleIn(['user', 'project'], ['allow', 'ask', 'deny']), { maxLength: 5 }),
        names,
        (spec, lower, list) => {
          const bare = { ...spec, delegations: [] };
          expect(rank(verdictOf(withRule(bare, ...lower), list))).toBeGreaterThanOrEqual(rank(verdictOf(bare, list)));
        },
      ),
      runs,
    );
  });

  it('P3b with delegation the result is never looser than the delegation as a managed allow', () => {
    fc.assert(
      fc.property(
        world,
        fc.array(ruleIn(['user', 'project'], ['allow', 'ask', 'deny']), { maxLength: 5 }),
        names,
        (spec, lower, list) => {
          const asAllows = spec.delegations.map(
            ({ id, covers: programsCovered, until }): RuleSpec => ({
              id: `as-allow-${id}`,
              layer: 'managed',
              effect: 'allow',
              covers: programsCovered,
              ...(until === undefined ? {} : { until }),
            }),
          );
          const ceiling = {
            ...withRule(spec, ...asAllows),
            rules: [...spec.rules.filter(({ layer }) => layer === 'managed'), ...asAllows],
          };
          expect(rank(verdictOf(withRule(spec, ...lower), list))).toBeGreaterThanOrEqual(
            rank(verdictOf(ceiling, list)),
          );
        },
      ),
      runs,
    );
  });

  it('P4 adding a deny never loosens, an ask never gives an allow, an allow never tightens', () => {
    fc.assert(
      fc.property(world, anyRule, names, (spec, added, list) => {
        const before = rank(verdictOf(spec, list));
        const after = rank(verdictOf(withRule(spec, added), list));
        if (added.effect === 'deny') expect(after).toBeGreaterThanOrEqual(before);
        if (added.effect === 'ask' && after === rank('allow')) expect(before).toBe(rank('allow'));
        if (added.effect === 'allow') expect(after).toBeLessThanOrEqual(before);
      }),
      runs,
    );
  });

  it('P5 a compound call is as strict as its strictest part', () => {
    fc.assert(
      fc.property(world, names, (spec, list) => {
        const parts = list.map((name) => rank(verdictOf(spec, [name])));
        expect(rank(verdictOf(spec, list))).toBe(Math.max(...parts));
      }),
      runs,
    );
  });

  it('P6 an empty policy never allows', () => {
    fc.assert(
      fc.property(names, unmatched, (list, fallback) => {
        expect(verdictOf({ rules: [], delegations: [], exceptions: [], unmatched: fallback }, list)).toBe(fallback);
      }),
    );
  });

  it('P7 duplicates change nothing', () => {
    fc.assert(
      fc.property(world, names, (spec, list) => {
        const doubled = {
          ...spec,
          rules: [...spec.rules, ...spec.rules],
          delegations: [...spec.delegations, ...spec.delegations],
          exceptions: [...spec.exceptions, ...spec.exceptions],
        };
        expect(decide(doubled, [...list, ...list])).toEqual(decide(spec, list));
      }),
      runs,
    );
  });

  it('P9 where unmatched is deny, time alone only tightens', () => {
    fc.assert(
      fc.property(world, names, moment, moment, (spec, list, one, other) => {
        const closed = { ...spec, unmatched: 'deny' as const };
        const [early, late] = [Math.min(one, other), Math.max(one, other)];
        expect(rank(verdictOf(closed, list, late))).toBeGreaterThanOrEqual(rank(verdictOf(closed, list, early)));
      }),
      runs,
    );
  });

  it('P14 the cited rules alone reproduce a deny', () => {
    fc.assert(
      fc.property(world, names, (spec, list) => {
        const { verdict, reasons } = decide(spec, list);
        fc.pre(verdict === 'deny');
        const cited = reasons.map(({ rule, layer }) => `${layer} ${rule}`);
        const rules = spec.rules.filter(
          ({ id, layer, effect }) => effect === 'deny' && cited.includes(`${layer} ${id}`),
        );
        const alone: RulesetSpec = { rules, delegations: [], exceptions: spec.exceptions, unmatched: 'ask' };
        const byDefault = cited.includes('managed default');
        expect(verdictOf({ ...alone, unmatched: byDefault ? 'deny' : 'ask' }, list)).toBe('deny');
      }),
      runs,
    );
  });

  it('P16 agrees with the naive interpreter', () => {
    fc.assert(
      fc.property(world, moment, (spec, now) => {
        for (const name of programs) {
          const { verdict } = judgeAtom(program(name), rulesetOf(spec), [], situationAt(now));
          expect(verdict).toBe(naiveVerdict(name, spec, now, false));
        }
      }),
      runs,
    );
  });
});

describe('P10 obligations join as a lattice', () => {
  it('commutative, associative, idempotent, with a bottom', () => {
    fc.assert(
      fc.property(obligations, obligations, obligations, (a, b, c) => {
        expect(joinObligations(a, b)).toEqual(joinObligations(b, a));
        expect(joinObligations(joinObligations(a, b), c)).toEqual(joinObligations(a, joinObligations(b, c)));
        expect(joinObligations(a, a)).toEqual(a);
        expect(joinObligations(a, noObligations)).toEqual(a);
      }),
      runs,
    );
  });

  it('only tightens', () => {
    fc.assert(
      fc.property(obligations, obligations, (a, b) => {
        const joined = joinObligations(a, b);
        expect(sandboxTiers.indexOf(joined.sandbox)).toBeGreaterThanOrEqual(sandboxTiers.indexOf(a.sandbox));
        for (const key of ['bytes', 'wallMs', 'memoryBytes'] as const) {
          if (a.limits[key] !== undefined) expect(joined.limits[key]).toBeLessThanOrEqual(a.limits[key]);
        }
        expect(joined.redact).toEqual(expect.arrayContaining(a.redact));
        expect(joined.approval).toEqual(expect.arrayContaining(a.approval));
        if (a.log === 'full') expect(joined.log).toBe('full');
      }),
      runs,
    );
  });
});

function shuffle<T>(list: readonly T[], seed: number): T[] {
  const copy = [...list];
  let state = seed >>> 0;
  for (let at = copy.length - 1; at > 0; at -= 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = state % (at + 1);
    [copy[at], copy[other]] = [copy[other] as T, copy[at] as T];
  }
  return copy;
}
