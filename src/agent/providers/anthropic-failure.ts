/** The SDK's errors as ours: a table by status, and text where the API gives nothing better. */
import { ProviderError, type ProviderFailure } from './provider-error.ts';

interface StatusError extends Error {
  readonly status: number | undefined;
  readonly headers: Headers | undefined;
  readonly requestID: string | null | undefined;
  readonly type: string | null;
}

/** The error classes of the SDK, which is loaded late. */
export interface FailureTypes {
  readonly APIError: abstract new (...args: never[]) => StatusError;
  readonly APIConnectionError: abstract new (...args: never[]) => Error;
}

const byStatus: Readonly<Record<number, ProviderFailure>> = {
  401: 'auth',
  402: 'auth',
  403: 'auth',
  408: 'overload',
  409: 'overload',
  413: 'too-long',
  429: 'overload',
};

const hints: Readonly<Record<ProviderFailure, string>> = {
  overload: 'run it again later, or with --fallback-model',
  stream: 'run the command again',
  auth: 'check ANTHROPIC_API_KEY, and that the account may use this model',
  rejected: 'check --model; if it is right, report this as a defect of cordon',
  'too-long': 'start a new run with a smaller task',
  script: 'mend the script',
};

/** There is no code for it: the API says 400 and a sentence. */
const tooLong =
  /prompt is too long|exceeds? (the )?(maximum )?context|context (window|limit)|too many (input )?tokens/iu;

export function mapFailure(thrown: unknown, sdk: FailureTypes, apiKey: string): ProviderError {
  if (thrown instanceof ProviderError) return thrown;
  if (thrown instanceof Error && thrown.cause instanceof ProviderError) return thrown.cause;
  const text = describe(thrown, apiKey);
  if (thrown instanceof sdk.APIConnectionError)
    return failed('overload', `the provider cannot be reached: ${text}`, {});
  if (!(thrown instanceof sdk.APIError)) return failed('stream', `the stream broke: ${text}`, {});
  const { status, headers, requestID } = thrown;
  const details = { ...(requestID ? { requestId: requestID } : {}), ...waitAsked(headers) };
  // Without a status it is an error event inside the stream.
  if (status === undefined)
    return failed('stream', `the provider reports ${thrown.type ?? 'an error'}: ${text}`, details);
  const isTooLong = status === 400 && tooLong.test(thrown.message);
  const failure = isTooLong ? 'too-long' : (byStatus[status] ?? (status >= 500 ? 'overload' : 'rejected'));
  return failed(failure, `the provider answers ${text}`, { ...details, status });
}

function failed(failure: ProviderFailure, message: string, details: object): ProviderError {
  return new ProviderError(failure, message, hints[failure], details);
}

/** Short, and without the key, which a server may echo. The SDK's error is not kept as cause: it holds the whole answer. */
function describe(thrown: unknown, apiKey: string): string {
  const causes: string[] = [];
  for (let at = thrown; at instanceof Error && causes.length < 3; at = at.cause) causes.push(at.message);
  const text = causes.length === 0 ? String(thrown) : [...new Set(causes)].join(': ');
  const clean = text.replaceAll(apiKey, '[key]');
  return clean.length > 300 ? `${clean.slice(0, 300)}...` : clean;
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date (RFC 9110, 10.2.3). */
function waitAsked(headers: Headers | undefined): { retryAfterMs?: number } {
  const ms = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (Number.isFinite(ms) && ms >= 0) return { retryAfterMs: ms };
  const given = headers?.get('retry-after') ?? '';
  const seconds = /^\d+(\.\d+)?$/u.test(given) ? Number(given) * 1000 : Date.parse(given) - Date.now();
  return Number.isFinite(seconds) && seconds >= 0 ? { retryAfterMs: seconds } : {};
}
