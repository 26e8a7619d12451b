/**
 * What is known of a tool, as data. A newcomer adds a tool with one entry:
 *
 *   tool('sort', { options: '-r,--reverse -k,--key=data -o,--output=write', operands: 'read*' })
 *
 * Options: names joined by commas; `=role` takes an argument, `=?role` takes one only when attached (`--color=always`), `=#role` only
 * attached digits (`perl -0777`), `==role` takes a name and then an argument (`jq --arg`).
 * Operands: roles in order; a star takes any number, and roles behind it count from the end (`read* write`).
 */
import type { Command, Field, SignalKind } from '../analysis.ts';
import type { Invocation } from './invocation.ts';

/**
 * data: no effect. read, write, delete: a path. edit: read and written. move: read and deleted. exec: a program to run.
 * script: a file read and run. sh: shell code. code: code of another language. host: `host[:port]`. url: host of a URL.
 * remote: `user@host:path` or a local path that is read. remote-out: the same, written. upload: a file that is sent.
 * command: the rest is a command of its own. cwd: directory of what follows. env: `NAME=value`.
 * hook: a helper that an option makes the tool start, and plugin: a library that it loads; both are reported, since nobody expects
 * them of an innocent tool. settings: a file of further options or orders that nobody sees here.
 */
export const roles = [
  'data',
  'read',
  'write',
  'delete',
  'edit',
  'move',
  'exec',
  'script',
  'sh',
  'code',
  'host',
  'url',
  'remote',
  'remote-out',
  'upload',
  'command',
  'cwd',
  'env',
  'hook',
  'plugin',
  'settings',
] as const;
export type Role = (typeof roles)[number];

/** What a tool can make happen. The walk over the command implements it. */
export interface ToolActions {
  read(field: Field, options?: AccessOptions): undefined;
  write(field: Field, options?: AccessOptions): undefined;
  remove(field: Field, options?: AccessOptions): undefined;
  /** The file is run or loaded. */
  execute(field: Field): undefined;
  contact(host: string | null, port: number | null, field: Field): undefined;
  /** A helper program in shell notation, as an option names it; reported. */
  hook(field: Field): undefined;
  /** A symbolic link is made: paths below its name lead to the target. */
  link(target: Field, name: Field): undefined;
  /** A further command that the tool starts. */
  open(fields: readonly Field[], options?: OpenOptions): undefined;
  /** Shell code that the tool runs; `args` are `$0`, `$1` and so on. */
  shell(code: Field, args?: readonly Field[]): undefined;
  /** Code of another language; null text when known only at run time. */
  code(language: string, code: Field): undefined;
  signal(kind: SignalKind, field: Field, detail: string, grave?: boolean): undefined;
  opaque(field: Field, why: string): undefined;
  /** What the file holds, where an earlier command of the same text wrote it; null otherwise. */
  written(field: Field): string | null;
  env(name: string, value: Field | null, field: Field): undefined;
  literal(text: string, like: Field): Field;
}

export interface AccessOptions {
  readonly recursive?: boolean;
  readonly uploaded?: boolean;
  /** Part of a directory that is listed already. */
  readonly aside?: boolean;
  readonly cwd?: Field | undefined;
}

export interface OpenOptions {
  /** The tool appends arguments of its own, from input that is not known here. */
  readonly fed?: boolean;
  /** Arguments that the tool appends and that are known in part (`{}` of find). */
  readonly appended?: readonly Field[];
  readonly env?: readonly { readonly name: string; readonly value: Field | null; readonly field: Field }[];
  readonly cwd?: Field | undefined;
  /** Part of the program at hand (`python -m pip`): judged like a command, but no program that starts. */
  readonly inside?: boolean;
  /** Runs elsewhere (ssh, docker exec): its effects are not local. */
  readonly remote?: boolean;
  /** Runs here, below another root (chroot): its paths are not those of this tree. */
  readonly otherRoot?: boolean;
}

export type Special = (invocation: Invocation, actions: ToolActions, command: Command) => void;

export interface ToolExample {
  readonly command: string;
  readonly reads?: readonly string[];
  readonly writes?: readonly string[];
  readonly execs?: readonly string[];
  readonly hosts?: readonly string[];
}

export interface ToolSpec {
  readonly options?: string;
  readonly operands?: string;
  /** gnu: clusters and `--long[=value]`, unique prefixes count. single: `-name value` (find, terraform). plain: as gnu without prefixes. */
  readonly style?: 'gnu' | 'plain' | 'single' | 'none';
  /** Options end at the first operand (wrappers, interpreters). */
  readonly stopAtOperand?: boolean;
  /** Behind one of these options stands a command of its own (`fd -x`), which `special` opens. */
  readonly restAfter?: string;
  /** Words behind this option and its value are operands: `python -m mod -x`. */
  readonly stopAfter?: string;
  /** `+x` switches an option off, as in shells; behind `+o` and `+O` stands its name. */
  readonly plusOptions?: boolean;
  /** Can start a program or run code through an option: an option not in the model is not harmless. */
  readonly runsThings?: boolean;
  /** Read when no operand names a path; with `-flag` in front only together with that option. */
  readonly defaultRead?: string;
  /** With this option all operands have the repeated role: `cp -t DIR a b`. */
  readonly noLastWith?: string;
  /** With one of these options there is no first operand of a role of its own: `grep -e PATTERN FILE`. */
  readonly noFirstWith?: string;
  /** Reads whole directories: always, or with one of these options. */
  readonly recursive?: true | string;
  /** The options of the parent end at the subcommand: `git -C dir diff -C`. */
  readonly ownOptions?: boolean;
  /** Each `--name` can be undone by `--no-name` (git's option parser). */
  readonly negations?: boolean;
  readonly subcommands?: Readonly<Record<string, ToolSpec>>;
  /** Command lines with effects that they have; the tests run them. Lists that are left out are not compared. */
  readonly examples?: readonly ToolExample[];
  /** What the table cannot say. Runs after the roles were applied. */
  readonly special?: Special;
}

