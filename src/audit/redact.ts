/**
 * Takes secrets out of texts and bodies, and leaves a mark that can be opened later: SHA-256 over a salt and the value.
 * INVARIANT: what the log hashes, writes, stores or reports went through here before.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { JsonObject, JsonValue } from '../contract/index.ts';
import { detectors } from './detectors.ts';
import { formsOf, MIN_SECRET } from './secret-forms.ts';
import { isSecretMember } from './secret-members.ts';

export interface Redaction {
  readonly kind: string;
  /** SHA-256, hex, over the 16 bytes of salt and the UTF-8 bytes of the value. */
  readonly commit: string;
  readonly salt: Buffer;
  readonly value: string;
}

export interface Redactor {
  /** Each secret becomes `[redacted KIND COMMIT12]`. */
  text(text: string): string;
  /** A string that is a secret as a whole becomes `{redacted, commit, lenClass}`; within a longer one, as text() does. */
  json(value: JsonValue): JsonValue;
  /** A mark for a value that is secret for where it stands, not for its form. */
  mark(kind: string, value: string): JsonObject;
  /** True when any registered secret still stands in the text in one of its forms. */
  leaks(text: string): boolean;
  /** Registered secrets that are too short to be looked for. */
  readonly ignored: number;
}

export interface RedactorOptions {
  /** Exact values, such as API keys; those below 6 characters are ignored. */
  readonly secrets?: readonly string[];
  readonly onRedaction?: (redaction: Redaction) => void;
}

interface Hit {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

/** Deeper than any body of ours; below it a value is left out rather than walked. */
const MAX_DEPTH = 64;

export function createRedactor(options: RedactorOptions = {}): Redactor {
  const secrets = (options.secrets ?? []).filter((secret) => secret !== '');
  return new FormRedactor(secrets, options.onRedaction ?? (() => {}));
}

class FormRedactor implements Redactor {
  readonly #forms: readonly string[];
  readonly #report: (redaction: Redaction) => void;
  readonly ignored: number;

  constructor(secrets: readonly string[], report: (redaction: Redaction) => void) {
    const long = secrets.filter((secret) => secret.length >= MIN_SECRET);
    this.ignored = secrets.length - long.length;
    this.#forms = [...new Set(long.flatMap(formsOf))];
    this.#report = report;
  }

  text(text: string): string {
    return this.#replace(text, this.#hits(text));
  }

  #replace(text: string, hits: readonly Hit[]): string {
    let clean = '';
    let from = 0;
    for (const hit of hits) {
      const { kind, commit } = this.#commit(hit.kind, text.slice(hit.start, hit.end));
      clean += `${text.slice(from, hit.start)}[redacted ${kind} ${commit.slice(0, 12)}]`;
      from = hit.end;
    }
    return from === 0 ? text : clean + text.slice(from);
  }

  json(value: JsonValue): JsonValue {
    return this.#walk(value, 0);
  }

  mark(kind: string, value: string): JsonObject {
    return { redacted: kind, commit: this.#commit(kind, value).commit, lenClass: lengthClass(value.length) };
  }

  leaks(text: string): boolean {
    return this.#forms.some((form) => text.includes(form));
  }

  #walk(value: JsonValue, depth: number): JsonValue {
    if (typeof value === 'string') return this.#string(value.toWellFormed());
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'number') return this.#number(value);
    if (depth >= MAX_DEPTH) return { omitted: `nested deeper than ${MAX_DEPTH}` };
    if (Array.isArray(value)) return Array.from(value, (member) => this.#walk(member ?? null, depth + 1));
    if (typeof value !== 'object') return null;
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    // fromEntries defines members, so a key such as __proto__ stays a key.
    return Object.fromEntries(
      members.map(([key, member]) => [this.text(key.toWellFormed()), this.#member(key, member, depth + 1)]),
    );
  }

  #member(key: string, value: JsonValue, depth: number): JsonValue {
    const byName = typeof value === 'string' && value !== '' && isSecretMember(key);
    return byName ? this.mark('secret-member', value.toWellFormed()) : this.#walk(value, depth);
  }

  #string(text: string): JsonValue {
    const hits = this.#hits(text);
    const [only] = hits;
    if (only === undefined) return text;
    return only.start === 0 && only.end === text.length ? this.mark(only.kind, text) : this.#replace(text, hits);
  }

  /** A secret of digits alone may come as a number. */
  #number(value: number): JsonValue {
    if (!Number.isFinite(value)) return null;
    return this.leaks(String(value)) ? this.mark('registered-secret', String(value)) : value;
  }

  #commit(kind: string, value: string): Redaction {
    const salt = randomBytes(16);
    const commit = createHash('sha256').update(salt).update(value).digest('hex');
    const redaction = { kind, commit, salt, value };
    this.#report(redaction);
    return redaction;
  }

  /** In order and free of overlaps; overlapping ones become one, of the kind that begins first. */
  #hits(text: string): Hit[] {
    const all = [...exactHits(text, this.#forms), ...patternHits(text)];
    if (all.length < 2) return all;
    all.sort((a, b) => a.start - b.start || b.end - a.end);
    const merged: Hit[] = [];
    for (const hit of all) {
      const last = merged.at(-1);
      if (last === undefined || hit.start >= last.end) merged.push(hit);
      else if (hit.end > last.end) merged[merged.length - 1] = { ...last, end: hit.end };
    }
    return merged;
  }
}

function exactHits(text: string, forms: readonly string[]): Hit[] {
  const hits: Hit[] = [];
  for (const form of forms) {
    for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
      hits.push({ start: at, end: at + form.length, kind: 'registered-secret' });
    }
  }
  return hits;
}

/** One pass over a text instead of one for each detector: most texts hold no mark at all. */
const anyMark = new RegExp(detectors.flatMap(({ marks }) => marks.map(escaped)).join('|'), 'i');

function escaped(mark: string): string {
  return mark.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function patternHits(text: string): Hit[] {
  if (!anyMark.test(text)) return [];
  return detectors.flatMap(({ kind, pattern }) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const range = match.indices?.[1] ?? match.indices?.[0];
      return range === undefined || range[0] === range[1] ? [] : [{ start: range[0], end: range[1], kind }];
    }),
  );
}

/** Says enough to see whether it was a password or a key file, too little to help a guess. */
export function lengthClass(length: number): string {
  const bounds = [8, 16, 32, 64, 128];
  const upper = bounds.find((bound) => length <= bound);
  return upper === undefined ? '129+' : `${upper === 8 ? 1 : upper / 2 + 1}-${upper}`;
}
