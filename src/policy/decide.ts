/** A call against the rules: its atoms, its tool and its findings, and the strictest of what they say. */
import {
  type Decision,
  type Finding,
  isToolName,
  type Obligations,
  type PolicyQuestion,
  type Reason,
  riskOf,
  severities,
  strictest,
  toolTraits,
  type Verdict,
} from '../contract/index.ts';
import { type Atom, atomsOf } from './atoms.ts';
import type { FloorRule } from './floor.ts';
import { type AtomJudgement, judgeAtom, type Situation, whenHolds } from './judge-atom.ts';
import { joinObligations, noObligations } from './obligations.ts';
import type { Places } from './paths.ts';
import {
  planModeReason,
  reasonOfCap,
  reasonOfFinding,
  reasonOfTool,
  reasonsOfAtom,
  sortReasons,
  unknownToolReason,
} from './reasons.ts';
import type { RiskRule, Ruleset } from './ruleset.ts';

export interface Bench {
  readonly ruleset: Ruleset;
  readonly floor: readonly FloorRule[];
  readonly places: Places;
  readonly digest: string;
}

/** What is decided upon, independent of where it comes from: a question of the gate or an action of a test. */
export interface Case {
  readonly callId: string;
  /** Null for an action that comes from no tool. */
  readonly tool: string | null;
  readonly atoms: readonly Atom[];
  readonly findings: readonly Finding[];
  readonly situation: Situation;
}

export interface CaseJudgement {
  readonly decision: Decision;
  readonly atoms: readonly AtomJudgement[];
}

/** One thing said of the call as a whole. */
interface Voice {
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly obligations: Obligations;
}

export function caseOf(question: PolicyQuestion, places: Places, known: Omit<Situation, 'mode' | 'risk'>): Case {
  const { call, assessment, mode } = question;
  // A clock set back, or a call dated back, does not revive what has lapsed.
  const now = Math.max(known.now, Date.parse(call.at));
  return {
    callId: call.id,
    tool: call.tool,
    atoms: atomsOf(question, places),
    findings: assessment.findings,
    situation: { ...known, now, mode, risk: riskOf(assessment) },
  };
}

export function judgeCase(input: Case, bench: Bench): CaseJudgement {
  const atoms = input.atoms.map((atom) => judgeAtom(atom, bench.ruleset, bench.floor, input.situation));
  const voices: Voice[] = [
    ...atoms.map((judged) => ({
      verdict: judged.verdict,
      reasons: reasonsOfAtom(judged, bench.ruleset.unmatched),
      obligations: judged.obligations,
    })),
    ...toolVoices(input, bench.ruleset),
    ...riskVoices(input, bench.ruleset),
    ...capVoices(atoms),
  ];
  const verdict = voices.length === 0 ? 'deny' : strictest(voices.map((voice) => voice.verdict));
  const decisive = voices.filter((voice) => voice.verdict === verdict);
  const decision: Decision = {
    callId: input.callId,
    verdict,
    reasons: sortReasons(decisive.flatMap((voice) => voice.reasons)),
    obligations: verdict === 'deny' ? noObligations : voices.map((voice) => voice.obligations).reduce(joinObligations),
    policyDigest: bench.digest,
  };
  return { decision, atoms };
}

function voice(verdict: Verdict, reason: Reason, obligations: Obligations = noObligations): Voice {
  return { verdict, reasons: [reason], obligations };
}

function toolVoices({ tool, situation }: Case, ruleset: Ruleset): Voice[] {
  if (tool === null) return [];
  if (!isToolName(tool)) return [voice('deny', unknownToolReason(tool))];
  const rules = ruleset.toolRules.filter(
    (rule) => rule.effect !== 'allow' && rule.names.includes(tool) && whenHolds(rule.when, situation, 'restrict'),
  );
  const voices = rules.map((rule) => voice(rule.effect, reasonOfTool(rule, tool), rule.obligations));
  const effectful = situation.mode === 'plan' && !toolTraits[tool].readOnly;
  return effectful ? [...voices, voice('deny', planModeReason(tool))] : voices;
}

function riskVoices({ findings, situation }: Case, ruleset: Ruleset): Voice[] {
  return ruleset.riskRules
    .filter((rule) => whenHolds(rule.when, situation, 'restrict'))
    .flatMap((rule) =>
      findings
        .filter((finding) => isCovered(rule, finding))
        .map((finding) => voice(rule.effect, reasonOfFinding(rule, finding), rule.obligations)),
    );
}

function isCovered(rule: RiskRule, finding: Finding): boolean {
  const severe = severities.indexOf(finding.severity) >= severities.indexOf(rule.minSeverity);
  return severe && (rule.categories === null || rule.categories.has(finding.category));
}

/** What a delegation permits with `net: none` is refused as part of a call that contacts a host. */
function capVoices(atoms: readonly AtomJudgement[]): Voice[] {
  const contact = atoms.find(({ atom }) => atom.kind === 'net');
  if (contact === undefined) return [];
  return atoms.flatMap(({ atom, netNone }) =>
    netNone.map((delegation) => voice('deny', reasonOfCap(delegation, atom, contact.atom))),
  );
}
