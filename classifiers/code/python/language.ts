/** Python for the machine. */
import { HOME_MARK } from '../../analysis.ts';
import { escapeArguments } from '../escape.ts';
import { ENVIRONMENT } from '../expressions.ts';
import { shell } from '../processes.ts';
import type { Place } from '../program.ts';
import type { Call, Language, Runner } from '../runner.ts';
import { parseSignature, type Signature, Table } from '../signatures.ts';
import { memberValue } from '../statements.ts';
import {
  ANY,
  BELOW,
  data,
  elementOf,
  exactText,
  foreign,
  instance,
  isPlain,
  list,
  ref,
  SEGMENT,
  taint,
  taintOf,
  text,
  texts,
  textsOf,
  unknown,
  type Value,
} from '../values.ts';
import { actingPackages, builtins, impureNames, libraryModules, pureModules, rows } from './library.ts';
import { lowerPython } from './lower.ts';

const table = new Table(rows);

export const python: Language = {
  name: 'python',
  table,
  lower: lowerPython,
  global: globalValue,
  module: importModule,
  isPure,
  isHidden: (name) =>
    /^__(?!name__$|doc__$|file__$|version__$|class__$|len__$|path__$|all__$|qualname__$|main__$|init__$|enter__$|exit__$|str__$|repr__$|eq__$|post_init__$|iter__$|next__$|annotations__$|call__$|contains__$|hash__$|slots__$|new__$|name$)\w+__$|^(?:[fg]_globals|f_builtins|f_locals|f_back|tb_frame|gi_frame|cr_frame|ag_frame|func_globals|func_code|gi_code|_os|_sys|_subprocess|_module)$/.test(
      name,
    ),
  unknownMethod,
  special,
  hasRule: (name) => Object.hasOwn(rules, name),
  leaks: new Set('os sys subprocess shutil builtins importlib ctypes socket pty pathlib'.split(' ')),
  loaders: new Set(['builtins.__import__', 'importlib.import_module']),
};

const methods: Readonly<Record<string, Signature>> = Object.fromEntries(
  Object.entries({
    'write_text write_bytes touch mkdir symlink_to hardlink_to chmod': 'write self',
    'unlink rmdir': 'delete self',
    'read_text read_bytes': 'read self -> local',
    iterdir: 'read self -> unknown',
    'to_csv to_json to_excel to_parquet': 'write 0',
    'extractall extract': 'write-tree 0:path|.',
    'connect sendto': 'doubt 0 may open a connection',
    'execv execve spawn popen system': 'doubt 0 may start a program',
    'load_extension exec_module load_module find_module': 'doubt 0 may load code',
  }).flatMap(([names, notation]) => names.split(' ').map((name) => [name, parseSignature(notation)])),
);
const renames = parseSignature('read-tree self; write-tree self; write-tree 0:target -> unknown');
const opens = parseSignature('open self -> unknown');

/** `replace` and `rename` of one argument may be those of a path; `str.replace` has two. */
function unknownMethod(name: string, call: Call): Signature | null {
  if ((name === 'replace' || name === 'rename') && call.positional.length === 1 && call.named.size === 0)
    return renames;
  if (name === 'open') return opens;
  return Object.hasOwn(methods, name) ? (methods[name] ?? null) : null;
}

function globalValue(name: string): Value | null {
  if (name === '__name__') return text('__main__');
  if (name === '__file__') return texts([ANY], false, 0);
  if (name === '__builtins__' || name === '__loader__' || name === '__spec__') return ref(name);
  if (builtins.has(name)) return ref(`builtins.${name}`);
  if (/^(?:[A-Z]\w*)?(?:Error|Exception|Warning|Iteration|Interrupt|Exit|ExceptionGroup)$/.test(name))
    return ref(`builtins.${name}`);
  return null;
}

function importModule(name: string, runner: Runner, at: Place): Value {
  if (name.endsWith('.*')) return importAll(name.slice(0, -2), runner, at);
  const [top = ''] = name.split('.');
  if (name.startsWith('.')) return foreign('package');
  if (name === 'antigravity') runner.findings.doubt('opens a browser', at);
  if (actingPackages.has(top)) runner.findings.doubt(`imports ${top}, which can do more than is followed here`, at);
  if (isLibrary(name)) return ref(name);
  return actingPackages.has(top) ? unknown : foreign(name);
}

