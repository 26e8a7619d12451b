/** JavaScript, as Node runs it, for the machine. */
import { HOME_MARK } from '../../analysis.ts';
import { escapeArguments } from '../escape.ts';
import { pathWord, plainWord } from '../judgement.ts';
import type { Place } from '../program.ts';
import type { Call, Language, Runner } from '../runner.ts';
import { parseSignature, type Signature, Table } from '../signatures.ts';
import { joinPaths } from '../texts.ts';
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
  literal,
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
import { actingPackages, builtinModules, impureNames, opaquePackages, pureGlobals, rows } from './library.ts';
import { lowerJavascript } from './lower.ts';

const table = new Table(rows);

export const javascript: Language = {
  name: 'node',
  table,
  lower: lowerJavascript,
  global: globalValue,
  module: importModule,
  isPure,
  isHidden: (name) =>
    /^(?:constructor|__proto__|prototype|__(?:define|lookup)[GS]etter__|mainModule|caller|callee|_load|_linkedBinding|dlopen|binding|_compile)$/.test(
      name,
    ),
  unknownMethod,
  special,
  hasRule: (name) => Object.hasOwn(rules, name),
  leaks: new Set(['child_process', 'fs', 'process', 'vm']),
  loaders: new Set(['require', 'import']),
};

const methods: Readonly<Record<string, Signature>> = Object.fromEntries(
  Object.entries({
    'writeFile writeFileSync appendFile appendFileSync createWriteStream outputFile outputFileSync writeJson writeJsonSync writeTextFile writeTextFileSync mkdir mkdirSync':
      'write 0',
    'unlink unlinkSync rm rmSync rmdir rmdirSync removeSync': 'delete-tree 0',
    'rename renameSync copyFile copyFileSync cpSync symlink symlinkSync link linkSync': 'write 1',
    'readFile readFileSync createReadStream readdir readdirSync': 'read 0 -> local',
    'exec execSync spawn spawnSync execFile execFileSync fork': 'doubt 0 may start a program',
    'connect listen': 'doubt 0 may open a connection',
    'runInThisContext runInNewContext eval require createRequire call apply bind':
      'doubt 0 may run other code -> unknown',
  }).flatMap(([names, notation]) => names.split(' ').map((name) => [name, parseSignature(notation)])),
);

function unknownMethod(name: string): Signature | null {
  return Object.hasOwn(methods, name) ? (methods[name] ?? null) : null;
}

const PLAIN: Readonly<Record<string, Value>> = {
  undefined: text('false'),
  __dirname: text('.'),
  __filename: texts([ANY], false, 0),
  this: unknown,
  super: ref('super'),
  arguments: unknown,
  require: ref('require'),
  import: ref('import'),
  module: ref('cjs'),
  exports: ref('cjs.exports'),
  process: ref('node.process'),
  globalThis: ref('globalThis'),
  global: ref('globalThis'),
  window: ref('globalThis'),
  self: ref('globalThis'),
  Deno: ref('Deno'),
  Bun: ref('Bun'),
};

function globalValue(name: string): Value | null {
  const plain = Object.hasOwn(PLAIN, name) ? PLAIN[name] : undefined;
  if (plain !== undefined) return plain;
  if (pureGlobals.has(name) || table.get(name) !== null) return ref(name);
  // In code given by an option the modules of Node are there without an import.
  if (builtinModules.has(name)) return moduleValue(name);
  return table.isModule(name) && /^[A-Z]/.test(name) ? ref(name) : null;
}

const SAME_AS: Readonly<Record<string, string>> = {
  process: 'node.process',
  'fs/promises': 'fs.promises',
  'dns/promises': 'dns.promises',
  'path/posix': 'path',
  'path/win32': 'path',
  'assert/strict': 'assert',
  'timers/promises': 'timers',
  'stream/promises': 'stream',
  'stream/web': 'stream',
  'stream/consumers': 'stream',
  'util/types': 'util',
  'readline/promises': 'readline',
  'test/reporters': 'test',
  sys: 'util',
};

function moduleValue(name: string): Value {
  return ref(SAME_AS[name] ?? name);
}

