/** From the parts of a simple command to settings, redirects and an opened command. */
import type { Command, EnvSetting, Field } from '../analysis.ts';
import { heldCode } from './arithmetic.ts';
import { fieldValue } from './field-value.ts';
import { recordRedirectOnly } from './open.ts';
import type { SyntaxNode } from './parser.ts';
import { readArithmetic } from './piece-reader.ts';
import { readRedirect } from './redirects.ts';
import type { Scope } from './scope.ts';
import type { Part } from './simple.ts';
import { isWord } from './simple.ts';
import { unknownValue, type Value } from './values.ts';
import type { Place, Walker } from './walker.ts';
import { resolveWhole, resolveWord } from './words.ts';

/** Words that the grammar takes for a program where bash sees the language (silent gaps 4 and 5). */
const PREFIX_WORDS = new Set(['time', '!', '{', 'coproc', 'then', 'do', 'else']);
const CLOSING_WORDS = new Set(['}', 'fi', 'done', 'esac', ']]']);
/** Keywords that cannot be a command; seen only where the grammar lost its way. */
const LOST_WORDS = new Set('if then elif else while until for do case select function in [[ (('.split(' '));

export function runSimpleCommand(
  walker: Walker,
  parts: readonly Part[],
  node: SyntaxNode,
  scope: Scope,
  place: Place,
): Command[] {
  const { session, shell } = walker;
  const range = spanOf(walker, parts, node);
  if (!session.admitCommand(range)) return [];
  checkGaps(walker, parts);
  const redirects = [...place.redirects];
  const assignments: (Part & { kind: 'assignment' })[] = [];
  const words: Part[] = [];
  for (const part of parts) {
    if (part.kind === 'redirect') redirects.push(readRedirect(walker, part, scope));
    else if (words.length === 0 && isAssignment(part, shell.source.text)) assignments.push(assignmentOf(part));
    else if (part.kind === 'foreign') visitForeign(walker, part, scope, place);
    else words.push(part);
  }
  dropDescriptorWord(walker, words, parts);
  const prefixes = skipPrefixWords(walker, words);
  const behind = prefixes === 0 ? [] : assignmentsIn(walker, words.slice(prefixes), node);
  assignments.push(...behind);
  const live = words.slice(prefixes + behind.length);
  const settings = assignments.map((part) => readAssignment(walker, part, scope, live.length === 0));
  const fields: Field[] = [];
  for (const part of live) for (const field of wordFields(walker, part, scope)) fields.push(field);
  const shellText = shell.source.text;
  const first = live[0];
  const lost = first !== undefined && LOST_WORDS.has(shellText.slice(first.start, first.end));
  if (lost) {
    session.signal('syntax', range, 'a keyword where a command is expected');
    session.spot(range, 'a keyword where a command is expected', 'parse');
  }
  if (fields.length === 0) {
    keepAssignments(settings, scope);
    session.env.push(...settings.map((setting) => exportedSetting(setting, scope)));
    return recordRedirectOnly(walker, range, redirects, scope, place);
  }
  return walker.open(fields, { scope, place, redirects, env: settings, range, outer: false, depth: 0 });
}

const NO_NODE: SyntaxNode = {
  type: 'variable_assignment',
  named: true,
  start: 0,
  end: 0,
  field: null,
  missing: false,
  children: [],
};

/** What looks like an assignment before the program is one, also where the grammar took it for a word. */
function isAssignment(part: Part, text: string): part is Part & { kind: 'assignment' | 'word' } {
  return (
    part.kind === 'assignment' || (part.kind === 'word' && /^[A-Za-z_]\w*\+?=/.test(text.slice(part.start, part.end)))
  );
}

function assignmentOf(part: Part & { kind: 'assignment' | 'word' }): Part & { kind: 'assignment' } {
  return part.kind === 'assignment' ? part : { ...part, kind: 'assignment', node: NO_NODE };
}

function spanOf(walker: Walker, parts: readonly Part[], node: SyntaxNode) {
  const first = parts[0];
  const last = parts[parts.length - 1];
  return first === undefined || last === undefined
    ? walker.shell.source.range(node.start, node.end)
    : walker.shell.source.range(first.start, last.end);
}

