/** What really happened against what was predicted. */
import { posix } from 'node:path';
import type { Assessment } from '../../src/contract/assessment.ts';
import { type KnownDifference, knownDifferences } from './known-differences.ts';
import type { Actor, Change, Contacted, Exec, Trace, TraceEvent } from './trace.ts';

export const CWD = '/workspace';
export const HOME = '/home/cordon';

export interface Difference {
  readonly kind: TraceEvent['kind'];
  /** Program as predictions spell it, path, or host. */
  readonly what: string;
  /** Base name of the program that did it. */
  readonly by: string;
  readonly event: TraceEvent;
}

export interface Comparison {
  readonly execs: number;
  readonly writes: number;
  readonly contacts: number;
  /** Happened, and neither predicted, nor opaque, nor explained. */
  readonly unpredicted: readonly Difference[];
  /** Happened in a command that is refused, because it runs code by a way that hides what it does. */
  readonly refused: number;
  /** Happened and is covered by an opaque span only. */
  readonly opaque: number;
  readonly explained: readonly { readonly difference: Difference; readonly by: KnownDifference }[];
  /** Predicted and did not happen: another branch, a failed condition, a file that is not there. */
  readonly over: { readonly execs: number; readonly writes: number; readonly hosts: number };
}

/** @param search folders of PATH */
export function compare(command: string, assessment: Assessment, trace: Trace, search: readonly string[]): Comparison {
  const prediction = new Prediction(assessment, search);
  const real = distinct(trace.events.filter((event) => !isOfNoEffect(event)));
  const unpredicted: Difference[] = [];
  const explained: { difference: Difference; by: KnownDifference }[] = [];
  const excused = new Map<string, number>();
  let opaque = 0;
  let refused = 0;
  const isRefused = refusesHiddenCode(assessment);
  for (const event of real) {
    if (prediction.covers(event)) continue;
    const difference: Difference = { kind: event.kind, what: nameOf(event, search), by: base(event.actor), event };
    const known = knownDifferences.find((one) => explains(one, difference, command, trace.failedCd));
    if (known !== undefined) explained.push({ difference, by: known });
    else if (prediction.isOpaque(command, difference, excused)) {
      opaque += 1;
      excused.set(difference.kind, (excused.get(difference.kind) ?? 0) + 1);
    } else if (isRefused) refused += 1;
    else unpredicted.push(difference);
  }
  const count = (kind: TraceEvent['kind']): number => real.filter((event) => event.kind === kind).length;
  return {
    execs: count('exec'),
    writes: count('write'),
    contacts: count('contact'),
    unpredicted,
    opaque,
    refused,
    explained,
    over: prediction.unmet(real),
  };
}

/** Categories that say: this runs something in a way that is not read further. */
const HIDING: readonly string[] = [
  'expansion-side-effect',
  'environment-hijack',
  'tool-exec-flag',
  'inline-interpreter',
  'encoded-payload',
  'download-and-execute',
  'remote-shell-channel',
  'deceptive-text',
  'parser-ambiguity',
];

/** INVARIANT: only a finding that the default policy denies excuses what is not predicted. */
function refusesHiddenCode({ findings }: Assessment): boolean {
  return findings.some(
    ({ category, severity }) => HIDING.includes(category) && (severity === 'high' || severity === 'critical'),
  );
}

function explains(known: KnownDifference, difference: Difference, command: string, failedCd: boolean): boolean {
  return (
    known.kind === difference.kind &&
    known.by.test(difference.by) &&
    known.what.test(difference.what) &&
    (known.afterFailedCd === undefined || failedCd) &&
    (known.fromFile === undefined || /^[^-]/.test(difference.event.actor.argv[1] ?? '')) &&
    (known.command === undefined || known.command.test(command)) &&
    (known.within === undefined || isWithin(difference.event.actor, known.within))
  );
}

function isWithin(actor: Actor | null, pattern: RegExp): boolean {
  return actor !== null && (pattern.test(posix.basename(actor.program)) || isWithin(actor.parent, pattern));
}

function base(actor: Actor): string {
  return posix.basename(actor.program);
}

/** One event for what happened several times. */
function distinct(events: readonly TraceEvent[]): TraceEvent[] {
  const seen = new Map<string, TraceEvent>();
  for (const event of events) {
    const key = event.kind === 'contact' ? event.host : event.path;
    const id = `${event.kind} ${key} ${event.actor.program}`;
    if (!seen.has(id)) seen.set(id, event);
  }
  return [...seen.values()];
}

/** Devices that keep nothing, open descriptors, and what only this harness has. */
const DEVICE =
  /^\/dev\/(?:null|zero|full|u?random|tty|stdin|stdout|stderr|fd\/\d+|ptmx|pts\/.*)$|^\/proc\/(?:self|\d+)\/fd\/\d+$|^\/opt\/differential(?:\/|$)/;

function isOfNoEffect(event: TraceEvent): boolean {
  return event.kind === 'write' && DEVICE.test(event.path);
}

/** As predictions spell it: a program found through PATH by its name alone. */
function nameOf(event: TraceEvent, search: readonly string[]): string {
  if (event.kind === 'contact') return event.host;
  if (event.kind === 'write') return event.path;
  return execName(event, search);
}

function execName(event: Exec, search: readonly string[]): string {
  return search.includes(posix.dirname(event.path)) ? posix.basename(event.path) : event.path;
}

class Prediction {
  readonly #assessment: Assessment;
  readonly #search: readonly string[];
  readonly #writes: readonly { readonly path: string; readonly regex: RegExp | null }[];
  readonly #programs: ReadonlySet<string>;

