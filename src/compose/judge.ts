/** Classifier and policy without sandbox or log: for `check` and `explain`, which run nothing. */
import { randomUUID } from 'node:crypto';
import { createClassifier, renderCategory } from '../../classifiers/index.ts';
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
  const text = renderCategory(id);
  if (text !== null) return { id, text };
  throw new CordonError('not-found', `there is no category ${id}`, `one of: ${categoryIds.join(', ')}`);
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
