/**
 * A Messages API on the loopback interface, over real HTTP and server-sent events. It plays a list of replies, one a
 * request, and remembers what was asked. Like the real one it answers 400 to a conversation whose calls and results do
 * not pair.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** An event as it goes over the wire: any JSON with a type, or raw text for what is no JSON. */
export type WireEvent = { readonly type: string } & Readonly<Record<string, unknown>>;

export interface StreamReply {
  readonly events: readonly WireEvent[];
  /** Text written behind the events as it is. */
  readonly tail?: string;
  /** How the stream ends: in good order, by a cut connection, or not at all. */
  readonly end?: 'clean' | 'cut' | 'hang';
  /** Only so many bytes of the whole text are sent. */
  readonly cutAt?: number;
  /** Waits before the event with this index. */
  readonly hold?: { readonly before: number; readonly until: Promise<void> };
}

export interface StatusReply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type ServerReply = StreamReply | StatusReply;

export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: WireRequest;
  readonly text: string;
}

export interface WireRequest {
  readonly model: string;
  readonly max_tokens: number;
  readonly stream: boolean;
  readonly system: unknown;
  readonly tools: readonly { readonly name: string; readonly input_schema: unknown }[];
  readonly messages: readonly {
    readonly role: string;
    readonly content: readonly Readonly<Record<string, unknown>>[];
  }[];
}

export interface MessagesServer {
  readonly url: string;
  readonly requests: readonly Recorded[];
  /** Replies that were not asked for yet. */
  readonly left: number;
  close(): Promise<void>;
}

export async function startMessagesServer(scenario: readonly ServerReply[]): Promise<MessagesServer> {
  const requests: Recorded[] = [];
  const remaining = [...scenario];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    void handle(request, response, requests, remaining).catch((error: unknown) => response.destroy(error as Error));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    get left() {
      return remaining.length;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  requests: Recorded[],
  remaining: ServerReply[],
) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const { method = '', url = '', headers } = request;
  if (method !== 'POST' || url !== '/v1/messages')
    return answer(response, { status: 404, body: apiError('not_found_error', 'no such path') });
  const body = JSON.parse(text) as WireRequest;
  requests.push({ method, path: url, headers, body, text });
  const problem = unpaired(body.messages);
  if (problem !== null) return answer(response, { status: 400, body: apiError('invalid_request_error', problem) });
  const reply = remaining.shift();
  if (reply === undefined)
    return answer(response, { status: 418, body: apiError('api_error', 'the scenario is over') });
  if ('status' in reply) return answer(response, reply);
  return play(response, reply);
}

function answer(response: ServerResponse, { status, body, headers }: StatusReply): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_test', ...headers });
  response.end(JSON.stringify(body ?? apiError('api_error', `status ${status}`)));
}

export function apiError(type: string, message: string): WireEvent {
  return { type: 'error', error: { type, message } };
}

export function sse(event: WireEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

async function play(response: ServerResponse, reply: StreamReply): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'req_test' });
  response.flushHeaders();
  if (reply.cutAt !== undefined) {
    const whole = Buffer.from(reply.events.map(sse).join('') + (reply.tail ?? ''));
    await write(response, whole.subarray(0, reply.cutAt));
  } else {
    for (const [index, event] of reply.events.entries()) {
      if (reply.hold?.before === index) await reply.hold.until;
      await write(response, Buffer.from(sse(event)));
    }
    if (reply.tail !== undefined) await write(response, Buffer.from(reply.tail));
  }
  if (reply.end === 'cut') {
    // Lets the bytes out first, then resets without the last chunk that HTTP asks for.
    setImmediate(() => response.socket?.destroy());
  } else if (reply.end !== 'hang') response.end();
}

function write(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => response.write(bytes, () => resolve()));
}

/** What the real API checks of every conversation. */
function unpaired(messages: WireRequest['messages']): string | null {
  let asked: unknown[] = [];
  for (const [index, { role, content }] of messages.entries()) {
    if (role !== (index % 2 === 0 ? 'user' : 'assistant')) return `messages.${index}: unexpected role ${role}`;
    const answered = content.filter((block) => block.type === 'tool_result').map((block) => block.tool_use_id);
    if (JSON.stringify(answered) !== JSON.stringify(asked))
      return `messages.${index}: tool_use ids without tool_result blocks`;
    if (content.some((block) => block.type === 'text' && String(block.text).trim() === ''))
      return `messages.${index}: empty text`;
    asked = content.filter((block) => block.type === 'tool_use').map((block) => block.id);
  }
  return asked.length === 0 ? null : 'the last message has tool_use blocks';
}

export type Block =
  | { readonly text: string }
  | { readonly thinking: string; readonly signature: string }
  | { readonly id: string; readonly tool: string; readonly input?: unknown; readonly rawInput?: string };

/** The events of a whole message, as the API streams it: pings, several deltas a block, running usage. */
export function messageEvents(blocks: readonly Block[], stop?: string): WireEvent[] {
  const usage = { input_tokens: 100, output_tokens: 1, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
  const hasCalls = blocks.some((block) => 'tool' in block);
  const reason = stop ?? (hasCalls ? 'tool_use' : 'end_turn');
  const message = {
    id: 'msg_test',
    type: 'message',
    role: 'assistant',
    model: 'test-model',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage,
  };
  return [
    { type: 'message_start', message },
    { type: 'ping' },
    ...blocks.flatMap(blockEvents),
    { type: 'message_delta', delta: { stop_reason: reason, stop_sequence: null }, usage: { output_tokens: 20 } },
    { type: 'message_stop' },
  ];
}

function blockEvents(block: Block, index: number): WireEvent[] {
  const delta = (value: Readonly<Record<string, unknown>>): WireEvent => ({
    type: 'content_block_delta',
    index,
    delta: value,
  });
  const start = (content_block: unknown): WireEvent => ({ type: 'content_block_start', index, content_block });
  const stop: WireEvent = { type: 'content_block_stop', index };
  if ('text' in block) {
    return [
      start({ type: 'text', text: '' }),
      ...halves(block.text).map((text) => delta({ type: 'text_delta', text })),
      stop,
    ];
  }
  if ('thinking' in block) {
    const parts = halves(block.thinking).map((thinking) => delta({ type: 'thinking_delta', thinking }));
    const signature = delta({ type: 'signature_delta', signature: block.signature });
    return [start({ type: 'thinking', thinking: '', signature: '' }), ...parts, signature, stop];
  }
  const json = block.rawInput ?? JSON.stringify(block.input ?? {});
  const parts = halves(json).map((partial_json) => delta({ type: 'input_json_delta', partial_json }));
  return [start({ type: 'tool_use', id: block.id, name: block.tool, input: {} }), ...parts, stop];
}

function halves(text: string): string[] {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)].filter((part) => part !== '');
}
