/** From the pieces of a word to fields: tilde, splitting of unquoted values, live globs, spelling. */
import { type Field, HOME_MARK, NO_SPELLING, type Spelling } from '../analysis.ts';
import type { Piece } from './pieces.ts';
import type { Range } from './source.ts';
import { joinTexts, type Value } from './values.ts';

/** A field being built. Its texts are kept in escaped form: a quoted glob character stands behind a backslash. */
interface Draft {
  texts: readonly string[] | null;
  prefix: string;
  /** The text with the defaults that it gives itself; null where a part has none. */
  likely: string | null;
  any: boolean;
  splits: boolean;
  outputs: Field['outputs'];
  unknown: readonly string[];
  spelling: ReadonlySet<Spelling>;
}

const LIVE_GLOB = /(?:^|[^\\])(?:\\\\)*(?:[*?]|\[[^\]]+\])/;

const GLOB_CHARACTER = /[\\*?[\]]/;

export function escapeGlob(text: string): string {
  return GLOB_CHARACTER.test(text) ? text.replace(/[\\*?[\]]/g, '\\$&') : text;
}

export function unescapeGlob(text: string): string {
  return text.includes('\\') ? text.replace(/\\([\s\S])/g, '$1') : text;
}

/** `raw`: the word as it stands in the text. */
export function fieldsOf(pieces: readonly Piece[], range: Range, raw: string): Field[] {
  const builder = new FieldBuilder(range, raw);
  let before: Piece | undefined;
  for (const piece of pieces) {
    if (piece.kind === 'text') builder.text(piece, before === undefined, before);
    else builder.value(piece.value, piece.quoted, piece.spelling);
    before = piece;
  }
  if (hidesByQuotes(pieces)) builder.mark('quote-inside');
  return builder.finish();
}

/** `r''m`, `r"m"`: quotes between letters, which no one writes for a reason. */
function hidesByQuotes(pieces: readonly Piece[]): boolean {
  return pieces.some((piece, index) => {
    const next = pieces[index + 1];
    if (piece.kind !== 'text' || next === undefined || next.kind !== 'text') return false;
    if (piece.quoted === next.quoted) return false;
    if (piece.text === '' || next.text === '') return true;
    return /\w$/.test(piece.text) && /^\w/.test(next.text) && piece.spelling !== 'escape' && next.spelling !== 'escape';
  });
}

class FieldBuilder {
  readonly #range: Range;
  readonly #raw: string;
  readonly #done: Field[] = [];
  #draft: Draft = newDraft();

  constructor(range: Range, raw: string) {
    this.#range = range;
    this.#raw = raw;
  }

  mark(spelling: Spelling): undefined {
    this.#draft.spelling = new Set(this.#draft.spelling).add(spelling);
  }

  text(piece: Piece & { kind: 'text' }, first: boolean, before: Piece | undefined): undefined {
    if (piece.spelling !== undefined) this.mark(piece.spelling);
    this.#draft.any = true;
    const unquoted = !piece.quoted || piece.tilde === true;
    const tildeAt = first || (before?.kind === 'text' && /[=:]$/.test(before.text) && piece.tilde === true);
    let text = piece.text;
    let home = '';
    if (unquoted && tildeAt && /^~(?:\/|$)/.test(text)) {
      home = HOME_MARK;
      text = text.slice(1);
    } else if (unquoted && tildeAt && /^~[+-]/.test(text)) return this.#unknown('', ['PWD']);
    else if (unquoted && tildeAt && /^~[a-z_][\w-]*(?:\/|$)/.test(text))
      text = text
        .slice(1)
        .replace(/^(?!root(?:\/|$))/, 'home/')
        .replace(/^/, '/');
    this.#append([home + (piece.quoted ? escapeGlob(text) : text)]);
  }

