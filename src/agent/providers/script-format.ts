/**
 * Scripts for the scripted provider: data, not code. A script stands in for a model in the demo, in tests and in a
 * rehearsal of failures; it never pretends to be one.
 *
 * For each request the rules are read from the top; the first whose `when` holds and whose `times` are not used up
 * answers. `times` is 1 unless given, so rules without `when` are simply played one after the other. When no rule is
 * left, the reply is a plain sentence that this is a script and that it is over.
 *
 *   {
 *     "version": 1,
 *     "seed": "readme-tour",
 *     "rules": [
 *       { "emit": [
 *           { "type": "text", "text": "I look at the readme first." },
 *           { "type": "tool_use", "as": "readme", "name": "read", "input": { "path": "README.md" } } ] },
 *       { "when": { "results": [{ "call": "readme", "isError": true }] },
 *         "emit": [{ "type": "text", "text": "There is no readme: {{result.readme.line.1}}" }] },
 *       { "when": { "results": [{ "call": "readme", "contains": "npm test" }] },
 *         "emit": [{ "type": "tool_use", "name": "bash", "input": { "command": "npm test" } }] },
 *       { "when": { "results": [{ "tool": "bash", "isError": false }] },
 *         "emit": [{ "type": "text", "text": "Done. The readme begins with: {{result.readme.line.1}}" }] },
 *       { "when": { "turn": 9 }, "fault": "overloaded", "times": 2 }
 *     ]
 *   }
 *
 * `when` (all of its members must hold; absent means any):
 *   turn      number of the reply, counted from 1 (discarded replies do not count): 3, or {"min": 2, "max": 4}
 *   user      what the person last wrote: {"contains"|"equals"|"startsWith"|"lacks": "..."}; several may be joined
 *   results   for each item some tool result fits: {"call": id or alias} or {"tool": name}, "isError", and the text
 *             tests as above. Results of the last round count; with "in": "any" those of the whole conversation.
 *   tools     {"offered": ["write"], "absent": ["bash"]}
 *   mode      "plan", "default" or "auto"
 * `emit`: {"type":"text","text"} and {"type":"tool_use","name","input","as"?}. In each string {{result.ID.line.N}} is
 *   line N (from 1) of the result of a call, {{result.ID.text}} all of it, {{seq}} the number of the request (from 1,
 *   resends included). ID is the alias given by `as`, or the call's id: ids are toolu_s0001, toolu_s0002, ... in order.
 *   A placeholder that leads nowhere is an error that names the rule.
 * `stop`: the stop reason, by default "tool_use" with calls and "end_turn" without.
 * `fault`: see `faults` below. Faults that break a reply need an `emit` to break.
 */
import { z } from 'zod';
import { modes } from '../../contract/index.ts';
import { ProviderError } from './provider-error.ts';

/** What can go wrong, and how it looks to the loop. */
export const faults = {
  cut: 'the connection breaks in the middle of the reply',
  'no-stop': 'the stream ends in good order, but without message_stop',
  'error-event': 'the stream carries an error event (overloaded_error) in the middle of the reply',
  'malformed-input': 'the input of the last call ends in the middle; the message is complete otherwise',
  'max-tokens': 'the reply stops in the middle with stop reason max_tokens',
  refusal: 'the reply stops in the middle with stop reason refusal',
  idle: 'nothing comes any more after the first half of the reply',
  overloaded: 'the server answers 529',
  'rate-limited': 'the server answers 429 and asks to wait 2 seconds',
  unreachable: 'the server cannot be reached',
  unauthorized: 'the server answers 401',
  rejected: 'the server answers 400',
  'too-long': 'the server answers that the prompt is too long',
} as const;
export type Fault = keyof typeof faults;

const short = z.string().max(4096);
const textTests = {
  contains: short.optional(),
  equals: short.optional(),
  startsWith: short.optional(),
  lacks: short.optional(),
};
const TextTest = z.strictObject(textTests);
export type TextTest = z.infer<typeof TextTest>;

const ResultTest = z
  .strictObject({
    call: short.optional(),
    tool: short.optional(),
    isError: z.boolean().optional(),
    in: z.enum(['last', 'any']).default('last'),
    ...textTests,
  })
  .refine((test) => test.call === undefined || test.tool === undefined, 'give call or tool, not both');
export type ResultTest = z.infer<typeof ResultTest>;

const turn = z.int().min(1);
const When = z.strictObject({
  turn: z.union([turn, z.strictObject({ min: turn.optional(), max: turn.optional() })]).optional(),
  user: TextTest.optional(),
  results: z.array(ResultTest).max(20).optional(),
  tools: z.strictObject({ offered: z.array(short).default([]), absent: z.array(short).default([]) }).optional(),
  mode: z.enum(modes).optional(),
});
export type When = z.infer<typeof When>;

const alias = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'expected a letter, then letters, digits, _ or -');
const EmitText = z.strictObject({ type: z.literal('text'), text: z.string() });
const EmitToolUse = z.strictObject({
  type: z.literal('tool_use'),
  name: z.string(),
  /** Any JSON, so that a script can also send what no tool takes. */
  input: z.json(),
  as: alias.optional(),
});
const Emit = z.discriminatedUnion('type', [EmitText, EmitToolUse]);
export type Emit = z.infer<typeof Emit>;

const needsEmit: readonly string[] = ['malformed-input', 'max-tokens', 'refusal'] satisfies Fault[];

const Rule = z
  .strictObject({
    when: When.default({}),
    emit: z.array(Emit).max(100).default([]),
    stop: z.string().min(1).max(64).optional(),
    fault: z.enum(Object.keys(faults) as [Fault, ...Fault[]]).optional(),
    times: z.int().min(1).max(10_000).default(1),
    /** For the reader of the script. */
    comment: z.string().optional(),
  })
  .refine((rule) => rule.emit.length > 0 || (rule.fault !== undefined && !needsEmit.includes(rule.fault)), {
    path: ['emit'],
    message: 'expected at least one block',
  });
export type Rule = z.infer<typeof Rule>;

const Script = z.strictObject({
  version: z.literal(1),
  /** Goes into message ids. The same script and seed give the same bytes. */
  seed: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, 'expected 1 to 64 letters, digits, _ . or -'),
  comment: z.string().optional(),
  rules: z.array(Rule).min(1).max(1000),
});
export type Script = z.infer<typeof Script>;

/** Reads a script. Throws ProviderError `provider-script` that names the file and the place in it. */
export function parseScript(text: string, file: string): Script {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (thrown) {
    throw scriptError(file, '', thrown instanceof Error ? thrown.message : 'not JSON', thrown);
  }
  const parsed = Script.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw scriptError(file, spell(issue?.path ?? []), issue?.message ?? 'not a script');
}

export function scriptError(file: string, path: string, problem: string, cause?: unknown): ProviderError {
  const where = path === '' ? file : `${file}: ${path}`;
  const details = cause === undefined ? {} : { cause };
  return new ProviderError('script', `${where}: ${problem}`, `mend ${file} and run the command again`, details);
}

function spell(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}
