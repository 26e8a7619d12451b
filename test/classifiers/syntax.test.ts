// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the cases are shell text
/** What bash refuses to parse is not understood here either; what it takes is, but for a few oddities. */
import { expect, it } from 'vitest';
import { assess, verdictOf } from './assess.ts';
import { hasBash, parsesInBash } from './real-bash.ts';

/** Refused by bash, each for a reason of its own. */
const refused = [
  'echo a;;',
  'a;;b',
  'if ls; then fi',
  'if ls; then ls; else fi',
  'while ls; do done',
  'until ls; do done',
  'for x in a; do; ls; done',
  'f() { }',
  'function f { }',
  '{ }',
  '( )',
  '{ ls }',
  '{ls; }',
  '{rm -rf x; }',
  'then ls',
  'do ls',
  'ls; fi',
  'ls; done',
  'then ls; fi',
  'case x in a) ls esac',
  'case x in esac)',
  '&& ls',
  '| ls',
  'ls | | cat',
  'ls && && ls',
  ';ls',
  'ls & & ls',
  'ls |! cat',
  'ls >',
  'ls >\nf',
  'ls < 2> f',
  'ls <<< 2> f',
  'while ls; do ls; done < f g',
  'coproc coproc ls',
  'for f in\\ a b; do ls; done',
  '[[ -f ]]',
  '[[ a <= b ]]',
  '[[ a >> b ]]',
  '[[ a == ]]',
  'echo $(',
  'echo "a',
  "echo 'a",
  'echo `ls',
  '(a)b',
  'echo a(b)',
  'a=(b; c)',
  'ls )',
  '}',
  'fi',
];

/** Taken by bash. */
const taken = [
  'cat > f <<< x',
  'cat <<< x > f',
  'cat 3<>f',
  'x=1 > f',
  '> f x=1',
  'x=a>f',
  'cat <<E; ls\nx\nE',
  '<<E cat > f\nx\nE',
  'cat <<A <<B\na\nA\nb\nB',
  'cat <<E | wc -l > out\nx\nE',
  'if cat <<E; then ls; fi\nx\nE',
  'time { ls; }',
  '! ls | cat',
  'function f() ( ls ); f',
  'case $x in (a|b) ls ;; *) cat ;; esac',
  'case $x in a) ls ;& b) cat ;; esac',
  'select x in a b; do echo $x; break; done',
  'for ((i=0;;)); do break; done',
  'a=(1 2); echo ${!a[@]} ${#a[@]}',
  'ls |& cat',
  'echo $"a" $\'b\'',
  'until ls; do sleep 1; done',
  'if [ -f a ]; then\n  ls\nelif [[ -d b ]]; then\n  cat c\nelse\n  :\nfi',
  '{ ls; } 2>&1 | cat',
  'exec {fd}>f; echo a >&$fd; exec {fd}>&-',
  'echo a # b ) c\nls',
  'ls \\\n  -la',
];

it.skipIf(!hasBash).each(refused)('refused by both: %j', (command) => {
  expect(parsesInBash(command), 'bash').toBe(false);
  const assessment = assess(command);
  expect(assessment.parse).not.toBe('ok');
  expect(verdictOf(assessment)).not.toBe('allow');
});

it.skipIf(!hasBash).each(taken)('taken by both: %j', (command) => {
  expect(parsesInBash(command), 'bash').toBe(true);
  expect(assess(command).parse, JSON.stringify(assess(command).findings)).toBe('ok');
});
