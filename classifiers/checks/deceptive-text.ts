import type { Severity } from '../../src/contract/assessment.ts';
import { type Check, type CheckFinding, finding } from './check.ts';

const NBSP = '\u00a0';
const RLO = '\u202e';

/** What `text-signals.ts` found in the characters; each finding there is marked grave where display and meaning surely differ. */
export const deceptiveText: Check = {
  id: 'deceptive-text',
  title: 'What is shown is not what runs',
  definition:
    'Control, bidirectional, zero-width, look-alike or carriage-return characters make the display differ from the words.',
  why: 'A person who approves a command approves what the screen shows.',
  attack: ['T1036', 'T1036.002'],
  cwe: ['CWE-1007', 'CWE-150'],
  severities: {
    high: 'bidirectional controls, terminal escapes, look-alike letters in a program or host',
    medium: 'other control or invisible characters, look-alike letters elsewhere',
    low: 'unusual blanks inside quotes',
  },
  instead: 'Spell the command with plain characters; put escapes into printf.',
  examples: {
    flagged: [
      `ls${NBSP}-la`,
      `echo "a${NBSP}b"`,
      `echo ${RLO}txt.exe`,
      'echo \u001b[2Khidden',
      'curl https://g\u043eogle.com/',
      'ls \u200bsrc',
      'rm\u2060 -f x',
      'echo ok\rrm -rf x',
      'c\u0430t file',
    ],
    clean: [
      "git commit -m 'feat: 日本語 ✓'",
      'echo "Привет, мир"',
      "echo '👩‍💻 done'",
      'grep -rn "naïve café" docs',
      `echo "10${NBSP}km"`,
    ],
  },
  find(analysis) {
    return analysis.signals.flatMap((signal): CheckFinding[] => {
      if (signal.kind !== 'control' && signal.kind !== 'display' && signal.kind !== 'lookalike') return [];
      const severity: Severity = signal.grave ? 'high' : signal.detail.startsWith('quoted') ? 'low' : 'medium';
      return [
        finding(severity, signal, `The text shows something else than it means: ${signal.detail}.`, signal.command),
      ];
    });
  },
};
