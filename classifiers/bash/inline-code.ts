/** Carries the effects of code of another language over to the session of the walk. */
import { type Field, literalField, type SignalKind, unknownField } from '../analysis.ts';
import type { CodeJudgement, CodeWord, TraitKind } from '../code/index.ts';

import type { AccessOptions, ToolActions } from '../tools/model.ts';
import type { Range, Source } from './source.ts';

const signalOf: Readonly<Record<TraitKind, SignalKind>> = {
  'decoded-run': 'decoded-code',
  'fetched-run': 'fetched-code',
  'sends-local': 'code-sends',
  'shell-channel': 'code-channel',
  environment: 'environment',
  'hidden-name': 'code-hides',
  'fork-loop': 'fork-bomb',
  rights: 'code-rights',
};

/** What an action of the walk offers beside the actions of tools. */
export interface CodeActions extends ToolActions {
  address(field: Field, role: 'url' | 'host', port: number | null): undefined;
}

/** Programs that scripts start for the work on a project. Any other could stand in the command itself, in plain sight. */
const PROJECT_TOOLS = new Set(
  `git node npm npx pnpm yarn bun deno python python3 pytest ruff black isort mypy pyright flake8 pylint uv poetry tox coverage
  tsc eslint prettier biome vitest jest mocha tsx esbuild vite webpack playwright cargo rustc rustfmt go gofmt make cmake ninja
  mvn gradle java javac dotnet ruby bundle rspec rubocop php composer phpunit gcc g++ clang clang-format jq rg protoc`.split(
    /\s+/,
  ),
);

function isProjectTool(word: CodeWord | undefined): boolean {
  return word?.texts?.every((text) => PROJECT_TOOLS.has(text)) === true;
}

/** What is said of code that was followed to its end. */
export const READ = 'read like the rest';
export const STARTS = 'starting programs that are read like the rest';

/** `source` is the code, with the way back to the command. */
export function carryOut(judged: CodeJudgement, language: string, source: Source, actions: CodeActions): undefined {
  const whole = source.range(0, source.text.length);
  const rangeOf = (at: { start: number; end: number }): Range =>
    at.end > at.start && at.end <= source.text.length ? source.range(at.start, at.end) : whole;
  const fieldOf = (word: CodeWord): Field => codeField(word, rangeOf(word.at));
  for (const { kind, path, recursive } of judged.accesses) {
    const options: AccessOptions = { recursive };
    const field = fieldOf(path);
    if (kind === 'read') actions.read(field, options);
    else if (kind === 'write') actions.write(field, options);
    else if (kind === 'delete') actions.remove(field, options);
    else actions.execute(field);
  }
  for (const { words, cwd } of judged.processes)
    actions.open(words.map(fieldOf), cwd === null ? {} : { cwd: fieldOf(cwd) });
  for (const code of judged.shell) for (const field of eachText(fieldOf(code))) actions.shell(field);
  for (const { word, role, port } of judged.contacts)
    for (const field of eachText(fieldOf(word))) actions.address(field, role, port);
  for (const { name, value } of judged.variables) actions.env(name, fieldOf(value), fieldOf(value));
  for (const { kind, what, at } of judged.traits)
    actions.signal(signalOf[kind], literalField('', rangeOf(at)), `${language} code: ${what}`, kind !== 'environment');
  for (const { why, at } of judged.doubts)
    actions.signal('inline-code', literalField('', rangeOf(at)), `${language} code ${why}`);
  if (judged.doubts.length > 0) return;
  const { processes } = judged;
  const deletion = judged.accesses.find(({ kind, path }) => kind === 'delete' && !isScratch(path));
  if (deletion !== undefined)
    return actions.signal('inline-code', literalField('', rangeOf(deletion.path.at)), `${language} code deletes files`);
  const hidden = processes.find(({ words }) => !isProjectTool(words[0]));
  if (hidden !== undefined) {
    const name = hidden.words[0]?.texts?.[0] ?? 'a program';
    actions.signal('inline-code', literalField('', rangeOf(hidden.at)), `${language} code starts ${name}`);
  } else if (processes.length + judged.accesses.length + judged.contacts.length > 0) {
    const how = processes.length > 0 ? STARTS : READ;
    actions.signal('inline-code', literalField('', whole), `${language} code, ${how}`);
  }
}

function isScratch({ texts }: CodeWord): boolean {
  return texts?.every((text) => /^\/tmp\/[^.]/.test(text)) === true;
}

function codeField(word: CodeWord, range: Range): Field {
  const [first, ...others] = word.texts ?? [];
  if (first === undefined) return unknownField(range, word.prefix);
  return { ...literalField(first, range), pattern: word.pattern, alternatives: others };
}

function eachText(field: Field): Field[] {
  if (field.text === null) return [field];
  return [field.text, ...field.alternatives].map((text) => ({ ...field, text, prefix: text, alternatives: [] }));
}
