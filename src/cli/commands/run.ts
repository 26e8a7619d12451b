/** `cordon run`: the agent loop on a repository. */
import { CordonError, type Mode, modes } from '../../contract/index.ts';
import { createCordon, type ProviderChoice, type RunReport } from '../../index.ts';
import { applyAndTell } from '../apply-and-tell.ts';
import {
  type Command,
  flag,
  type Invocation,
  type OptionValues,
  policyOption,
  stateDirOption,
  text,
  texts,
} from '../command.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { byteSize, wholeNumber } from '../number-options.ts';
import { RunScreen } from '../run-screen.ts';
import { tellChanges } from '../tell-changes.ts';
import { approverFor } from '../terminal-approver.ts';
import { writePatch } from '../write-patch.ts';

/** Used when neither --model nor ANTHROPIC_MODEL names one. */
const defaultModel = 'claude-sonnet-4-5';

export const runCommand: Command = {
  usage: ['run "TASK" --repo DIR [options]'],
  about: [
    'Runs an agent on a copy of the repository. Each tool call is judged by the policy, logged before it runs, and runs in',
    'a container without network. The run ends with a patch; the host tree changes only with --apply or cordon sessions apply.',
    '',
    'Provider anthropic takes ANTHROPIC_API_KEY and ANTHROPIC_BASE_URL from your environment, never from the repository.',
    'Provider scripted plays a script (--script) instead of a model; every output says so.',
    'An ask is put to you on a terminal, where only a typed yes is a yes. Without a terminal it is a denial.',
  ].join('\n'),
  options: {
    repo: { type: 'string', value: 'DIR', help: 'repository to work on (default: the current folder)' },
    provider: { type: 'string', value: 'NAME', help: 'anthropic (default) or scripted' },
    script: { type: 'string', value: 'FILE', help: 'script for the provider scripted' },
    model: { type: 'string', value: 'NAME', help: `model (default ${defaultModel}, or ANTHROPIC_MODEL)` },
    'fallback-model': {
      type: 'string',
      value: 'NAME',
      multiple: true,
      help: 'model to use when the first is overloaded',
    },
    mode: { type: 'string', value: 'MODE', help: 'plan (reads only), default, or auto' },
    policy: policyOption,
    include: {
      type: 'string',
      value: 'PATH',
      multiple: true,
      help: 'git-ignored path that shall be copied in after all',
    },
    'workspace-size': { type: 'string', value: 'SIZE', help: 'room for the copy, such as 4GiB (default 2GiB)' },
    'budget-tokens': { type: 'string', value: 'N', help: 'most tokens of the whole run (default 2000000)' },
    'context-window': {
      type: 'string',
      value: 'N',
      help: "tokens of the model's window, where the provider does not tell",
    },
    'idle-ms': { type: 'string', value: 'N', help: 'longest silence of the provider in milliseconds (default 90000)' },
    'max-turns': { type: 'string', value: 'N', help: 'most replies of the model (default 100)' },
    patch: { type: 'string', value: 'FILE', help: 'write the patch to this file' },
    apply: { type: 'boolean', help: 'when the run is done, write the changes to the host tree' },
    accept: {
      type: 'string',
      value: 'PATH',
      multiple: true,
      help: 'with --apply: also this file, which the host would run or obey',
    },
    json: { type: 'boolean', help: 'audit entries and live lines as JSON lines on stdout' },
    'state-dir': stateDirOption,
  },
  exits: [
    '0  done                               11  budget or --max-turns reached',
    '2  could not decide, or no engine      12  context window reached',
    '3  approval needed, nobody there       13  the agent was stuck',
    '4  the audit log cannot be written     14  provider unavailable',
    '10 the model refused                   15  authentication, billing, permission',
    '16 output cut   17 bad calls           18  request rejected   130 interrupted',
  ],
  examples: [
    'run "make the failing test pass" --repo .',
    'run "explain the build" --repo ../untrusted --mode plan',
    'run "add tests" --json > run.jsonl',
  ],
  tidiesUp: true,
  run: runRun,
};

