/**
 * Stream events to one message.
 * INVARIANT: a message is handed out only when the stream said `message_stop`, every block was closed and there is a
 * stop reason. The input of a call stays raw text here, so nobody can run a call from half a message.
 */
import { noUsage, type RedactedThinkingBlock, type TextBlock, type ThinkingBlock, type Usage } from './message.ts';
import type { Delta, Foreign, ModelEvent, StartedBlock, StreamUsage } from './providers/model-event.ts';
import { ProviderError } from './providers/provider-error.ts';

/** A tool call as the model wrote it. */
export interface RawToolUse {
  readonly type: 'tool_use';
  readonly id: string;
  readonly name: string;
  readonly rawInput: string;
}

export type ReplyBlock = TextBlock | ThinkingBlock | RedactedThinkingBlock | RawToolUse;

export interface Reply {
  readonly messageId: string;
  readonly model: string;
  readonly content: readonly ReplyBlock[];
  /** As the provider spells it; may be one that this version does not know. */
  readonly stopReason: string;
  readonly usage: Usage;
}

/** UTF-16 units of one message, over all blocks: far above any model's longest reply. */
const MAX_MESSAGE = 32 * 1024 * 1024;
const MAX_BLOCKS = 1000;

interface OpenBlock {
  readonly start: StartedBlock | Foreign;
  text: string;
  signature: string;
  closed: boolean;
}

export class Accumulator {
  readonly #blocks: OpenBlock[] = [];
  #message: { id: string; model: string } | null = null;
  #usage: Usage = noUsage;
  #stopReason: string | null = null;
  #stopped = false;
  #size = 0;

  /** Takes the next event. Returns the text that it adds to what a person reads, else an empty string. */
  add(event: ModelEvent): string {
    if (event.type === 'ping') return '';
    if (event.type === 'error') throw broken(`the provider reports ${event.error.type}: ${cut(event.error.message)}`);
    if (this.#stopped) throw broken('the stream goes on after the end of its message');
    if (event.type === 'message_start') this.#start(event.message);
    else if (this.#message === null) throw broken(`the stream begins with ${event.type}`);
    else if (event.type === 'content_block_start') return this.#open(event.index, event.content_block);
    else if (event.type === 'content_block_delta') return this.#extend(event.index, event.delta);
    else if (event.type === 'content_block_stop') this.#at(event.index).closed = true;
    else if (event.type === 'message_delta') this.#settle(event.delta.stop_reason, event.usage);
    else this.#stopped = true;
    return '';
  }

  /** True once `message_stop` came; nothing after it belongs to this message. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Best knowledge so far, also of a message that was cut. */
  get usage(): Usage {
    return this.#usage;
  }

  /** The whole message. Throws ProviderError `stream` when it is not whole. */
  complete(): Reply {
    if (this.#message === null) throw broken('the stream ended before a message began');
    if (!this.#stopped) throw broken('the stream ended before its message did');
    if (this.#stopReason === null) throw broken('the message ended without a stop reason');
    if (this.#blocks.some((block) => !block.closed)) throw broken('the message ended inside a block');
    const content = this.#blocks.map(finish).filter((block) => block !== null);
    const { id, model } = this.#message;
    return { messageId: id, model, content, stopReason: this.#stopReason, usage: this.#usage };
  }

  #start(message: { id: string; model: string; usage?: StreamUsage | null | undefined }): void {
    if (this.#message !== null) throw broken('the stream begins a second message');
    this.#message = { id: message.id, model: message.model };
    this.#count(message.usage);
  }

  #open(index: number, start: StartedBlock | Foreign): string {
    if (index !== this.#blocks.length) throw broken(`block ${index} comes where ${this.#blocks.length} is due`);
    if (index >= MAX_BLOCKS) throw broken(`the message has more than ${MAX_BLOCKS} blocks`);
    if (this.#blocks.some((block) => !block.closed)) throw broken('a block begins inside another');
    const text = start.type === 'text' ? start.text : start.type === 'thinking' ? start.thinking : '';
    const signature = start.type === 'thinking' ? start.signature : '';
    this.#blocks.push({ start, text, signature, closed: false });
    this.#grow(text.length + signature.length);
    return start.type === 'text' ? text : '';
  }

  #extend(index: number, delta: Delta | Foreign): string {
    const block = this.#at(index);
    const kind = block.start.type;
    if (delta.type === 'foreign' || kind === 'foreign') return '';
    if (kind === 'text' && delta.type === 'text_delta') return this.#push(block, delta.text);
    if (kind === 'thinking' && delta.type === 'thinking_delta') this.#push(block, delta.thinking);
    else if (kind === 'thinking' && delta.type === 'signature_delta') {
      block.signature += delta.signature;
      this.#grow(delta.signature.length);
    } else if (kind === 'tool_use' && delta.type === 'input_json_delta') this.#push(block, delta.partial_json);
    else throw broken(`a ${delta.type} came for a ${kind} block`);
    return '';
  }

  #push(block: OpenBlock, text: string): string {
    block.text += text;
    this.#grow(text.length);
    return text;
  }

  #grow(units: number): void {
    this.#size += units;
    if (this.#size > MAX_MESSAGE) throw broken('the message is longer than any model writes');
  }

  #at(index: number): OpenBlock {
    const block = this.#blocks[index];
    if (block === undefined || block.closed) throw broken(`block ${index} is not open`);
    return block;
  }

  #settle(stopReason: string | null | undefined, usage: StreamUsage | null | undefined): void {
    if (typeof stopReason === 'string') this.#stopReason = stopReason;
    this.#count(usage);
  }

  /** Each count replaces the one before: the API sends running totals. */
  #count(usage: StreamUsage | null | undefined): void {
    if (usage === null || usage === undefined) return;
    const parts = [usage.input_tokens, usage.cache_creation_input_tokens, usage.cache_read_input_tokens];
    const known = parts.some((part) => typeof part === 'number');
    const input = parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
    this.#usage = {
      inputTokens: known ? Math.max(input, this.#usage.inputTokens) : this.#usage.inputTokens,
      outputTokens: Math.max(usage.output_tokens ?? 0, this.#usage.outputTokens),
    };
  }
}

function finish(block: OpenBlock): ReplyBlock | null {
  const { start } = block;
  switch (start.type) {
    case 'text':
      return { type: 'text', text: block.text };
    case 'thinking':
      return { type: 'thinking', thinking: block.text, signature: block.signature };
    case 'redacted_thinking':
      return { type: 'redacted_thinking', data: start.data };
    case 'tool_use':
      return { type: 'tool_use', id: start.id, name: start.name, rawInput: rawInput(start.input, block.text) };
    case 'foreign':
      return null;
  }
}

/** The deltas are the input. Without any, it is what the block began with: an empty object for a call without members. */
function rawInput(started: unknown, streamed: string): string {
  if (streamed !== '') return streamed;
  return JSON.stringify(started ?? {}) ?? '{}';
}

function broken(message: string): ProviderError {
  return new ProviderError('stream', message, 'run the command again; the part received was discarded');
}

function cut(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}...` : text;
}
