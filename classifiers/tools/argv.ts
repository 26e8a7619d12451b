/** Reads an argument list with a tool's model: clusters, attached values, unique prefixes, `--`, subcommands. */
import type { Field } from '../analysis.ts';
import type { Invocation, OptionUse } from './invocation.ts';
import type { OptionModel, Role, ToolModel } from './model.ts';

interface State {
  model: ToolModel;
  readonly sub: string[];
  readonly options: OptionUse[];
  readonly operands: Field[];
  readonly unknownOptions: Field[];
  uncertain: Field | null;
}

export function parseArguments(model: ToolModel, program: string, args: readonly Field[]): Invocation {
  const state: State = { model, sub: [], options: [], operands: [], unknownOptions: [], uncertain: null };
  let at = 0;
  while (at < args.length) {
    const field = args[at];
    if (field === undefined) break;
    const known = field.text ?? field.prefix;
    if (known === '--' && field.text !== null && model.spec.style !== 'none') {
      state.operands.push(...args.slice(at + 1));
      break;
    }
    if (field.text === null && (known === '' || known === '-') && !neverOption(field)) state.uncertain ??= field;
    if (model.spec.plusOptions === true && /^\+[A-Za-z]/.test(known)) {
      at += /[oO]$/.test(known) ? 2 : 1;
      continue;
    }
    if (state.model.spec.style !== 'none' && known.startsWith('-') && known !== '-') {
      at += readOption(state, field, known, args.slice(at + 1, at + 3));
      const last = state.options.at(-1)?.name ?? '';
      if (state.model.spec.restAfter?.split(' ').includes(last) === true) break;
      if (state.model.spec.stopAfter?.split(' ').includes(last) === true) {
        state.operands.push(...args.slice(at));
        break;
      }
      continue;
    }
    at += 1;
    if (enterSubcommand(state, known, field)) continue;
    state.operands.push(field);
    if (state.model.spec.stopAtOperand === true) {
      state.operands.push(...args.slice(at));
      break;
    }
  }
  return {
    tool: model.name,
    program,
    sub: state.sub,
    options: state.options,
    operands: assignRoles(state),
    unknownOptions: state.unknownOptions,
    uncertain: state.uncertain,
  };
}

/** A program without a model: what looks like an option is one, and its value is not told from an operand. */
export function parseUnknown(program: string, args: readonly Field[]): Invocation {
  const options: OptionUse[] = [];
  const operands: Field[] = [];
  for (const field of args) {
    const known = field.text ?? field.prefix;
    if (!/^--?[A-Za-z]/.test(known)) {
      operands.push(field);
      continue;
    }
    const equals = known.indexOf('=');
    const name = equals < 0 ? known : known.slice(0, equals);
    options.push({ name, role: null, value: equals < 0 ? null : tail(field, equals + 1), field, abbreviated: false });
  }
  return {
    tool: null,
    program,
    sub: [],
    options,
    operands: operands.map((field) => ({ field, role: 'data' })),
    unknownOptions: [],
    uncertain: null,
  };
}

/** Programs that print hashes, numbers, names of refs or packages: no line begins with a dash. */
const PLAIN_OUTPUT: Readonly<Record<string, RegExp | null>> = {
  git: /^(?:rev-list|rev-parse|merge-base|branch|for-each-ref|symbolic-ref|describe|hash-object|write-tree|commit-tree|stash)\b/,
  go: /^list\b/,
  seq: null,
  wc: null,
  date: null,
  nproc: null,
  uname: null,
  whoami: null,
  hostname: null,
  pgrep: null,
  lsof: null,
};

function neverOption(field: Field): boolean {
  return (
    field.prefix === '' &&
    field.outputs.length > 0 &&
    field.unknownVariables.length === 0 &&
    field.outputs.every((output) => {
      const plain = PLAIN_OUTPUT[output.program.text ?? ''];
      return (
        plain === null ||
        plain?.test(output.invocation.sub[0] ?? output.invocation.operands[0]?.field.text ?? '') === true
      );
    })
  );
}

function enterSubcommand(state: State, known: string, field: Field): boolean {
  if (field.text === null || state.operands.length > 0) return false;
  const next =
    state.model.subcommands.get(known) ?? (state.sub.length === 0 ? state.model.subcommands.get('*') : undefined);
  if (next === undefined) return false;
  state.sub.push(known);
  state.model = next;
  return true;
}

/** Gives the number of arguments consumed. */
function readOption(state: State, field: Field, known: string, rest: readonly Field[]): number {
  const single = state.model.spec.style === 'single';
  const exact = single || known.startsWith('--') ? readLong(state, field, known, rest) : null;
  if (exact !== null) return exact;
  return readCluster(state, field, known, rest);
}

