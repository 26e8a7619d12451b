/** `cordon policy`: check and show policy files. */
import { CordonError } from '../../contract/index.ts';
import { createCordon } from '../../index.ts';
import { type Command, jsonOption, policyOption, text } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { visibleLine } from '../terminal-text.ts';

export const policyCommand: Command = {
  usage: ['policy check [FILE]', 'policy show [FILE]'],
  about: [
    'check loads the policy exactly as a run would, runs the tests inside the files, and names each problem with',
    'file:line:column. show lists the rules of all layers with the place of each.',
  ].join('\n'),
  options: {
    policy: policyOption,
    repo: { type: 'string', value: 'DIR', help: 'repository whose .cordon/policy.yaml counts too' },
    json: jsonOption,
  },
  exits: ['0  valid', '2  not valid, or not readable'],
  examples: ['policy check', 'policy check ./my-policy.yaml', 'policy show --policy strict'],
  run: async ({ options, positionals, out }) => {
    const [action, file, ...extra] = positionals;
    if ((action !== 'check' && action !== 'show') || extra.length > 0) {
      throw new CordonError('usage', 'policy takes check or show, and one file', 'cordon policy --help');
    }
    const { policy } = await createCordon({ env: process.env }).openJudge({
      policy: file ?? text(options, 'policy'),
      repo: text(options, 'repo'),
    });
    for (const warning of policy.warnings) out.note(`warning: ${warning}`);
    if (out.json) {
      out.jsonLine({ digest: policy.digest, layers: policy.layers, warnings: policy.warnings });
      return exitCodes.ok;
    }
    out.answer(`valid  ${policy.digest}`);
    for (const { layer, id, file: path, rules } of policy.layers) {
      out.answer(`${layer}  ${visibleLine(id)}  ${path}  ${rules.length} rules`);
      if (action === 'check') continue;
      for (const rule of rules)
        out.answer(`  ${rule.effect.padEnd(5)} ${rule.on.padEnd(5)} ${visibleLine(rule.id)}  :${rule.line}`);
    }
    return exitCodes.ok;
  },
};