function importModule(given: string, runner: Runner, at: Place): Value {
  const { findings } = runner;
  const name = given.replace(/^node:/, '');
  if (builtinModules.has(name)) return moduleValue(name);
  if (/^(?:\.{0,2}\/|\.{1,2}$|file:)/.test(given)) return file(given, runner, at);
  if (/^(?:https?|data|blob|npm|jsr):/i.test(given)) {
    if (/^https?:/i.test(given)) {
      findings.contact(plainWord(literal(given), at), 'url', null);
      findings.trait('fetched-run', 'a module of another machine is run', at);
    }
    findings.doubt('loads a module from an address', at);
    return unknown;
  }
  const top = name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : (name.split('/')[0] ?? name);
  if (actingPackages.has(top)) return ref(top);
  if (opaquePackages.has(top)) {
    findings.doubt(`loads ${top}, which can do more than is followed here`, at);
    return unknown;
  }
  return foreign(name);
}

/** A file of the workspace runs as if it were named on the command line; JSON is only read. */
function file(given: string, runner: Runner, at: Place): Value {
  const path = pathWord(literal(given.replace(/^file:(?:\/\/)?/, '')), at);
  if (given.endsWith('.json')) {
    runner.findings.access('read', path, false);
    return { kind: 'data', taint: taint.local };
  }
  if (/\.[cm]?[jt]sx?$/.test(given)) runner.findings.access('read', path, false);
  runner.findings.access('execute', path, false);
  return foreign('file');
}

function isPure(name: string): boolean {
  if (impureNames.has(name)) return false;
  const parts = name.split('.');
  const [top = ''] = parts;
  if (!pureGlobals.has(top)) return false;
  return parts
    .slice(1)
    .every(
      (part, index) =>
        !javascript.isHidden(part) && !part.startsWith('_') && !impureNames.has(parts.slice(0, index + 2).join('.')),
    );
}

type Rule = (call: Call, runner: Runner) => Value | null;

function special(name: string, call: Call, runner: Runner): Value | null {
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (rule !== undefined) return rule(call, runner);
  if (name.startsWith('member ')) return memberRule(name.slice(7), call, runner);
  if (name.startsWith('assign ')) return assignRule(name.slice(7), call, runner);
  return null;
}

function memberRule(name: string, call: Call, runner: Runner): Value | null {
  if (name.endsWith('.default')) return ref(name.slice(0, -'.default'.length));
  if (name.startsWith('globalThis.')) return globalValue(name.slice('globalThis.'.length)) ?? data;
  if (name.startsWith('cjs.exports')) return unknown;
  if (name.startsWith('node.process.env.')) return variable(name.slice('node.process.env.'.length), runner, call.at);
  return null;
}

function assignRule(name: string, call: Call, runner: Runner): Value | null {
  if (name.startsWith('cjs.exports') || name === 'node.process.exitCode' || name === 'node.process.title') return data;
  if (!name.startsWith('node.process.env.')) return null;
  const known = exactText(call.positional[0]);
  runner.findings.variable(name.slice('node.process.env.'.length), {
    texts: known === null ? null : [known],
    pattern: false,
    prefix: '',
    at: call.at,
  });
  return data;
}

function variable(name: string | null, runner: Runner, at: Place): Value {
  if (name === 'HOME') return texts([HOME_MARK], false, 0);
  if (name !== null && !/TOKEN|SECRET|PASSW|_KEY|CREDENTIAL|^AWS_|PRIVATE/i.test(name)) return texts([ANY], false, 0);
  const what = name === null ? 'takes variables of the environment' : `takes ${name} from the environment`;
  runner.findings.trait('environment', what, at);
  return texts([ANY], false, taint.local);
}

/** `connect(port, host)`, `connect({port, host})`. */
function connect(call: Call, runner: Runner): Value {
  const [first, second] = call.positional;
  const options = first?.kind === 'map' ? first.entries : new Map<string, Value>();
  const port = options.get('port') ?? first;
  const host = options.get('host') ?? (first?.kind === 'map' ? undefined : second);
  const known = host === undefined || host.kind === 'closure' ? text('localhost') : host;
  runner.findings.contact(plainWord(known, call.at), 'host', port?.kind === 'number' ? port.value : null);
  escapeArguments(runner, call);
  return instance('socket', null);
}

