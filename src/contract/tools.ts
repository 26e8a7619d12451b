/**
 * cordon's own tools and their inputs. Other agents' tools are mapped to these by the adapters, so that one
 * policy speaks of one vocabulary. A tool that is not in this table is unknown, and unknown is denied.
 */
import { z } from 'zod';

/** Longest command or file content that a call may carry, in UTF-16 units; a longer one is an invalid call. */
const MAX_TEXT = 4 * 1024 * 1024;

const path = z.string().min(1).max(4096).describe('Path, absolute or relative to the workspace root');

export const toolInputs = {
  bash: z.strictObject({
    command: z.string().min(1).max(MAX_TEXT).describe('A bash script; each call gets a fresh shell'),
    timeoutMs: z.int().min(1).max(3_600_000).optional().describe('Time limit in milliseconds, default 120000'),
  }),
  read: z.strictObject({
    path,
    offset: z.int().min(1).optional().describe('First line, counted from 1'),
    limit: z.int().min(1).max(100_000).optional().describe('Number of lines, default 2000'),
  }),
  write: z.strictObject({ path, content: z.string().max(MAX_TEXT).describe('The whole new text of the file') }),
  edit: z.strictObject({
    path,
    oldText: z.string().min(1).max(MAX_TEXT).describe('Text to replace; must occur exactly once unless all is true'),
    newText: z.string().max(MAX_TEXT).describe('What stands there afterwards'),
    all: z.boolean().optional().describe('Replace every occurrence'),
  }),
  glob: z.strictObject({
    pattern: z.string().min(1).max(1024).describe('Glob such as src/**/*.ts'),
    path: path.optional().describe('Folder to search, default the workspace root'),
  }),
  grep: z.strictObject({
    pattern: z.string().min(1).max(4096).describe('Regular expression in ripgrep syntax'),
    path: path.optional().describe('File or folder to search, default the workspace root'),
    glob: z.string().min(1).max(1024).optional().describe('Only files whose path matches this glob'),
    ignoreCase: z.boolean().optional(),
  }),
  ls: z.strictObject({ path: path.optional().describe('Folder to list, default the workspace root') }),
} as const;

export type ToolName = keyof typeof toolInputs;
export type ToolInput<T extends ToolName> = z.infer<(typeof toolInputs)[T]>;

export const toolNames = Object.keys(toolInputs) as readonly ToolName[];

/** True for a name in the table. Own keys only: `constructor` is no tool. */
export function isToolName(name: string): name is ToolName {
  return Object.hasOwn(toolInputs, name);
}

/** What a tool may do when nothing better is known of the call. Each flag is required: there is no unsafe default. */
export interface ToolTraits {
  /** The call changes nothing, whatever its input. */
  readonly readOnly: boolean;
  /** May run at the same time as other calls of this kind. */
  readonly concurrencySafe: boolean;
}

export const toolTraits: Readonly<Record<ToolName, ToolTraits>> = {
  bash: { readOnly: false, concurrencySafe: false },
  read: { readOnly: true, concurrencySafe: true },
  write: { readOnly: false, concurrencySafe: false },
  edit: { readOnly: false, concurrencySafe: false },
  glob: { readOnly: true, concurrencySafe: true },
  grep: { readOnly: true, concurrencySafe: true },
  ls: { readOnly: true, concurrencySafe: true },
};
