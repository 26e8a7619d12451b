/** From strace's lines to what a command really did: programs started, paths changed, hosts contacted. */
import { posix } from 'node:path';

/** A process at the time of an event: what it runs, and who started it. */
export interface Actor {
  /** Path of the program as given to the kernel; the first shell has `bash`. */
  readonly program: string;
  readonly argv: readonly string[];
  readonly parent: Actor | null;
}

export interface Exec {
  readonly kind: 'exec';
  /** Absolute path; a bare name where no folder of PATH has the program. */
  readonly path: string;
  /** The path as the starting program spelled it. */
  readonly given: string;
  readonly argv: readonly string[];
  /** Who started it: the program that ran in the same process before, or in the one that forked it. */
  readonly actor: Actor;
}

export interface Change {
  readonly kind: 'write';
  readonly call: string;
  readonly path: string;
  readonly failed: string | null;
  readonly actor: Actor;
}

export interface Contacted {
  readonly kind: 'contact';
  readonly host: string;
  readonly port: number | null;
  readonly actor: Actor;
}

export interface Trace {
  readonly events: readonly TraceEvent[];
  /** A shell could not change its directory. */
  readonly failedCd: boolean;
}

export type TraceEvent = Exec | Change | Contacted;

/** The program that the harness starts for what bash does not find; its first argument is the name. */
export const MISSING = '/opt/differential/missing';

interface Process {
  actor: Actor;
  /** Shared with threads. */
  readonly directory: { path: string };
  /** Programs that were looked for in vain since the last one that started. */
  readonly vain: { path: string; given: string; argv: readonly string[] }[];
}

interface Call {
  readonly pid: number;
  readonly name: string;
  readonly args: string;
  readonly result: string;
}

/** @param search folders of PATH */
export function readTrace(lines: readonly string[], start: string, search: readonly string[]): Trace {
  const reader = new TraceReader(start, search);
  const calls = joinCalls(lines);
  for (const { pid, name, result } of calls) {
    if (/^(?:clone3?|v?fork)$/.test(name) && /^\d+/.test(result)) reader.parents.set(Number.parseInt(result, 10), pid);
  }
  for (const call of calls) reader.take(call);
  return { events: reader.finish(), failedCd: reader.failedCd };
}

/** Calls in the order in which they ended; one that never ended has the result `?`. */
function joinCalls(lines: readonly string[]): Call[] {
  const open = new Map<number, { name: string; args: string }>();
  const calls: Call[] = [];
  for (const line of lines) {
    const match = /^(\d+) +(.*)$/s.exec(line);
    if (match === null) continue;
    const pid = Number(match[1]);
    let rest = match[2] ?? '';
    const resumed = /^<\.\.\. (\w+) resumed>/.exec(rest);
    if (resumed !== null) {
      const begun = open.get(pid);
      open.delete(pid);
      rest = `${begun?.name ?? resumed[1]}(${begun?.args ?? ''}${rest.slice(resumed[0].length)}`;
    }
    const name = /^(\w+)\(/.exec(rest)?.[1];
    if (name === undefined) continue;
    const body = rest.slice(name.length + 1);
    const unfinished = /\s*<unfinished \.\.\.>$/.exec(body);
    if (unfinished !== null) {
      open.set(pid, { name, args: body.slice(0, unfinished.index) });
      continue;
    }
    const end = /\) += (\S.*)$/s.exec(body);
    const at = body.lastIndexOf(') ');
    calls.push({ pid, name, args: at < 0 ? body : body.slice(0, at), result: end === null ? '?' : lastResult(body) });
  }
  for (const [pid, { name, args }] of open) calls.push({ pid, name, args, result: '?' });
  return calls;
}

function lastResult(body: string): string {
  return body.slice(body.lastIndexOf(' = ') + 3);
}

class TraceReader {
  readonly parents = new Map<number, number>();
  failedCd = false;
  readonly #processes = new Map<number, Process>();
  readonly #events: TraceEvent[] = [];
  readonly #start: string;
  readonly #search: readonly string[];
  #isFirst = true;

