/** What came of a call, in words for the model: the cause first, then what can be done. */
import type { CordonError, Decision, Result } from '../contract/index.ts';
import type { ResultOutcome } from './conversation.ts';

export interface ToolAnswer {
  readonly text: string;
  readonly isError: boolean;
  readonly outcome: ResultOutcome;
}

export function answerOf(decision: Decision, result: Result, failure: CordonError | undefined): ToolAnswer {
  if (result.status === 'denied') return { text: denialText(decision), isError: true, outcome: 'denied' };
  const output = outputText(result);
  if (result.status === 'ok') return { text: output === '' ? '(no output)' : output, isError: false, outcome: 'ran' };
  const text = [failureText(result, failure), output].filter((part) => part !== '').join('\n');
  return { text, isError: true, outcome: result.status === 'failed' || result.status === 'timeout' ? 'ran' : 'failed' };
}

/** Names each rule that spoke, so that the model can tell policy from accident. */
function denialText(decision: Decision): string {
  const reasons = decision.reasons.map(({ rule, layer, text }) => `- rule ${rule} (${layer}): ${text}`);
  const suggestions = [
    ...new Set(decision.reasons.flatMap(({ suggestion }) => (suggestion === null ? [] : [suggestion]))),
  ];
  return [
    'Denied by policy; it was not run.',
    ...reasons,
    ...suggestions.map((suggestion) => `Instead: ${suggestion}`),
    'The same call will be denied again.',
  ].join('\n');
}

function failureText(result: Result, failure: CordonError | undefined): string {
  switch (result.status) {
    case 'failed':
      return `Failed with exit code ${result.exitCode ?? 'unknown'}.`;
    case 'timeout':
      return 'Stopped: the time limit was reached. Give a longer timeoutMs, or do less at once.';
    case 'killed':
      return 'Killed before it ended, by a limit of the sandbox or by an interruption; its last lines may say which.';
    case 'unknown':
      return 'The outcome is unknown: the sandbox was lost while it ran. It was not run again.';
    default:
      return `Not run: ${failure === undefined ? 'there is no sandbox' : failure.message}.`;
  }
}

function outputText({ stdout, stderr }: Result): string {
  const parts = [stdout.text.replace(/\n$/u, '')];
  if (stderr.text !== '') parts.push(`[stderr]\n${stderr.text.replace(/\n$/u, '')}`);
  if (stdout.truncated || stderr.truncated) {
    parts.push(`[the middle was left out: stdout had ${stdout.bytes} bytes, stderr ${stderr.bytes}]`);
  }
  return parts.filter((part) => part !== '').join('\n');
}
