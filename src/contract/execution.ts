/** What the sandbox is asked to do: fully spelled out, so that it can be shown, logged and compared with what ran. */
import { z } from 'zod';

export const Execution = z.strictObject({
  callId: z.string(),
  /** `sha256:` and 64 hex digits: the engine's image id. */
  imageDigest: z.string(),
  argv: z.array(z.string()).min(1),
  /** Fed to the program and then closed; empty string for none. */
  stdin: z.string(),
  cwd: z.string().startsWith('/'),
  env: z.record(z.string(), z.string()),
  mounts: z.array(z.strictObject({ target: z.string(), kind: z.enum(['tmpfs', 'volume', 'bind-ro']) })),
  network: z.enum(['none', 'egress-proxy']),
  limits: z.strictObject({
    memoryBytes: z.int().min(1),
    pids: z.int().min(1),
    cpus: z.number().positive(),
    /** Cap on each of stdout and stderr. */
    outputBytes: z.int().min(1),
  }),
  timeoutMs: z.int().min(1),
});
export type Execution = z.infer<typeof Execution>;
