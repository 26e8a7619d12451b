/** The tools that a model sees. What a mode does not allow is absent, not forbidden. */
import { z } from 'zod';
import { type JsonObject, type Mode, type ToolName, toolInputs, toolNames, toolTraits } from '../contract/index.ts';
import type { ToolOffer } from './providers/provider.ts';

const descriptions: Readonly<Record<ToolName, string>> = {
  bash: 'Runs a bash script in the sandbox and returns its output and exit code. The network is closed unless policy opens it.',
  read: 'Returns lines of a text file.',
  write: 'Writes a whole file, creating or replacing it.',
  edit: 'Replaces one exact piece of text in a file.',
  glob: 'Lists the files whose paths match a glob.',
  grep: 'Searches file contents by regular expression.',
  ls: 'Lists a folder.',
};

/** In plan mode only tools that change nothing, whatever their input. */
export function toolsFor(mode: Mode): readonly ToolName[] {
  return mode === 'plan' ? toolNames.filter((name) => toolTraits[name].readOnly) : toolNames;
}

export function offersOf(names: readonly ToolName[]): readonly ToolOffer[] {
  return names.map((name) => ({ name, description: descriptions[name], inputSchema: inputSchema(name) }));
}

function inputSchema(name: ToolName): JsonObject {
  const { $schema: _, ...schema } = z.toJSONSchema(toolInputs[name], { io: 'input' });
  return schema as JsonObject;
}