function readLong(state: State, field: Field, known: string, rest: readonly Field[]): number | null {
  const equals = known.indexOf('=');
  const spelled = equals < 0 ? known : known.slice(0, equals);
  const found = findLong(state.model, spelled);
  if (found === null) {
    state.unknownOptions.push(field);
    if (equals >= 0)
      use(state, { name: spelled, arity: 'attached', role: null }, field, tail(field, equals + 1), false);
    else use(state, { name: spelled, arity: 'none', role: null }, field, null, false);
    return 1;
  }
  const { option, abbreviated } = found;
  if (equals >= 0) {
    use(state, option, field, tail(field, equals + 1), abbreviated);
    return 1;
  }
  const [next, second] = rest;
  if (option.arity === 'pair' && second !== undefined) {
    use(state, option, field, second, abbreviated);
    return 3;
  }
  if (option.arity === 'required' && next !== undefined) {
    use(state, option, field, next, abbreviated);
    return 2;
  }
  use(state, option, field, null, abbreviated);
  return 1;
}

function findLong(model: ToolModel, spelled: string): { option: OptionModel; abbreviated: boolean } | null {
  const exact =
    model.options.get(spelled) ??
    (model.spec.style === 'single' ? model.options.get(spelled.replace(/^--/, '-')) : undefined);
  if (exact !== undefined) return { option: exact, abbreviated: false };
  if ((model.spec.style ?? 'gnu') !== 'gnu' || spelled.length < 3) return null;
  const candidates = new Set(
    model.longNames.filter((name) => name.startsWith(spelled)).map((name) => model.options.get(name)),
  );
  const [option] = candidates;
  return candidates.size === 1 && option !== undefined ? { option, abbreviated: true } : null;
}

/** `-xzf file`, `-n5`, `-ofile`. */
function readCluster(state: State, field: Field, known: string, rest: readonly Field[]): number {
  const whole = state.model.options.get(known);
  if (whole !== undefined) return readWhole(state, whole, field, rest);
  for (let at = 1; at < known.length; at += 1) {
    const option = state.model.options.get(`-${known[at]}`);
    if (option === undefined) {
      if (/\d/.test(known[at] ?? '')) continue;
      state.unknownOptions.push(field);
      use(state, { name: `-${known[at]}`, arity: 'none', role: null }, field, null, false);
      continue;
    }
    if (option.arity === 'none') {
      use(state, option, field, null, false);
      continue;
    }
    if (option.arity === 'digits') {
      const digits = /^(?:x[0-9a-f]+|\d*)/i.exec(known.slice(at + 1))?.[0] ?? '';
      use(state, option, field, digits === '' ? null : { ...field, text: digits, prefix: digits }, false);
      at += digits.length;
      continue;
    }
    const attached = at + 1 < known.length || (field.text === null && at + 1 === known.length);
    if (attached) {
      use(state, option, field, tail(field, at + 1), false);
      return 1;
    }
    const value = option.arity === 'required' ? rest[0] : undefined;
    use(state, option, field, value ?? null, false);
    return value === undefined ? 1 : 2;
  }
  return 1;
}

function readWhole(state: State, option: OptionModel, field: Field, rest: readonly Field[]): number {
  const value = option.arity === 'required' && field.text !== null ? rest[0] : undefined;
  use(state, option, field, value ?? null, false);
  return value === undefined ? 1 : 2;
}

function use(state: State, option: OptionModel, field: Field, value: Field | null, abbreviated: boolean): void {
  state.options.push({ name: option.name, role: option.role, value, field, abbreviated });
}

/** The part of a field from an offset of its text on. */
export function tail(field: Field, offset: number): Field {
  const text = field.text === null ? null : field.text.slice(offset);
  return {
    ...field,
    text,
    prefix: field.prefix.slice(offset),
    pattern: field.pattern && text !== null && /[*?[]/.test(text),
  };
}

function assignRoles({ model, operands, options }: State): Invocation['operands'] {
  const { repeated, spec } = model;
  const noFirst = spec.noFirstWith?.split(' ').some((name) => options.some((option) => option.name === name)) === true;
  const before = noFirst ? [] : model.before;
  const noLast = spec.noLastWith !== undefined && options.some((option) => option.name === spec.noLastWith);
  const after = noLast ? [] : model.after;
  const tailStart = Math.max(before.length, operands.length - after.length);
  return operands.map((field, index): { field: Field; role: Role } => {
    if (index < before.length) return { field, role: before[index] ?? 'data' };
    if (index >= tailStart && repeated !== null) return { field, role: after[index - tailStart] ?? repeated };
    return { field, role: repeated ?? 'data' };
  });
}