  value(value: Value, quoted: boolean, spelling: Spelling | undefined): undefined {
    if (spelling !== undefined) this.mark(spelling);
    this.#draft.outputs = withAll(this.#draft.outputs, value.outputs);
    this.#draft.unknown = withAll(this.#draft.unknown, value.unknownVariables);
    if (quoted) this.#draft.any = true;
    if (value.fields !== undefined) return this.#manyFields(value);
    if (value.texts === null) {
      this.#unknown(value.prefix, [], value.likely);
      if (!quoted) this.#draft.splits = true;
      return;
    }
    if (!quoted && value.many === true) this.#draft.splits = true;
    const live = value.texts.map((text) => (value.pattern || !quoted ? text : escapeGlob(text)));
    if (quoted || !live.some((text) => /[ \t\n]/.test(text))) {
      if (live.some((text) => text !== '')) this.#draft.any = true;
      this.#append(live);
    } else this.#split(live);
  }

  /** An unquoted value with blanks in it becomes several words. */
  #split(texts: readonly string[]): undefined {
    const only = texts.length === 1 ? (texts[0] ?? '') : null;
    if (only === null) {
      this.#unknown('', []);
      this.#draft.splits = true;
      return;
    }
    const words = only.split(/[ \t\n]+/);
    words.forEach((word, index) => {
      if (index > 0) this.#flush();
      if (word !== '') this.#draft.any = true;
      this.#append([word]);
    });
  }

  #manyFields(value: Value): undefined {
    if (value.fields === null || value.fields === undefined) {
      this.#unknown('', []);
      this.#draft.splits = true;
      return;
    }
    value.fields.forEach((field, index) => {
      if (index > 0) this.#flush();
      this.value(field, true, undefined);
    });
  }

  #append(texts: readonly string[]): undefined {
    const draft = this.#draft;
    draft.likely = draft.likely === null || texts.length > 1 ? null : draft.likely + (texts[0] ?? '');
    if (draft.texts === null) return;
    const joined = joinTexts(draft.texts, texts);
    if (joined === null) this.#unknown('', []);
    else draft.texts = joined;
  }

  #unknown(prefix: string, names: readonly string[], likely?: string): undefined {
    const draft = this.#draft;
    draft.likely = draft.likely === null || likely === undefined ? null : draft.likely + escapeGlob(likely);
    draft.unknown = withAll(draft.unknown, names);
    draft.any = true;
    if (draft.texts === null) return;
    draft.prefix = draft.texts.length === 1 ? unescapeGlob(draft.texts[0] ?? '') + prefix : '';
    draft.texts = null;
  }

  #flush(): undefined {
    const draft = this.#draft;
    this.#draft = newDraft();
    this.#draft.spelling = draft.spelling;
    if (!draft.any && draft.texts !== null) return;
    this.#done.push(finishField(draft, this.#range, this.#raw));
  }

  finish(): Field[] {
    this.#flush();
    return this.#done;
  }
}

function newDraft(): Draft {
  return {
    texts: [''],
    prefix: '',
    likely: '',
    any: false,
    splits: false,
    outputs: [],
    unknown: [],
    spelling: NO_SPELLING,
  };
}

/** Without doubles; most often there is nothing to add. */
function withAll<T>(list: readonly T[], more: readonly T[]): readonly T[] {
  if (more.length === 0 || list === more) return list;
  return list.length === 0 ? more : [...new Set([...list, ...more])];
}

function finishField(draft: Draft, range: Range, raw: string): Field {
  const pattern = draft.texts?.some((text) => LIVE_GLOB.test(text)) ?? false;
  const texts = draft.texts?.map((text) => (pattern ? text : unescapeGlob(text))) ?? null;
  const text = texts?.[0] ?? null;
  return {
    text,
    pattern,
    prefix: text ?? draft.prefix,
    raw,
    range,
    spelling: draft.spelling,
    outputs: draft.outputs,
    alternatives: texts === null ? [] : texts.slice(1),
    splits: draft.splits,
    unknownVariables: draft.unknown,
    ...(text === null && draft.likely !== null ? { likely: unescapeGlob(draft.likely) } : {}),
  };
}
