/** Values that are secret for the name that they are given to: `clientSecret: "..."`, `DB_PASSWORD=...`. Judged by entropy and surroundings. */
import { entropyOf, isDocumented, isRegular, saysPlaceholder } from './placeholder.ts';
import { type Sighting, type Surroundings, textAround } from './sighting.ts';

const NAME =
  /(?:pass(?:word|wd|phrase)|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|secret[_-]?key|auth[_-]?key|signing[_-]?key|encryption[_-]?key|master[_-]?key|account[_-]?key|service[_-]?key|_auth)$/i;
/** Names that look alike and hold no secret. */
const HARMLESS =
  /(?:public|csrf|xsrf|cancel|next|page|continuation|sync|design|color|theme|syntax|parse[rd]?|lexer|ast|type|kind|prev|start|end|open|close|eof|css|placeholder|invalid|missing|unexpected|expected|reset|forgot|confirm|verify|hash(?:ed)?|label|error|message|title|test|mock|fake|example|sample|dummy)[_-]?[a-z]*$/i;

/** `at` is at or inside the name. */
export function matchAssigned(around: Surroundings, at: number): Sighting | null {
  const value = valueAfterName(around, at);
  if (value === null) return null;
  const name = /[A-Za-z0-9_.$:/-]*$/.exec(textAround(around, value.nameEnd - 60, value.nameEnd))?.[0] ?? '';
  const last = name.split(/[.:/]/).at(-1) ?? '';
  if (!NAME.test(last) || HARMLESS.test(last.replace(NAME, ''))) return null;
  const { text, start } = value;
  if (isSearchKey(last, textAround(around, start - 150, start + 200))) return null;
  const aws = /secret/i.test(last) && /access|aws/i.test(name) && /^[A-Za-z0-9/+]{40}$/.test(text) && !isRegular(text);
  if (isDocumented(text) || saysPlaceholder(text) || !(aws || looksSecret(text, last, around))) return null;
  return {
    rule: aws ? 'secret-aws-secret' : 'secret-assigned',
    start,
    end: start + text.length,
    value: text,
    what: aws ? 'a secret access key of AWS' : `a value that is given to ${last.slice(-40)}`,
    severity: severityOf(around, text, aws),
  };
}

/** Keys that only search are meant for browsers. */
function isSearchKey(name: string, text: string): boolean {
  return /^api[_-]?key$/i.test(name) && /\bindexName\b/.test(text) && /\bapp(?:lication)?Id\b/i.test(text);
}

/** What people read on the screen. */
const TRANSLATIONS = /(?:^|\/)(?:i18n|locales?|lang(?:uages?)?|translations?|messages|l10n)\//i;

function severityOf(around: Surroundings, text: string, aws: boolean): Sighting['severity'] {
  if (around.test) return 'info';
  if (aws) return 'block';
  if (around.document || (TRANSLATIONS.test(around.path) && !isStrong(text))) return 'info';
  return (around.configuration || isStrong(text)) && text.length >= 8 ? 'block' : 'warn';
}

/** The value behind the name, `:` or `=`; bytes first, since names such as these stand everywhere in programs. */
function valueAfterName(
  around: Surroundings,
  at: number,
): { readonly text: string; readonly start: number; readonly nameEnd: number } | null {
  const { bytes } = around;
  let nameEnd = at;
  while (nameEnd < at + 40 && isNameByte(bytes[nameEnd])) nameEnd += 1;
  let next = nameEnd;
  while (next < nameEnd + 4 && isQuoteOrSpace(bytes[next])) next += 1;
  if (bytes[next] !== 0x3a && bytes[next] !== 0x3d) return null;
  if (bytes[next + 1] === 0x3d || bytes[next + 1] === 0x3a) return null;
  next += bytes[next + 1] === 0x3e ? 2 : 1;
  const beforeValue = next;
  while (next < beforeValue + 5 && isQuoteOrSpace(bytes[next])) next += 1;
  const quoted = bytes.subarray(beforeValue, next).some((byte) => byte === 0x22 || byte === 0x27 || byte === 0x60);
  if (!quoted && !around.configuration) return null;
  const text = textAround(around, next, next + 300);
  const value = (quoted ? /^[\x21\x23-\x26\x28-\x5b\x5d-\x5f\x61-\x7e]{6,256}(?=\\*["'`])/ : /^[^\s"'`,;]{6,256}/).exec(
    text,
  )?.[0];
  return value === undefined ? null : { text: value, start: next, nameEnd };
}

function isNameByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x5f ||
    byte === 0x2d
  );
}

function isQuoteOrSpace(byte: number | undefined): boolean {
  return byte === 0x22 || byte === 0x27 || byte === 0x60 || byte === 0x20 || byte === 0x09 || byte === 0x5c;
}

/** Long, of mixed characters and without order: made by a generator. */
function isStrong(text: string): boolean {
  if (text.length < 20 || isRegular(text)) return false;
  if (/^[0-9a-f]+$/i.test(text)) return text.length >= 32 && /\d/.test(text) && /[a-f]/i.test(text);
  return /[A-Z]/.test(text) && /[a-z]/.test(text) && (text.match(/\d/g)?.length ?? 0) >= 3 && entropyOf(text) >= 3.7;
}

function looksSecret(text: string, name: string, around: Surroundings): boolean {
  if (/[\s<>{}()[\]|;,\\]|^[$%@#!]|^(?:https?|file|data|urn|arn):|^[./~]|^(?:sha\d+-|sha\d+:|[a-z]+:\/\/)/i.test(text))
    return false;
  if (/^[a-z]+(?:[-_.:/ ][a-z]+)*$/i.test(text))
    return around.configuration && isPassword(name) && text.length >= 12 && isMixedCase(text);
  if (isPassword(name) && around.configuration)
    return text.length >= 8 && /\d/.test(text) && /[a-z]/i.test(text) && !isRegular(text);
  if (!/\d/.test(text) || !/[a-z]/i.test(text) || text.length < 16 || isRegular(text)) return false;
  return (
    !/^[a-z]+(?:[-_.][a-z]+)*[-_.]?\d{1,4}$/i.test(text) && entropyOf(text) >= (/^[0-9a-f-]+$/i.test(text) ? 2.9 : 3.4)
  );
}

function isPassword(name: string): boolean {
  return /pass|pwd|secret/i.test(name);
}

/** Words run together by a generator, rather than camelCase. */
function isMixedCase(text: string): boolean {
  return (text.match(/[a-z][A-Z]|[A-Z]{2}/g)?.length ?? 0) >= 4;
}
