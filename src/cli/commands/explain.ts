/** `cordon explain`: why a command, an action or a logged call is decided as it is. */
import { type Assessment, CordonError, type Finding, PolicyAction } from '../../contract/index.ts';
import { createCordon, type Explanation } from '../../index.ts';
import { type Command, type Invocation, jsonOption, policyOption, text } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { markCommand } from '../marked-command.ts';
import type { Output } from '../output.ts';
import { reasonLine } from '../reason-line.ts';
import { visibleLine, visibleShort } from '../terminal-text.ts';

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
    else out.answer(page.text);
    return exitCodes.ok;
  }
  const judge = await cordon.openJudge({ policy: text(options, 'policy'), repo: text(options, 'repo') });
  if (action !== undefined) {
    const explanation = judge.policy.explainAction(parseAction(action));
    if (out.json) out.jsonLine({ action: parseAction(action), ...explanation });
    else explainDecision(out, explanation);
    return exitCodes.ok;
  }
  const command = (foreign ?? []).join(' ');
  const { call, assessment, decision } = await judge.judgeCommand(command);
  const atoms =
    assessment === null ? [] : judge.policy.explain({ call, assessment, resolved: new Map(), mode: 'default' }).atoms;
  if (out.json) out.jsonLine({ command, assessment, decision, atoms });
  else {
    explainCommandText(out, command, assessment?.findings ?? []);
    explainDecision(out, { decision, atoms });
    if (assessment !== null) explainAssessment(out, command, assessment);
  }
  return exitCodes.ok;
}

function parseAction(source: string): PolicyAction {
  const example = `--action '{"net":"example.com:443"}'`;
  try {
    return PolicyAction.parse(JSON.parse(source));
  } catch (thrown) {
    throw new CordonError('usage', `--action is not an action of the policy language: ${source}`, example, thrown);
  }
}

function explainDecision(out: Output, { decision, atoms }: Explanation): void {
  out.answer(`verdict: ${decision.verdict}`);
  for (const reason of decision.reasons) out.answer(`  ${reasonLine(reason)}`);
  if (atoms.length > 0) out.answer('what it does, and which rules speak of it:');
  for (const { kind, subject, verdict, by } of atoms) {
    out.answer(`  ${verdict.padEnd(5)} ${kind.padEnd(7)}${visibleShort(subject, 100)}`);
    for (const { effect, layer, id, file, line } of by) {
      out.answer(`        ${effect} by ${id}, ${layer}${file === null ? '' : ` ${file}:${line}`}`);
    }
  }
}

function explainAssessment(out: Output, command: string, assessment: Assessment): void {
  if (assessment.findings.length > 0) out.answer('findings:');
  for (const { category, severity, message } of assessment.findings) {
    out.answer(`  ${category} (${severity}): ${message}`);
  }
  out.answer('effects:');
  const effects = Object.entries(assessment.effects).filter(([, list]) => list.length > 0);
  for (const [kind, list] of effects) out.answer(`  ${kind.padEnd(8)}${list.map(visibleLine).join('  ')}`);
  if (effects.length === 0) out.answer('  none predicted');
  if (assessment.opaque.length > 0) out.answer('could not be known before it runs:');
  for (const { span, why } of assessment.opaque) {
    out.answer(`  ${visibleLine(Buffer.from(command).subarray(span.start, span.end).toString())}  ${why}`);
  }
}

function explainCommandText(out: Output, command: string, findings: readonly Finding[]): void {
  const risky = findings.filter(({ severity }) => severity !== 'info').map(({ span }) => span);
  for (const { text: line, marks } of markCommand(command, risky)) {
    out.answer(`  ${line}`);
    if (marks !== '') out.answer(`  ${marks}`);
  }
  out.answer('');
}
