/** Classifier and policy without sandbox or log: for `check` and `explain`, which run nothing. */
import { randomUUID } from 'node:crypto';
import { checks, createClassifier } from '../../classifiers/index.ts';
import {
  type CallSource,
  type Classifier,
  CordonError,
  categoryIds,
  type JsonObject,
  type ToolCall,
  WORKSPACE,
} from '../contract/index.ts';
import { type Judgement, judge } from '../gate/judge.ts';
import type { LoadedPolicy } from '../policy/index.ts';
import { openPolicy, type PolicyChoice } from './policy.ts';

export interface Judge {
  readonly policy: LoadedPolicy;
  readonly classifier: Classifier;
  judgeCommand(command: string, cwd?: string): Promise<Judgement>;
  judgeCall(tool: string, input: JsonObject, cwd?: string): Promise<Judgement>;
}

/** A page on one of the risk categories. */
export interface CategoryPage {
  readonly id: string;
  readonly text: string;
}

/** Throws CordonError `not-found` for an id that is none of the 23. */
export function describeCategory(id: string): CategoryPage {
  const check = checks.find((candidate) => candidate.id === id);
  if (check !== undefined) return { id, text: categoryText(check) };
  throw new CordonError('not-found', `there is no category ${id}`, `one of: ${categoryIds.join(', ')}`);
}

function categoryText(check: (typeof checks)[number]): string {
  return [
    `${check.id}: ${check.title}`,
    '',
    check.definition,
    check.why,
    '',
    ...Object.entries(check.severities).map(([severity, text]) => `${severity.padEnd(9)}${text}`),
    '',
    `instead: ${check.instead}`,
    `references: ${[...check.attack.map((technique) => `ATT&CK ${technique}`), ...check.cwe].join(', ')}`,
    '',
    'found, for example:',
    ...check.examples.flagged.map((command) => `  ${command}`),
    'not found:',
    ...check.examples.clean.map((command) => `  ${command}`),
  ].join('\n');
}

/** Paths are judged as spelled: without a sandbox there is no tree whose links could be followed. */
const asSpelled = { resolve: async () => new Map<string, string>() };

export async function openJudge(choice: PolicyChoice): Promise<Judge> {
  const classifier = await createClassifier();
  const policy = await openPolicy(choice, classifier);
  const ports = { classifier, policy: policy.engine, resolver: asSpelled };
  const judgeCall: Judge['judgeCall'] = (tool, input, cwd = WORKSPACE) =>
    judge(newCall('check', 'cli', tool, input, cwd), 'default', ports);
  return { policy, classifier, judgeCall, judgeCommand: (command, cwd) => judgeCall('bash', { command }, cwd) };
}

/** A call with an id of its own, made now. */
export function newCall(sessionId: string, source: CallSource, tool: string, input: JsonObject, cwd: string): ToolCall {
  return { id: `call-${randomUUID()}`, sessionId, source, tool, input, cwd, at: new Date().toISOString() };
}
