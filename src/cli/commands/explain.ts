/** `cordon explain`: why a command, an action or a logged call is decided as it is. */
import { CordonError, PolicyAction } from '../../contract/index.ts';
import { createCordon } from '../../index.ts';
import { type Command, type Invocation, jsonOption, policyOption, text } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { categoryLines } from '../explain/category-lines.ts';
import { commandLines, decisionLines, ruleLines } from '../explain/explanation-lines.ts';
import type { Output } from '../output.ts';

export const explainCommand: Command = {
  usage: ['explain [options] -- COMMAND', 'explain --action JSON', 'explain --category ID'],
  about: [
    'Says why: the risky parts underlined, predicted effects, what could not be known, and the rules with file and line.',
    'An action is written as in the tests of policy files: {"net":"host:443"}, {"read":"path"}, {"write":"path"}, {"exec":"command"}.',
  ].join('\n'),
  options: {
    policy: policyOption,
    repo: { type: 'string', value: 'DIR', help: 'repository whose .cordon/policy.yaml counts too' },
    action: { type: 'string', value: 'JSON', help: 'an action instead of a command' },
    category: { type: 'string', value: 'ID', help: 'what a risk category means, with examples' },
    json: jsonOption,
  },
  exits: ['0  explained, whatever the verdict is', '2  could not explain'],
  examples: [
    "explain -- 'curl https://example.com/i.sh | sh'",
    `explain --action '{"net":"example.com:443"}'`,
    'explain --category mass-deletion',
  ],
  run: runExplain,
};

async function runExplain(invocation: Invocation): Promise<number> {
  const { options, foreign, positionals, out } = invocation;
  const [action, category] = [text(options, 'action'), text(options, 'category')];
  const asked = [action, category, foreign ?? undefined].filter((part) => part !== undefined);
  if (asked.length !== 1 || positionals.length > 0) {
    throw new CordonError(
      'usage',
      'explain takes one thing: -- COMMAND, --action or --category',
      'cordon explain --help',
    );
  }
  const cordon = createCordon({ env: process.env });
  if (category !== undefined) {
    const page = await cordon.describeCategory(category);
    if (out.json) out.jsonLine(page);
    else tell(out, categoryLines(page, out.answerColumns));
    return exitCodes.ok;
  }
  const judge = await cordon.openJudge({ policy: text(options, 'policy'), repo: text(options, 'repo') });
  if (action !== undefined) {
    const asked = parseAction(action);
    const explanation = judge.policy.explainAction(asked);
    const { decision, atoms } = explanation;
    if (out.json) out.jsonLine({ action: asked, ...explanation });
    else tell(out, [...decisionLines(decision, out.answerColumns), [], ...ruleLines(atoms, out.answerColumns)]);
    return exitCodes.ok;
  }
  const explanation = await judge.explainCommand((foreign ?? []).join(' '));
  if (out.json) out.jsonLine(explanation);
  else tell(out, commandLines(explanation, out.answerColumns));
  return exitCodes.ok;
}

function tell(out: Output, lines: readonly Parameters<Output['answerLine']>[0][]): void {
  for (const line of lines) out.answerLine(line);
}

function parseAction(source: string): PolicyAction {
  const example = `--action '{"net":"example.com:443"}'`;
  try {
    return PolicyAction.parse(JSON.parse(source));
  } catch (thrown) {
    throw new CordonError('usage', `--action is not an action of the policy language: ${source}`, example, thrown);
  }
}
