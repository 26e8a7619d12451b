/**
 * What a function of a library does, in a short notation, so that a library is a table:
 *
 *     read 0:path; write 1 -> text
 *
 * `0:path` is the first argument or the one named `path`; `self` is what a method belongs to; `0|.` has a default. Effects are
 * separated by `;`, what the call gives stands behind `->` (plain data where nothing stands).
 */

export const effectKinds = [
  'read',
  'read-tree',
  'write',
  'write-tree',
  'delete',
  'delete-tree',
  'execute',
  'open',
  'shell',
  /** A list of words, or one word that is the whole program. */
  'argv',
  /** A list or one word of a shell, by the option of the call. */
  'process',
  /** The program stands before its arguments: `spawn(program, [args])`. */
  'program',
  /** All arguments from this one on are the words. */
  'words',
  'url',
  'host',
  /** A pair of host and port. */
  'address',
  /** What is sent to a contact made before. */
  'send',
  'code',
  'module',
  'environment',
  'variable',
  'channel',
  'rights',
  'doubt',
  'search',
  'call',
] as const;
export type EffectKind = (typeof effectKinds)[number];

export const resultKinds = [
  'data',
  'text',
  /** The argument itself. */
  'same',
  'path',
  'absolute',
  'join',
  'parent',
  'name',
  'stem',
  /** Content of files, output of programs. */
  'local',
  'remote',
  'decoded',
  'names',
  'paths',
  'below',
  'walk',
  'glob',
  'rglob',
  'instance',
  'scratch',
  'foreign',
  'unknown',
  'list',
  'element',
  'base64',
  'hex',
  'environment',
  'module',
] as const;
export type ResultKind = (typeof resultKinds)[number];

export interface ArgumentName {
  /** Null is the receiver. */
  readonly index: number | null;
  readonly name: string | null;
  readonly fallback: string | null;
}

export interface Signature {
  readonly effects: readonly { readonly kind: EffectKind; readonly argument: ArgumentName; readonly note: string }[];
  readonly result: { readonly kind: ResultKind; readonly argument: ArgumentName; readonly note: string };
}

const first: ArgumentName = { index: 0, name: null, fallback: null };

/** Throws TypeError for a kind that does not exist; the tests read each table. */
export function parseSignature(notation: string): Signature {
  const [before = '', after = ''] = notation.split('->').map((part) => part.trim());
  const effects = before
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [kind = '', argument = '', ...note] = part.split(' ');
      return { kind: oneOf(effectKinds, kind), argument: parseArgument(argument), note: note.join(' ') };
    });
  const [kind = '', argument = '', ...note] = after.split(' ');
  return {
    effects,
    result: { kind: oneOf(resultKinds, kind || 'data'), argument: parseArgument(argument), note: note.join(' ') },
  };
}

function oneOf<T extends string>(kinds: readonly T[], text: string): T {
  const kind = kinds.find((candidate) => candidate === text);
  if (kind === undefined) throw new TypeError(`kind in a signature: ${text}`);
  return kind;
}

function parseArgument(text: string): ArgumentName {
  if (text === '') return first;
  const [place = '', fallback] = text.split('|');
  const [index = '', name] = place.split(':');
  if (index !== 'self' && !/^\d+$/.test(index)) throw new TypeError(`argument in a signature: ${text}`);
  return { index: index === 'self' ? null : Number(index), name: name ?? null, fallback: fallback ?? null };
}

/** Several names a line: `'os.remove os.unlink': 'delete 0:path'`. Read into signatures only when a name is met. */
export class Table {
  readonly #notations = new Map<string, string>();
  readonly #parsed = new Map<string, Signature>();

  constructor(rows: Readonly<Record<string, string>>) {
    for (const [names, notation] of Object.entries(rows)) {
      for (const name of names.split(' ')) this.#notations.set(name, notation);
    }
  }

  get(name: string): Signature | null {
    const parsed = this.#parsed.get(name);
    if (parsed !== undefined) return parsed;
    const notation = this.#notations.get(name);
    if (notation === undefined) return null;
    const signature = parseSignature(notation);
    this.#parsed.set(name, signature);
    return signature;
  }

  names(): string[] {
    return [...this.#notations.keys()];
  }

  /** Whether names of the table stand below this one. */
  isModule(name: string): boolean {
    this.#modules ??= new Set(this.names().flatMap((one) => prefixesOf(one)));
    return this.#modules.has(name);
  }

  #modules: Set<string> | undefined;
}

function prefixesOf(name: string): string[] {
  const parts = name.split('.');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'));
}
