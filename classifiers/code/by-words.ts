/**
 * Languages without a grammar here: code is harmless only when each name in it is on the list of the language. Strings handed to a shell
 * are given back to be read as shell code.
 */
import type { CodeWord, Findings } from './judgement.ts';
import { type Language, languages } from './languages.ts';
import { stripLiterals } from './literals.ts';

export function judgeByWords(name: string, code: string, findings: Findings): undefined {
  const at = { start: 0, end: code.length };
  const language = languages[name];
  noteSigns(code, findings);
  if (language === undefined) return findings.doubt('is of a language that is not read here', at);
  const { bare, strings } = stripLiterals(code, language);
  const word = (text: string): CodeWord => ({ texts: [text], pattern: false, prefix: text, at });
  const danger = language.dangers.find((entry) => entry.pattern.test(bare));
  for (const text of matches(code, language.shell)) findings.shellCode(word(text));
  for (const text of matches(code, language.reads)) findings.access('read', word(text), false);
  for (const text of matches(code, language.writes)) findings.access('write', word(text), false);
  if (danger !== undefined) {
    if (danger.network === true)
      for (const url of strings.filter((text) => /^https?:\/\//.test(text))) findings.contact(word(url), 'url', null);
    return findings.doubt(danger.what, at);
  }
  const unknown = strings.find((text) => language.dangerousNames?.test(text)) ?? unknownName(bare, language);
  if (unknown !== null) findings.doubt(`uses ${unknown}, which is not known to be harmless`, at);
}

const STARTS = /\b(?:system|exec\w*|popen\w*|spawn\w*|proc_open|shell_exec|passthru|os\.execute|run)\b|`/;
const EVALUATES =
  /\b(?:eval|assert|create_function|load|loadstring|parse|include(?:_once)?|require(?:_once)?|source)\b/;
const DECODES =
  /\b(?:base64_?decode|b64decode|decode64|gzinflate|gzuncompress|gzdecode|str_rot13|hex2bin|convert_uudecode|unhexlify|rawToChar|from_?base64)\b/i;
const FETCHED = /\b(?:include|require)(?:_once)?\s*\(?\s*["'](?:https?|ftp|php|data):|["']https?:\/\//;
const CONNECTS =
  /\b(?:connect|fsockopen|stream_socket_client|socketConnection|open)\s*\(?\s*["'](?:tcp:\/\/|ssl:\/\/)?([\w.-]+)["']?/;

/** What the text itself gives away, also in a language of which nothing is known here. */
function noteSigns(code: string, findings: Findings): undefined {
  const at = { start: 0, end: code.length };
  const evaluates = EVALUATES.test(code);
  if (evaluates && DECODES.test(code)) findings.trait('decoded-run', 'decoded text is run', at);
  if (evaluates && FETCHED.test(code)) findings.trait('fetched-run', 'fetched text is run', at);
  const host = /\b(?:socket|fsockopen|stream_socket_client|socketConnection|tcp)\b/i.test(code)
    ? CONNECTS.exec(code)?.[1]
    : undefined;
  if (host === undefined) return;
  findings.contact({ texts: [host], pattern: false, prefix: host, at }, 'host', null);
  if (STARTS.test(code)) findings.trait('shell-channel', 'a connection is handed to a program', at);
}

function matches(code: string, patterns: readonly RegExp[]): string[] {
  return patterns
    .flatMap((pattern) => [...code.matchAll(pattern)].map((match) => unquote(match[2] ?? match[1] ?? '')))
    .filter((text) => text !== '');
}

function unquote(text: string): string {
  return text.replace(/\\(["'\\])/g, '$1');
}

/** The first module or dunder name that is not on the list. */
function unknownName(bare: string, language: Language): string | null {
  for (const pattern of language.imports) {
    for (const match of bare.matchAll(pattern)) {
      for (const name of (match[1] ?? '').split(',').map((part) => part.trim().split(/\s+/)[0] ?? '')) {
        const known = language.modules.has(name.replace(/^node:/, '')) || language.local?.test(name) === true;
        if (name !== '' && !known) return name;
      }
    }
  }
  return null;
}
