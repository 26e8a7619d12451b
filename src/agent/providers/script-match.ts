/** When a rule of a script holds. Pure: looks at the request alone. */
import type { Message, ToolResultBlock } from '../message.ts';
import type { ModelRequest } from './provider.ts';
import type { ResultTest, TextTest, When } from './script-format.ts';

/** What a request looks like to a script. */
export interface Scene {
  readonly request: ModelRequest;
  /** Number of the reply that is asked for, counted from 1. */
  readonly turn: number;
  /** The person's or the loop's last own words, results left out. */
  readonly userText: string;
  readonly lastResults: readonly ToolResultBlock[];
  readonly allResults: readonly ToolResultBlock[];
  /** Call id to tool name. */
  readonly toolOf: ReadonlyMap<string, string>;
  /** Alias to call id. */
  readonly aliases: ReadonlyMap<string, string>;
}

export function sceneOf(request: ModelRequest, aliases: ReadonlyMap<string, string>): Scene {
  const toolOf = new Map<string, string>();
  let turn = 1;
  let userText = '';
  for (const message of request.messages) {
    if (message.role === 'assistant') {
      turn += 1;
      for (const block of message.content) if (block.type === 'tool_use') toolOf.set(block.id, block.name);
    } else {
      const texts = message.content.flatMap((block) => (block.type === 'text' ? [block.text] : []));
      if (texts.length > 0) userText = texts.join('\n');
    }
  }
  const allResults = request.messages.flatMap(resultsIn);
  const last = request.messages.at(-1);
  return { request, turn, userText, lastResults: last ? resultsIn(last) : [], allResults, toolOf, aliases };
}

export function holds(when: When, scene: Scene): boolean {
  return (
    turnFits(when.turn, scene.turn) &&
    (when.user === undefined || textFits(when.user, scene.userText)) &&
    (when.results ?? []).every((test) => someResultFits(test, scene)) &&
    (when.tools?.offered ?? []).every((name) => isOffered(name, scene)) &&
    !(when.tools?.absent ?? []).some((name) => isOffered(name, scene)) &&
    (when.mode === undefined || when.mode === scene.request.mode)
  );
}

/** The newest result of a call named by alias or id. */
export function resultOf(name: string, scene: Scene): ToolResultBlock | undefined {
  const id = scene.aliases.get(name) ?? name;
  return scene.allResults.findLast((result) => result.tool_use_id === id);
}

function turnFits(wanted: When['turn'], turn: number): boolean {
  if (wanted === undefined) return true;
  if (typeof wanted === 'number') return wanted === turn;
  return turn >= (wanted.min ?? 1) && turn <= (wanted.max ?? Number.POSITIVE_INFINITY);
}

function textFits(test: TextTest, text: string): boolean {
  if (test.contains !== undefined && !text.includes(test.contains)) return false;
  if (test.equals !== undefined && text !== test.equals) return false;
  if (test.startsWith !== undefined && !text.startsWith(test.startsWith)) return false;
  return test.lacks === undefined || !text.includes(test.lacks);
}

function someResultFits(test: ResultTest, scene: Scene): boolean {
  const pool = test.in === 'any' ? scene.allResults : scene.lastResults;
  const id = test.call === undefined ? undefined : (scene.aliases.get(test.call) ?? test.call);
  return pool.some(
    (result) =>
      (id === undefined || result.tool_use_id === id) &&
      (test.tool === undefined || scene.toolOf.get(result.tool_use_id) === test.tool) &&
      (test.isError === undefined || result.is_error === test.isError) &&
      textFits(test, result.content),
  );
}

function isOffered(name: string, scene: Scene): boolean {
  return scene.request.tools.some((tool) => tool.name === name);
}

function resultsIn(message: Message): readonly ToolResultBlock[] {
  if (message.role !== 'user') return [];
  return message.content.filter((block) => block.type === 'tool_result');
}
