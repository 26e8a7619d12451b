/**
 * The text of a tool input to one canonical value, or to a list of all that is wrong with it.
 * INVARIANT: nothing is guessed. The value, frozen, is the one that is classified, shown, logged and run.
 */
import {
  byDistance,
  deepFreeze,
  isToolName,
  type JsonObject,
  type JsonValue,
  type ToolName,
  toolInputs,
} from '../contract/index.ts';
import { parseStrictJson } from './strict-json.ts';

export interface InputProblem {
  /** Such as `$input.limit`. */
  readonly path: string;
  readonly expected: string;
  /** Shortened; never more than 80 characters of the model's own text. */
  readonly got: string;
}

export type ParsedInput =
  | { readonly ok: true; readonly tool: ToolName; readonly value: JsonObject }
  | {
      readonly ok: false;
      readonly problems: readonly InputProblem[];
      /** What history shows for this call: the object as written when it was one, else an empty object. */
      readonly stored: JsonObject;
    };

/** Problems told in one round; a longer list helps nobody. */
const MAX_PROBLEMS = 20;
const MAX_GOT = 80;

export function parseToolInput(name: string, raw: string, offered: readonly ToolName[]): ParsedInput {
  const json = parseStrictJson(raw.trim() === '' ? '{}' : raw);
  const object = json.ok && isObject(json.value) ? json.value : null;
  const stored = object === null ? {} : deepFreeze(object);
  if (!isToolName(name) || !offered.includes(name))
    return { ok: false, problems: [unknownTool(name, offered)], stored };
  if (!json.ok) return { ok: false, problems: [{ path: '$input', expected: 'JSON', got: json.message }], stored };
  if (object === null) return { ok: false, problems: [problem('$input', 'an object', json.value)], stored };
  const checked = toolInputs[name].safeParse(object);
  if (!checked.success) return { ok: false, problems: problems(name, object, checked.error.issues), stored };
  // Read from JSON, so every member that is there is JSON.
  return { ok: true, tool: name, value: deepFreeze(checked.data as JsonObject) };
}

/** The answer to a bad call, for the model: everything at once, so that one more round can mend it. */
export function feedback(name: string, found: readonly InputProblem[]): string {
  const count = found.length === 1 ? '1 problem' : `${found.length} problems`;
  const lines = found.map(({ path, expected, got }) => `- ${path}: expected ${expected}; got ${got}`);
  return [`The call of ${shorten(name)} was not run: ${count} in its input.`, ...lines, 'Send a corrected call.'].join(
    '\n',
  );
}

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly expected?: unknown;
  readonly keys?: readonly string[];
}

function problems(tool: ToolName, input: JsonObject, issues: readonly unknown[]): InputProblem[] {
  const known = Object.keys(toolInputs[tool].shape);
  const found = (issues as readonly Issue[]).flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys')
      return [problem(spell(issue.path), expectation(issue), at(input, issue.path))];
    return (issue.keys ?? []).map((key) => ({
      path: spell([...issue.path, key]),
      expected: `no such member; known are ${nearestFew(key, known)}`,
      got: shorten(key),
    }));
  });
  return found.slice(0, MAX_PROBLEMS);
}

function expectation(issue: Issue): string {
  if (issue.code === 'invalid_type' && typeof issue.expected === 'string') return issue.expected;
  return issue.message.replace(/^(Too small|Too big|Invalid input): (expected )?/u, '');
}

function problem(path: string, expected: string, value: JsonValue | undefined): InputProblem {
  return { path, expected, got: value === undefined ? 'nothing' : shorten(JSON.stringify(value)) };
}

function unknownTool(name: string, offered: readonly ToolName[]): InputProblem {
  return { path: '$tool', expected: `one of ${nearestFew(name, offered)}`, got: shorten(name) };
}

function spell(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return /^[A-Za-z_]\w*$/u.test(String(key)) ? `${text}.${String(key)}` : `${text}[${shorten(String(key))}]`;
  }, '$input');
}

function at(input: JsonValue, path: readonly PropertyKey[]): JsonValue | undefined {
  let value: JsonValue | undefined = input;
  for (const key of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, JsonValue>)[key];
  }
  return value;
}

/** Nearest first; all of them when there are few. */
function nearestFew(name: string, known: readonly string[]): string {
  const ranked = byDistance(name.slice(0, 64), known).map(([candidate]) => candidate);
  return ranked.slice(0, 7).join(', ');
}

function shorten(text: string): string {
  return text.length > MAX_GOT ? `${text.slice(0, MAX_GOT)}...` : text;
}

function isObject(value: JsonValue): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
