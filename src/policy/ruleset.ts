/** Policy documents of all layers, compiled into what a decision looks at. */
import type { Obligations, PolicyEffect, PolicyFile, PolicyLayer, PolicyWhen, Severity } from '../contract/index.ts';
import type { Atom } from './atoms.ts';
import { type CompileContext, type Covers, compileMatcher, compileNarrow } from './matcher.ts';
import { noObligations, obligationsOf } from './obligations.ts';
import type { Places } from './paths.ts';

/** One validated document in the place where it counts, which for `--policy` is not always the one it names. */
export interface LayerSource {
  readonly layer: PolicyLayer;
  readonly document: PolicyFile;
  /** As shown to people. */
  readonly file: string;
  /** 1-based line of a member of the document, such as `['rules', 3]`. */
  lineOf(path: readonly (string | number)[]): number;
}

export interface Origin {
  readonly id: string;
  readonly layer: PolicyLayer;
  readonly file: string | null;
  readonly line: number | null;
}

/** Milliseconds since the epoch; Infinity for no end. */
interface Life {
  readonly until: number;
  /** The end of the whole document. */
  readonly expires: number;
}

export interface Rule extends Origin, Life {
  readonly effect: PolicyEffect;
  readonly covers: Covers;
  readonly when: PolicyWhen | undefined;
  readonly obligations: Obligations;
  readonly reason: string | null;
  readonly suggestion: string | null;
  readonly quiet: boolean;
}

export interface ToolRule extends Rule {
  readonly names: readonly string[];
}

export interface RiskRule extends Rule {
  readonly effect: 'ask' | 'deny';
  /** Null: all. */
  readonly categories: ReadonlySet<string> | null;
  readonly minSeverity: Severity;
}

export interface Delegation extends Origin, Life {
  readonly to: readonly PolicyLayer[];
  readonly effects: readonly PolicyEffect[];
  readonly covers: Covers;
  readonly when: PolicyWhen | undefined;
  readonly cap: Obligations;
  readonly netNone: boolean;
}

export interface Exception extends Origin, Life {
  readonly suspends: string;
  readonly repo: string | null;
  readonly covers: (atom: Atom) => boolean;
}

export interface Unmatched extends Origin {
  readonly verdict: 'ask' | 'deny';
}

export interface Ruleset {
  readonly rules: readonly Rule[];
  readonly toolRules: readonly ToolRule[];
  readonly riskRules: readonly RiskRule[];
  readonly delegations: readonly Delegation[];
  readonly exceptions: readonly Exception[];
  readonly unmatched: Unmatched;
}

/** `standIn`: no managed file exists, so what stands in its place delegates to the user whatever it does not deny. */
export function compileRuleset(sources: readonly LayerSource[], places: Places, standIn: boolean): Ruleset {
  const parts = sources.map((source) => compileSource(source, places));
  return {
    rules: parts.flatMap((part) => part.rules),
    toolRules: parts.flatMap((part) => part.toolRules),
    riskRules: parts.flatMap((part) => part.riskRules),
    delegations: [...parts.flatMap((part) => part.delegations), ...(standIn ? [standInDelegation] : [])],
    exceptions: parts.flatMap((part) => part.exceptions),
    unmatched: strictestUnmatched(sources),
  };
}

const standInDelegation: Delegation = {
  id: 'stand-in',
  layer: 'managed',
  file: null,
  line: null,
  until: Number.POSITIVE_INFINITY,
  expires: Number.POSITIVE_INFINITY,
  to: ['user'],
  effects: ['allow', 'ask'],
  covers: (atom) => !(atom.kind === 'opaque' && atom.opaque === 'parse'),
  when: undefined,
  cap: noObligations,
  netNone: false,
};

/** Without a managed word it is deny. A document that lost the managed place can still make it stricter. */
function strictestUnmatched(sources: readonly LayerSource[]): Unmatched {
  const told = sources.flatMap((source): Unmatched[] => {
    const verdict = source.document.defaults?.unmatched;
    if (verdict === undefined || (source.layer !== 'managed' && verdict === 'ask')) return [];
    return [{ ...origin(source, 'default', ['defaults']), verdict }];
  });
  return (
    told.find(({ verdict }) => verdict === 'deny') ??
    told[0] ?? { id: 'default', layer: 'managed', file: null, line: null, verdict: 'deny' }
  );
}

function origin(source: LayerSource, id: string, path: readonly (string | number)[]): Origin {
  return { id, layer: source.layer, file: source.file, line: source.lineOf(path) };
}

function instant(text: string | undefined): number {
  return text === undefined ? Number.POSITIVE_INFINITY : Date.parse(text);
}

function compileSource(source: LayerSource, places: Places): Omit<Ruleset, 'unmatched'> {
  const { document } = source;
  const context: CompileContext = { places, sets: document.sets ?? {} };
  const expires = instant(document.metadata.expires);
  const parts = { rules: [] as Rule[], toolRules: [] as ToolRule[], riskRules: [] as RiskRule[] };
  (document.rules ?? []).forEach((spec, index) => {
    const rule: Omit<Rule, 'covers'> = {
      ...origin(source, spec.id, ['rules', index]),
      until: instant(spec.until),
      expires,
      effect: spec.effect,
      when: spec.when,
      obligations: obligationsOf(spec.obligations),
      reason: spec.reason ?? null,
      suggestion: spec.suggestion ?? null,
      quiet: spec.quiet ?? false,
    };
    if (spec.on === 'risk') {
      const categories = spec.categories === undefined ? null : new Set<string>(spec.categories);
      const { effect, minSeverity = 'info' } = spec;
      parts.riskRules.push({ ...rule, effect, covers: () => false, categories, minSeverity });
      return;
    }
    const whole = { ...rule, covers: compileMatcher(spec, context) };
    parts.rules.push(whole);
    if (spec.on === 'tool') parts.toolRules.push({ ...whole, names: spec.names });
  });
  return { ...parts, ...compileManaged(source, context, expires) };
}

/** Delegations and exceptions count only in the managed place. */
function compileManaged(source: LayerSource, context: CompileContext, expires: number) {
  const { document, layer } = source;
  if (layer !== 'managed') return { delegations: [], exceptions: [] };
  const delegations = (document.delegate ?? []).map(
    (spec, index): Delegation => ({
      ...origin(source, spec.id, ['delegate', index]),
      until: instant(spec.until),
      expires,
      to: spec.to,
      effects: spec.effects,
      covers: compileMatcher(spec, context),
      when: spec.when,
      cap: obligationsOf({
        ...(spec.cap?.sandbox === undefined ? {} : { sandbox: spec.cap.sandbox }),
        ...(spec.cap?.limits === undefined ? {} : { limits: spec.cap.limits }),
      }),
      netNone: spec.cap?.net === 'none',
    }),
  );
  const exceptions = (document.exceptions ?? []).map(
    (spec, index): Exception => ({
      ...origin(source, spec.id, ['exceptions', index]),
      until: instant(spec.until),
      expires,
      suspends: spec.suspends,
      repo: spec.narrow.repo ?? null,
      covers: compileNarrow(spec.narrow, context),
    }),
  );
  return { delegations, exceptions };
}
