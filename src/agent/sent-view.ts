/** The messages that a request carries, derived from the records. Pure: the same records give the same bytes. */
import type { AssistantRecord, ConversationRecord, ResultRecord } from './conversation.ts';
import type { AssistantBlock, Message, ToolUseBlock, UserBlock } from './message.ts';

/**
 * Results stand first and in the order of their calls, however they came in; what was said meanwhile follows them in
 * the same message. Thinking is signed for the model that wrote it and goes back to no other.
 */
export function sentMessages(records: readonly ConversationRecord[], model: string): readonly Message[] {
  const messages: Message[] = [];
  let results: ResultRecord[] = [];
  let said: string[] = [];
  let calls: readonly ToolUseBlock[] = [];
  const closeUser = () => {
    const content = userContent(calls, results, said);
    if (content.length > 0) messages.push({ role: 'user', content });
    results = [];
    said = [];
  };
  for (const record of records) {
    if (record.type === 'result') results.push(record);
    else if (record.type === 'user') said.push(record.text);
    else {
      closeUser();
      calls = callsOf(record);
      messages.push({ role: 'assistant', content: forModel(record, model) });
    }
  }
  closeUser();
  return messages;
}

/** The calls of the last assistant message that have no result yet. */
export function unansweredCalls(records: readonly ConversationRecord[]): readonly ToolUseBlock[] {
  const last = records.findLastIndex((record) => record.type === 'assistant');
  const message = records[last];
  if (message?.type !== 'assistant') return [];
  const later = records.slice(last + 1);
  const answered = new Set(later.flatMap((record) => (record.type === 'result' ? [record.toolUseId] : [])));
  return callsOf(message).filter((call) => !answered.has(call.id));
}

export function callsOf(record: AssistantRecord): readonly ToolUseBlock[] {
  return record.content.filter((block) => block.type === 'tool_use');
}

function userContent(
  calls: readonly ToolUseBlock[],
  results: readonly ResultRecord[],
  said: readonly string[],
): readonly UserBlock[] {
  const order = new Map(calls.map((call, index) => [call.id, index]));
  const place = (record: ResultRecord) => order.get(record.toolUseId) ?? calls.length;
  const sorted = [...results].sort((a, b) => place(a) - place(b));
  return [
    ...sorted.map(({ toolUseId, content, isError }): UserBlock => {
      return { type: 'tool_result', tool_use_id: toolUseId, content, is_error: isError };
    }),
    ...said.map((text): UserBlock => ({ type: 'text', text })),
  ];
}

function forModel(record: AssistantRecord, model: string): readonly AssistantBlock[] {
  if (record.model === model) return record.content;
  return record.content.filter((block) => block.type !== 'thinking' && block.type !== 'redacted_thinking');
}
