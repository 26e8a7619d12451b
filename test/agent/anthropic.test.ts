import { afterEach, expect, test, vi } from 'vitest';
import { createAnthropicProvider } from '../../src/agent/providers/anthropic.ts';
import type { ModelEvent } from '../../src/agent/providers/model-event.ts';
import type { ModelRequest } from '../../src/agent/providers/provider.ts';
import { ProviderError } from '../../src/agent/providers/provider-error.ts';
import { CordonError } from '../../src/contract/index.ts';
import {
  apiError,
  type MessagesServer,
  messageEvents,
  type ServerReply,
  startMessagesServer,
} from './messages-server.ts';

const servers: MessagesServer[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) await server.close();
});

const key = ['sk', 'ant', 'test', '0123456789abcdef'].join('-');
const request: ModelRequest = {
  model: 'test-model',
  system: 'You are a test.',
  tools: [{ name: 'ls', description: 'Lists.', inputSchema: { type: 'object', properties: {} } }],
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
  maxTokens: 100,
  mode: 'default',
};

async function serve(...replies: ServerReply[]) {
  const server = await startMessagesServer(replies);
  servers.push(server);
  return { server, provider: createAnthropicProvider({ apiKey: key, baseURL: server.url, model: 'test-model' }) };
}

async function collect(provider: ReturnType<typeof createAnthropicProvider>, onActivity: () => void = () => undefined) {
  const events: ModelEvent[] = [];
  for await (const event of provider.stream(request, new AbortController().signal, { onActivity })) events.push(event);
  return events;
}

async function failure(reply: ServerReply): Promise<{ error: ProviderError; asked: number }> {
  const { server, provider } = await serve(reply);
  const error = await collect(provider).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ProviderError);
  return { error: error as ProviderError, asked: server.requests.length };
}

test('key, address and headers come from the caller and never from the environment', async () => {
  vi.stubEnv('ANTHROPIC_API_KEY', 'from-the-environment');
  vi.stubEnv('ANTHROPIC_AUTH_TOKEN', 'from-the-environment');
  vi.stubEnv('ANTHROPIC_BASE_URL', 'http://127.0.0.1:1');
  vi.stubEnv('ANTHROPIC_CUSTOM_HEADERS', 'Authorization: Bearer evil\nX-Evil: 1');
  vi.stubEnv('ANTHROPIC_LOG', 'debug');
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const debug = vi.spyOn(console, 'debug').mockImplementation(() => undefined);
  const { server, provider } = await serve({ events: messageEvents([{ text: 'Hi' }]) });
  const events = await collect(provider);
  expect(events.at(-1)).toEqual({ type: 'message_stop' });
  const { headers, text } = server.requests[0]!;
  expect(headers.authorization).toBe(`Bearer ${key}`);
  expect(headers['x-evil']).toBeUndefined();
  expect(JSON.stringify([headers, text])).not.toContain('from-the-environment');
  expect(Object.keys(headers).filter((name) => name.startsWith('x-'))).toEqual([]);
  expect(log.mock.calls.length + debug.mock.calls.length).toBe(0);
});

test('the request is raw streaming with two cache marks and no mode', async () => {
  const { server, provider } = await serve({ events: messageEvents([{ text: 'Hi' }]) });
  await collect(provider);
  const { body, text } = server.requests[0]!;
  expect(body).toMatchObject({ model: 'test-model', max_tokens: 100, stream: true });
  expect(text.match(/cache_control/gu)).toHaveLength(2);
  expect(text).not.toContain('"mode"');
});

test('a swallowed ping is still a sign of life', async () => {
  const { provider } = await serve({
    events: [...messageEvents([{ text: 'Hi' }]).slice(0, 1), { type: 'ping' }, { type: 'ping' }],
  });
  let beats = 0;
  const events = await collect(provider, () => {
    beats += 1;
  });
  expect(events.map((event) => event.type)).toEqual(['message_start']);
  expect(beats).toBeGreaterThan(1);
});

