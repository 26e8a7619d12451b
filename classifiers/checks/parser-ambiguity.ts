import { type Check, type CheckFinding, finding } from './check.ts';

const KINDS = new Set(['syntax', 'disagreement', 'unknown-node', 'limit', 'dialect']);

/** Without the findings of the other checks: whether a payload is in sight is added by `classify.ts`. */
export const parserAmbiguity: Check = {
  id: 'parser-ambiguity',
  title: 'The text may be read in two ways',
  definition:
    'It is not sure that our reading is what the shell runs: syntax errors, limits reached, syntax of another shell.',
  why: 'Whoever can make the guard read one command and the shell another has passed every rule that follows.',
  attack: ['T1027'],
  cwe: ['CWE-436'],
  severities: {
    medium: 'the text does not parse, is longer than can be analysed, or two readers disagree',
    high: 'a limit was passed, or a dangerous command is visible in what does not parse',
  },
  instead: 'Write the command in plain bash, one step a line, without syntax of other shells.',
  examples: {
    flagged: [
      'if true; then',
      'echo "unclosed',
      "ls *(e:'touch x':)",
      'echo hi )',
      'for x in a b; do',
      'case x in a) ;;',
      'ls | | cat',
      'foo (bar)',
    ],
    clean: [
      'cat <<A <<B\none\nA\ntwo\nB',
      'cat <<EOF; echo done\nbody\nEOF',
      'cat 3<>file.txt',
      'cat > out.txt <<< text',
      'if [ -f a ]; then cat a; fi',
      'for ((i=0;i<3;i++)); do echo "$i"; done',
    ],
  },
  find(analysis) {
    return analysis.signals.flatMap((signal): CheckFinding[] => {
      if (!KINDS.has(signal.kind)) return [];
      return [
        finding(
          signal.kind === 'limit' && signal.grave ? 'high' : 'medium',
          signal,
          `Cannot be read with certainty: ${signal.detail}.`,
        ),
      ];
    });
  },
};