  constructor(start: string, search: readonly string[]) {
    this.#start = start;
    this.#search = search;
  }

  take(call: Call): void {
    const process = this.#process(call.pid);
    const strings = readStrings(call.args);
    const failed = /^-1 (\w+)/.exec(call.result)?.[1] ?? null;
    switch (call.name) {
      case 'execve':
      case 'execveat':
        this.#exec(process, strings, failed);
        return;
      case 'chdir':
        if (failed === null) process.directory.path = this.#absolute(process, null, strings[0] ?? '');
        else this.failedCd = true;
        return;
      case 'fchdir':
        if (failed === null) process.directory.path = /^\d+<([^>]*)>/.exec(call.args)?.[1] ?? process.directory.path;
        return;
      case 'connect':
      case 'sendto':
      case 'sendmsg':
      case 'sendmmsg':
        this.#contact(process, call);
        return;
      case 'clone':
      case 'clone3':
      case 'fork':
      case 'vfork':
        this.#fork(call, process);
        return;
      default:
        for (const path of changedPaths(call)) {
          const absolute = this.#absolute(process, path.folder, path.text);
          this.#events.push({ kind: 'write', call: call.name, path: absolute, failed, actor: process.actor });
        }
    }
  }

  finish(): TraceEvent[] {
    for (const process of this.#processes.values()) this.#reportVain(process);
    return this.#events;
  }

  #process(pid: number): Process {
    const known = this.#processes.get(pid);
    if (known !== undefined) return known;
    const parent = this.#processes.get(this.parents.get(pid) ?? -1);
    const process: Process = {
      actor: parent?.actor ?? { program: 'bash', argv: [], parent: null },
      directory: { path: parent?.directory.path ?? this.#start },
      vain: [],
    };
    this.#processes.set(pid, process);
    return process;
  }

  #fork(call: Call, process: Process): void {
    const child = Number.parseInt(call.result, 10);
    if (!(child > 0)) return;
    if (call.args.includes('CLONE_FS')) {
      this.#processes.set(child, { actor: process.actor, directory: process.directory, vain: [] });
    } else this.#process(child);
  }

  #exec(process: Process, strings: readonly string[], failed: string | null): void {
    const [given = '', ...argv] = strings;
    if (this.#isFirst) {
      this.#isFirst = false;
      return;
    }
    const path = this.#absolute(process, null, given);
    if (failed !== null) {
      process.vain.push({ path, given, argv });
      return;
    }
    const found = posix.basename(path);
    const others = process.vain.splice(0).filter((one) => posix.basename(one.path) !== found);
    process.vain.push(...others);
    this.#reportVain(process);
    const isMissing = path === MISSING;
    const name = isMissing ? (argv[1] ?? '') : path;
    const words = isMissing ? argv.slice(1) : argv;
    this.#events.push({ kind: 'exec', path: name, given: isMissing ? name : given, argv: words, actor: process.actor });
    process.actor = { program: name, argv: words, parent: process.actor };
  }

  /** A name that stands in no folder of PATH was looked for in each of them. */
  #reportVain(process: Process): void {
    const seen = new Set<string>();
    for (const { path, given, argv } of process.vain.splice(0)) {
      const isSearched = this.#search.includes(posix.dirname(path)) && argv[0]?.includes('/') !== true;
      const name = isSearched ? posix.basename(path) : path;
      if (seen.has(name)) continue;
      seen.add(name);
      this.#events.push({ kind: 'exec', path: name, given, argv, actor: process.actor });
    }
  }

  #contact(process: Process, call: Call): void {
    const address = /inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"/.exec(call.args);
    const port = Number(/sin6?_port=htons\((\d+)\)/.exec(call.args)?.[1] ?? 0);
    const isName = port === 53 || call.args.includes(':53]>');
    if (isName || call.name !== 'connect') {
      for (const host of isName ? queriedNames(call.args) : []) {
        this.#events.push({ kind: 'contact', host, port: null, actor: process.actor });
      }
      if (call.name !== 'connect' || isName) return;
    }
    const host = address?.[1] ?? address?.[2];
    if (host === undefined || port === 0) return;
    this.#events.push({ kind: 'contact', host, port, actor: process.actor });
  }

  #absolute(process: Process, folder: string | null, text: string): string {
    return posix.resolve(folder ?? process.directory.path, text);
  }
}

