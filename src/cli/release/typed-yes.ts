/** A question that only a typed yes answers. */
import { createInterface } from 'node:readline/promises';
import { CordonError } from '../../contract/errors.ts';
import { flag, type Invocation } from '../command.ts';
import { visibleLine } from '../terminal-text.ts';

/** True also with `--yes`. Throws CordonError `usage` where nobody is at a terminal. */
export async function typedYes({ options, signal }: Invocation, question: string, action: string): Promise<boolean> {
  if (flag(options, 'yes')) return true;
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new CordonError('usage', 'nobody is here to answer', `cordon release-guard ${action} --yes`);
  const line = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await line.question(`${visibleLine(question)} Type yes: `, { signal });
    return answer.trim().toLowerCase() === 'yes';
  } catch {
    return false; // Ctrl-C
  } finally {
    line.close();
  }
}
