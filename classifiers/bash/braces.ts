/** Brace expansion, which comes before everything else and works on unquoted text only. */
import type { Piece } from './pieces.ts';

/** More words than this are refused: the caller treats the word as not known. */
const MAX_WORDS = 256;

/** `q`: a quoted or expanded part, which braces do not look into. */
type Atom = { readonly c: string } | { readonly q: Piece };

/** One list of pieces a word; null when there would be too many. */
export function expandBraces(pieces: readonly Piece[]): Piece[][] | null {
  if (!pieces.some((piece) => piece.kind === 'text' && !piece.quoted && piece.text.includes('{'))) return [[...pieces]];
  const atoms = pieces.flatMap((piece): Atom[] =>
    piece.kind === 'text' && !piece.quoted ? [...piece.text].map((c) => ({ c })) : [{ q: piece }],
  );
  const words = expand(atoms, 0);
  if (words === null) return null;
  const expanded = words.length > 1;
  return words.map((word) => toPieces(word, expanded));
}

function expand(atoms: readonly Atom[], depth: number): Atom[][] | null {
  if (depth > 12) return null;
  for (let open = 0; open < atoms.length; open += 1) {
    if (!is(atoms[open], '{')) continue;
    const parts = partsAt(atoms, open);
    if (parts === null) continue;
    const result: Atom[][] = [];
    for (const part of parts.parts) {
      const inner = expand([...atoms.slice(0, open), ...part, ...atoms.slice(parts.close + 1)], depth + 1);
      if (inner === null) return null;
      result.push(...inner);
      if (result.length > MAX_WORDS) return null;
    }
    return result;
  }
  return [[...atoms]];
}

function is(atom: Atom | undefined, char: string): boolean {
  return atom !== undefined && 'c' in atom && atom.c === char;
}

function partsAt(atoms: readonly Atom[], open: number): { parts: Atom[][]; close: number } | null {
  const parts: Atom[][] = [[]];
  let level = 0;
  for (let at = open + 1; at < atoms.length; at += 1) {
    const atom = atoms[at];
    if (atom === undefined) break;
    if (is(atom, '}') && level === 0) {
      if (parts.length > 1) return { parts, close: at };
      const sequence = sequenceOf(parts[0] ?? []);
      return sequence === null ? null : { parts: sequence, close: at };
    }
    if (is(atom, ',') && level === 0) parts.push([]);
    else {
      if (is(atom, '{')) level += 1;
      else if (is(atom, '}')) level -= 1;
      parts[parts.length - 1]?.push(atom);
    }
  }
  return null;
}

/** `{1..5}`, `{a..e}`, `{01..10..2}`; a sequence that is too long counts as too many words. */
function sequenceOf(atoms: readonly Atom[]): Atom[][] | null {
  if (!atoms.every((atom) => 'c' in atom)) return null;
  const text = atoms.map((atom) => ('c' in atom ? atom.c : '')).join('');
  const match = /^(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?$/.exec(text);
  if (match === null) return null;
  const [, from = '', to = '', step = '1'] = match;
  const letters = /[A-Za-z]/.test(from);
  if (letters !== /[A-Za-z]/.test(to)) return null;
  const first = letters ? from.charCodeAt(0) : Number(from);
  const last = letters ? to.charCodeAt(0) : Number(to);
  const width = /^-?0\d/.test(from) || /^-?0\d/.test(to) ? Math.max(from.length, to.length) : 0;
  const stride = Math.max(1, Math.abs(Number(step)));
  const words: Atom[][] = [];
  for (let value = first; first <= last ? value <= last : value >= last; value += first <= last ? stride : -stride) {
    const word = letters ? String.fromCharCode(value) : String(value).padStart(width, '0');
    words.push([...word].map((c) => ({ c })));
    if (words.length > MAX_WORDS) return words;
  }
  return words;
}

function toPieces(atoms: readonly Atom[], expanded: boolean): Piece[] {
  const pieces: Piece[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '')
      pieces.push({ kind: 'text', text, quoted: false, ...(expanded ? { spelling: 'brace' as const } : {}) });
    text = '';
  };
  for (const atom of atoms) {
    if ('c' in atom) text += atom.c;
    else {
      flush();
      pieces.push(atom.q);
    }
  }
  flush();
  return pieces;
}
