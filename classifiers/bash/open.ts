/** Starts a command: a function of the script, a builtin, or a program with its tool model. Wrappers come back here. */
import { type Command, type Field, literalField, type Redirect, unknownField } from '../analysis.ts';
import { globMatches } from '../patterns.ts';
import { parseArguments, parseUnknown } from '../tools/argv.ts';
import { writtenProgram } from '../tools/code-sources.ts';
import { toolNamed } from '../tools/index.ts';
import { noInvocation } from '../tools/invocation.ts';
import { CommandActions } from './actions.ts';
import { isBuiltin, runBuiltin } from './builtins.ts';
import { noteRedirects } from './redirect-effects.ts';
import type { Scope } from './scope.ts';
import { limits } from './session.ts';
import type { Range } from './source.ts';
import type { Opening, Place, Walker } from './walker.ts';

const MAX_VARIANTS = 16;
/** A fresh directory or file of mktemp: what lies there was put there by this very text. */
const SCRATCH = '/tmp/tmp.*';

export function openCommand(walker: Walker, fields: readonly Field[], opening: Opening): Command[] {
  if (opening.depth > limits.wrappers) {
    walker.session.signal('limit', opening.range, 'more wrappers than can be analysed', null, true);
    walker.session.spot(opening.range, 'more wrappers than can be analysed', 'parse');
    return [];
  }
  if (fields.every((field) => field.alternatives.length === 0)) return openVariant(walker, fields, opening);
  return variantsOf(fields).flatMap((variant) => openVariant(walker, variant, opening));
}

/** One command for each text that its words can have. */
function variantsOf(fields: readonly Field[]): (readonly Field[])[] {
  const count = fields.reduce((product, field) => product * (1 + field.alternatives.length), 1);
  if (count === 1) return [fields];
  if (count > MAX_VARIANTS) {
    return [
      fields.map((field) =>
        field.alternatives.length === 0 ? field : { ...field, text: null, prefix: '', alternatives: [] },
      ),
    ];
  }
  return fields.reduce<(readonly Field[])[]>(
    (all, field) =>
      all.flatMap((done) =>
        [field.text, ...field.alternatives].map((text) => [
          ...done,
          { ...field, text, prefix: text ?? field.prefix, alternatives: [] },
        ]),
      ),
    [[]],
  );
}

function openVariant(walker: Walker, fields: readonly Field[], opening: Opening): Command[] {
  const [first, ...args] = fields;
  // Out of a list of paths comes some program, not a pattern that somebody wrote.
  const listed = first?.pattern === true && first.outputs.length > 0;
  const scratch = first?.pattern === true && first.text?.startsWith(SCRATCH) === true && !/[*?[]/.test(first.raw);
  const program = listed
    ? { ...first, text: null, pattern: false, prefix: '' }
    : scratch
      ? { ...first, pattern: false }
      : first;
  if (program === undefined || !walker.session.admitCommand(opening.range)) return [];
  const name = program.pattern ? null : program.text;
  if (name?.startsWith('=') === true)
    walker.session.signal('dialect', program.range, 'a program spelled as zsh expands it');
  if (
    name !== null &&
    !opening.outer &&
    opening.noFunctions !== true &&
    opening.scope.functionNamed(name) !== undefined
  ) {
    const command = record(walker, program, args, opening, 'function');
    noteRedirects(walker, command);
    const doubtful = opening.scope.isDoubtful(name);
    const before = opening.scope.fork();
    const place = { ...opening.place, redirects: opening.redirects };
    const outputs = walker.callFunction(name, opening.scope, args, place) ?? [command];
    if (!doubtful) return outputs;
    return [...outputs, ...openVariant(walker, fields, { ...opening, scope: before, noFunctions: true })];
  }
  if (name !== null && !opening.outer && isBuiltin(name)) {
    const command = record(walker, program, args, opening, 'builtin');
    noteRedirects(walker, command);
    return runBuiltin(name, walker, command, opening);
  }
  const command = record(walker, program, args, opening, opening.inside === true ? 'builtin' : 'program');
  // What a wrapper starts has the streams of the wrapper, whose redirects are noted already.
  if (!opening.outer) noteRedirects(walker, command);
  noteEnv(walker, opening);
  if (name === null) {
    // `"$(mktemp)"`: which file is run is known well enough to say where it comes from.
    if (program.text?.includes('/') === true) new CommandActions(walker, command, opening).execute(program);
    const { likely } = program;
    const candidates =
      likely === undefined || likely === '' ? disguised(program) : [literalField(likely, program.range, program.raw)];
    for (const candidate of candidates)
      openVariant(walker, [candidate, ...args], { ...opening, outer: true, depth: opening.depth + 1 });
    walker.session.spot(program.range, 'the program is known only at run time', 'runtime');
    return [command];
  }
  const actions = new CommandActions(walker, command, opening);
  if (name.includes('/')) {
    actions.execute(program);
    writtenProgram(program, actions);
  }
  actions.run();
  return [command, ...actions.opened];
}

function record(
  walker: Walker,
  program: Field,
  args: readonly Field[],
  opening: Opening,
  kind: Command['kind'],
): Command {
  const name = program.pattern ? null : program.text;
  const base = name === null ? null : name.slice(name.lastIndexOf('/') + 1);
  const model = base === null ? undefined : toolNamed(base);
  const invocation =
    base === null ? noInvocation : model === undefined ? parseUnknown(base, args) : parseArguments(model, base, args);
  const command: Command = {
    id: walker.session.nextId(),
    program,
    args,
    range: opening.range,
    kind,
    cwds: opening.scope.cwds,
    redirects: opening.redirects,
    env: opening.env,
    via: opening.place.via,
    stdin: opening.place.stdin,
    fedArguments: opening.fed ?? false,
    ...(opening.remote === true && opening.otherRoot !== true ? { elsewhere: true } : {}),
    invocation,
  };
  walker.session.commands.push(command);
  return command;
}

function noteEnv(walker: Walker, opening: Opening): void {
  walker.session.env.push(...opening.env);
}

/** A redirect without a command still creates or truncates its file. */
export function recordRedirectOnly(
  walker: Walker,
  range: Range,
  redirects: readonly Redirect[],
  scope: Scope,
  place: Place,
): Command[] {
  if (redirects.length === 0) return [];
  const command = record(
    walker,
    unknownField(range),
    [],
    { scope, place, redirects, env: [], range, outer: false, depth: 0 },
    'redirect-only',
  );
  noteRedirects(walker, command);
  return [command];
}

/** Programs that somebody has a reason to hide behind a pattern. */
const HIDDEN_PROGRAMS =
  'rm cat sh bash nc curl wget dd chmod chown cp mv find python3 perl node sudo kill ssh scp tee base64 less head tail env git'.split(
    ' ',
  );

/** `/bin/r?`: the programs that the pattern can become are judged too. */
function disguised(program: Field): Field[] {
  const { text } = program;
  if (!program.pattern || text === null || text.length > 64) return [];
  const base = text.slice(text.lastIndexOf('/') + 1);
  // A pattern over all names says nothing of one.
  if (/^\*+$/.test(base)) return [];
  return HIDDEN_PROGRAMS.filter((name) => globMatches(base, name)).map((name) => ({
    ...program,
    text: name,
    pattern: false,
    prefix: name,
  }));
}
