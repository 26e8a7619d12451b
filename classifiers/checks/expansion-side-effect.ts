// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the examples are shell text
import { type Check, type CheckFinding, finding } from './check.ts';

export const expansionSideEffect: Check = {
  id: 'expansion-side-effect',
  title: 'Expanding a word runs code',
  definition:
    'A value is expanded a second time: as a prompt (`${x@P}`), or as arithmetic whose subscripts may hold `$( )`.',
  why: 'The code stands in what looks like data; a command that only prints or compares runs it (CVE-2025-66032).',
  attack: ['T1059.004'],
  cwe: ['CWE-95'],
  severities: { high: 'a prompt expansion, or a known value with a substitution where bash evaluates arithmetic' },
  instead: 'Use the value as it is; compare numbers with plain digits.',
  examples: {
    flagged: [
      'x=\'$(touch p)\'; echo "${x@P}"',
      "test -v 'a[$(touch p)]'",
      "let 'a[$(touch p)]=1'",
      "declare -i n='a[$(touch p)]'",
      "x='a[$(touch p)]'; echo $((x))",
      "[[ 'a[$(touch p)]' -eq 1 ]]",
      "printf -v 'a[$(touch p)]' x",
      "x='a[`touch p`]'; (( x > 1 ))",
    ],
    clean: [
      'echo "${name^^} ${#name}"',
      'i=3; echo $((i+1))',
      '[[ $n -eq 3 ]]',
      'declare -i count=4',
      'x=abc; echo "${x@Q}" "${x:0:1}"',
    ],
  },
  find(analysis) {
    return analysis.signals.flatMap((signal): CheckFinding[] => {
      if (signal.kind !== 'prompt-expansion' && signal.kind !== 'arithmetic-code') return [];
      return [finding('high', signal, `The expansion runs code: ${signal.detail}.`, signal.command)];
    });
  },
};
