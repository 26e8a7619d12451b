import { describe, expect, test } from 'vitest';
import { type ConversationRecord, contentDigest } from '../../src/agent/conversation.ts';
import { checkInvariants, invariantNames } from '../../src/agent/invariants.ts';
import type { AssistantBlock, Message, UserBlock } from '../../src/agent/message.ts';
import type { ModelRequest } from '../../src/agent/providers/provider.ts';
import { sentMessages, unansweredCalls } from '../../src/agent/sent-view.ts';

const user = (...content: UserBlock[]): Message => ({ role: 'user', content });
const assistant = (...content: AssistantBlock[]): Message => ({ role: 'assistant', content });
const text = (value: string) => ({ type: 'text' as const, text: value });
const use = (id: string) => ({ type: 'tool_use' as const, id, name: 'ls', input: {} });
const result = (id: string) => ({ type: 'tool_result' as const, tool_use_id: id, content: 'x', is_error: false });
const request = (...messages: Message[]): ModelRequest => ({
  model: 'm',
  system: 's',
  tools: [],
  messages,
  maxTokens: 1,
  mode: 'default',
});
const nothing = { records: [], secrets: [] };

const saidBy = (
  content: readonly AssistantBlock[],
  stopReason = 'tool_use',
  digest = contentDigest(content),
): ConversationRecord => {
  const usage = { inputTokens: 0, outputTokens: 0 };
  return {
    type: 'assistant',
    provider: 'p',
    model: 'm',
    scripted: false,
    messageId: '1',
    stopReason,
    content,
    digest,
    usage,
  };
};

test('a sound conversation passes', () => {
  checkInvariants(
    request(user(text('a')), assistant(use('1'), use('2')), user(result('1'), result('2'), text('b'))),
    nothing,
  );
});

describe('each violation is found', () => {
  const rows: Readonly<Record<string, [ModelRequest, Parameters<typeof checkInvariants>[1]?]>> = {
    'first-role': [request(assistant(text('a')), user(text('b')))],
    'roles-alternate': [request(user(text('a')), user(text('b')))],
    'last-role': [request(user(text('a')), assistant(text('b')))],
    'no-empty-block': [request(user(text(' ')))],
    'ids-unique': [request(user(text('a')), assistant(use('1'), use('1')), user(result('1'), result('1')))],
    'inputs-are-objects': [request(user(text('a')), assistant({ ...use('1'), input: [] as never }), user(result('1')))],
    'results-first': [request(user(text('a')), assistant(use('1')), user(text('b'), result('1')))],
    'calls-answered': [request(user(text('a')), assistant(use('1'), use('2')), user(result('1')))],
    'content-unchanged': [
      request(user(text('a'))),
      { records: [saidBy([text('b')], 'end_turn', '0'.repeat(64))], secrets: [] },
    ],
    'no-secret': [request(user(text('it is "quoted-secret"'))), { records: [], secrets: ['"quoted-secret"'] }],
  };
  test('and each has a row', () => expect(Object.keys(rows)).toEqual(invariantNames));
  test.each(Object.entries(rows))('%s', (name, [broken, sent]) => {
    expect(() => checkInvariants(broken, sent ?? nothing)).toThrow(`the invariant ${name}:`);
  });
  test('results in another order, a stray result and an unanswered last call', () => {
    const asked = [user(text('a')), assistant(use('1'), use('2'))];
    expect(() => checkInvariants(request(...asked, user(result('2'), result('1'))), nothing)).toThrow('calls-answered');
    expect(() => checkInvariants(request(user(result('9'))), nothing)).toThrow('calls-answered');
    expect(() => checkInvariants(request(...asked), nothing)).toThrow('last-role');
  });
});

describe('the sent view', () => {
  const answer = (toolUseId: string): ConversationRecord => ({
    type: 'result',
    toolUseId,
    content: toolUseId,
    isError: false,
    outcome: 'ran',
  });
  const say = (value: string): ConversationRecord => ({ type: 'user', origin: 'loop', text: value });

  test('puts results in call order before what was said', () => {
    const records = [say('task'), saidBy([use('1'), use('2')]), answer('2'), say('note'), answer('1')];
    const messages = sentMessages(records, 'm');
    checkInvariants(request(...messages), { records, secrets: [] });
    expect(messages.at(-1)!.content.map((block) => ('tool_use_id' in block ? block.tool_use_id : 'text'))).toEqual([
      '1',
      '2',
      'text',
    ]);
  });

  test('knows the calls that have no result', () => {
    expect(unansweredCalls([say('task'), saidBy([use('1'), use('2')]), answer('2')]).map(({ id }) => id)).toEqual([
      '1',
    ]);
  });

  test('is the same bytes for the same records', () => {
    const records = [say('task'), saidBy([text('a'), use('1')]), answer('1')];
    expect(JSON.stringify(sentMessages(records, 'm'))).toBe(
      JSON.stringify(sentMessages(structuredClone(records), 'm')),
    );
  });
});