/** INVARIANT: between two parts stand blanks only. The grammar skips more (CR, no-break spaces, escaped blanks) than bash does. */
function checkGaps(walker: Walker, parts: readonly Part[]): void {
  const { text } = walker.shell.source;
  for (let index = 1; index < parts.length; index += 1) {
    const start = parts[index - 1]?.end ?? 0;
    const end = parts[index]?.start ?? 0;
    for (let at = start; at < end; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 0x20 || code === 0x09) continue;
      walker.disagree({ start, end }, 'characters between words that bash does not take for blanks');
      break;
    }
  }
}

/** `exec {fd}>file`: the word before the redirect names a variable (silent gap 7). */
function dropDescriptorWord(walker: Walker, words: Part[], parts: readonly Part[]): void {
  for (const part of parts) {
    if (part.kind !== 'redirect') continue;
    const index = words.findIndex((word) => word.end === part.start);
    const word = words[index];
    if (word !== undefined && /^\{[A-Za-z_]\w*\}$/.test(walker.shell.source.text.slice(word.start, word.end)))
      words.splice(index, 1);
  }
}

function skipPrefixWords(walker: Walker, words: readonly Part[]): number {
  const text = (index: number): string => {
    const word = words[index];
    return word === undefined ? '' : walker.shell.source.text.slice(word.start, word.end);
  };
  const start = text(0);
  if (!PREFIX_WORDS.has(start) && !CLOSING_WORDS.has(start)) return 0;
  let at = 0;
  while (at < words.length && PREFIX_WORDS.has(text(at))) {
    const word = text(at);
    if (word === 'time' && at === 0 && isBehindPipe(walker, words[0])) return 0;
    if (LOST_WORDS.has(word)) notACommand(walker, words[at]);
    if (word === '{') walker.openGroups += 1;
    // It runs in a shell of its own, and where it ends the tree does not say.
    if (word === '{' && text(0) === 'coproc') notACommand(walker, words[at]);
    at += 1;
    if (word === 'coproc' && (at >= words.length || text(at) === 'coproc')) notACommand(walker, words[at - 1]);
    if (word === 'time') while (/^-{1,2}p?$/.test(text(at))) at += 1;
    if (
      word === 'coproc' &&
      /^[A-Za-z_]\w*$/.test(text(at)) &&
      /^[{(]|^(?:while|until|for|if|case)$/.test(text(at + 1))
    )
      at += 1;
  }
  if (!CLOSING_WORDS.has(text(at))) return at;
  if (text(at) === '}' && walker.openGroups > 0) walker.openGroups -= 1;
  else notACommand(walker, words[at]);
  return words.length;
}

/** `a | time b` starts the program of that name: the keyword stands at the beginning of a pipeline only. */
function isBehindPipe(walker: Walker, word: Part | undefined): boolean {
  const start = word?.start ?? 0;
  return /(?:^|[^|])\|&?\s*$/.test(walker.shell.source.text.slice(Math.max(0, start - 80), start));
}

function notACommand(walker: Walker, word: Part | undefined): void {
  if (word !== undefined) walker.disagree(word, 'a keyword where a command is expected');
}

/** `time { X=1 ls`: behind a keyword that the grammar takes for a program its arguments begin with settings. */
function assignmentsIn(walker: Walker, words: readonly Part[], node: SyntaxNode): (Part & { kind: 'assignment' })[] {
  const text = walker.shell.source.text;
  const other = words.findIndex(({ start, end }) => !/^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/.test(text.slice(start, end)));
  return words
    .slice(0, other < 0 ? words.length : other)
    .map((part) =>
      part.kind === 'assignment'
        ? part
        : { kind: 'assignment', start: part.start, end: part.end, node: { ...node, children: [] } },
    );
}

function wordFields(walker: Walker, part: Part, scope: Scope): Field[] {
  const context = walker.context(scope);
  if (part.kind !== 'assignment') return resolveWord(context, part.start, part.end);
  if (part.node.children.some((child) => child.type === 'array')) {
    const value = arrayValue(walker, part.node, scope);
    const head = /^[^=]*=/.exec(walker.shell.source.text.slice(part.start, part.end))?.[0] ?? '';
    const range = walker.shell.source.range(part.start, part.end);
    const [field] = resolveWord(context, part.start, part.start + head.length);
    return field === undefined ? [] : [{ ...field, range, text: null, prefix: head, outputs: value.outputs }];
  }
  const text = walker.shell.source.text;
  const declared = /^([A-Za-z_]\w*)\+?=/.exec(text.slice(part.start, part.end));
  if (declared !== null) {
    const whole = resolveWhole(context, part.start + declared[0].length, part.end, 'parameter');
    return [prefixed(whole, declared[0], walker.shell.source.range(part.start, part.end))];
  }
  return resolveWord(context, part.start, part.end);
}

function prefixed(field: Field, head: string, range: Field['range']): Field {
  return {
    ...field,
    range,
    text: field.text === null ? null : head + field.text,
    prefix: head + field.prefix,
    alternatives: field.alternatives.map((text) => head + text),
  };
}

export function arrayValue(walker: Walker, node: SyntaxNode, scope: Scope): Value {
  const array = node.children.find((child) => child.type === 'array');
  const context = walker.context(scope);
  const words = array?.children.filter(isWord) ?? [];
  const fields = words.flatMap((word) => resolveWord(context, word.start, word.end));
  // `[5]=x` chooses its own place.
  const open = fields.some((field) => field.splits || /^\[.*\]\+?=/s.test(field.text ?? field.prefix));
  return {
    ...unknownValue({ outputs: fields.flatMap((field) => field.outputs) }),
    fields: open ? null : fields.map(fieldValue),
  };
}

/** `live`: no command follows, so the shell keeps the variable. */
function readAssignment(walker: Walker, part: Part & { kind: 'assignment' }, scope: Scope, live: boolean): Setting {
  const source = walker.shell.source;
  const text = source.text.slice(part.start, part.end);
  const head = /^([A-Za-z_]\w*)(\[[\s\S]*?\])?(\+)?=/.exec(text);
  const range = source.range(part.start, part.end);
  const name = head?.[1] ?? '';
  if (head?.[2] !== undefined)
    readArithmetic(walker.context(scope), part.start + name.length + 1, part.start + name.length + head[2].length - 1);
  const array = part.node.children.some((child) => child.type === 'array');
  const from = part.start + (head?.[0].length ?? 0);
  const whole = array ? null : resolveWhole(walker.context(scope), from, part.end, 'parameter');
  const plain = whole === null ? arrayValue(walker, part.node, scope) : fieldValue(whole);
  if (scope.isInteger(name)) {
    const code = heldCode((other) => scope.get(other), whole?.text ?? text);
    if (code !== null) walker.session.signal('arithmetic-code', range, code, null, true);
  }
  const indexed = head?.[2] !== undefined || head?.[3] !== undefined;
  const value = indexed ? unknownValue({ outputs: plain.outputs, unknownVariables: [name] }) : plain;
  const setting: EnvSetting = { name, value: whole, range, scope: live ? 'shell' : 'prefix' };
  if (live) scope.set(name, value);
  return { ...setting, bound: value };
}

type Setting = EnvSetting & { readonly bound: Value };

function keepAssignments(settings: readonly Setting[], scope: Scope): void {
  for (const setting of settings) scope.set(setting.name, setting.bound);
}

function exportedSetting(setting: Setting, scope: Scope): EnvSetting {
  const exported =
    scope.isExported(setting.name) || /^(?:PATH|HOME|IFS|PWD|SHELL|PS4|ENV|BASH_ENV)$/.test(setting.name);
  return { name: setting.name, value: setting.value, range: setting.range, scope: exported ? 'export' : 'shell' };
}

function visitForeign(walker: Walker, part: Part & { kind: 'foreign' }, scope: Scope, place: Place): void {
  const range = walker.shell.source.range(part.start, part.end);
  walker.session.signal('dialect', range, `${part.node.type} inside a simple command`);
  walker.session.spot(range, 'text that bash may read otherwise', 'parse');
  walker.statement(part.node, scope.fork(), { ...place, trailing: [] } satisfies Place);
}
