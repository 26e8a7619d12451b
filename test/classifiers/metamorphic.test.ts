/** A command that is written in another way, or run through something that only runs it, is never judged more mildly. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assess, verdictOf } from './assess.ts';
import { corpusCommands } from './corpora.ts';

/** `METAMORPHIC_RUNS=5000 npx vitest run ...` looks further. */
const RUNS = Number(process.env.METAMORPHIC_RUNS ?? 150);
const SEED = Number(process.env.METAMORPHIC_SEED ?? 7);

const ORDER = ['allow', 'ask', 'deny'];
const verdict = (command: string): number => ORDER.indexOf(verdictOf(assess(command)));

/** Whole lines that parse, without here-documents, whose lines cannot be moved. */
const whole = corpusCommands.filter(
  (command) =>
    command.length < 400 && !/<<|\{\}|[^\n -~]|\\$|(?:^|\s)#/.test(command) && assess(command).parse === 'ok',
);
const quoted = (command: string): string => `'${command.replaceAll("'", "'\\''")}'`;

const wrappings: readonly (readonly [string, (command: string) => string])[] = [
  ['a subshell', (command) => `( ${command}\n)`],
  ['a group', (command) => `{ ${command}\n}`],
  ['a branch', (command) => `if true; then\n${command}\nfi`],
  ['the other branch', (command) => `if false; then :; else\n${command}\nfi`],
  ['a loop', (command) => `while true; do\n${command}\nbreak; done`],
  ['a round', (command) => `for round in 1; do\n${command}\ndone`],
  ['a case', (command) => `case x in x)\n${command}\n;; esac`],
  ['a function', (command) => `wrapped() {\n${command}\n}; wrapped`],
  ['something before it', (command) => `true\n${command}`],
  ['something behind it', (command) => `${command}\ntrue`],
  ['sh -c', (command) => `bash -c ${quoted(command)}`],
  ['sh -c in sh -c', (command) => `bash -c ${quoted(`bash -c ${quoted(command)}`)}`],
  ['eval', (command) => `eval ${quoted(command)}`],
  ['env', (command) => `env A=1 bash -c ${quoted(command)}`],
  ['wrappers', (command) => `nohup nice -n 5 stdbuf -o0 bash -c ${quoted(command)}`],
  ['find', (command) => `find . -maxdepth 0 -exec bash -c ${quoted(command)} ';'`],
  ['a substitution', (command) => `: "$( ${command}\n)"`],
  ['a process substitution', (command) => `: <( ${command}\n)`],
  ['a here-document', (command) => `bash <<'METAMORPHIC'\n${command}\nMETAMORPHIC`],
  ['a trap', (command) => `trap ${quoted(command)} EXIT`],
];

describe('what only runs a command', () => {
  it.each(wrappings)('%s', (_, wrap) => {
    fc.assert(
      fc.property(fc.constantFrom(...whole), (command) => {
        const wrapped = wrap(command);
        expect(verdict(wrapped), wrapped).toBeGreaterThanOrEqual(verdict(command));
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});

/** Simple commands of plain words only, where words can be respelled one by one. */
const plain = corpusCommands.filter(
  (command) => /^(?!time )[\w./:@=, -]+$/.test(command) && assess(command).parse === 'ok',
);

const spellings: readonly (readonly [string, (word: string) => string])[] = [
  ['single quotes', (word) => `'${word}'`],
  ['double quotes', (word) => `"${word}"`],
  ['quotes for a part', (word) => `${word.slice(0, 1)}"${word.slice(1)}"`],
  ['an empty pair of quotes', (word) => `${word.slice(0, 1)}''${word.slice(1)}`],
  ['a backslash', (word) => `\\${word}`],
  ['codes', (word) => `$'${[...word].map((char) => `\\x${char.charCodeAt(0).toString(16)}`).join('')}'`],
  ['a joined line', (word) => `${word.slice(0, 1)}\\\n${word.slice(1)}`],
  ['more blanks', (word) => `  ${word}\t`],
  ['a substitution that prints it', (word) => `$(printf %s ${word})`],
];

describe('another spelling', () => {
  it.each(spellings)('%s', (_, spell) => {
    fc.assert(
      fc.property(fc.constantFrom(...plain), fc.nat(), (command, at) => {
        const words = command.trim().split(/ +/);
        const index = at % words.length;
        const word = words[index] ?? '';
        // An assignment or a keyword is one only as it stands.
        if (
          /=|^~|^(?:time|if|for|while|until|case|select|coproc|function|then|do|done|fi|esac|else|elif|in)$/.test(word)
        )
          return;
        const spelled = words.with(index, spell(word)).join(' ');
        expect(verdict(spelled), spelled).toBeGreaterThanOrEqual(verdict(command));
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('a variable of another name', () => {
    const named = corpusCommands.filter(
      (command) => /^[a-z]\w*=\S+[;\n]/.test(command) && assess(command).parse === 'ok',
    );
    expect(named.length).toBeGreaterThan(20);
    for (const command of named) {
      const name = /^[a-z]\w*/.exec(command)?.[0] ?? '';
      if (name.length < 3 || new RegExp(`[^$\\w{]${name}`).test(command.slice(1))) continue;
      const renamed = command.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), 'other_name');
      expect(verdict(renamed), renamed).toBeGreaterThanOrEqual(verdict(command));
    }
  });
});