async function runRun(invocation: Invocation): Promise<number> {
  const { options, positionals, foreign, out, signal } = invocation;
  const [task, ...extra] = positionals;
  if (task === undefined || extra.length > 0 || foreign !== null) {
    throw new CordonError(
      'usage',
      'run takes one task, in quotes',
      'cordon run "make the failing test pass" --repo DIR',
    );
  }
  const cordon = createCordon({ env: process.env, stateDir: text(options, 'state-dir') });
  const screen = new RunScreen(out);
  const report = await cordon.run({
    kind: 'run',
    repo: text(options, 'repo') ?? '.',
    task,
    mode: modeOf(options),
    policy: text(options, 'policy'),
    include: texts(options, 'include'),
    workspaceBytes: byteSize(options, 'workspace-size', 2 ** 20),
    limits: {
      maxTurns: wholeNumber(options, 'max-turns', 1, 100_000) ?? 100,
      budgetTokens: wholeNumber(options, 'budget-tokens', 1, 1e12) ?? 2_000_000,
      contextWindow: wholeNumber(options, 'context-window', 1000, 1e9),
      idleMs: wholeNumber(options, 'idle-ms', 1, 3_600_000) ?? 90_000,
    },
    // After the other options: a typing error is named before a missing key.
    provider: providerOf(options, process.env),
    approver: approverFor(invocation),
    signal,
    onProgress: (line) => out.note(line),
    onReady: (ready) => screen.ready(ready),
    onEntry: (entry) => {
      if (out.json) out.jsonLine(entry);
    },
    onEvent: (event) => {
      if (!out.json) screen.show(event);
      else if (event.kind.startsWith('live.')) out.jsonLine(event);
    },
  });
  screen.end();
  await finish(report, invocation);
  if (report.exportError !== null) return report.outcome.exitCode || exitCodeOf(report.exportError);
  if (flag(options, 'apply') && report.outcome.status !== 'done') {
    out.complain(`nothing was applied, since the run is not done: cordon sessions apply ${report.sessionId}`);
  } else if (flag(options, 'apply')) {
    const applied = await applyAndTell(cordon, report.sessionId, texts(options, 'accept'), out);
    if (out.json) out.jsonLine({ kind: 'live.state', state: 'applied', ...applied });
  }
  return report.outcome.exitCode;
}

async function finish(report: RunReport, { options, out }: Invocation): Promise<void> {
  const { outcome } = report;
  tellChanges(out, report.sessionId, report.changeSet);
  const patchFile = text(options, 'patch');
  if (patchFile !== undefined) {
    await writePatch(patchFile, report.patch, text(options, 'repo') ?? '.');
    out.note(`patch: ${patchFile}`);
  }
  const tokens = outcome.usage.inputTokens + outcome.usage.outputTokens;
  const by = outcome.scripted ? ' by a script, no model' : '';
  out.note(`log: cordon audit verify ${report.sessionId}`);
  out.note(`${outcome.status} after ${outcome.turns} turns${by}, ${tokens} tokens`);
  if (report.exportError !== null) out.error(report.exportError);
  if (outcome.error !== undefined) out.error(outcome.error);
}

function modeOf(options: OptionValues): Mode {
  const value = text(options, 'mode') ?? 'default';
  const mode = modes.find((candidate) => candidate === value);
  if (mode !== undefined) return mode;
  throw new CordonError('usage', `there is no mode ${value}`, `--mode ${modes.join('|')}`);
}

/** Exported for its test. */
export function providerOf(options: OptionValues, env: Readonly<Record<string, string | undefined>>): ProviderChoice {
  const name = text(options, 'provider') ?? 'anthropic';
  const script = text(options, 'script');
  if (name === 'scripted') {
    if (script === undefined) throw new CordonError('usage', 'the provider scripted needs a script', '--script FILE');
    return { name, script };
  }
  if (name !== 'anthropic')
    throw new CordonError('usage', `there is no provider ${name}`, '--provider anthropic|scripted');
  if (script !== undefined)
    throw new CordonError('usage', '--script is for the provider scripted', '--provider scripted');
  const apiKey = env.ANTHROPIC_API_KEY;
  if (apiKey === undefined || apiKey === '') {
    throw new CordonError(
      'provider-auth',
      'ANTHROPIC_API_KEY is not set',
      'export ANTHROPIC_API_KEY=..., or without a key: cordon demo',
    );
  }
  return {
    name,
    apiKey,
    baseURL: env.ANTHROPIC_BASE_URL,
    model: text(options, 'model') ?? env.ANTHROPIC_MODEL ?? defaultModel,
    fallbackModels: texts(options, 'fallback-model'),
  };
}
