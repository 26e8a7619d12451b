/**
 * Anthropic's Messages API. The one owner of its SDK, which is loaded with the first request. Key and address come from
 * the caller alone: the SDK would also take them, and further headers, from the environment and from profiles on disk.
 */
import type Anthropic from '@anthropic-ai/sdk';
import { CordonError } from '../../contract/index.ts';
import type { Message } from '../message.ts';
import { type FailureTypes, mapFailure } from './anthropic-failure.ts';
import { guardedFetch } from './guarded-fetch.ts';
import { type ModelEvent, parseModelEvent } from './model-event.ts';
import type { ModelRequest, Provider, ProviderCapabilities, StreamObserver } from './provider.ts';

export interface AnthropicOptions {
  readonly apiKey: string;
  /** From the user or an administrator, never from a repository. */
  readonly baseURL?: string;
  readonly model: string;
  readonly capabilities?: Partial<ProviderCapabilities>;
}

const DEFAULT_BASE_URL = 'https://api.anthropic.com';
const usualCapabilities: ProviderCapabilities = { contextWindow: 200_000, maxOutputTokens: 32_000 };
/** Limit for the wait for headers; the stream behind them is watched by the loop. */
const HEADERS_TIMEOUT_MS = 10 * 60_000;

/** Throws CordonError for a key or an address that must not be used. Sends nothing. */
export function createAnthropicProvider(options: AnthropicOptions): Provider {
  // A key with a line break would also end up in the text of the header error.
  if (!/^[\x21-\x7e]+$/u.test(options.apiKey)) {
    const problem = options.apiKey === '' ? 'there is no API key' : 'the API key has characters that no key has';
    throw new CordonError('provider-auth', problem, 'export ANTHROPIC_API_KEY=...');
  }
  return new AnthropicProvider(options, checkedBaseURL(options.baseURL ?? DEFAULT_BASE_URL));
}

class AnthropicProvider implements Provider {
  readonly name = 'anthropic';
  readonly scripted = false;
  readonly model: string;
  readonly capabilities: ProviderCapabilities;
  readonly #apiKey: string;
  readonly #baseURL: string;

  constructor(options: AnthropicOptions, baseURL: string) {
    this.model = options.model;
    this.capabilities = { ...usualCapabilities, ...options.capabilities };
    this.#apiKey = options.apiKey;
    this.#baseURL = baseURL;
  }

  async *stream(request: ModelRequest, signal: AbortSignal, observer?: StreamObserver): AsyncGenerator<ModelEvent> {
    const sdk = await import('@anthropic-ai/sdk');
    const client = this.#client(sdk.Anthropic, observer);
    try {
      const events = await client.messages.create(bodyOf(request), { signal });
      for await (const raw of events) {
        const event = parseModelEvent(raw);
        if (event !== null) yield event;
      }
    } catch (thrown) {
      throw mapFailure(thrown, sdk satisfies FailureTypes, this.#apiKey);
    }
  }

  /** One client a request, so that its activity can be told apart; it holds no connection of its own. */
  #client(Client: typeof Anthropic, observer: StreamObserver | undefined): Anthropic {
    return new Client({
      apiKey: this.#apiKey,
      authToken: null,
      webhookKey: null,
      baseURL: this.#baseURL,
      maxRetries: 0,
      timeout: HEADERS_TIMEOUT_MS,
      fetch: guardedFetch(this.#apiKey, this.#baseURL, () => observer?.onActivity()),
      logLevel: 'off',
      logger: silent,
      openTelemetry: false,
    });
  }
}

const ignore = () => undefined;
/** The SDK's own log would go to stdout, between the lines of a JSON stream. */
const silent = { error: ignore, warn: ignore, info: ignore, debug: ignore };

/** TLS, or this machine itself. No user name or password in the address: it is shown in messages. */
function checkedBaseURL(text: string): string {
  const url = URL.parse(text);
  const hint = 'export ANTHROPIC_BASE_URL=https://...';
  if (url === null) throw new CordonError('usage', 'the base URL of the provider is no URL', hint);
  const isLoopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/u.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) {
    throw new CordonError(
      'usage',
      `the base URL of the provider must be https, not ${url.protocol}//${url.host}`,
      hint,
    );
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new CordonError('usage', 'the base URL of the provider must carry no credentials, query or fragment', hint);
  }
  return url.href.replace(/\/$/u, '');
}

/** Two cache marks: behind the system prompt and tools, which never change, and behind the newest message. */
function bodyOf(request: ModelRequest): Anthropic.MessageCreateParamsStreaming {
  return {
    model: request.model,
    max_tokens: request.maxTokens,
    stream: true,
    system: [{ type: 'text', text: request.system, cache_control: { type: 'ephemeral' } }],
    tools: request.tools.map(({ name, description, inputSchema }) => {
      return { name, description, input_schema: { type: 'object' as const, ...inputSchema } };
    }),
    messages: request.messages.map((message, index) => paramOf(message, index === request.messages.length - 1)),
  };
}

function paramOf(message: Message, isLast: boolean): Anthropic.MessageParam {
  if (message.role === 'assistant') return { role: 'assistant', content: [...message.content] };
  const content = message.content.map((block, index): Anthropic.ContentBlockParam => {
    const isMarked = isLast && index === message.content.length - 1;
    return isMarked ? { ...block, cache_control: { type: 'ephemeral' } } : block;
  });
  return { role: 'user', content };
}
