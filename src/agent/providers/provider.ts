/** The one door between the loop and a model: a request goes out, raw stream events come back. */
import type { JsonObject, Mode } from '../../contract/index.ts';
import type { Message } from '../message.ts';
import type { ModelEvent } from './model-event.ts';

export interface ToolOffer {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
}

export interface ModelRequest {
  readonly model: string;
  readonly system: string;
  readonly tools: readonly ToolOffer[];
  readonly messages: readonly Message[];
  /** Most tokens that the reply may have. */
  readonly maxTokens: number;
  /** For scripts that answer by mode; a real provider does not send it. */
  readonly mode: Mode;
}

export interface ProviderCapabilities {
  /** Tokens of request and reply together. */
  readonly contextWindow: number;
  /** Tokens of one reply. */
  readonly maxOutputTokens: number;
}

export interface StreamObserver {
  /** Bytes came in, also those that become no event, such as a ping that a client library swallows. */
  onActivity(): void;
}

export interface Provider {
  readonly name: string;
  /** True when a script answers and no model does. Shown in every output and log line. */
  readonly scripted: boolean;
  readonly model: string;
  readonly capabilities: ProviderCapabilities;
  /**
   * One reply, as it comes. Makes one attempt: retries belong to the loop. Throws ProviderError; a stream that just
   * ends without `message_stop` is for the reader to notice.
   */
  stream(request: ModelRequest, signal: AbortSignal, observer?: StreamObserver): AsyncIterable<ModelEvent>;
}
