/** The examples that policy files carry: each rule's `tests` against that rule alone, a file's `tests` against the file. */
import {
  type Assessment,
  type PolicyAction,
  type PolicyFile,
  type PolicyRule,
  type PolicyTest,
  riskOf,
  severities,
} from '../contract/index.ts';
import { type Atom, atomsOf, atomsOfAction, execAtom } from './atoms.ts';
import { type Bench, type Case, judgeCase } from './decide.ts';
import { floorRules } from './floor.ts';
import type { YamlFile } from './load.ts';
import { compileMatcher } from './matcher.ts';
import type { Places } from './paths.ts';
import type { Problem } from './problem.ts';
import { compileRuleset, type LayerSource } from './ruleset.ts';

/** Pure; what the classifier room offers. Without one only plain commands can be tested. */
export type Classify = (command: string, cwd: string) => Assessment;

export interface ExampleOptions {
  readonly places: Places;
  readonly classify: Classify | undefined;
}

export interface ExampleReport {
  readonly problems: readonly Problem[];
  readonly ran: number;
  /** Examples that need the classifier, in words. */
  readonly skipped: readonly string[];
}

export function runExamples(source: LayerSource, yaml: YamlFile, options: ExampleOptions): ExampleReport {
  const problems: Problem[] = [];
  const skipped: string[] = [];
  let ran = 0;
  const note = (path: (string | number)[], outcome: string | null | undefined, hint: string) => {
    if (outcome === undefined)
      skipped.push(`${source.file}:${yaml.positionOf(path).line}: an example that needs the classifier was not run`);
    else ran += 1;
    if (typeof outcome === 'string') {
      problems.push({ file: source.file, ...yaml.positionOf(path), code: 'policy-invalid', message: outcome, hint });
    }
  };
  (source.document.rules ?? []).forEach((rule, index) => {
    for (const side of ['match', 'miss'] as const) {
      (rule.tests?.[side] ?? []).forEach((text, at) => {
        note(
          ['rules', index, 'tests', side, at],
          ruleOutcome(rule, text, side === 'match', source, options),
          'mend the rule or the example',
        );
      });
    }
  });
  const bench = benchOf(source, options.places);
  (source.document.tests ?? []).forEach((test, index) => {
    note(['tests', index], testOutcome(test, source.document, bench, options), 'mend the rules or the test');
  });
  return { problems, ran, skipped };
}

/** Null: as expected. Undefined: cannot be known without a classifier. */
type Outcome = string | null | undefined;

function ruleOutcome(
  rule: PolicyRule,
  text: string,
  expected: boolean,
  { document }: LayerSource,
  options: ExampleOptions,
): Outcome {
  const matched = rule.on === 'risk' ? riskMatches(rule, text, options) : atomMatches(rule, text, document, options);
  if (matched === undefined || matched === expected) return matched === undefined ? undefined : null;
  return `rule "${rule.id}" ${matched ? 'matches' : 'does not match'} ${JSON.stringify(text)}`;
}

function riskMatches(
  rule: Extract<PolicyRule, { on: 'risk' }>,
  command: string,
  { classify, places }: ExampleOptions,
): boolean | undefined {
  const least = severities.indexOf(rule.minSeverity ?? 'info');
  return classify?.(command, places.repo).findings.some(
    ({ category, severity }) =>
      (rule.categories === undefined || rule.categories.includes(category)) && severities.indexOf(severity) >= least,
  );
}

function atomMatches(
  rule: Exclude<PolicyRule, { on: 'risk' }>,
  text: string,
  { sets = {} }: PolicyFile,
  options: ExampleOptions,
): boolean | undefined {
  const atoms =
    rule.on === 'exec' ? commandAtoms(text, options)?.atoms : atomsOfAction(exampleAction(rule, text), options.places);
  const covers = compileMatcher(rule, { places: options.places, sets });
  return atoms?.some((atom) => covers(atom, rule.effect === 'allow' ? 'grant' : 'restrict'));
}