interface ChangedPath {
  /** The folder that a relative path starts from, where it is not the process's own. */
  readonly folder: string | null;
  readonly text: string;
}

/** The paths that a call would change; none for an open that only reads. */
function changedPaths({ name, args }: Call): ChangedPath[] {
  const paths = readPaths(args);
  const [first, second] = paths;
  if (/^open/.test(name)) {
    return first !== undefined && /O_(?:WRONLY|RDWR|CREAT|TRUNC)/.test(args) ? [first] : [];
  }
  if (/^rename/.test(name)) return paths.slice(0, 2);
  if (/^link/.test(name)) return second === undefined ? [] : [second];
  if (name === 'symlink') return second === undefined ? [] : [second];
  if (name === 'symlinkat') return second === undefined ? [] : [second];
  return first === undefined ? [] : [first];
}

/** String arguments, each with the directory descriptor before it. */
function readPaths(args: string): ChangedPath[] {
  const paths: ChangedPath[] = [];
  const pattern = /(?:(AT_FDCWD|\d+)(?:<((?:[^>\\]|\\.)*)>)?, )?"((?:[^"\\]|\\.)*)"(\.\.\.)?/g;
  for (const [, descriptor, folder, text] of args.matchAll(pattern)) {
    const own = descriptor === undefined || descriptor === 'AT_FDCWD';
    paths.push({ folder: own || folder === undefined ? null : readEscapes(folder), text: readEscapes(text ?? '') });
  }
  return paths;
}

function readStrings(args: string): string[] {
  return [...args.matchAll(/"((?:[^"\\]|\\.)*)"(?:\.\.\.)?/g)].map(([, text]) => readEscapes(text ?? ''));
}

const escapes: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, v: 11, f: 12, '"': 34, '\\': 92 };

/** strace's string escapes: octal bytes and the usual letters. */
function readEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  const bytes: number[] = [];
  for (const [token, octal, hex, letter] of text.matchAll(/\\([0-7]{1,3})|\\x([0-9a-f]{2})|\\(.)|[^\\]+/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 255);
    else if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else if (letter !== undefined) bytes.push(escapes[letter] ?? letter.charCodeAt(0));
    else bytes.push(...Buffer.from(token));
  }
  return Buffer.from(bytes).toString('utf8');
}

/** Names asked for in the DNS messages (RFC 1035, 4.1.2) among the string arguments. */
function queriedNames(args: string): string[] {
  const names: string[] = [];
  for (const [, text] of args.matchAll(/"((?:[^"\\]|\\.)*)"/g)) {
    const bytes = Buffer.from(stringBytes(text ?? ''));
    const labels: string[] = [];
    let at = 12;
    while (at < bytes.length) {
      const length = bytes[at] ?? 0;
      if (length === 0 || length > 63) break;
      labels.push(bytes.subarray(at + 1, at + 1 + length).toString('latin1'));
      at += length + 1;
    }
    if (labels.length > 0) names.push(labels.join('.'));
  }
  return names;
}

function stringBytes(text: string): number[] {
  const bytes: number[] = [];
  for (const [token, octal, letter] of text.matchAll(/\\([0-7]{1,3})|\\(.)|[^\\]/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 255);
    else if (letter !== undefined) bytes.push(escapes[letter] ?? letter.charCodeAt(0));
    else bytes.push(token.charCodeAt(0) & 255);
  }
  return bytes;
}