/** `require(x)` and `import(x)`. */
function load(call: Call, runner: Runner): Value {
  const known = exactText(call.positional[0]);
  if (known !== null) return importModule(known, runner, call.at);
  const below = call.positional[0]?.kind === 'text' ? pathWord(call.positional[0], call.at) : null;
  if (below?.texts?.every((one) => /^\.{0,2}\//.test(one)) === true) {
    runner.findings.access('execute', below, false);
    return foreign('file');
  }
  runner.findings.doubt('loads a module known only at run time', call.at);
  escapeArguments(runner, call);
  return unknown;
}

const inert = instance('inert', null);

const rules: Readonly<Record<string, Rule>> = {
  require: load,
  import: load,
  'module.createRequire': () => ref('require'),
  'globalThis.require': load,
  super: (call, runner) => {
    escapeArguments(runner, call);
    return data;
  },
  Promise: (call, runner) => {
    const [executor] = call.positional;
    if (executor?.kind === 'closure')
      for (const closure of executor.closures) runner.callClosure(closure, { ...call, positional: [inert, inert] });
    else escapeArguments(runner, call);
    return unknown;
  },
  'index node.process.env': (call, runner) => variable(exactText(call.positional[0]), runner, call.at),
  'index globalThis': (call) => {
    const known = exactText(call.positional[0]);
    return known === null ? null : (globalValue(known) ?? data);
  },
  'member node.process.argv': (_, runner) =>
    list([runner.words.length === 0 ? text(ANY) : elementOf(list(runner.words))], true),
  'net.connect': connect,
  'net.createConnection': connect,
  'tls.connect': connect,
  'socket.connect': connect,
  'node.process.cwd': () => text('.'),
  'member node.process.execPath': () => text('node'),
  'os.tmpdir': () => text('/tmp'),
  'os.homedir': () => text(HOME_MARK),
  'path.resolve': (call) => {
    const [first] = call.positional;
    return first === undefined || call.more
      ? texts([call.more ? ANY : '.'], false, 0)
      : flat(joinPaths(call.positional));
  },
  'path.basename': (call) => {
    const [path, ending] = call.positional;
    if (ending === undefined || path?.kind !== 'text') return null;
    const cut = exactText(ending);
    return texts(
      path.texts.map((one) => {
        const name = one.slice(one.lastIndexOf('/') + 1);
        if (one.includes(ANY) || cut === null) return ANY;
        return (name.endsWith(cut) ? name.slice(0, -cut.length) : name).replaceAll(BELOW, SEGMENT);
      }),
      false,
      path.taint,
    );
  },
  'Object.entries': (call) => {
    const [object] = call.positional;
    if (object === undefined || isPlain(object)) return { kind: 'data', taint: taintOf(call.positional) };
    if (object.kind === 'foreign') return object;
    const values = object.kind === 'map' ? list([...object.entries.values()]) : list([unknown]);
    return object.kind === 'map' && !object.more ? list([list([data, elementOf(values)])], true) : null;
  },
  'Object.values': (call) => {
    const [object] = call.positional;
    if (object?.kind !== 'map' || object.more) return object?.kind === 'foreign' ? object : null;
    return list([...object.entries.values()]);
  },
  'Object.assign': (call) => {
    const maps = call.positional.filter((one) => one.kind === 'map');
    if (maps.length !== call.positional.length)
      return call.positional.every((one) => isPlain(one) || one.kind === 'foreign') ? data : null;
    const entries = new Map(maps.flatMap((one) => [...one.entries]));
    return { kind: 'map', entries, more: maps.some((one) => one.more), taint: taintOf(call.positional) };
  },
  'buffer.Buffer.from': fromBuffer,
  'Buffer.from': fromBuffer,
  'String.fromCharCode': (call) => {
    const codes = call.positional.map((one) => (one.kind === 'number' ? one.value : Number.NaN));
    if (call.more || codes.some(Number.isNaN)) return null;
    return text(String.fromCharCode(...codes), codes.length > 1 ? taint.decoded : 0);
  },
  ...Object.fromEntries(
    ['fs.readdir', 'fs.readdirSync', 'fs.promises.readdir'].map((name): [string, Rule] => [name, readDirectory]),
  ),
};

function flat(value: Value): Value {
  return texts(textsOf(value), false, value.taint);
}

function fromBuffer(call: Call): Value | null {
  const encoding = exactText(call.positional[1]);
  if (encoding !== 'base64' && encoding !== 'hex' && encoding !== 'base64url') return null;
  const known = exactText(call.positional[0]);
  const mark = taintOf(call.positional) | taint.decoded;
  if (known === null) return texts([ANY], false, mark);
  const decoded = literal(Buffer.from(known, encoding).toString('utf8'));
  return { ...decoded, taint: mark };
}

function readDirectory(call: Call, runner: Runner): Value | null {
  const options = call.positional[1];
  const recursive = options?.kind === 'map' && options.entries.has('recursive');
  const [directory] = call.positional;
  if (directory === undefined) return null;
  runner.findings.access('read', pathWord(directory, call.places[0] ?? call.at), recursive);
  escapeArguments(runner, call);
  return list([texts([recursive ? BELOW : SEGMENT], false, 0)], true);
}
