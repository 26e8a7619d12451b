/** Whatever the text: an assessment, the same one each time, and never a free pass for what is not understood. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Assessment } from '../../src/contract/assessment.ts';
import { assess, assessTool, rank, verdictOf } from './assess.ts';

const commands = readFileSync(new URL('../corpus/bash-cases.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => String(JSON.parse(line).command));

const FRAGMENTS = [
  '$(',
  ')',
  '`',
  '"',
  "'",
  '\\',
  '\n',
  '<<E',
  '${',
  '}',
  '$((',
  '))',
  '[[',
  ']]',
  '{',
  ';',
  '&',
  '|',
  '>',
  '<(',
  '\r',
  '\0',
  '\u202e',
  '#',
  '!',
  '*',
  '~',
  '=',
  'case x in',
  'esac',
  'do',
  'done',
  '<<<',
  ':=',
  '@P',
];

function holds(command: string): void {
  const assessment = assess(command);
  expect(Assessment.safeParse(assessment).error).toBeUndefined();
  expect(
    assessment.findings.map((finding) => finding.message).filter((text) => text.includes('classifier failed')),
  ).toEqual([]);
  expect(assess(command)).toEqual(assessment);
  const bytes = Buffer.byteLength(command);
  for (const { span } of [...assessment.findings, ...assessment.opaque, ...assessment.commands]) {
    expect(span.start).toBeLessThanOrEqual(span.end);
    expect(span.end).toBeLessThanOrEqual(bytes);
  }
  if (assessment.parse !== 'ok') expect(verdictOf(assessment)).not.toBe('allow');
}

describe('totality', () => {
  it('any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), holds), { numRuns: 300 });
  });

  it('text of shell fragments', () => {
    const pieces = fc.array(
      fc.oneof(fc.constantFrom(...FRAGMENTS), fc.constantFrom('rm', '-rf', ' ', 'x', 'echo ', 'a=')),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(
        pieces.map((parts) => parts.join('')),
        holds,
      ),
      { numRuns: 500 },
    );
  });

  it('known commands with a piece cut out, put in or doubled', () => {
    const mutation = fc.tuple(fc.constantFrom(...commands), fc.nat(), fc.nat(12), fc.constantFrom('', ...FRAGMENTS));
    const mutate = ([command, at, length, insert]: [string, number, number, string]): string => {
      const offset = at % (command.length + 1);
      return command.slice(0, offset) + insert + command.slice(offset + length);
    };
    fc.assert(fc.property(mutation.map(mutate), holds), { numRuns: 700 });
  });

  it('deep and long text', () => {
    for (const command of [
      `${'$('.repeat(2000)}ls${')'.repeat(2000)}`,
      `${'('.repeat(3000)}ls${')'.repeat(3000)}`,
      `echo ${'"$(echo '.repeat(60)}x${')"'.repeat(60)}`,
      `${'{ '.repeat(500)}ls; ${'}; '.repeat(500)}`,
      'ls; '.repeat(20_000),
      `echo ${'a'.repeat(300_000)}`,
      `echo {1..100000} {a,b}{c,d}{e,f}{g,h}{i,j}{k,l}{m,n}{o,p}{q,r}`,
      `${'sudo '.repeat(50)}ls`,
      `${"bash -c '".repeat(3)}ls`,
      'f(){ f; g; }; g(){ f; f; }; f',
      `${'eval '.repeat(100)}ls`,
      'cat <<A\n'.repeat(300),
      `echo ${'${x:-'.repeat(300)}y${'}'.repeat(300)}`,
      `x=1; ${'x="$x$x"; '.repeat(60)} echo $x`,
      '<('.repeat(5000),
      '|'.repeat(9000),
      `node -e '${'${x:-'.repeat(1500)}'`,
      `${'?a'.repeat(500)} x`,
      `${'x'.repeat(20_000)}; rm -rf ~`,
    ]) {
      holds(command);
    }
    expect(verdictOf(assess(`${'sudo '.repeat(50)}ls`))).toBe('deny');
    expect(verdictOf(assess(`${'nice '.repeat(50)}rm -rf ~`))).toBe('deny');
    expect(verdictOf(assess(`echo ${'x'.repeat(200_000)}; rm -rf ~`))).toBe('deny');
    expect(verdictOf(assess(`echo ${'x'.repeat(200_000)}`))).toBe('ask');
    expect(verdictOf(assess(`echo ${'x'.repeat(100_000)}`))).toBe('allow');
    expect(verdictOf(assess('git status --short\nnpm test\n'.repeat(3000)))).toBe('allow');
    expect(verdictOf(assess(`${':; '.repeat(2000)}rm -rf ~`))).not.toBe('allow');
  });

  it('any input of any tool', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('read', 'write', 'edit', 'glob', 'grep', 'ls', 'bash', 'mcp__x', 'constructor', '__proto__'),
        fc.dictionary(fc.constantFrom('path', 'pattern', 'command', 'content'), fc.jsonValue()),
        (tool, input) => {
          const assessment = assessTool(tool, input as never);
          expect(Assessment.safeParse(assessment).error).toBeUndefined();
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('spelling does not soften', () => {
  const words = [
    'rm',
    '-rf',
    '~',
    '/etc/passwd',
    'cat',
    '.',
    'src',
    'curl',
    'https://x.example',
    '|',
    'sh',
    ';',
    'git',
    'push',
    '--force',
    'npm',
    'install',
    'x',
    '>',
    '~/.bashrc',
  ];
  const spell: readonly ((word: string) => string)[] = [
    (word) => `${word.slice(0, 1)}''${word.slice(1)}`,
    (word) => `${word.slice(0, 1)}""${word.slice(1)}`,
    (word) => [...word].map((char) => (/[a-z]/.test(char) ? `\\${char}` : char)).join(''),
    (word) => (/^[\w./-]+$/.test(word) ? `'${word}'` : word),
    (word) => (/^[\w./-]+$/.test(word) ? `$'${word}'` : word),
    (word) => `${word.slice(0, 1)}\\\n${word.slice(1)}`,
  ];
  const plain = /^[\w./-]{2,}$/;

  it('quotes, escapes and joined lines inside words', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 8 }),
        fc.nat(),
        fc.constantFrom(...spell),
        (parts, at, how) => {
          const spelled = parts.map((word, index) =>
            index === at % parts.length && plain.test(word) ? how(word) : word,
          );
          const before = assess(parts.join(' '));
          const after = assess(spelled.join(' '));
          const top = (assessment: Assessment): number =>
            Math.max(-1, ...assessment.findings.map((finding) => rank(finding.severity)));
          expect(top(after), spelled.join(' ')).toBeGreaterThanOrEqual(top(before));
          if (verdictOf(before) !== 'allow') expect(verdictOf(after)).not.toBe('allow');
        },
      ),
      { numRuns: 300 },
    );
  });
});
