/** A request to do something: the one thing that every agent, hook and client is reduced to. */
import { z } from 'zod';

export const callSources = ['agent', 'cli', 'claude-code', 'codex', 'gemini-cli', 'mcp'] as const;
export type CallSource = (typeof callSources)[number];

export const ToolCall = z.strictObject({
  /** Unique within the session. */
  id: z.string().regex(/^[A-Za-z0-9_.:-]{1,128}$/),
  sessionId: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/),
  source: z.enum(callSources),
  tool: z.string().min(1).max(256),
  input: z.record(z.string(), z.json()),
  /** Absolute path as the call sees it: `/workspace` in the container. */
  cwd: z.string().startsWith('/').max(4096),
  /** ISO 8601 in UTC. */
  at: z.iso.datetime(),
});
export type ToolCall = z.infer<typeof ToolCall>;

export { WORKSPACE } from './workspace.ts';
