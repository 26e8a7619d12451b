import type { Command, Field, Spelling } from '../analysis.ts';
import { isPattern, patternCanMatch } from '../patterns.ts';
import { type Check, type CheckFinding, finding } from './check.ts';
import { codeFindings } from './code-signals.ts';

const HIDING: readonly Spelling[] = [
  'quote-inside',
  'ansi-c',
  'brace',
  'ifs',
  'empty-expansion',
  'constant-substitution',
];

const WORDS: Readonly<Record<Spelling, string>> = {
  'quote-inside': 'quotes between its letters',
  escape: 'a backslash before a plain letter',
  'ansi-c': 'escape codes for plain letters',
  brace: 'a brace expansion',
  glob: 'a pattern',
  ifs: 'the separator variable for a blank',
  'empty-expansion': 'an expansion that is empty',
  'constant-variable': 'a variable with a known value',
  'constant-substitution': 'the output of a command that only prints it',
};

export const obfuscatedWord: Check = {
  id: 'obfuscated-word',
  title: 'A word is spelled so that it is not recognised',
  definition:
    'A program, option or path is put together from quotes, escapes, braces, patterns, IFS or abbreviations although it is constant.',
  why: 'There is no reason to spell a plain word so, except that somebody looks for it.',
  attack: ['T1027.010'],
  cwe: ['CWE-184'],
  severities: {
    high: 'a pattern with letters of a secret path around its wildcards',
    medium: 'a program or option spelled in a hiding way, a pattern that can become a secret path',
    low: 'spelling that people use too, as a backslash before an alias or an abbreviated option',
  },
  instead: 'Write the word as it is.',
  examples: {
    flagged: [
      "r''m -rf build/x",
      'r\\m notes.txt',
      '{ls,-la}',
      "$'\\x6c\\x73' -la",
      'cat$IFS/etc/hosts',
      'c$@at README.md',
      '/bin/c?t README.md',
      '$(echo ls) src',
      'git fetch --upload-pa=touch origin',
      'a=l; b=s; $a$b src',
    ],
    clean: [
      'cp config.{example,local}.json',
      'grep -e"foo" file',
      'mkdir -p src/{a,b,c}',
      'echo "it\'s"',
      'CC=gcc; $CC -o main main.c',
    ],
  },
  find(analysis) {
    const words = analysis.commands
      .filter((command) => command.kind !== 'redirect-only')
      .flatMap((command) => [...programFinding(command), ...optionFindings(command)]);
    const abbreviations = analysis.signals.flatMap((signal): CheckFinding[] =>
      signal.kind === 'abbreviation'
        ? [
            finding(
              signal.grave ? 'medium' : 'low',
              signal,
              `An option is abbreviated: ${signal.detail}.`,
              signal.command,
            ),
          ]
        : [],
    );
    const paths = analysis.accesses.flatMap((access): CheckFinding[] => {
      if (
        access.path === null ||
        !access.pattern ||
        !/[*?[{]/.test(access.field?.raw ?? '') ||
        !isPattern(access.path) ||
        !patternCanMatch(access.path)
      )
        return [];
      return [
        finding(
          spellsName(access.path) ? 'high' : 'medium',
          access,
          `The pattern ${access.path} can become a path that holds secrets.`,
          access.command,
        ),
      ];
    });
    return [...words, ...abbreviations, ...paths, ...codeFindings(analysis, 'code-hides', 'medium')];
  },
};

function programFinding(command: Command): CheckFinding[] {
  const { program } = command;
  if (program.pattern) return [finding('medium', program, 'The program is named by a pattern.', command)];
  const hidden = hiding(program);
  if (hidden !== undefined)
    return [finding('medium', program, `The program is spelled with ${WORDS[hidden]}${resolved(program)}.`, command)];
  if (program.spelling.has('escape')) {
    const leading = /^\\[A-Za-z]+$/.test(program.raw);
    return [
      finding(
        leading ? 'low' : 'medium',
        program,
        `The program is spelled with ${WORDS.escape}${resolved(program)}.`,
        command,
      ),
    ];
  }
  if (
    program.spelling.has('constant-variable') &&
    program.text !== null &&
    !/^"?\$(?:\w+|\{\w+\})"?$/.test(program.raw)
  ) {
    return [finding('medium', program, `The program is put together from variables${resolved(program)}.`, command)];
  }
  if (program.outputs.length > 0 && program.text !== null)
    return [
      finding(
        'medium',
        program,
        `The program is spelled with ${WORDS['constant-substitution']}${resolved(program)}.`,
        command,
      ),
    ];
  return [];
}

function hiding(field: Field): Spelling | undefined {
  return HIDING.find((spelling) => field.spelling.has(spelling));
}

function resolved(field: Field): string {
  return field.text === null ? '' : `: it is ${field.text.replaceAll('\0', '')}`;
}

function optionFindings(command: Command): CheckFinding[] {
  return command.args.flatMap((field): CheckFinding[] => {
    if (field.text === null || !/^--?[A-Za-z][\w-]*$/.test(field.text)) return [];
    const hidden = hiding(field);
    const spelled = hidden ?? (field.spelling.has('escape') ? 'escape' : undefined);
    const attached = /^-[A-Za-z](?:"[^"]*"|'[^']*')$/.test(field.raw);
    return spelled === undefined || attached
      ? []
      : [finding('medium', field, `An option is spelled with ${WORDS[spelled]}: it is ${field.text}.`, command)];
  });
}

/** A segment with letters and a wildcard, as in `/e*c/sh?dow`: nobody means a list of files by it. */
function spellsName(path: string): boolean {
  return path
    .split('/')
    .some((segment) => /[A-Za-z]/.test(segment) && /[*?[]/.test(segment) && !/^\*\.\w+$/.test(segment));
}
