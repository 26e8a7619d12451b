/**
 * Stream events, structurally those of the Messages API. What comes from the wire is checked here: a known event of the
 * wrong shape is a broken stream, an unknown one is passed over, as the API's versioning policy asks of its clients.
 */
import { z } from 'zod';
import { ProviderError } from './provider-error.ts';

const count = z.number().min(0).nullish();
const StreamUsage = z.object({
  input_tokens: count,
  output_tokens: count,
  cache_creation_input_tokens: count,
  cache_read_input_tokens: count,
});
export type StreamUsage = z.infer<typeof StreamUsage>;

const index = z.int().min(0);

/** Loose objects on purpose: the API may add members at any time. */
const StartedBlock = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('thinking'), thinking: z.string(), signature: z.string().default('') }),
  z.object({ type: z.literal('redacted_thinking'), data: z.string() }),
  z.object({ type: z.literal('tool_use'), id: z.string(), name: z.string(), input: z.unknown() }),
]);
export type StartedBlock = z.infer<typeof StartedBlock>;

const Delta = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text_delta'), text: z.string() }),
  z.object({ type: z.literal('thinking_delta'), thinking: z.string() }),
  z.object({ type: z.literal('signature_delta'), signature: z.string() }),
  z.object({ type: z.literal('input_json_delta'), partial_json: z.string() }),
]);
export type Delta = z.infer<typeof Delta>;

/** A block or delta of a kind that this version does not know: kept apart, never executed, never sent back. */
export interface Foreign {
  readonly type: 'foreign';
  readonly name: string;
}

const MessageStart = z.object({
  type: z.literal('message_start'),
  message: z.object({ id: z.string(), model: z.string().default(''), usage: StreamUsage.nullish() }),
});
const MessageDelta = z.object({
  type: z.literal('message_delta'),
  delta: z.object({ stop_reason: z.string().nullish() }),
  usage: StreamUsage.nullish(),
});
const BlockStop = z.object({ type: z.literal('content_block_stop'), index });
const MessageStop = z.object({ type: z.literal('message_stop') });
const Ping = z.object({ type: z.literal('ping') });
const Failure = z.object({
  type: z.literal('error'),
  error: z.object({ type: z.string(), message: z.string() }),
});

export type ModelEvent =
  | z.infer<typeof MessageStart>
  | { readonly type: 'content_block_start'; readonly index: number; readonly content_block: StartedBlock | Foreign }
  | { readonly type: 'content_block_delta'; readonly index: number; readonly delta: Delta | Foreign }
  | z.infer<typeof BlockStop>
  | z.infer<typeof MessageDelta>
  | z.infer<typeof MessageStop>
  | z.infer<typeof Ping>
  | z.infer<typeof Failure>;

const Typed = z.object({ type: z.string() });
const RawBlockStart = z.object({ index, content_block: Typed.loose() });
const RawBlockDelta = z.object({ index, delta: Typed.loose() });

const blockTypes: ReadonlySet<string> = new Set(['text', 'thinking', 'redacted_thinking', 'tool_use']);
const deltaTypes: ReadonlySet<string> = new Set([
  'text_delta',
  'thinking_delta',
  'signature_delta',
  'input_json_delta',
]);

const flat = {
  message_start: MessageStart,
  content_block_stop: BlockStop,
  message_delta: MessageDelta,
  message_stop: MessageStop,
  ping: Ping,
  error: Failure,
} as const;

/** The event, or null for a type that is not known. Throws ProviderError `stream` for a malformed one. */
export function parseModelEvent(raw: unknown): ModelEvent | null {
  const { type } = read(Typed, raw, 'event');
  if (type === 'content_block_start') {
    const event = read(RawBlockStart, raw, type);
    const name = event.content_block.type;
    const block = blockTypes.has(name) ? read(StartedBlock, event.content_block, type) : foreign(name);
    return { type, index: event.index, content_block: block };
  }
  if (type === 'content_block_delta') {
    const event = read(RawBlockDelta, raw, type);
    const name = event.delta.type;
    return { type, index: event.index, delta: deltaTypes.has(name) ? read(Delta, event.delta, type) : foreign(name) };
  }
  return Object.hasOwn(flat, type) ? read(flat[type as keyof typeof flat], raw, type) : null;
}

function foreign(name: string): Foreign {
  return { type: 'foreign', name };
}

function read<S extends z.ZodType>(schema: S, raw: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  throw new ProviderError('stream', `the stream carries a malformed ${what}${where}`, 'run the command again');
}
