/** What one assessment collects, and its budgets. Budgets count work, never time: the same input gives the same answer. */
import type { Access, Analysis, Command, Contact, EnvSetting, OpaqueSpot, Signal, SignalKind } from '../analysis.ts';
import type { BashParser } from './parser.ts';
import type { Range } from './source.ts';

/** Everyday commands use a small part of each. What passes a limit is not understood, hence never free. */
export const limits = {
  /** UTF-16 units of one text given to the grammar, without here-document bodies. */
  text: 128 * 1024,
  /** UTF-16 units of all texts of one assessment. */
  total: 384 * 1024,
  /** Simple commands, each variant of a loop counted. */
  commands: 24_000,
  /** `bash -c` in `$( )` in `eval` in backticks ... */
  nesting: 12,
  /** `sudo env nice timeout ...` */
  wrappers: 12,
  /** Left-over pieces of a text that does not parse. */
  loose: 40,
  /** Words of a loop, and of all loops, that are gone through one by one. */
  roundsOfLoop: 12,
  rounds: 64,
  /** Calls of functions that the script defines. */
  calls: 200,
} as const;

const PLAIN = /^[\t\n\u0020-\u007e]*$/;

export class Session implements Analysis {
  readonly parser: BashParser;
  readonly original: string;
  /** The original again, under the name that the analysis has for it. */
  readonly text: string;
  /** Tabs, line ends and printable ASCII only: offsets are bytes, and no character can deceive. */
  readonly plain: boolean;
  readonly root: string;
  readonly cwd: string;
  readonly commands: Command[] = [];
  readonly accesses: Access[] = [];
  readonly contacts: Contact[] = [];
  readonly env: EnvSetting[] = [];
  readonly signals: Signal[] = [];
  readonly opaque: OpaqueSpot[] = [];
  /** Symbolic links that the command makes: what their paths stand for. */
  readonly links = new Map<string, string>();
  /** Code of traps, read again at the end: it may name functions that are defined behind it. */
  readonly late: (() => void)[] = [];
  parse: Analysis['parse'] = 'ok';
  calls = 0;
  /** Pieces outside any command that error recovery left over, so far. */
  #loose = 0;
  #rounds = 0;
  #ids = 0;
  #total = 0;
  #stopped = false;

  constructor(parser: BashParser, original: string, root: string, cwd: string) {
    this.parser = parser;
    this.original = original;
    this.text = original;
    this.plain = PLAIN.test(original);
    this.root = root;
    this.cwd = cwd;
  }

  nextId(): number {
    this.#ids += 1;
    return this.#ids;
  }

  /** False when a text may not be read any more. */
  admit(length: number, depth: number, range: Range): boolean {
    this.#total += length;
    if (length > limits.text) return this.#exceed(range, 'a script longer than can be analysed', false);
    if (this.#total > limits.total) return this.#exceed(range, 'more nested scripts than can be analysed');
    if (depth > limits.nesting) return this.#exceed(range, 'scripts nested more deeply than can be analysed');
    return true;
  }

  admitPipeline(stages: number, most: number, range: Range): boolean {
    return stages <= most || this.#exceed(range, 'a pipeline longer than can be analysed');
  }

  admitCommand(range: Range): boolean {
    return this.commands.length < limits.commands || this.#exceed(range, 'more commands than can be analysed');
  }

  /** Only the first of them are looked into: the text is not understood anyway. */
  admitLoose(): boolean {
    this.#loose += 1;
    return this.#loose <= limits.loose;
  }

  /** Loops are gone through word by word as long as it is cheap; else all words are taken at once. */
  admitRounds(count: number): boolean {
    if (count > limits.roundsOfLoop || this.#rounds + count > limits.rounds) return false;
    this.#rounds += count;
    return true;
  }

  admitCall(range: Range): boolean {
    this.calls += 1;
    return this.calls <= limits.calls || this.#exceed(range, 'more function calls than can be analysed');
  }

  #exceed(range: Range, detail: string, grave = true): false {
    this.parse = this.parse === 'failed' ? 'failed' : 'partial';
    if (!this.#stopped) {
      this.signal('limit', range, detail, null, grave);
      this.spot(range, detail, 'parse');
    }
    this.#stopped = true;
    return false;
  }

  signal(kind: SignalKind, range: Range, detail: string, command: Command | null = null, grave = false): void {
    if (this.signals.length < 500) this.signals.push({ kind, range, detail, command, grave });
  }

  spot(range: Range, why: string, kind: OpaqueSpot['kind']): void {
    if (kind === 'parse' && this.parse === 'ok') this.parse = 'partial';
    if (this.opaque.length < 200) this.opaque.push({ range, why, kind });
  }
}
