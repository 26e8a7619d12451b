/** awk programs, as far as they can run commands or touch files: `system()`, pipes, redirects, `getline <`, `/inet/`. (gawk manual) */

export interface AwkEffects {
  /** Null for a command that is put together at run time. */
  readonly commands: readonly (string | null)[];
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly hosts: readonly string[];
  /** `@load` and `@include`. */
  readonly loads: readonly string[];
  /** Name of a secret variable that is read, empty for all of them. */
  readonly environment: string | null;
  readonly unsure: boolean;
}

interface Token {
  readonly kind: 'string' | 'regex' | 'word' | 'operator';
  readonly text: string;
}

export function scanAwk(program: string, complete: boolean): AwkEffects {
  const tokens = tokenize(program);
  const found = {
    commands: [] as (string | null)[],
    reads: [] as string[],
    writes: [] as string[],
    hosts: [] as string[],
    loads: [] as string[],
    environment: null as string | null,
  };
  let unsure = !complete || tokens === null;
  let depth = 0;
  let printing = false;
  (tokens ?? []).forEach((token, index, all) => {
    const next = all[index + 1];
    const previous = all[index - 1];
    if (token.kind === 'word' && /^(?:print|printf)$/.test(token.text)) {
      printing = true;
      depth = 0;
    }
    if (token.kind === 'string') socket(token.text, found.hosts);
    if (token.kind === 'word' && token.text === 'ENVIRON')
      found.environment = variable(all, index) ?? found.environment;
    if (token.text === '@' && token.kind === 'operator') special(all, index, found);
    if (token.kind === 'word' && token.text === 'ARGV' && isAssigned(all, index)) unsure = true;
    if (token.kind !== 'operator' && token.text !== 'system' && token.text !== 'getline') return;
    if (token.text === '(') depth += 1;
    else if (token.text === ')') depth -= 1;
    else if (/^[;{}\n]$/.test(token.text)) printing = false;
    else if (token.text === 'system') found.commands.push(literalAt(all, index + 2, /^\)$/));
    else if (token.text === '|' || token.text === '|&') {
      const input = next?.text === 'getline';
      const text = input
        ? previous?.kind === 'string'
          ? previous.text
          : null
        : literalAt(all, index + 1, /^[;})\n]$/);
      found.commands.push(text);
    } else if (token.text === 'getline' && next?.text === '<')
      unsure = file(all, index + 2, found.reads, found.hosts) || unsure;
    else if (token.text === 'getline' && all[index + 2]?.text === '<')
      unsure = file(all, index + 3, found.reads, found.hosts) || unsure;
    else if (printing && depth === 0 && (token.text === '>' || token.text === '>>'))
      unsure = file(all, index + 1, found.writes, found.hosts) || unsure;
  });
  return { ...found, unsure };
}

/** `ENVIRON["NAME"]`: null where the name is no secret. */
function variable(tokens: readonly Token[], index: number): string | null {
  const key = tokens[index + 2];
  if (tokens[index + 1]?.text !== '[' || key?.kind !== 'string' || tokens[index + 3]?.text !== ']') return '';
  return /TOKEN|SECRET|PASSW|KEY|CREDENTIAL|AUTH/i.test(key.text) ? key.text : null;
}

/** `@load "lib"`, `@include "file"`, and `@name()`, which calls the function that a variable names. */
function special(
  tokens: readonly Token[],
  index: number,
  found: { commands: (string | null)[]; loads: string[] },
): void {
  const word = tokens[index + 1]?.text;
  if (word === 'load' || word === 'include') found.loads.push(tokens[index + 2]?.text ?? 'a file');
  else if (word !== 'namespace') found.commands.push(null);
}

/** `ARGV[1] = "file"` makes awk read another file. */
function isAssigned(tokens: readonly Token[], index: number): boolean {
  const close = tokens.findIndex((token, at) => at > index && token.text === ']' && token.kind === 'operator');
  return close > index && tokens[close + 1]?.text === '=';
}

/** True where the file is not a literal. */
function file(tokens: readonly Token[], index: number, into: string[], hosts: string[]): boolean {
  const text = literalAt(tokens, index, /^[;})\n]$/);
  if (text === null) return true;
  if (socket(text, hosts)) return false;
  if (text !== '-' && !text.startsWith('/dev/std')) into.push(text);
  return false;
}

/** `/inet/tcp/0/host/port`, wherever the name stands: a variable may carry it to its use. */
function socket(text: string, hosts: string[]): boolean {
  const host = /^\/inet[46]?\/\w+\/\d*\/([^/]+)/.exec(text)?.[1];
  if (host === undefined) return false;
  if (!hosts.includes(host)) hosts.push(host);
  return true;
}

/** The string at an index where nothing is joined to it. */
function literalAt(tokens: readonly Token[], index: number, end: RegExp): string | null {
  const token = tokens[index];
  const after = tokens[index + 1];
  const isNumber = token?.kind === 'word' && /^\d+$/.test(token.text);
  if (token === undefined || (token.kind !== 'string' && !isNumber)) return null;
  return after === undefined || end.test(after.text) || after.text === 'while' ? token.text : null;
}

const OPERATOR = /^(?:\|&|\|\||&&|>>|[-+*/%^<>=!~]=|[-+*/%^<>=!~?:,;{}()[\]$|&\n@])/;

function tokenize(program: string): Token[] | null {
  const tokens: Token[] = [];
  let at = 0;
  while (at < program.length) {
    const rest = program.slice(at);
    const blank = /^(?:[ \t\r]+|\\\n|#[^\n]*)/.exec(rest);
    if (blank !== null) {
      at += blank[0].length;
      continue;
    }
    const token = readToken(rest, tokens[tokens.length - 1]);
    if (token === null) return null;
    tokens.push(token.token);
    at += token.length;
  }
  return tokens;
}

function readToken(rest: string, before: Token | undefined): { token: Token; length: number } | null {
  const string = /^"((?:\\[\s\S]|[^"\\\n])*)"/.exec(rest);
  if (string !== null)
    return { token: { kind: 'string', text: unescapeAwk(string[1] ?? '') }, length: string[0].length };
  if (rest.startsWith('/') && regexMayStart(before)) {
    const regex = /^\/(?:\\.|\[\^?\]?[^\]\n]*\]|[^/\\\n])+\//.exec(rest);
    if (regex !== null) return { token: { kind: 'regex', text: regex[0] }, length: regex[0].length };
  }
  const word = /^[A-Za-z_][\w:]*|^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(rest);
  if (word !== null) return { token: { kind: 'word', text: word[0] }, length: word[0].length };
  const operator = OPERATOR.exec(rest);
  return operator === null ? null : { token: { kind: 'operator', text: operator[0] }, length: operator[0].length };
}

function regexMayStart(before: Token | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === 'operator') return !/^[)\]$]$/.test(before.text);
  return before.kind === 'word' && /^(?:print|return|case|in|getline)$/.test(before.text);
}

function unescapeAwk(text: string): string {
  return text
    .replace(/\\x([0-9a-fA-F]{1,2})|\\([0-7]{1,3})/g, (_, hex: string | undefined, octal: string | undefined) =>
      String.fromCharCode(hex === undefined ? Number.parseInt(octal ?? '0', 8) : Number.parseInt(hex, 16)),
    )
    .replace(/\\n/g, '\n')
    .replace(/\\t/g, '\t')
    .replace(/\\(["\\/])/g, '$1');
}
