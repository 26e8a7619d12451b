/** What came of a call. */
import { z } from 'zod';

export const resultStatuses = ['ok', 'failed', 'timeout', 'killed', 'denied', 'unavailable', 'unknown'] as const;

export const OutputText = z.strictObject({
  /** At most the cap of the execution, the middle cut out; not escaped: whoever prints it does that. */
  text: z.string(),
  /** Bytes that the program wrote, whatever was kept. */
  bytes: z.int().min(0),
  /** Digest of the bytes kept, hex. */
  sha256: z.string(),
  truncated: z.boolean(),
});
export type OutputText = z.infer<typeof OutputText>;

export const ChangedFile = z.strictObject({
  /** Relative to the workspace root, `/` as separator. */
  path: z.string(),
  change: z.enum(['added', 'modified', 'deleted']),
});
export type ChangedFile = z.infer<typeof ChangedFile>;

export const Result = z.strictObject({
  callId: z.string(),
  /** `unknown`: the process died before the outcome was known. */
  status: z.enum(resultStatuses),
  /** Null when the program did not end by itself. */
  exitCode: z.int().nullable(),
  stdout: OutputText,
  stderr: OutputText,
  changedFiles: z.array(ChangedFile),
  durationMs: z.number().min(0),
  usage: z.strictObject({ memoryBytes: z.int().min(0).nullable(), cpuMs: z.number().min(0).nullable() }),
});
export type Result = z.infer<typeof Result>;

const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
export const noOutput: OutputText = { text: '', bytes: 0, sha256: EMPTY_SHA256, truncated: false };

/** A result for a call that never ran, or whose outcome nobody saw. */
export function emptyResult(callId: string, status: 'denied' | 'unavailable' | 'unknown' | 'killed'): Result {
  return {
    callId,
    status,
    exitCode: null,
    stdout: noOutput,
    stderr: noOutput,
    changedFiles: [],
    durationMs: 0,
    usage: { memoryBytes: null, cpuMs: null },
  };
}
