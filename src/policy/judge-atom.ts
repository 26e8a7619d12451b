/** Which rules speak on an atom, and what comes of it. */
import {
  type Mode,
  type Obligations,
  type PolicyWhen,
  type Severity,
  severities,
  type Verdict,
} from '../contract/index.ts';
import type { Atom } from './atoms.ts';
import { type FloorRule, specialAddress } from './floor.ts';
import type { Stance } from './glob.ts';
import { joinObligations, noObligations } from './obligations.ts';
import { precedence } from './precedence.ts';
import type { Delegation, Exception, Origin, Rule, Ruleset } from './ruleset.ts';

/** What a decision depends on beside the atom. Null: not known, which never helps a grant and never stops a deny. */
export interface Situation {
  readonly mode: Mode;
  readonly risk: Severity;
  readonly user: string | null;
  readonly repository: string | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface AtomJudgement {
  readonly atom: Atom;
  readonly verdict: Verdict;
  /** What made the verdict; empty when nothing matched. */
  readonly by: readonly (Rule | FloorRule)[];
  readonly obligations: Obligations;
  readonly suspendedBy: readonly Exception[];
  readonly delegatedBy: readonly Delegation[];
  /** Delegations that permit this only where the call contacts no host. */
  readonly netNone: readonly Delegation[];
}

export function whenHolds(when: PolicyWhen | undefined, situation: Situation, stance: Stance): boolean {
  if (when === undefined) return true;
  const among = (list: readonly string[] | undefined, value: string | null) =>
    list === undefined || (value === null ? stance === 'restrict' : list.includes(value));
  return (
    among(when.users, situation.user) &&
    among(when.repos, situation.repository) &&
    (when.modes === undefined || when.modes.includes(situation.mode)) &&
    (when.riskMax === undefined || severities.indexOf(situation.risk) <= severities.indexOf(when.riskMax))
  );
}

function isLive(life: { until: number; expires: number }, now: number): boolean {
  return now < life.until && now < life.expires;
}

/** Rules of one effect that cover the atom. A deny never lapses; an ask that lapsed can still tighten. */
function speaking(ruleset: Ruleset, atom: Atom, situation: Situation) {
  const of = (effect: Rule['effect'], stance: Stance) =>
    ruleset.rules.filter(
      (rule) => rule.effect === effect && whenHolds(rule.when, situation, stance) && rule.covers(atom, stance),
    );
  return {
    denies: of('deny', 'restrict'),
    asks: of('ask', 'restrict'),
    allows: of('allow', 'grant').filter((rule) => isLive(rule, situation.now)),
  };
}

function suspensionsOf(rule: Rule, ruleset: Ruleset, atom: Atom, situation: Situation): Exception[] {
  return ruleset.exceptions.filter(
    (exception) =>
      exception.suspends === rule.id &&
      exception.layer === rule.layer &&
      isLive(exception, situation.now) &&
      (exception.repo === null || exception.repo === situation.repository) &&
      exception.covers(atom),
  );
}

function delegationsFor(rule: Rule, ruleset: Ruleset, atom: Atom, situation: Situation): Delegation[] {
  return ruleset.delegations.filter(
    (delegation) =>
      delegation.to.includes(rule.layer) &&
      delegation.effects.includes(rule.effect) &&
      isLive(delegation, situation.now) &&
      whenHolds(delegation.when, situation, 'grant') &&
      delegation.covers(atom, 'grant'),
  );
}

export function judgeAtom(
  atom: Atom,
  ruleset: Ruleset,
  floor: readonly FloorRule[],
  situation: Situation,
): AtomJudgement {
  const { denies, asks, allows } = speaking(ruleset, atom, situation);
  const delegations = new Map<Rule, readonly Delegation[]>();
  for (const rule of [...allows, ...asks]) {
    if (rule.layer !== 'managed') delegations.set(rule, delegationsFor(rule, ruleset, atom, situation));
  }
  const isDelegated = (rule: Rule) => (delegations.get(rule)?.length ?? 0) > 0;
  const widens = (rule: Rule) => (rule.layer === 'managed' ? situation.now < rule.expires : isDelegated(rule));

  const suspensions = new Map(denies.map((rule) => [rule, suspensionsOf(rule, ruleset, atom, situation)]));
  const liveDenies = denies.filter((rule) => suspensions.get(rule)?.length === 0);
  const grants = allows.filter((rule) => rule.layer === 'managed' || isDelegated(rule));
  const named = [...grants, ...asks].some((rule) => rule.layer === 'managed' && widens(rule));
  const builtIn = floor.filter((rule) => rule.covers(atom));
  if (!named && specialAddress.covers(atom)) builtIn.push(specialAddress);

  const verdict = precedence({
    floor: builtIn.length > 0,
    denied: liveDenies.length > 0,
    granted: grants.length > 0,
    asked: asks.some(widens),
    askedBelow: asks.length > 0,
    unmatched: ruleset.unmatched.verdict,
  });
  const effectiveAsks = asks.filter((rule) => grants.length > 0 || widens(rule));
  const binding = verdict === 'deny' ? [] : [...grants, ...effectiveAsks];
  const used = binding.flatMap((rule) => delegations.get(rule) ?? []);
  return {
    atom,
    verdict,
    by: { deny: [...builtIn, ...liveDenies], ask: effectiveAsks, allow: grants }[verdict],
    obligations: [...binding.map((rule) => rule.obligations), ...used.map((delegation) => delegation.cap)].reduce(
      joinObligations,
      noObligations,
    ),
    suspendedBy: verdict === 'deny' ? [] : unique([...suspensions.values()].flat()),
    delegatedBy: unique(used),
    netNone: verdict === 'allow' ? netNoneOf(grants, delegations) : [],
  };
}

/** Only where every grant comes with the cap: one that comes without it permits the call as it is. */
function netNoneOf(grants: readonly Rule[], delegations: ReadonlyMap<Rule, readonly Delegation[]>): Delegation[] {
  const used = grants.map((rule) => delegations.get(rule) ?? []);
  const capped = used.every((list) => list.length > 0 && list.every((delegation) => delegation.netNone));
  return capped ? unique(used.flat()) : [];
}

function unique<T extends Origin>(list: readonly T[]): T[] {
  return [...new Set(list)];
}