function importAll(name: string, runner: Runner, at: Place): Value {
  if (isLibrary(name) && !pureModules.has(name)) runner.findings.doubt(`imports all names of ${name}`, at);
  return foreign(name);
}

function isLibrary(name: string): boolean {
  const [top = ''] = name.split('.');
  return pureModules.has(name) || pureModules.has(top) || libraryModules.has(top) || table.isModule(name);
}

function isPure(name: string): boolean {
  if (impureNames.has(name) || table.get(name) !== null) return false;
  const parts = name.split('.');
  if (parts[0] === 'builtins') return parts.length === 2 && !IMPURE_BUILTINS.has(parts[1] ?? '');
  for (let length = parts.length; length > 0; length -= 1) {
    if (!pureModules.has(parts.slice(0, length).join('.'))) continue;
    return (
      parts
        .slice(length)
        .every(
          (part) =>
            (!part.startsWith('_') || /^__(?:version|doc|name|file|path)__$/.test(part)) &&
            !LEAKS.has(part) &&
            !/^(?:Function|Code|Lambda)Type$/.test(part),
        ) && ![...prefixes(parts, length)].some((prefix) => impureNames.has(prefix))
    );
  }
  return false;
}

function* prefixes(parts: readonly string[], from: number): Iterable<string> {
  for (let length = from + 1; length < parts.length; length += 1) yield parts.slice(0, length).join('.');
}

const IMPURE_BUILTINS = new Set(
  'eval exec compile __import__ getattr setattr delattr globals locals vars breakpoint memoryview open'.split(' '),
);
/** Modules that others import, and so have as a member. */
const LEAKS = new Set(
  'os sys io builtins subprocess socket shutil importlib codecs ctypes signal pathlib posix tempfile linecache inspect runpy selectors ssl events base_events unix_events subprocess'.split(
    ' ',
  ),
);

function special(name: string, call: Call, runner: Runner): Value | null {
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (rule !== undefined) return rule(call, runner);
  if (
    /^assign sys\.(?:path|argv|stdout|stderr|stdin|dont_write_bytecode|tracebacklimit|ps1|pycache_prefix)(?:\.|$)/.test(
      name,
    )
  ) {
    if (name.startsWith('assign sys.path')) searchPath(call, runner);
    return data;
  }
  if (/^assign os\.environ\./.test(name)) {
    const [value] = call.positional;
    const texts = value?.kind === 'text' && exactText(value) !== null ? [exactText(value) ?? ''] : null;
    runner.findings.variable(name.slice('assign os.environ.'.length), {
      texts,
      pattern: false,
      prefix: '',
      at: call.at,
    });
    return data;
  }
  return null;
}

function searchPath(call: Call, runner: Runner): undefined {
  const [value] = call.positional;
  for (const item of value?.kind === 'list' ? value.items : []) {
    if (item.kind === 'text' && textsOf(item).some((one) => /^[/~]/.test(one)))
      runner.findings.doubt('loads modules from elsewhere', call.at);
  }
}

type Rule = (call: Call, runner: Runner) => Value | null;

