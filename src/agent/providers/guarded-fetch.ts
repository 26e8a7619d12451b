/**
 * The one way onto the network for a model client: a fixed set of headers with the caller's own key, one address, no
 * redirects, and no endless answers.
 */
import { ProviderError } from './provider-error.ts';

/** All that a request needs. The rest of what a client adds tells about this machine, or comes from its environment. */
const headerNames: ReadonlySet<string> = new Set(['accept', 'content-type', 'anthropic-version', 'user-agent']);
/** Bytes of one answer, far above any message: JSON spells a character in at most six. */
const MAX_ANSWER = 256 * 1024 * 1024;

export function guardedFetch(apiKey: string, baseURL: string, onActivity: () => void): typeof fetch {
  return async (target, init) => {
    const url = String(target instanceof Request ? target.url : target);
    if (!url.startsWith(`${baseURL}/`)) {
      throw new ProviderError('rejected', 'a request would have gone to another address', 'cordon doctor');
    }
    const headers = new Headers();
    for (const [name, value] of new Headers(init?.headers)) if (headerNames.has(name)) headers.set(name, value);
    headers.set('authorization', `Bearer ${apiKey}`);
    const response = await fetch(url, { ...init, headers, redirect: 'error' });
    onActivity();
    return tapped(response, onActivity);
  };
}

/** The same response, with a word for each chunk: a client library swallows pings, and a ping is a sign of life. */
function tapped(response: Response, onActivity: () => void): Response {
  if (response.body === null) return response;
  let bytes = 0;
  const tap = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      onActivity();
      bytes += chunk.byteLength;
      if (bytes > MAX_ANSWER)
        controller.error(new ProviderError('stream', 'the answer does not end', 'run the command again'));
      else controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(tap), { status, statusText, headers });
}
