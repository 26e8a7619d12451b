import type { Severity } from '../../src/contract/assessment.ts';
import type { Signal } from '../analysis.ts';
import { READ, STARTS } from '../bash/inline-code.ts';
import { type Check, type CheckFinding, finding } from './check.ts';

export const inlineInterpreter: Check = {
  id: 'inline-interpreter',
  title: 'Code is passed inside the command',
  definition:
    'A shell or another language gets code as an argument or through its input, and the code is not proven harmless.',
  why: 'The command line shows the interpreter; the effects are those of the code.',
  attack: ['T1059.004', 'T1059.006'],
  cwe: ['CWE-95'],
  severities: {
    medium: 'code that is not known here, that is put together at run time, that starts programs or deletes files',
    low: 'code that starts tools of the project (git, npm, pytest); they are judged by themselves',
    info: 'code that was read like the rest of the command, and is judged by its effects',
  },
  instead: 'Put the code into a file of the repository, where it can be read, and run the file.',
  examples: {
    flagged: [
      'bash -c "$CODE"',
      'python3 -c \'import os; os.system("ls")\'',
      'python3 - <<P\nimport subprocess\nsubprocess.run(["ls"])\nP',
      'node -e \'require("child_process").execSync("ls")\'',
      'perl -e \'system("ls")\'',
      "ruby -e 'puts `ls`'",
      'cat script.py | python3',
      'php -r \'system("ls");\'',
    ],
    clean: [
      "bash -c 'npm run lint && npm test'",
      "python3 -c 'print(1 + 1)'",
      'node -p "process.version"',
      'node -e "console.log(require(\'./package.json\').version)"',
      'cat a.json | python3 -c "import json,sys; print(json.load(sys.stdin)[0])"',
    ],
  },
  find(analysis) {
    return analysis.signals.flatMap((signal): CheckFinding[] => {
      if (signal.kind !== 'inline-code') return [];
      return [finding(severityOf(signal), signal, `Inline code: ${signal.detail}.`, signal.command)];
    });
  },
};

/** What was read to its end is judged by its effects. */
function severityOf({ detail, grave }: Signal): Severity {
  if (grave) return 'medium';
  if (detail.endsWith(STARTS)) return 'low';
  const read =
    detail.endsWith(READ) ||
    /^(?:shell code in an argument|shell code from standard input|a script that this text writes|eval)$/.test(detail);
  return read ? 'info' : 'medium';
}