  constructor(assessment: Assessment, search: readonly string[]) {
    this.#assessment = assessment;
    this.#search = search;
    this.#writes = assessment.effects.writes.map((shown) => {
      const path = absolute(shown);
      return { path, regex: /[*?[]/.test(path) ? globRegex(path) : null };
    });
    this.#programs = new Set(assessment.effects.execs.map((name) => (name.includes('/') ? absolute(name) : name)));
  }

  covers(event: TraceEvent): boolean {
    switch (event.kind) {
      case 'exec':
        return this.#coversExec(event);
      case 'write':
        return this.#coversWrite(event);
      case 'contact':
        return this.#coversContact(event);
    }
  }

  #coversExec(event: Exec): boolean {
    if (this.#programs.has(event.path) || this.#assessment.effects.execs.includes(event.given)) return true;
    const inPath = this.#search.includes(posix.dirname(event.path)) || !event.path.includes('/');
    return inPath && this.#programs.has(posix.basename(event.path));
  }

  /** The path itself, something below a predicted one, a folder made on the way to one, or a match of a pattern. */
  #coversWrite(event: Change): boolean {
    return this.#writes.some(({ path, regex }) => {
      const root = path.replace(/\/\*\*$/, '');
      if (event.path === root || event.path.startsWith(root === '/' ? '/' : `${path}/`)) return true;
      if (/^mkdir/.test(event.call) && path.startsWith(`${event.path}/`)) return true;
      return regex?.test(event.path) === true;
    });
  }

  #coversContact(event: Contacted): boolean {
    const host = event.host.toLowerCase();
    return this.#assessment.effects.hosts.some((one) => {
      const name = one.toLowerCase().replace(/^\[|\]$/g, '');
      if (name.includes('*')) return globRegex(name).test(host);
      return name === host || (name === 'localhost' && /^(?:127\.|::1$)/.test(host));
    });
  }

  /**
   * Something could not be resolved, and it may have been this. INVARIANT: a program that is spelled outside all opaque spans is
   * excused by as many spans as there are and no more, else one unknown word would hide every other miss of the command.
   */
  isOpaque(command: string, difference: Difference, excused: ReadonlyMap<string, number>): boolean {
    const spots = this.#assessment.opaque.filter(
      (spot) => spot.kind === 'parse' || concerns(spot.why, difference.kind),
    );
    if (spots.length === 0) return false;
    if (difference.kind !== 'exec' || !isSpelled(command, spots, posix.basename(difference.what))) return true;
    return spots.some((spot) => !SINGLE.test(spot.why)) || (excused.get('exec') ?? 0) < spots.length;
  }

  unmet(real: readonly TraceEvent[]): Comparison['over'] {
    const names = new Set(
      real.flatMap((event) => (event.kind === 'exec' ? [event.path, posix.basename(event.path)] : [])),
    );
    const hosts = new Set(real.flatMap((event) => (event.kind === 'contact' ? [event.host] : [])));
    const paths = real.flatMap((event) => (event.kind === 'write' ? [event.path] : []));
    const met = ({ path, regex }: { path: string; regex: RegExp | null }): boolean =>
      paths.some((real) => real === path || real.startsWith(`${path}/`) || regex?.test(real) === true);
    return {
      execs: [...this.#programs].filter((name) => !names.has(name)).length,
      writes: this.#writes.filter((write) => !met(write)).length,
      hosts: this.#assessment.effects.hosts.filter((host) => !hosts.has(host)).length,
    };
  }
}

/** Spots that say nothing of what a command changes: a path to read, a word for a program that does nothing here. */
const HARMLESS = /path to read|word for a program/;
/** Spots that stand for one kind of effect; any other can stand for all. */
const CONCERNS: readonly (readonly [why: RegExp, kind: TraceEvent['kind']])[] = [
  [/path to write|directory|downloaded file/, 'write'],
  [/path to run/, 'exec'],
  [/host/, 'contact'],
];
/** One such spot is one program. */
const SINGLE = /the program is known|path to run/;

function concerns(why: string, kind: TraceEvent['kind']): boolean {
  if (HARMLESS.test(why)) return false;
  const own = CONCERNS.find(([pattern]) => pattern.test(why));
  return own === undefined || own[1] === kind;
}

function isSpelled(command: string, spots: Assessment['opaque'], word: string): boolean {
  const bytes = Buffer.from(command);
  for (const { span } of spots) bytes.fill(32, span.start, span.end);
  return new RegExp(`(?:^|[^\\w.\\\\'"-])${escapeRegex(word)}(?:$|[^\\w.\\\\'"$-])`).test(bytes.toString('utf8'));
}

function absolute(shown: string): string {
  if (shown === '~' || shown.startsWith('~/')) return posix.resolve(HOME, `.${shown.slice(1)}`);
  return posix.resolve(CWD, shown);
}

/** A pattern of a prediction: what lies below a match is covered too. */
function globRegex(pattern: string): RegExp {
  const source = pattern.replace(/\*\*\/?|\*|\?|\[(?:!|\^)?\]?[^\]]*\]|[\\^$.+(){}|[\]]/g, (token) => {
    if (token.startsWith('**')) return '(?:.*/)?[^/]*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    return token.startsWith('[') && token.length > 2 ? token.replace(/^\[!/, '[^') : `\\${token}`;
  });
  try {
    return new RegExp(`^${source}(?:/.*)?$`);
  } catch {
    return /^(?!)/;
  }
}

function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
