/** The faults of a script, in the shapes in which a real provider shows them. */
import type { ModelEvent } from './model-event.ts';
import { ProviderError } from './provider-error.ts';
import type { Fault } from './script-format.ts';

const again = 'this failure was scripted';

/** The error of a request that gets no reply at all, or null. */
export function failingRequest(fault: Fault | undefined): ProviderError | null {
  switch (fault) {
    case 'overloaded':
      return new ProviderError('overload', 'scripted: 529 overloaded', again, { status: 529 });
    case 'rate-limited':
      return new ProviderError('overload', 'scripted: 429 rate limit', again, { status: 429, retryAfterMs: 2000 });
    case 'unreachable':
      return new ProviderError('overload', 'scripted: the server cannot be reached', again);
    case 'unauthorized':
      return new ProviderError('auth', 'scripted: 401 invalid key', again, { status: 401 });
    case 'rejected':
      return new ProviderError('rejected', 'scripted: 400 invalid request', again, { status: 400 });
    case 'too-long':
      return new ProviderError('too-long', 'scripted: 400 prompt is too long', again, { status: 400 });
    default:
      return null;
  }
}

/** The events of a reply, broken as the fault says. */
export async function* breakReply(
  events: readonly ModelEvent[],
  fault: Fault | undefined,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  if (fault === undefined) return yield* events;
  if (fault === 'no-stop') return yield* events.slice(0, -1);
  if (fault === 'malformed-input') return yield* withoutLastPiece(events);
  if (fault === 'max-tokens') return yield* stoppedShort(events, 'max_tokens');
  if (fault === 'refusal') return yield* stoppedShort(events, 'refusal');
  yield* events.slice(0, middle(events));
  if (fault === 'idle') return await aborted(signal);
  if (fault === 'error-event') {
    yield { type: 'error', error: { type: 'overloaded_error', message: 'scripted: overloaded' } };
    return;
  }
  throw new ProviderError('stream', 'scripted: the connection broke', again);
}

/** Behind the first half of the pieces, so that something was said already. */
function middle(events: readonly ModelEvent[]): number {
  const deltas = events.flatMap((event, index) => (event.type === 'content_block_delta' ? [index] : []));
  return (deltas[Math.floor(deltas.length / 2)] ?? 1) + 1;
}

/** The last call's input loses its last character, and with it its closing brace. */
function withoutLastPiece(events: readonly ModelEvent[]): ModelEvent[] {
  const last = events.findLastIndex(
    (event) => event.type === 'content_block_delta' && event.delta.type === 'input_json_delta',
  );
  return events.map((event, index) => {
    if (index !== last || event.type !== 'content_block_delta' || event.delta.type !== 'input_json_delta') return event;
    return { ...event, delta: { ...event.delta, partial_json: event.delta.partial_json.slice(0, -1) } };
  });
}

function stoppedShort(events: readonly ModelEvent[], reason: string): ModelEvent[] {
  const kept = events.slice(0, middle(events));
  const open = kept.findLast((event) => event.type === 'content_block_start');
  const close: ModelEvent[] = open === undefined ? [] : [{ type: 'content_block_stop', index: open.index }];
  const ending = events.slice(-2).map((event): ModelEvent => {
    return event.type === 'message_delta' ? { ...event, delta: { stop_reason: reason } } : event;
  });
  return [...kept, ...close, ...ending];
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