const rules: Readonly<Record<string, Rule>> = {
  'builtins.getattr': getattr,
  'builtins.setattr': (call, runner) => {
    const name = exactText(call.positional[1]);
    const [object] = call.positional;
    if (name === null || object === undefined || object.kind === 'ref' || python.isHidden(name)) return null;
    escapeArguments(runner, call);
    return data;
  },
  'builtins.type': (call) => (call.positional.length === 1 ? { kind: 'data', taint: 0 } : null),
  'builtins.super': () => ({ kind: 'data', taint: 0 }),
  'builtins.map': (call, runner) => applied(call, runner, true),
  'builtins.filter': (call, runner) => applied(call, runner, false),
  'builtins.enumerate': (call) => list([list([data, elementOf(call.positional[0] ?? unknown)])], true),
  'builtins.zip': (call) => list([list(call.positional.map(elementOf))], true),
  'builtins.print': printTo,
  'builtins.str': (call) => stringOf(call),
  'builtins.chr': (call) => {
    const [code] = call.positional;
    return code?.kind === 'number' && code.value > 0 && code.value < 0x110000
      ? text(String.fromCodePoint(code.value), taint.decoded)
      : null;
  },
  'builtins.bytes': (call) => (call.positional[0]?.kind === 'list' ? fromCodes(call.positional[0]) : null),
  'builtins.bytearray': (call) => (call.positional[0]?.kind === 'list' ? fromCodes(call.positional[0]) : null),
  'builtins.dict': (call) => dictionary(call),
  'member sys.argv': (_, runner) => list([text('-c'), ...runner.words], false),
  'member sys.stdin': () => instance('file', null, taint.local),
  'member sys.executable': () => text('python3'),
  'member os.environ': () => ref('os.environ'),
  'index os.environ': environmentVariable,
  'os.environ.get': environmentVariable,
  'os.environ.setdefault': (call, runner) =>
    special(
      `assign os.environ.${exactText(call.positional[0]) ?? '?'}`,
      { ...call, positional: call.positional.slice(1) },
      runner,
    ),
  'os.environ.copy': () => environmentMap(),
  'os.environ.items': (call, runner) => wholeEnvironment(call, runner),
  'os.environ.values': (call, runner) => wholeEnvironment(call, runner),
  'index sys.modules': (call, runner) => {
    const known = exactText(call.positional[0]);
    return known === null ? null : importModule(known, runner, call.at);
  },
  'os.fork': (call, runner) => {
    if (runner.uncertain > 0) runner.findings.trait('fork-loop', 'starts copies of itself in a loop', call.at);
    return null;
  },
  'sqlite3.connect': (call) => (exactText(call.positional[0]) === ':memory:' ? instance('database', null) : null),
  'pathlib.Path.home': () => texts([HOME_MARK], true, 0),
  'os.path.expanduser': (call) => expandHome(call.positional[0], false),
  'Path.expanduser': (call) => expandHome(call.receiver ?? undefined, true),
  'Path.with_suffix': (call) => changeName(call, (name, given) => name.replace(/(.)\.[^.]*$/, '$1') + given),
  'Path.with_name': (call) => changeName(call, (_, given) => given),
  'Path.with_stem': (call) => changeName(call, (name, given) => given + (/.(\.[^.]*)$/.exec(name)?.[1] ?? '')),
  'Path.relative_to': (call) =>
    exactText(call.positional[0]) === '.' ? (call.receiver ?? null) : texts([ANY], true, 0),
  'Path.parents': (call) =>
    list(
      [
        texts(
          textsOf(call.receiver ?? unknown).map((one) => (one.startsWith('/') ? '/' : '.')),
          true,
          0,
        ),
      ],
      true,
    ),
  'os.path.splitext': splitExtension,
  'codecs.decode': rot13,
  'codecs.encode': rot13,
  'yaml.load': (call) => {
    const loader = call.named.get('Loader') ?? call.positional[1];
    return loader?.kind === 'ref' && /^yaml\.(?:C?SafeLoader|BaseLoader)$/.test(loader.name)
      ? { kind: 'data', taint: taintOf(call.positional) }
      : null;
  },
  'shlex.split': (call) => {
    const known = exactText(call.positional[0]);
    return known === null || /["'\\#]/.test(known)
      ? unknown
      : list(
          known
            .trim()
            .split(/\s+/)
            .map((word) => text(word)),
        );
  },
  'functools.partial': (call, runner) =>
    isPlainFunction(call.positional[0], runner) ? (call.positional[0] ?? null) : null,
  'commands.getoutput': (call, runner) => {
    shell(runner, call.positional[0] ?? unknown, call.at);
    return data;
  },
};

function isPlainFunction(value: Value | undefined, runner: Runner): boolean {
  if (value?.kind !== 'closure') return false;
  runner.escape(value, { start: 0, end: 0 });
  return true;
}

function getattr(call: Call, runner: Runner): Value | null {
  const [object, name] = call.positional;
  const known = exactText(name);
  if (object === undefined) return null;
  if (object.kind === 'foreign') return object;
  if (known === null) return object.kind !== 'ref' && isPlain(object) ? data : null;
  // A method of plain data is as harmless as the data.
  if (isPlain(object) && !python.isHidden(known)) return instance('inert', null);
  if (object.kind === 'ref') runner.findings.trait('hidden-name', `spells ${object.name}.${known} by getattr`, call.at);
  return memberValue(runner, object, known, call.at);
}

function applied(call: Call, runner: Runner, maps: boolean): Value {
  const [callee, ...lists] = call.positional;
  const elements = lists.map(elementOf);
  if (callee === undefined) return data;
  const inert =
    callee.kind === 'ref' &&
    (runner.language.isPure(callee.name) || (runner.language.table.get(callee.name)?.effects.length ?? 1) === 0);
  runner.uncertain += 1;
  const result =
    inert && !maps
      ? data
      : callee.kind === 'text'
        ? data
        : runner.call(callee, { ...call, positional: elements, named: new Map(), more: false });
  runner.uncertain -= 1;
  return list([maps ? result : (elements[0] ?? unknown)], true);
}

/** `print(x, file=f)`: writing to what was opened before. */
function printTo(call: Call, runner: Runner): Value {
  escapeArguments(runner, { ...call, named: new Map() });
  return data;
}

function stringOf(call: Call): Value | null {
  const [value] = call.positional;
  return value?.kind === 'text' ? texts(value.texts, false, value.taint) : null;
}

function fromCodes(codes: Value & { kind: 'list' }): Value {
  const numbers = codes.items.map((item) => (item.kind === 'number' ? item.value : Number.NaN));
  if (codes.more || numbers.some((one) => !(one >= 0 && one < 256))) return texts([ANY], false, taint.decoded);
  return text(String.fromCharCode(...numbers.slice(0, 4096)), taint.decoded);
}

function environmentMap(): Value {
  return { kind: 'map', entries: new Map([[ENVIRONMENT, ref('os.environ')]]), more: true, taint: 0 };
}

function dictionary(call: Call): Value {
  const [first] = call.positional;
  const base = first?.kind === 'ref' && first.name === 'os.environ' ? environmentMap() : first;
  const entries = new Map(base?.kind === 'map' ? base.entries : []);
  for (const [name, value] of call.named) entries.set(name, value);
  const more = base !== undefined && (base.kind !== 'map' || base.more);
  return { kind: 'map', entries, more, taint: taintOf(call.positional) };
}

function environmentVariable(call: Call, runner: Runner): Value {
  const [name, fallback] = call.positional;
  const signature = table.get('os.getenv');
  if (signature !== null)
    runner.call(ref('os.getenv'), { ...call, positional: name === undefined ? [] : [name], named: new Map() });
  const known = exactText(name);
  if (known === 'HOME') return texts([HOME_MARK], false, 0);
  return texts(
    [ANY, ...(fallback?.kind === 'text' ? fallback.texts : [])],
    false,
    known !== null && !/TOKEN|SECRET|PASSW|_KEY|CREDENTIAL/i.test(known) ? 0 : taint.local,
  );
}

function wholeEnvironment(call: Call, runner: Runner): Value {
  runner.findings.trait('environment', 'takes the whole environment', call.at);
  return { kind: 'data', taint: taint.local };
}

function expandHome(value: Value | undefined, path: boolean): Value {
  if (value === undefined) return unknown;
  return texts(
    textsOf(value).map((one) => (/^~\w/.test(one) ? ANY : one.replace(/^~(?=\/|$)/, HOME_MARK))),
    path || (value.kind === 'text' && value.path),
    value.taint,
  );
}

function changeName(call: Call, change: (name: string, given: string) => string): Value {
  const given = exactText(call.positional[0]);
  const receiver = call.receiver ?? unknown;
  if (given === null) return texts([ANY], true, receiver.taint);
  return texts(
    textsOf(receiver).map((one) => {
      if (one.includes(ANY) || given.includes('/')) return ANY;
      const at = one.lastIndexOf('/') + 1;
      const name = one.slice(at).replaceAll(BELOW, SEGMENT);
      const below = one.slice(at).includes(BELOW) ? `${BELOW}/` : '';
      return one.slice(0, at) + below + change(name, given);
    }),
    true,
    receiver.taint,
  );
}

function splitExtension(call: Call): Value {
  const [value] = call.positional;
  if (value?.kind !== 'text') return unknown;
  const stems = value.texts.map((one) => (one.includes(ANY) ? ANY : one.replace(/([^/.])\.[^./]*$/, '$1')));
  return list([texts(stems, false, value.taint), texts([ANY], false, value.taint)]);
}

function rot13(call: Call): Value | null {
  const known = exactText(call.positional[0]);
  if (known === null || !/^rot_?13$/i.test(exactText(call.positional[1]) ?? '')) return null;
  const turned = known.replace(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
  return text(turned, taint.decoded);
}
