/** `cordon exec`: one command through the gate and the sandbox. */
import { CordonError, type Result, WORKSPACE } from '../../contract/index.ts';
import { createCordon, type Session } from '../../index.ts';
import { applyAndTell } from '../apply-and-tell.ts';
import { type Command, flag, type Invocation, policyOption, stateDirOption, text, texts } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { byteSize, wholeNumber } from '../number-options.ts';
import { reasonLine } from '../reason-line.ts';
import { tellChanges } from '../tell-changes.ts';
import { approverFor } from '../terminal-approver.ts';

export const execCommand: Command = {
  usage: ['exec --repo DIR [options] -- COMMAND'],
  about: [
    'Runs one bash command on a copy of the repository, in the sandbox, after the gate allowed it.',
    'Several words after -- are joined by spaces into one command. What it changes stays in the session:',
    'cordon sessions diff ID shows it, cordon sessions apply ID (or --apply) brings it to the host.',
  ].join('\n'),
  options: {
    repo: { type: 'string', value: 'DIR', help: 'repository to copy in (default: the current folder)' },
    policy: policyOption,
    timeout: { type: 'string', value: 'SECONDS', help: 'time limit of the command (default 120)' },
    include: {
      type: 'string',
      value: 'PATH',
      multiple: true,
      help: 'git-ignored path that shall be copied in after all',
    },
    'workspace-size': { type: 'string', value: 'SIZE', help: 'room for the copy, such as 4GiB (default 2GiB)' },
    apply: { type: 'boolean', help: 'when the command has ended, write the changes to the host tree' },
    accept: {
      type: 'string',
      value: 'PATH',
      multiple: true,
      help: 'with --apply: also this file, which the host would run or obey',
    },
    json: { type: 'boolean', help: 'the Result and session_id as JSON on stdout' },
    'state-dir': stateDirOption,
  },
  exits: [
    '0  the command ended with 0',
    '1  denied, or the command ended otherwise',
    '2  could not decide or run',
    '4  the audit log cannot be written',
  ],
  examples: ['exec --repo . -- npm test', "exec --repo ../untrusted --json -- 'ls -la && cat package.json'"],
  tidiesUp: true,
  run: runExec,
};

async function runExec(invocation: Invocation): Promise<number> {
  const { options, foreign, positionals, out, signal } = invocation;
  if (positionals.length > 0 || foreign === null || foreign.length === 0) {
    throw new CordonError('usage', 'put the command after --', 'cordon exec --repo DIR -- COMMAND');
  }
  const seconds = wholeNumber(options, 'timeout', 1, 3600);
  const cordon = createCordon({ env: process.env, stateDir: text(options, 'state-dir') });
  const command = foreign.join(' ');
  const session = await cordon.openSession({
    kind: 'exec',
    repo: text(options, 'repo') ?? '.',
    task: command,
    policy: text(options, 'policy'),
    include: texts(options, 'include'),
    workspaceBytes: byteSize(options, 'workspace-size', 2 ** 20),
    secrets: [],
    approver: approverFor(invocation),
    mode: () => 'default',
    signal,
    onProgress: (line) => out.note(line),
  });
  let exitCode: number = exitCodes.undecided;
  let result: Result;
  try {
    result = await runOnce(session, command, seconds, invocation);
    exitCode = result.status === 'ok' ? exitCodes.ok : exitCodes.denied;
    const { changeSet } = await session.exportChanges();
    tellChanges(out, session.id, changeSet);
    await session.close(result.status, exitCode);
  } finally {
    await session.close('failed', exitCode);
  }
  // A command that was cut off has done an unknown part of its work.
  const ended = result.status === 'ok' || result.status === 'failed';
  const applied =
    flag(options, 'apply') && ended ? await applyAndTell(cordon, session.id, texts(options, 'accept'), out) : null;
  if (out.json) out.jsonLine({ session_id: session.id, ...result, ...(applied === null ? {} : { apply: applied }) });
  return exitCode;
}

async function runOnce(
  session: Session,
  command: string,
  seconds: number | undefined,
  { out, signal }: Invocation,
): Promise<Result> {
  const live = out.json ? null : { stdout: new TextDecoder(), stderr: new TextDecoder() };
  const { decision, result, failure } = await session.gate.run(
    {
      id: 'call-1',
      sessionId: session.id,
      source: 'cli',
      tool: 'bash',
      input: { command, ...(seconds === undefined ? {} : { timeoutMs: seconds * 1000 }) },
      cwd: WORKSPACE,
      at: new Date().toISOString(),
    },
    {
      signal,
      onOutput: (stream, chunk) => {
        if (live === null) return;
        const part = live[stream].decode(chunk, { stream: true });
        if (stream === 'stdout') out.answerPart(part);
        else out.notePart(part);
      },
    },
  );
  if (signal.aborted)
    throw new CordonError('interrupted', 'interrupted; the command was killed', `cordon audit show ${session.id}`);
  if (failure !== undefined) throw failure;
  if (decision.verdict !== 'allow') {
    out.complain(`denied: ${decision.reasons.map(reasonLine).join('\n  ')}`);
  } else if (result.status !== 'ok') {
    const code = result.exitCode === null ? '' : ` with exit code ${result.exitCode}`;
    const note = /\[cordon: ([^\]\n]*)\]\n$/.exec(result.stderr.text)?.[1];
    out.complain(`the command ended as ${result.status}${code}${note === undefined ? '' : `: ${note}`}`);
  }
  return result;
}
