/**
 * The words of a simple command against a rule's `args`.
 *
 * A grant wants certainty: a word known only at run time is no subcommand, and may be any forbidden flag. A restriction
 * takes what is possible: abbreviated long flags, clusters of short ones, and options whose value hides the subcommand.
 * Words are compared as written: to programs `-d` and `-D` are two things.
 */
import type { PolicyArgs } from '../contract/index.ts';
import { matchText, type Stance } from './glob.ts';

/** Null: known only at run time. */
export type Word = string | null;

const MIN_ABBREVIATION = '--x'.length;

export function matchArgs(args: PolicyArgs | undefined, words: readonly Word[], stance: Stance): boolean {
  if (args === undefined) return true;
  const { sub, has, anyFlag, denyFlags } = args;
  if (sub !== undefined && !sub.some((sequence) => hasSubcommand(sequence.split(/ +/), words, stance))) return false;
  if (has !== undefined && !has.every((word) => hasWord(word, words, stance))) return false;
  if (anyFlag !== undefined && !anyFlag.some((flag) => hasFlag(flag, words, stance))) return false;
  return denyFlags === undefined || !denyFlags.some((flag) => hasForbidden(flag, words, stance));
}

function isOption(word: Word): boolean {
  return (word ?? '').startsWith('-') && word !== '-';
}

interface Operand {
  readonly word: Word;
  readonly maybeValue: boolean;
}

/** Words that are no options, each with the question whether it may be the value of the option before it. */
function operands(words: readonly Word[]): Operand[] {
  const list: Operand[] = [];
  words.forEach((word, at) => {
    if (!isOption(word)) list.push({ word, maybeValue: at > 0 && isOption(words[at - 1] ?? null) });
  });
  return list;
}

/** For a grant a word that may be the value of an option is no part of a subcommand: `git -C status push` is a push. */
function startsAt(sub: readonly string[], list: readonly Operand[], at: number, stance: Stance): boolean {
  return sub.every((word, offset) => {
    const found = list[at + offset];
    if (found === undefined) return false;
    if (stance === 'grant') return found.word === word && !found.maybeValue;
    return found.word === word || found.word === null;
  });
}

/** For a grant only the first operand counts; a restriction also looks behind what may be values of options. */
function hasSubcommand(sub: readonly string[], words: readonly Word[], stance: Stance): boolean {
  const list = operands(words);
  for (let at = 0; at < list.length; at += 1) {
    if (startsAt(sub, list, at, stance)) return true;
    if (stance === 'grant' || list[at]?.maybeValue !== true) return false;
  }
  return false;
}

/** A word known only at run time may be the one sought, as long as no known operand stands before it. */
function hasWord(wanted: string, words: readonly Word[], stance: Stance): boolean {
  if (words.includes(wanted)) return true;
  if (stance === 'grant') return false;
  const first = operands(words).find(({ maybeValue }) => !maybeValue);
  return first !== undefined && first.word === null;
}

function hasFlag(flag: string, words: readonly Word[], stance: Stance): boolean {
  if (stance !== 'grant') return words.some((word) => word === null || mayBeFlag(flag, word));
  const end = words.indexOf('--');
  return words.slice(0, end < 0 ? words.length : end).some((word) => word !== null && isFlag(flag, word));
}

/** A grant is lost when a forbidden flag may be there; a restriction is lifted only when one is there for certain. */
function hasForbidden(flag: string, words: readonly Word[], stance: Stance): boolean {
  if (stance !== 'grant') return hasFlag(flag, words, 'grant');
  return words.some((word) => word === null || mayBeFlag(flag, word));
}

function isFlag(flag: string, word: string): boolean {
  if (flag.includes('*')) return matchText(flag, word);
  return word === flag || (flag.startsWith('--') && word.startsWith(`${flag}=`));
}

function mayBeFlag(flag: string, word: string): boolean {
  if (isFlag(flag, word)) return true;
  if (/^-[^-]$/.test(flag)) return /^-[^-]/.test(word) && word.includes(flag.slice(1));
  if (flag.startsWith('--')) {
    const name = word.split('=', 1)[0] ?? '';
    return name.length >= MIN_ABBREVIATION && flag.startsWith(name) && name.startsWith('--');
  }
  return flag.startsWith('-') && word.startsWith(`${flag}=`);
}
