/** The bash risk classifier: what a tool call would do, and what about it deserves attention. Runs nothing, reads nothing. */
import type { Assessment } from '../src/contract/assessment.ts';
import type { Classifier } from '../src/contract/ports.ts';
import type { ToolCall } from '../src/contract/tool-call.ts';
import { type BashParser, loadBashParser } from './bash/parser.ts';
import { classifyBash, type Frame } from './classify.ts';
import { classifyFileTool } from './file-tools.ts';

export { renderCategoriesDoc } from './categories-doc.ts';
export { checks } from './checks/index.ts';
export { type Reference, referencesOf } from './checks/references.ts';
export { rewritingOf } from './rewriting.ts';

/** Changes with everything that can change an assessment. */
export const classifierVersion = '1.0.0';

export interface ClassifierOptions {
  /** The workspace root as the calls see it. Default: `/workspace`, or the call's own cwd where that lies elsewhere. */
  readonly workspaceRoot?: string;
}

/** Loads the parser (once per process). Rejects when its packages are missing; after that nothing here throws. */
export async function createClassifier(options: ClassifierOptions = {}): Promise<Classifier> {
  const parser = await loadBashParser();
  const root = options.workspaceRoot ?? null;
  return {
    version: classifierVersion,
    assess: (call) => assess(parser, call, { callId: call.id, classifierVersion, root }),
  };
}

function assess(parser: BashParser, call: ToolCall, frame: Frame): Assessment {
  const { command } = call.input;
  try {
    if (call.tool !== 'bash') return classifyFileTool(parser, call, frame);
    return typeof command === 'string'
      ? classifyBash(parser, call, command, frame)
      : classifyFileTool(parser, call, frame);
  } catch (error) {
    return failed(frame, typeof command === 'string' ? command : '', error);
  }
}

/** A defect of ours must not become a free pass: the text counts as not understood. */
function failed(frame: Frame, text: string, error: unknown): Assessment {
  const span = { start: 0, end: Buffer.byteLength(text) };
  const message = `The classifier failed: ${error instanceof Error ? error.message : 'unknown'}.`.slice(0, 400);
  return {
    callId: frame.callId,
    parse: 'failed',
    findings: [{ category: 'parser-ambiguity', severity: 'high', span, evidence: text.slice(0, 200), message }],
    effects: { reads: [], writes: [], execs: [], hosts: [], env: [] },
    commands: [],
    contacts: [],
    opaque: [{ span, why: 'the classifier failed', kind: 'parse' }],
    classifierVersion: frame.classifierVersion,
  };
}
