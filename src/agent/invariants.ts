/**
 * What must hold of every request, looked at before each send. A violation is a defect of ours or a tampered
 * conversation; it ends the run and is never mended silently.
 */
import { CordonError } from '../contract/index.ts';
import { type ConversationRecord, contentDigest } from './conversation.ts';
import type { Message, ToolResultBlock, ToolUseBlock, UserBlock } from './message.ts';
import type { ModelRequest } from './providers/provider.ts';

export interface SentWith {
  readonly records: readonly ConversationRecord[];
  /** Values that must not leave, such as the provider's key. */
  readonly secrets: readonly string[];
}

type Check = (request: ModelRequest, sent: SentWith) => string | null;

/** The first violation is reported; the order is that of the table. */
const checks: Readonly<Record<string, Check>> = {
  'first-role': ({ messages }) => (messages[0]?.role === 'user' ? null : 'the first message is not from the user'),
  'roles-alternate': ({ messages }) =>
    find(messages, (at, before) => before?.role === at.role, 'has the role before it'),
  'last-role': ({ messages }, { records }) =>
    messages.at(-1)?.role === 'user' || isPaused(records) ? null : 'the last message is not from the user',
  'no-empty-block': ({ messages }) => find(messages, isEmpty, 'is empty or has an empty block'),
  'ids-unique': ({ messages }) => repeatedId(messages),
  'inputs-are-objects': ({ messages }) =>
    find(
      messages,
      (at) => usesIn(at).some(({ input }) => input === null || typeof input !== 'object' || Array.isArray(input)),
      'has an input that is no object',
    ),
  'results-first': ({ messages }) =>
    find(messages, (at) => at.role === 'user' && textBeforeResult(at.content), 'has text before a result'),
  'calls-answered': ({ messages }) => unpaired(messages),
  'content-unchanged': (_, { records }) => changed(records),
  'no-secret': (request, { secrets }) => leaked(request, secrets),
};

export const invariantNames: readonly string[] = Object.keys(checks);

/** Throws CordonError `provider-rejected`: the request would be wrong, so it is not sent. */
export function checkInvariants(request: ModelRequest, sent: SentWith): void {
  for (const [name, check] of Object.entries(checks)) {
    const problem = check(request, sent);
    if (problem === null) continue;
    const hint = 'start a new session; the conversation of this one is kept in its session folder';
    throw new CordonError('provider-rejected', `the request breaks the invariant ${name}: ${problem}`, hint);
  }
}

function find(
  messages: readonly Message[],
  broken: (at: Message, before: Message | undefined) => boolean,
  problem: string,
): string | null {
  const index = messages.findIndex((message, at) => broken(message, messages[at - 1]));
  return index === -1 ? null : `message ${index} ${problem}`;
}

function isEmpty(message: Message): boolean {
  return (
    message.content.length === 0 || message.content.some((block) => block.type === 'text' && block.text.trim() === '')
  );
}

/** `pause_turn` asks for its message to be sent back as it is. */
function isPaused(records: readonly ConversationRecord[]): boolean {
  const last = records.at(-1);
  return last?.type === 'assistant' && last.stopReason === 'pause_turn';
}

function usesIn(message: Message): readonly ToolUseBlock[] {
  return message.role === 'assistant' ? message.content.filter((block) => block.type === 'tool_use') : [];
}

function resultsIn(message: Message | undefined): readonly ToolResultBlock[] {
  return message?.role === 'user' ? message.content.filter((block) => block.type === 'tool_result') : [];
}

function textBeforeResult(content: readonly UserBlock[]): boolean {
  const lastResult = content.findLastIndex((block) => block.type === 'tool_result');
  return content.slice(0, lastResult + 1).some((block) => block.type === 'text');
}

function repeatedId(messages: readonly Message[]): string | null {
  const seen = new Set<string>();
  for (const { id } of messages.flatMap(usesIn)) {
    if (seen.has(id)) return `the call id ${id} stands twice`;
    seen.add(id);
  }
  return null;
}

/** Each call has exactly one result, in the message right after it, and no result stands alone. */
function unpaired(messages: readonly Message[]): string | null {
  return find(
    messages,
    (at, before) => {
      const asked = before === undefined ? [] : usesIn(before).map(({ id }) => id);
      const answered = resultsIn(at).map((result) => result.tool_use_id);
      return asked.length !== answered.length || asked.some((id, index) => id !== answered[index]);
    },
    'does not answer the calls before it one by one',
  );
}

function changed(records: readonly ConversationRecord[]): string | null {
  const index = records.findIndex(
    (record) => record.type === 'assistant' && contentDigest(record.content) !== record.digest,
  );
  return index === -1 ? null : `record ${index} differs from what was received`;
}

function leaked(request: ModelRequest, secrets: readonly string[]): string | null {
  const values = secrets.filter((secret) => secret.length >= 8);
  if (values.length === 0) return null;
  const texts = [
    request.system,
    ...request.messages.flatMap((message) => message.content.map((block) => JSON.stringify(block))),
  ];
  const spelled = values.flatMap((value) => [value, JSON.stringify(value).slice(1, -1)]);
  return texts.some((text) => spelled.some((value) => text.includes(value))) ? 'a known secret is in it' : null;
}
