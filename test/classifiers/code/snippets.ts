/**
 * A snippet of code with the verdict that it gets, and its effects in short: `r:` files read, `w:` written or deleted, `x:` programs
 * started beside the interpreter, `h:` hosts. A list that is left out is empty; `*` leaves the effects open.
 */
export type Snippet = readonly [code: string, verdict: 'allow' | 'ask' | 'deny', effects?: string];

export interface Effects {
  readonly reads: string[];
  readonly writes: string[];
  readonly execs: string[];
  readonly hosts: string[];
}

export function effectsIn(short: string): Effects {
  const list = (letter: string): string[] =>
    (
      short
        .split(/\s+/)
        .find((part) => part.startsWith(`${letter}:`))
        ?.slice(2)
        .split(',') ?? []
    ).sort();
  return { reads: list('r'), writes: list('w'), execs: list('x'), hosts: list('h') };
}

/** The code reaches the interpreter unchanged, whatever quotes are in it. */
export function heredoc(interpreter: string, code: string): string {
  return `${interpreter} - <<'END_OF_CODE'\n${code}\nEND_OF_CODE`;
}