function exampleAction(rule: Exclude<PolicyRule, { on: 'risk' | 'exec' }>, text: string): PolicyAction {
  if (rule.on !== 'mcp') return { [rule.on]: text };
  const { name, identity } = rule.server;
  const pinned = rule.pin === undefined ? {} : { pin: rule.pin };
  return { mcp: { server: name, tool: text, ...(identity === undefined ? {} : { identity }), ...pinned } };
}

/** A command that means the same to bash and to a split at spaces. */
const PLAIN_COMMAND = /^[A-Za-z0-9_./:@%+,-][A-Za-z0-9_./:=@%+,-]*(?: [A-Za-z0-9_./:=@%+,-]+)*$/;
const BUILTIN_OR_KEYWORD =
  /^(?:\.|:|alias|bg|builtin|case|cd|command|coproc|declare|do|done|echo|elif|else|esac|eval|exec|exit|export|fi|for|function|if|in|let|local|printf|read|readonly|return|select|set|shopt|source|test|then|time|trap|true|type|typeset|ulimit|umask|unset|until|wait|while)$/;

function commandAtoms(
  command: string,
  { places, classify }: ExampleOptions,
): { atoms: Atom[]; assessment: Assessment | null } | undefined {
  if (classify !== undefined) {
    const assessment = classify(command, places.repo);
    const call = { ...exampleCall, input: { command }, cwd: places.repo };
    return { atoms: atomsOf({ call, assessment, resolved: new Map(), mode: 'default' }, places), assessment };
  }
  const [program = '', ...args] = command.split(' ');
  if (!PLAIN_COMMAND.test(command) || BUILTIN_OR_KEYWORD.test(program) || program.includes('=')) return undefined;
  return { atoms: [execAtom({ program, args }, places.repo, places)], assessment: null };
}

const exampleCall = {
  id: 'example',
  sessionId: 'example',
  source: 'cli',
  tool: 'bash',
  at: '1970-01-01T00:00:00Z',
} as const;

/** One file as if it decided alone: in the managed place, so that a test says the same whatever stands around the file. */
function benchOf(source: LayerSource, places: Places): Bench {
  const alone: LayerSource = { ...source, layer: 'managed' };
  return {
    ruleset: compileRuleset([alone], places, false),
    floor: floorRules({ places, files: [], stores: [] }),
    places,
    digest: 'example',
  };
}

/** The case that an action makes, judged at the moment at which the file was issued; undefined without a classifier. */
export function caseOfAction(
  action: PolicyAction,
  options: ExampleOptions & { mode?: Case['situation']['mode']; now: number },
): Case | undefined {
  const { exec, ...other } = action;
  const command = exec === undefined ? null : commandAtoms(exec, options);
  if (command === undefined) return undefined;
  const assessment = command?.assessment ?? null;
  return {
    callId: 'example',
    tool: other.tool ?? null,
    atoms: [...(command?.atoms ?? []), ...atomsOfAction(other, options.places)],
    findings: assessment?.findings ?? [],
    situation: {
      mode: options.mode ?? 'default',
      risk: assessment === null ? 'info' : riskOf(assessment),
      user: null,
      repository: null,
      now: options.now,
    },
  };
}

function testOutcome(test: PolicyTest, document: PolicyFile, bench: Bench, options: ExampleOptions): Outcome {
  const now = Date.parse(document.metadata.issued ?? exampleCall.at);
  const judgesRisk = (document.rules ?? []).some((rule) => rule.on === 'risk');
  if (judgesRisk && test.call.exec !== undefined && options.classify === undefined) return undefined;
  const input = caseOfAction(test.call, { ...options, now, ...(test.mode === undefined ? {} : { mode: test.mode }) });
  if (input === undefined) return undefined;
  const { verdict, reasons } = judgeCase(input, bench).decision;
  const rules = reasons.map((reason) => reason.rule);
  const what = JSON.stringify(test.call);
  if (verdict !== test.expect) return `${what} gives ${verdict} (${rules.join(', ')}), not ${test.expect}`;
  if (test.rule === undefined || rules.includes(test.rule)) return null;
  return `${what} gives ${verdict} by ${rules.join(', ')}, not by ${test.rule}`;
}
