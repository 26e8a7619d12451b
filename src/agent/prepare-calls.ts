/** The calls of a complete message, made ready: an id that is good and new, a name that can be stored, a checked input. */
import type { ToolName } from '../contract/index.ts';
import type { RawToolUse, Reply } from './accumulate.ts';
import type { AssistantBlock, ToolUseBlock } from './message.ts';
import { type ParsedInput, parseToolInput } from './tool-input.ts';

export interface PreparedCall {
  /** As it stands in the conversation. */
  readonly block: ToolUseBlock;
  readonly parsed: ParsedInput;
  /** As the model wrote them. */
  readonly raw: RawToolUse;
}

const goodId = /^[A-Za-z0-9_-]{1,64}$/u;
const goodName = /^[A-Za-z0-9_-]{1,64}$/u;

export class CallPreparer {
  readonly #used: Set<string>;
  readonly #offered: readonly ToolName[];
  #renamed = 0;

  constructor(used: Iterable<string>, offered: readonly ToolName[]) {
    this.#used = new Set(used);
    this.#offered = offered;
  }

  prepare(reply: Reply): readonly PreparedCall[] {
    return reply.content.filter((block) => block.type === 'tool_use').map((raw) => this.#one(raw));
  }

  #one(raw: RawToolUse): PreparedCall {
    const parsed = parseToolInput(raw.name, raw.rawInput, this.#offered);
    const name = goodName.test(raw.name) ? raw.name : 'invalid_name';
    const input = parsed.ok ? parsed.value : parsed.stored;
    return { block: { type: 'tool_use', id: this.#freshId(raw.id), name, input }, parsed, raw };
  }

  /** An id names one call for the whole session: results, log entries and approvals hang on it. */
  #freshId(wanted: string): string {
    let id = wanted;
    while (!goodId.test(id) || this.#used.has(id)) {
      this.#renamed += 1;
      id = `cordon_${String(this.#renamed).padStart(4, '0')}`;
    }
    this.#used.add(id);
    return id;
  }
}

/** What is kept of a reply: its blocks in order, without text that is only white space (no provider takes it back). */
export function storedContent(reply: Reply, calls: readonly PreparedCall[]): readonly AssistantBlock[] {
  const blockOf = new Map(calls.map(({ raw, block }) => [raw, block]));
  return reply.content.flatMap((block): AssistantBlock[] => {
    if (block.type === 'text') return block.text.trim() === '' ? [] : [block];
    if (block.type !== 'tool_use') return [block];
    const call = blockOf.get(block);
    return call === undefined ? [] : [call];
  });
}
