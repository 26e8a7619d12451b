/** Inline code of other languages: tables of snippets, and what holds for all of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assess, verdictOf } from '../assess.ts';
import { javascriptSnippets } from './javascript.ts';
import { perlSnippets } from './perl.ts';
import { pythonSnippets } from './python.ts';
import { rubySnippets } from './ruby.ts';
import { effectsIn, heredoc, type Snippet } from './snippets.ts';

const RANK = ['allow', 'ask', 'deny'];

const languages: readonly {
  name: string;
  interpreter: string;
  snippets: readonly Snippet[];
  harmless: readonly string[];
  least: number;
}[] = [
  {
    name: 'Python',
    interpreter: 'python3',
    snippets: pythonSnippets,
    harmless: ['a = 1', 'print("x")', 'def g(q):\n    return q', 'for i in range(3):\n    print(i)'],
    least: 150,
  },
  {
    name: 'JavaScript',
    interpreter: 'node',
    snippets: javascriptSnippets,
    harmless: [
      'var q1 = 1;',
      'console.log("x");',
      'function g1(q) { return q }',
      'for (const i1 of [1, 2]) console.log(i1);',
    ],
    least: 150,
  },
  {
    name: 'Perl',
    interpreter: 'perl',
    snippets: perlSnippets,
    harmless: ['my $q1 = 1;', 'print "x";', 'sub g1 { return 1 }', 'for my $i (1..3) { print $i }'],
    least: 60,
  },
  {
    name: 'Ruby',
    interpreter: 'ruby',
    snippets: rubySnippets,
    harmless: ['q1 = 1', 'puts "x"', 'def g1(q) = q', '[1, 2].each { |i| puts i }'],
    least: 60,
  },
];

describe.each(languages)('$name', ({ interpreter, snippets, harmless, least }) => {
  it('has a table worth its name', () => {
    expect(new Set(snippets.map(([code]) => code)).size).toBe(snippets.length);
    expect(snippets.length).toBeGreaterThanOrEqual(least);
  });

  const cases = snippets.map(([code, verdict, effects = '']) => [code, verdict, effects] as const);
  it.each(cases)('%j: %s', (code, verdict, effects) => {
    const assessment = assess(heredoc(interpreter, code));
    expect(verdictOf(assessment), JSON.stringify([assessment.findings, assessment.opaque])).toBe(verdict);
    if (effects === '*') return;
    const { reads, writes, execs, hosts } = assessment.effects;
    expect({
      reads: [...reads].sort(),
      writes: [...writes].sort(),
      execs: execs.filter((name) => name !== interpreter).sort(),
      hosts: [...hosts].sort(),
    }).toEqual(effectsIn(effects));
  });

  it('harmless code around it never lowers a verdict', () => {
    // A declared encoding counts in the first two lines only.
    const flagged = snippets.filter(([code, verdict]) => verdict !== 'allow' && !code.includes('coding'));
    const around = fc.array(fc.constantFrom(...harmless), { maxLength: 3 });
    fc.assert(
      fc.property(fc.constantFrom(...flagged), around, around, ([code, verdict], before, after) => {
        const found = verdictOf(assess(heredoc(interpreter, [...before, code, ...after].join('\n'))));
        expect(RANK.indexOf(found)).toBeGreaterThanOrEqual(RANK.indexOf(verdict));
      }),
      { numRuns: 150 },
    );
  });

  it('code cut anywhere still gets an answer, the same one each time', () => {
    fc.assert(
      fc.property(fc.constantFrom(...snippets), fc.nat(400), (snippet, at) => {
        const command = heredoc(interpreter, snippet[0].slice(0, at % (snippet[0].length + 1)));
        const assessment = assess(command);
        expect(
          assessment.findings.map(({ message }) => message).filter((text) => text.includes('classifier failed')),
        ).toEqual([]);
        expect(assess(command)).toEqual(assessment);
      }),
      { numRuns: 150 },
    );
  });
});
