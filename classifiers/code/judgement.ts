/** What was found in a piece of code. */
import { escapeGlob } from '../bash/fields.ts';
import type { Place } from './program.ts';
import { ANY, BELOW, hasHole, SEGMENT, textsOf, type Value } from './values.ts';

/** A text of the code in a place that matters: a path, a word of a command, an address. */
export interface CodeWord {
  /** Each text that it may be; null when known only at run time. */
  readonly texts: readonly string[] | null;
  /** Stars in the texts are live. */
  readonly pattern: boolean;
  /** Known beginning when `texts` is null. */
  readonly prefix: string;
  readonly at: Place;
}

export interface CodeAccess {
  readonly kind: 'read' | 'write' | 'delete' | 'execute';
  readonly path: CodeWord;
  readonly recursive: boolean;
}

export interface CodeProcess {
  readonly words: readonly CodeWord[];
  readonly cwd: CodeWord | null;
  readonly at: Place;
}

export type TraitKind =
  /** Decoded text is run. */
  | 'decoded-run'
  /** What came from the network is run. */
  | 'fetched-run'
  /** Content of files or output of programs is sent away. */
  | 'sends-local'
  /** A connection is handed to a program. */
  | 'shell-channel'
  /** All variables of the environment are taken. */
  | 'environment'
  /** Processes without end. */
  | 'fork-loop'
  /** Another user, or out of the container. */
  | 'rights'
  /** A name of the library is put together or hidden. */
  | 'hidden-name';

export interface Trait {
  readonly kind: TraitKind;
  readonly what: string;
  readonly at: Place;
}

export interface Doubt {
  readonly why: string;
  readonly at: Place;
}

export interface CodeJudgement {
  /** Why the code is not proven harmless. */
  readonly doubts: readonly Doubt[];
  readonly accesses: readonly CodeAccess[];
  readonly processes: readonly CodeProcess[];
  /** Code for a shell. */
  readonly shell: readonly CodeWord[];
  readonly contacts: readonly {
    readonly word: CodeWord;
    readonly role: 'url' | 'host';
    readonly port: number | null;
  }[];
  readonly variables: readonly { readonly name: string; readonly value: CodeWord }[];
  readonly traits: readonly Trait[];
}

/** Collects them; each kind is bounded. */
export class Findings implements CodeJudgement {
  readonly doubts: Doubt[] = [];
  readonly accesses: CodeAccess[] = [];
  readonly processes: CodeProcess[] = [];
  readonly shell: CodeWord[] = [];
  readonly contacts: { word: CodeWord; role: 'url' | 'host'; port: number | null }[] = [];
  readonly variables: { name: string; value: CodeWord }[] = [];
  readonly traits: Trait[] = [];
  readonly #seen = new Set<string>();

  /** False when the same was found before, or too much was found already; then the code counts as not understood. */
  #isNew(kind: string, at: Place, value: unknown): boolean {
    const key = `${kind} ${at.start} ${at.end} ${JSON.stringify(value)}`;
    if (this.#seen.has(key)) return false;
    if (this.#seen.size >= MAX_FINDINGS) {
      if (this.#seen.size === MAX_FINDINGS) this.doubts.push({ why: 'does more than can be listed', at });
      this.#seen.add(key);
      return false;
    }
    this.#seen.add(key);
    return true;
  }

  doubt(why: string, at: Place): undefined {
    if (this.doubts.length < 20 && this.#isNew('doubt', at, why)) this.doubts.push({ why, at });
  }

  access(kind: CodeAccess['kind'], path: CodeWord, recursive: boolean): undefined {
    if (this.#isNew(kind, path.at, [path.texts, path.prefix, recursive])) this.accesses.push({ kind, path, recursive });
  }

  process(words: readonly CodeWord[], cwd: CodeWord | null, at: Place): undefined {
    const key = words.map((word) => [word.texts, word.prefix]);
    if (this.#isNew('process', at, [key, cwd?.texts])) this.processes.push({ words, cwd, at });
  }

  shellCode(code: CodeWord): undefined {
    if (this.#isNew('shell', code.at, code.texts)) this.shell.push(code);
  }

  contact(word: CodeWord, role: 'url' | 'host', port: number | null): undefined {
    if (this.#isNew(role, word.at, [word.texts, word.prefix, port])) this.contacts.push({ word, role, port });
  }

  variable(name: string, value: CodeWord): undefined {
    if (this.#isNew('variable', value.at, name)) this.variables.push({ name, value });
  }

  trait(kind: TraitKind, what: string, at: Place): undefined {
    if (this.#isNew(kind, at, what)) this.traits.push({ kind, what, at });
  }
}

const MAX_FINDINGS = 300;

/** As a path: what stays below a known directory is a pattern, what can lead anywhere is not known. */
export function pathWord(value: Value, at: Place): CodeWord {
  const all = textsOf(value);
  if (all.some((one) => one.includes(ANY))) return unknownWord(all, at);
  if (!all.some(hasHole)) return { texts: all, pattern: false, prefix: all[0] ?? '', at };
  const patterns = all.map((one) => escapeGlob(one).replaceAll(SEGMENT, '*').replaceAll(BELOW, '**'));
  return { texts: patterns, pattern: true, prefix: patterns[0] ?? '', at };
}

/** As a word or code: any hole makes it unknown. */
export function plainWord(value: Value, at: Place): CodeWord {
  const all = textsOf(value);
  return all.some(hasHole) ? unknownWord(all, at) : { texts: all, pattern: false, prefix: all[0] ?? '', at };
}

function unknownWord(all: readonly string[], at: Place): CodeWord {
  const [first = ''] = all;
  const prefix = all.length === 1 ? first.slice(0, first.search(/[\uE000-\uE002]/)) : '';
  return { texts: null, pattern: false, prefix, at };
}
