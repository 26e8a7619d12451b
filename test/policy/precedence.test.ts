import { describe, expect, it } from 'vitest';
import { type PolicyLayer, policyLayers } from '../../src/contract/index.ts';
import type { FloorRule } from '../../src/policy/floor.ts';
import { judgeAtom } from '../../src/policy/judge-atom.ts';
import { precedence, type Standing } from '../../src/policy/precedence.ts';
import { type Answer, naiveVerdict } from './oracle.ts';
import { program, type RuleSpec, type RulesetSpec, rulesetOf, situationAt } from './rules-in-memory.ts';

const effects = ['allow', 'ask', 'deny'] as const;
const atom = program('p');
const floor: FloorRule = { id: 'floor', reason: 'r', suggestion: 's', covers: () => true };

/** Bit by bit: which of the nine rules exist, which of the four delegations, an exception, the default, the floor. */
function world(bits: number): { spec: RulesetSpec; onFloor: boolean } {
  const has = (bit: number) => ((bits >> bit) & 1) === 1;
  const rules: RuleSpec[] = policyLayers.flatMap((layer, l) =>
    effects.flatMap((effect, e): RuleSpec[] => (has(3 * l + e) ? [{ id: effect, layer, effect, covers: ['p'] }] : [])),
  );
  const delegations = (['user', 'project'] satisfies PolicyLayer[]).flatMap((layer, l) =>
    (['allow', 'ask'] as const).flatMap((effect, e) =>
      has(9 + 2 * l + e) ? [{ id: `${layer}-${effect}`, to: [layer], effects: [effect], covers: ['p'] }] : [],
    ),
  );
  // The id is that of the denies of all layers, yet only the managed one is suspended; the other exception is for no rule.
  const elsewhere = { id: 'y', suspends: 'no-such-rule', covers: ['p'] };
  const exceptions = has(13) ? [elsewhere, { id: 'x', suspends: 'deny', covers: ['p'] }] : [elsewhere];
  return { spec: { rules, delegations, exceptions, unmatched: has(14) ? 'ask' : 'deny' }, onFloor: has(15) };
}

describe('the decision on one atom', () => {
  it('agrees with the naive interpreter on every combination of layers, effects, delegations, exception and default', () => {
    const counts: Record<Answer, number> = { allow: 0, ask: 0, deny: 0 };
    for (let bits = 0; bits < 2 ** 16; bits += 1) {
      const { spec, onFloor } = world(bits);
      const expected = naiveVerdict('p', spec, 0, onFloor);
      const { verdict } = judgeAtom(atom, rulesetOf(spec), onFloor ? [floor] : [], situationAt(0));
      if (verdict !== expected) expect.fail(`${JSON.stringify(spec)}: ${verdict}, not ${expected}`);
      counts[verdict] += 1;
    }
    expect(counts.allow + counts.ask + counts.deny).toBe(65_536);
    expect(Math.min(counts.allow, counts.ask, counts.deny)).toBeGreaterThan(500);
  });

  const base: Standing = {
    floor: false,
    denied: false,
    granted: false,
    asked: false,
    askedBelow: false,
    unmatched: 'deny',
  };
  const table: [string, Partial<Standing>, Answer][] = [
    ['nothing', {}, 'deny'],
    ['nothing, default ask', { unmatched: 'ask' }, 'ask'],
    ['a grant', { granted: true }, 'allow'],
    ['a grant and a deny', { granted: true, denied: true }, 'deny'],
    ['a grant and the floor', { granted: true, floor: true }, 'deny'],
    ['an ask with the right to widen', { asked: true }, 'ask'],
    ['a grant and such an ask', { granted: true, asked: true }, 'ask'],
    ['a lower ask over the default deny', { askedBelow: true }, 'deny'],
    ['a lower ask over a grant', { askedBelow: true, granted: true }, 'ask'],
    ['an ask and a deny', { asked: true, denied: true }, 'deny'],
  ];
  it.each(table)('%s', (_, standing, verdict) => {
    expect(precedence({ ...base, ...standing })).toBe(verdict);
  });
});
