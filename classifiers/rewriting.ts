/**
 * What to write instead of something that could not be known, by the words in which the analysis says why. The first entry that
 * fits counts. A test goes over the corpora: each reason that occurs there has an entry of its own.
 */
import type { Opaque } from '../src/contract/assessment.ts';

interface Rewriting {
  readonly why: RegExp;
  readonly advice: string;
}

const rewritings: readonly Rewriting[] = [
  // What could not be read.
  {
    why: /than can be analysed/,
    advice: 'Split it into several commands, or put it into a script of the repository and run the script.',
  },
  { why: /^a quote that is not closed/, advice: 'Close the quote, or put a backslash before it.' },
  {
    why: /^(?:here-document|delimiter|line joined inside a delimiter)/,
    advice: "Give the here-document a plain word and end it with that word alone on a line: <<'EOF', lines, EOF.",
  },
  {
    why: /expansion|substitution|^an operator that is not known/,
    advice:
      'Close each brace and bracket that a dollar opens, or set a variable in a line of its own and use its plain name.',
  },
  {
    why: /^(?:a keyword where|a case without)/,
    advice: 'End each if, for, while and case with its fi, done or esac, and quote a keyword that is only a word.',
  },
  { why: /^a (?:branch|body) without a command/, advice: 'Put a command into it; `:` does nothing.' },
  { why: /^a redirect where none/, advice: 'Write the redirect behind the command that it belongs to.' },
  {
    why: /^(?:characters between words|a NUL character|a word with a separator)/,
    advice: 'Type it anew with plain blanks, line ends and ASCII signs between the words.',
  },
  { why: /^a tool or an input|^no path/, advice: 'Use one of the tools offered, with the members that it documents.' },
  {
    why: /^(?:could not be parsed|the parser gave up|text that is no command|text that bash may|nothing in it)/,
    advice: 'Write it as plain bash, one command a line, and quote what is text.',
  },
  {
    why: /^the classifier failed/,
    advice: 'Try it in smaller steps, and report the command: this is a fault of cordon.',
  },

  // What is known only at run time.
  {
    why: /^the program is known only/,
    advice: 'Write the name of the program out; what a variable or $( ) puts there can be anything.',
  },
  {
    why: /^a path to (?:write|run)|^a file known only/,
    advice: 'Write the file name out, loop over a pattern such as build/*.o, or set the variable in this command.',
  },
  { why: /^the name of the downloaded/, advice: 'Name the file that is written: -o NAME (curl), -O NAME (wget).' },
  {
    why: /^a path to read/,
    advice: 'Write the file name out, or loop over a pattern that shows where the files lie.',
  },
  { why: /^names of files that are made of the input/, advice: 'Write to one file whose name stands in the command.' },
  {
    why: /^the directory is known only/,
    advice: 'Change to a directory that is written out, or name it in each path.',
  },
  { why: /^the host is known only|^an address of socat/, advice: 'Write the host and the port out.' },
  {
    why: /^a remote command|^orders known only/,
    advice: 'Write out what shall run at the other end, in single quotes.',
  },
  {
    why: / code known only/,
    advice: 'Write the commands out, or save the code to a file, read it, and run that file in a second call.',
  },
  {
    why: /^(?:an awk program|a sed script|a filter|an expression|a statement|a predicate of find)/,
    advice: 'Write it out in single quotes and hand values in beside it (awk -v, jq --arg).',
  },
  {
    why: /could be an option/,
    advice: 'Write it out, or put -- before it so that it cannot be taken for an option.',
  },
  {
    why: /^a word for a program that is not known here/,
    advice: 'Write the word out: how this program reads its words is not known here.',
  },
  { why: /^a git setting|^settings are changed/, advice: 'Write the setting and its value out.' },
  {
    why: /^a bridge to another system/,
    advice: 'Let a person do it: where it leads stands in settings of the repository.',
  },
  {
    why: /^(?:a hook that is not named|a screen command|a nix expression|a? ?tmux command|a target|a module)/,
    advice: 'Run the program behind it by itself, with its name and words written out.',
  },
];

const byKind: Readonly<Record<Opaque['kind'], string>> = {
  parse: 'Write it as plain bash, one command a line.',
  runtime: 'Write the value out instead of computing it in the same command.',
  read: 'Write the file name out.',
};

/** Null when only the general advice for its kind fits. */
export function ownRewriting(why: string): string | null {
  return rewritings.find((entry) => entry.why.test(why))?.advice ?? null;
}

/** One sentence: what to write so that it can be known before it runs. */
export function rewritingOf({ why, kind }: Pick<Opaque, 'why' | 'kind'>): string {
  return ownRewriting(why) ?? byKind[kind];
}
