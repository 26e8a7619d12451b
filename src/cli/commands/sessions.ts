/** `cordon sessions`: what earlier runs left. */
import { createInterface } from 'node:readline/promises';
import { CordonError } from '../../contract/index.ts';
import { type Cordon, createCordon, type SessionRecord } from '../../index.ts';
import { applyAndTell } from '../apply-and-tell.ts';
import { type Command, flag, type Invocation, jsonOption, stateDirOption, text, texts } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { tellChanges } from '../tell-changes.ts';
import { visibleShort } from '../terminal-text.ts';

export const sessionsCommand: Command = {
  usage: ['sessions list', 'sessions show|diff|rm SESSION', 'sessions apply SESSION [--yes] [--accept PATH]'],
  about: [
    'What earlier runs left. SESSION is an id, the beginning of one, or last.',
    'apply shows the patch and asks. --yes applies without a question, except files that the host would run or obey',
    'later (hooks, CI, scripts, agent settings): those it names, and --accept PATH takes them one by one.',
  ].join('\n'),
  options: {
    yes: { type: 'boolean', help: 'apply without a question' },
    accept: {
      type: 'string',
      value: 'PATH',
      multiple: true,
      help: 'apply this file too, which the host would run or obey',
    },
    json: jsonOption,
    'state-dir': stateDirOption,
  },
  exits: [
    '0  done',
    '1  not applied',
    '2  could not do it',
    '3  apply needs an answer and nobody is here',
    '4  the audit log cannot be written',
  ],
  examples: ['sessions list', 'sessions diff last', 'sessions apply last --accept package.json'],
  run: runSessions,
};

async function runSessions(invocation: Invocation): Promise<number> {
  const { options, positionals } = invocation;
  const [action = 'list', name, ...extra] = positionals;
  const cordon = createCordon({ env: process.env, stateDir: text(options, 'state-dir') });
  if (action === 'list' && name === undefined) return list(cordon, invocation);
  const run = actions[action];
  if (run === undefined || name === undefined || extra.length > 0) {
    throw new CordonError(
      'usage',
      `sessions takes list, show, diff, apply or rm and one session`,
      'cordon sessions --help',
    );
  }
  return run(cordon, await cordon.sessions.find(name), invocation);
}

type Action = (cordon: Cordon, record: SessionRecord, invocation: Invocation) => Promise<number>;

const actions: Readonly<Record<string, Action>> = { show, diff, apply, rm: remove };

async function list(cordon: Cordon, { out }: Invocation): Promise<number> {
  const records = await cordon.sessions.list();
  if (out.json) {
    for (const record of records) out.jsonLine(record);
    return exitCodes.ok;
  }
  if (records.length === 0) out.note('no sessions yet: cordon demo, or cordon run "TASK" --repo DIR');
  for (const { id, kind, status, changes, task } of records) {
    const files = changes === null ? '-' : `${changes.files} changed`;
    out.answer(`${id}  ${kind.padEnd(4)}  ${status.padEnd(12)}  ${files.padEnd(11)}  ${visibleShort(task, 60)}`);
  }
  return exitCodes.ok;
}

async function show(cordon: Cordon, record: SessionRecord, { out }: Invocation): Promise<number> {
  if (out.json) {
    out.jsonLine(record);
    return exitCodes.ok;
  }
  const ended = record.endedAt ?? 'not yet, or its process died';
  const rows: readonly (readonly [string, string])[] = [
    ['session', record.id],
    ['kind', record.kind],
    ['task', record.task],
    ['repository', record.repo],
    ['started', record.createdAt],
    ['ended', ended],
    ['status', record.exitCode === null ? record.status : `${record.status} (exit ${record.exitCode})`],
    ['applied', record.applied.length === 0 ? 'nothing' : record.applied.join(', ')],
  ];
  for (const [label, value] of rows) out.answer(`${label.padEnd(11)}${visibleShort(value, 2000)}`);
  if (record.changes !== null) tellChanges(out, record.id, (await cordon.changes(record.id)).changeSet);
  return exitCodes.ok;
}

async function diff(cordon: Cordon, record: SessionRecord, { out }: Invocation): Promise<number> {
  const stored = await cordon.changes(record.id);
  if (out.json) out.jsonLine({ session_id: record.id, changeSet: stored.changeSet, patch: stored.patch });
  else out.answerRaw(stored.patch);
  return exitCodes.ok;
}

async function apply(cordon: Cordon, record: SessionRecord, invocation: Invocation): Promise<number> {
  const { options, out, signal } = invocation;
  const accept = texts(options, 'accept');
  if (!flag(options, 'yes')) {
    const stored = await cordon.changes(record.id);
    if (!process.stdin.isTTY || !process.stderr.isTTY) {
      out.complain(`apply asks before it writes, and nobody is here: cordon sessions apply ${record.id} --yes`);
      return exitCodes.approvalNeeded;
    }
    out.note(stored.patch);
    tellChanges(out, record.id, stored.changeSet);
    if (!(await confirmed(`write this to ${record.repo}? [y/N] `, signal))) {
      out.note('nothing was written');
      return exitCodes.denied;
    }
  }
  const applied = await applyAndTell(cordon, record.id, accept, out);
  if (out.json) out.jsonLine({ session_id: record.id, ...applied });
  return exitCodes.ok;
}

async function confirmed(question: string, signal: AbortSignal): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // End of input closes the interface and would leave the question without an answer for ever.
    const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    const answer = await Promise.race([lines.question(visibleShort(question, 400), { signal }), ended]);
    return /^(y|yes)$/i.test(answer.trim());
  } catch {
    return false;
  } finally {
    lines.close();
  }
}

async function remove(cordon: Cordon, record: SessionRecord, { out }: Invocation): Promise<number> {
  await cordon.sessions.remove(record.id);
  out.note(`removed the files of session ${record.id}; its audit log stays`);
  return exitCodes.ok;
}