export interface OptionModel {
  readonly name: string;
  readonly arity: 'none' | 'required' | 'attached' | 'digits' | 'pair';
  readonly role: Role | null;
}

export interface ToolModel {
  readonly name: string;
  readonly spec: ToolSpec;
  readonly options: ReadonlyMap<string, OptionModel>;
  readonly longNames: readonly string[];
  readonly before: readonly Role[];
  readonly repeated: Role | null;
  readonly after: readonly Role[];
  readonly subcommands: Subcommands;
}

/** Models of subcommands, read from the table when they are asked for. */
export interface Subcommands {
  get(name: string): ToolModel | undefined;
}

/** A table entry: read into a model only when the tool is met, since a start meets few of them. */
export interface ToolEntry {
  readonly name: string;
  readonly spec: ToolSpec;
}

export function tool(names: string, spec: ToolSpec): ToolEntry[] {
  return names.split(' ').map((name) => ({ name, spec }));
}

export function compileTool({ name, spec }: ToolEntry): ToolModel {
  return compile(name, spec, new Map());
}

function compile(name: string, spec: ToolSpec, inherited: ReadonlyMap<string, OptionModel>): ToolModel {
  const options = new Map(inherited);
  for (const [key, option] of parseOptions(spec.options ?? '')) options.set(key, option);
  if (spec.negations === true) addNegations(options);
  const operands = parseOperands(spec.operands ?? 'data*');
  return {
    name,
    spec,
    options,
    longNames: [...options.keys()].filter((key) => key.startsWith('--')),
    ...operands,
    subcommands: compileSubcommands(name, spec, options),
  };
}

function compileSubcommands(name: string, spec: ToolSpec, options: ReadonlyMap<string, OptionModel>): Subcommands {
  const specs = new Map<string, ToolSpec>();
  for (const [keys, sub] of Object.entries(spec.subcommands ?? {})) {
    for (const key of keys.split(' ')) specs.set(key, sub);
  }
  const models = new Map<string, ToolModel>();
  return {
    get(key) {
      const sub = specs.get(key);
      if (sub === undefined) return undefined;
      const inherited = spec.ownOptions === true ? HELP : options;
      const model = models.get(key) ?? compile(name, { ...inheritedSpec(spec), ...sub }, inherited);
      models.set(key, model);
      return model;
    },
  };
}

/** Understood behind every subcommand. */
const HELP: ReadonlyMap<string, OptionModel> = new Map([['--help', { name: '--help', arity: 'none', role: null }]]);

function addNegations(options: Map<string, OptionModel>): void {
  for (const key of [...options.keys()]) {
    if (!key.startsWith('--') || key.startsWith('--no-')) continue;
    const name = `--no-${key.slice(2)}`;
    if (!options.has(name)) options.set(name, { name, arity: 'none', role: null });
  }
}

function inheritedSpec(spec: ToolSpec): ToolSpec {
  const { style, runsThings, negations } = spec;
  return {
    ...(style === undefined ? {} : { style }),
    ...(runsThings === undefined ? {} : { runsThings }),
    ...(negations === undefined ? {} : { negations }),
  };
}

const ARITIES: Readonly<Record<string, OptionModel['arity']>> = { '?': 'attached', '#': 'digits', '=': 'pair' };

function parseOptions(text: string): Map<string, OptionModel> {
  const options = new Map<string, OptionModel>();
  for (const entry of text.split(/\s+/).filter((part) => part !== '')) {
    const match = /^([^=]+)(?:=([?=#])?([a-z-]*))?$/.exec(entry);
    if (match === null) throw new TypeError(`option model: ${entry}`);
    const [, names = '', attached, role] = match;
    const list = names.split(',');
    const first = list.find((name) => name.startsWith('--')) ?? list[0] ?? names;
    const arity = role === undefined ? 'none' : (ARITIES[attached ?? ''] ?? 'required');
    const option: OptionModel = { name: first, arity, role: role === undefined ? null : parseRole(role) };
    for (const name of list) options.set(name, option);
  }
  return options;
}

function parseRole(text: string): Role {
  const role = roles.find((candidate) => candidate === text);
  if (role === undefined) throw new TypeError(`role in a tool model: ${text}`);
  return role;
}

function parseOperands(text: string): Pick<ToolModel, 'before' | 'repeated' | 'after'> {
  const parts = text.split(/\s+/).filter((part) => part !== '');
  const star = parts.findIndex((part) => part.endsWith('*'));
  const before = (star < 0 ? parts : parts.slice(0, star)).map(parseRole);
  const after = star < 0 ? [] : parts.slice(star + 1).map(parseRole);
  return { before, repeated: star < 0 ? null : parseRole((parts[star] ?? '').slice(0, -1)), after };
}
