/** sed scripts, as far as they can run commands or touch files: `e`, `s///e`, `w`, `W`, `r`, `R`, `s///w`. (GNU sed manual) */

export interface SedEffects {
  /** Shell code that is run; empty text where the pattern space is run. */
  readonly commands: readonly string[];
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** The script could not be read to its end. */
  readonly unsure: boolean;
}

const NO_ARGUMENT = 'dDgGhHnNpPxzF=';

/** `complete`: false where only the beginning of the script is known. */
export function scanSed(script: string, complete: boolean): SedEffects {
  const effects = { commands: [] as string[], reads: [] as string[], writes: [] as string[] };
  let at = 0;
  let unsure = !complete;
  while (at < script.length) {
    const next = readCommand(script, at, effects);
    if (next === null) {
      unsure = true;
      break;
    }
    at = next;
  }
  // What follows an unknown value may hold anything, but a value inside a `s///` that is closed before cannot.
  return { ...effects, unsure };
}

type Found = { commands: string[]; reads: string[]; writes: string[] };

/** Offset behind one command, or null. */
function readCommand(script: string, from: number, found: Found): number | null {
  let at = skip(script, from, /[\s;{}]/);
  at = skipAddress(script, at) ?? -1;
  if (at < 0) return null;
  at = skip(script, at, /[\s!]/);
  const command = script[at];
  if (command === undefined) return script.length;
  at += 1;
  if (command === '{' || command === '}' || command === ';') return at;
  if (command === '#') return lineEnd(script, at);
  if (NO_ARGUMENT.includes(command)) return at;
  if (command === 's') return substitution(script, at, found);
  if (command === 'y') return delimited(script, at, 2)?.end ?? null;
  if ('aic'.includes(command)) return textEnd(script, at);
  if (':btT'.includes(command)) return lineEnd(script, at, /[;\n}]/);
  if ('qQlL'.includes(command)) return skip(script, at, /[\s\d]/);
  if (!'rRwWev'.includes(command)) return null;
  const end = lineEnd(script, at);
  const argument = script.slice(at, end).trim();
  if (command === 'e') found.commands.push(argument);
  else if (command !== 'v' && argument !== '')
    (command === 'r' || command === 'R' ? found.reads : found.writes).push(argument);
  return end;
}

function skip(script: string, from: number, what: RegExp): number {
  let at = from;
  while (at < script.length && what.test(script[at] ?? '')) at += 1;
  return at;
}

function lineEnd(script: string, from: number, stop = /\n/): number {
  const found = script.slice(from).search(stop);
  return found < 0 ? script.length : from + found;
}

/** Text of `a`, `i`, `c` goes on over lines that end with a backslash. */
function textEnd(script: string, from: number): number {
  let at = from;
  for (;;) {
    const end = lineEnd(script, at);
    if (end >= script.length || script[end - 1] !== '\\') return end;
    at = end + 1;
  }
}

function skipAddress(script: string, from: number): number | null {
  let at = from;
  for (let part = 0; part < 2; part += 1) {
    if (/[\d$]/.test(script[at] ?? '')) at = skip(script, at, /[\d$~]/);
    else if (script[at] === '/' || script[at] === '\\') {
      const start = script[at] === '\\' ? at + 1 : at;
      const end = delimited(script, start, 1)?.end;
      if (end === undefined) return null;
      at = skip(script, end, /[IM]/);
    } else if (part === 1 && /[+~]/.test(script[at] ?? '')) at = skip(script, at + 1, /\d/);
    at = skip(script, at, /\s/);
    if (script[at] !== ',') return at;
    at = skip(script, at + 1, /\s/);
  }
  return at;
}

/** Reads `/a/` or `/a/b/`, the delimiter at `from`. A bracket expression may hold the delimiter. */
function delimited(script: string, from: number, parts: number): { end: number } | null {
  const delimiter = script[from];
  if (delimiter === undefined || delimiter === '\n' || delimiter === '\\') return null;
  let at = from + 1;
  for (let part = 0; part < parts; part += 1) {
    while (script[at] !== delimiter) {
      if (at >= script.length) return null;
      if (script[at] === '\\') at += 2;
      else if (script[at] === '[' && part === 0 && delimiter !== '[') at = bracketEnd(script, at, delimiter);
      else at += 1;
    }
    at += 1;
  }
  return { end: at };
}

function bracketEnd(script: string, at: number, delimiter: string): number {
  const inside = /^\[\^?\]?(?:\[:\w+:\]|[^\]\n])*\]/.exec(script.slice(at));
  return inside === null || (inside[0].includes(delimiter) && !script.slice(at + inside[0].length).includes(delimiter))
    ? at + 1
    : at + inside[0].length;
}

function substitution(script: string, from: number, found: Found): number | null {
  const parts = delimited(script, from, 2);
  if (parts === null) return null;
  let at = parts.end;
  for (;;) {
    const flag = script[at] ?? '';
    if (/[gpiImM\d]/.test(flag) && flag !== '') at += 1;
    else if (flag === 'e') {
      found.commands.push('');
      at += 1;
    } else if (flag === 'w') {
      const end = lineEnd(script, at);
      found.writes.push(script.slice(at + 1, end).trim());
      return end;
    } else if (flag === '' || /[\s;}#]/.test(flag)) return at;
    else return null;
  }
}
