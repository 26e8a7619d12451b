/** How a provider fails, in the terms of what the loop can do about it. */
import { CordonError, type ErrorCode } from '../../contract/index.ts';

/** What the loop does about it: overload R1, stream R2, too-long R3; auth, rejected and script end the run. */
export type ProviderFailure = 'overload' | 'stream' | 'auth' | 'rejected' | 'too-long' | 'script';

const failureCodes: Readonly<Record<ProviderFailure, ErrorCode>> = {
  overload: 'provider-unavailable',
  stream: 'provider-stream',
  auth: 'provider-auth',
  rejected: 'provider-rejected',
  'too-long': 'context-overflow',
  script: 'provider-script',
};

export interface ProviderErrorDetails {
  readonly status?: number;
  /** How long the server asks us to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly requestId?: string;
  readonly cause?: unknown;
}

export class ProviderError extends CordonError {
  readonly failure: ProviderFailure;
  readonly status: number | null;
  readonly retryAfterMs: number | null;
  readonly requestId: string | null;

  constructor(failure: ProviderFailure, message: string, hint: string, details: ProviderErrorDetails = {}) {
    super(failureCodes[failure], message, hint, details.cause);
    this.name = 'ProviderError';
    this.failure = failure;
    this.status = details.status ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.requestId = details.requestId ?? null;
  }
}
