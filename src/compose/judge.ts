/** Classifier and policy without sandbox or log: for `check` and `explain`, which run nothing. */
import { randomUUID } from 'node:crypto';
import { checks, createClassifier, type Reference, referencesOf } from '../../classifiers/index.ts';
import {
  type CallSource,
  type CategoryId,
  type Classifier,
  CordonError,
  categoryIds,
  type JsonObject,
  nearest,
  type Severity,
  severities,
  type ToolCall,
  WORKSPACE,
} from '../contract/index.ts';
import { type Judgement, judge } from '../gate/judge.ts';
import type { LoadedPolicy } from '../policy/index.ts';
import { type CommandExplanation, explanationOf } from './explanation.ts';
import { openPolicy, type PolicyChoice } from './policy.ts';

export interface Judge {
  readonly policy: LoadedPolicy;
  readonly classifier: Classifier;
  judgeCommand(command: string, cwd?: string): Promise<Judgement>;
  judgeCall(tool: string, input: JsonObject, cwd?: string): Promise<Judgement>;
  /** A command with what it resolves to, what cannot be known of it, and which rules speak. */
  explainCommand(command: string, cwd?: string): Promise<CommandExplanation>;
}

/** A page on one of the risk categories: all that its check says of itself. */
export interface CategoryPage {
  readonly id: CategoryId;
  readonly title: string;
  readonly definition: string;
  readonly why: string;
  /** Which case gets which severity, the gravest first. */
  readonly severities: readonly { readonly severity: Severity; readonly text: string }[];
  readonly instead: string;
  readonly references: readonly Reference[];
  readonly examples: { readonly flagged: readonly string[]; readonly clean: readonly string[] };
}

/** Throws CordonError `not-found` for an id that is none of the 23; its hint names the nearest. */
export function describeCategory(id: string): CategoryPage {
  const check = checks.find((candidate) => candidate.id === id);
  if (check === undefined) throw unknownCategory(id);
  const { title, definition, why, instead, examples } = check;
  const graded = [...severities].reverse().flatMap((severity) => {
    const text = check.severities[severity];
    return text === undefined ? [] : [{ severity, text }];
  });
  const references = referencesOf(check);
  return { id: check.id, title, definition, why, severities: graded, instead, references, examples };
}

/** A typing error, or a part of the name: `deletion`. */
function unknownCategory(id: string): CordonError {
  const near = nearest(id, categoryIds) ?? categoryIds.find((known) => id.length > 2 && known.includes(id));
  const hint =
    near === undefined || near === null ? `one of: ${categoryIds.join(', ')}` : `cordon explain --category ${near}`;
  return new CordonError('not-found', `there is no category ${JSON.stringify(id)}`, hint);
}

/** Paths are judged as spelled: without a sandbox there is no tree whose links could be followed. */
const asSpelled = { resolve: async () => new Map<string, string>() };

export async function openJudge(choice: PolicyChoice): Promise<Judge> {
  const classifier = await createClassifier();
  const policy = await openPolicy(choice, classifier);
  const ports = { classifier, policy: policy.engine, resolver: asSpelled };
  const judgeCall: Judge['judgeCall'] = (tool, input, cwd = WORKSPACE) =>
    judge(newCall('check', 'cli', tool, input, cwd), 'default', ports);
  const judgeCommand: Judge['judgeCommand'] = (command, cwd) => judgeCall('bash', { command }, cwd);
  const explainCommand: Judge['explainCommand'] = async (command, cwd) => {
    const { call, assessment, decision } = await judgeCommand(command, cwd);
    const question = assessment === null ? null : { call, assessment, resolved: new Map(), mode: 'default' as const };
    return explanationOf(command, decision, assessment, question === null ? [] : policy.explain(question).atoms);
  };
  return { policy, classifier, judgeCall, judgeCommand, explainCommand };
}

/** A call with an id of its own, made now. */
export function newCall(sessionId: string, source: CallSource, tool: string, input: JsonObject, cwd: string): ToolCall {
  return { id: `call-${randomUUID()}`, sessionId, source, tool, input, cwd, at: new Date().toISOString() };
}
