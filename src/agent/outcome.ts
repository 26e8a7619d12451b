/** How a run ends. */
import { type CordonError, CordonError as Failure } from '../contract/index.ts';
import type { Usage } from './message.ts';

/** Status to exit code of `cordon run`. */
export const exitCodes = {
  done: 0,
  /** Something that the run cannot decide about: a defect, a script that is none, a folder that cannot be written. */
  failed: 2,
  'engine-lost': 2,
  'approval-needed': 3,
  'audit-lost': 4,
  refused: 10,
  budget: 11,
  context: 12,
  stuck: 13,
  'provider-unavailable': 14,
  auth: 15,
  'output-cut': 16,
  'bad-calls': 17,
  rejected: 18,
  interrupted: 130,
} as const;
export type RunStatus = keyof typeof exitCodes;

export interface ToolStats {
  /** Calls by the model, bad ones included. */
  readonly calls: number;
  /** Calls whose input was right, without a correction round before. */
  readonly firstTryValid: number;
  readonly denied: number;
}

export interface RunOutcome {
  readonly status: RunStatus;
  readonly exitCode: number;
  /** The model's last words; empty when there are none. */
  readonly finalText: string;
  /** Complete replies of the model. */
  readonly turns: number;
  readonly usage: Usage;
  /** Present for every status but `done`. */
  readonly error?: CordonError;
  readonly stats: Readonly<Record<string, ToolStats>>;
  /** True when a script answered and no model did. */
  readonly scripted: boolean;
}

/** Ends the run from wherever it is thrown. */
export class RunStop extends Error {
  readonly status: RunStatus;
  readonly error: CordonError;

  constructor(status: RunStatus, error: CordonError) {
    super(error.message, { cause: error });
    this.name = 'RunStop';
    this.status = status;
    this.error = error;
  }
}

/** The status for an error that nobody on the way knew how to handle. */
export function statusOf(error: CordonError): RunStatus {
  switch (error.code) {
    case 'audit-write-failed':
    case 'gate-closed':
      return 'audit-lost';
    case 'provider-rejected':
      return 'rejected';
    case 'provider-auth':
      return 'auth';
    case 'provider-unavailable':
    case 'provider-stream':
      return 'provider-unavailable';
    case 'context-overflow':
      return 'context';
    case 'engine-lost':
    case 'engine-unavailable':
      return 'engine-lost';
    default:
      return 'failed';
  }
}

export function interrupted(): RunStop {
  const hint = 'run the command again; what was changed so far is kept in the session';
  return new RunStop('interrupted', new Failure('interrupted', 'the run was interrupted', hint));
}