const statuses: readonly [number, ServerReply, Partial<ProviderError>][] = [
  [
    400,
    { status: 400, body: apiError('invalid_request_error', 'bad field') },
    { failure: 'rejected', code: 'provider-rejected' },
  ],
  [
    400,
    { status: 400, body: apiError('invalid_request_error', 'prompt is too long: 9 > 8') },
    { failure: 'too-long', code: 'context-overflow' },
  ],
  [
    401,
    { status: 401, body: apiError('authentication_error', 'invalid key') },
    { failure: 'auth', code: 'provider-auth' },
  ],
  [402, { status: 402 }, { failure: 'auth' }],
  [403, { status: 403 }, { failure: 'auth' }],
  [404, { status: 404 }, { failure: 'rejected' }],
  [408, { status: 408 }, { failure: 'overload' }],
  [409, { status: 409 }, { failure: 'overload' }],
  [413, { status: 413 }, { failure: 'too-long' }],
  [422, { status: 422 }, { failure: 'rejected' }],
  [429, { status: 429, headers: { 'retry-after': '7' } }, { failure: 'overload', retryAfterMs: 7000 }],
  [429, { status: 429, headers: { 'retry-after-ms': '150' } }, { failure: 'overload', retryAfterMs: 150 }],
  [500, { status: 500 }, { failure: 'overload' }],
  [503, { status: 503 }, { failure: 'overload' }],
  [
    529,
    { status: 529, body: apiError('overloaded_error', 'busy') },
    { failure: 'overload', code: 'provider-unavailable' },
  ],
];
test.each(statuses)('status %i is mapped and asked once', async (status, reply, expected) => {
  const { error, asked } = await failure(reply);
  expect(error).toMatchObject({ ...expected, status, requestId: 'req_test' });
  expect(asked).toBe(1);
});

test('an address that nobody listens on is an overload, asked once', async () => {
  const { server, provider } = await serve();
  await server.close();
  await expect(collect(provider)).rejects.toMatchObject({ failure: 'overload', status: null });
});

test('a redirect is not followed', async () => {
  const other = await serve({ events: messageEvents([{ text: 'stolen' }]) });
  const { error } = await failure({ status: 307, headers: { location: `${other.server.url}/v1/messages` } });
  expect(error.failure).toBe('overload');
  expect(other.server.requests).toHaveLength(0);
});

test('the key is not in the error, even when the server echoes it', async () => {
  const { error } = await failure({ status: 401, body: apiError('authentication_error', `wrong key ${key}`) });
  expect(error.message).toContain('[key]');
  expect(JSON.stringify(error) + String(error.stack) + String(error.cause)).not.toContain(key);
});

const broken: readonly [string, ServerReply][] = [
  ['socket cut', { events: messageEvents([{ text: 'Hello' }]).slice(0, 4), end: 'cut' }],
  [
    'error event',
    { events: [...messageEvents([{ text: 'Hello' }]).slice(0, 4), apiError('overloaded_error', 'busy')] },
  ],
  [
    'bad data line',
    { events: messageEvents([{ text: 'Hello' }]).slice(0, 4), tail: 'event: content_block_delta\ndata: {"type":\n\n' },
  ],
  ['malformed known event', { events: [{ type: 'message_start' }] }],
];
test.each(broken)('%s is a broken stream', async (_, reply) => {
  expect((await failure(reply)).error.failure).toBe('stream');
});

test('unknown events are passed over', async () => {
  const events = messageEvents([{ text: 'Hi' }]);
  const { provider } = await serve({ events: [events[0]!, { type: 'from_the_future', x: 1 }, ...events.slice(1)] });
  expect((await collect(provider)).map((event) => event.type)).not.toContain('from_the_future');
});

test.each([
  ['http://example.com', 'https'],
  ['ftp://example.com', 'https'],
  ['https://user:pass@example.com', 'credentials'],
  ['nonsense', 'no URL'],
  ['http://127.0.0.1.example.com', 'https'],
])('base URL %s is refused', (baseURL, why) => {
  expect(() => createAnthropicProvider({ apiKey: key, baseURL, model: 'm' })).toThrow(why);
});

test.each(['', 'with space', 'line\nbreak'])('key %j is refused without being shown', (apiKey) => {
  try {
    createAnthropicProvider({ apiKey, model: 'm' });
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(CordonError);
    if (apiKey !== '') expect((error as CordonError).message).not.toContain(apiKey);
  }
});
