/** `cordon audit`: verify a log and read it. */
import { type AuditEntry, CordonError } from '../../contract/index.ts';
import { createCordon, type LogReader } from '../../index.ts';
import { type Command, type Invocation, jsonOption, stateDirOption, text } from '../command.ts';
import { entryLine } from '../entry-line.ts';
import { exitCodes } from '../exit-codes.ts';

export const auditCommand: Command = {
  usage: ['audit verify [LOG]', 'audit show [LOG]'],
  about: [
    'LOG is a segment file, a session id, or the beginning of one; without it the newest.',
    'verify checks every byte: canonical lines, hash chain, signed checkpoints, one result for each decision.',
    'show prints a line per entry; with --json the entries themselves.',
  ].join('\n'),
  options: { json: jsonOption, 'state-dir': stateDirOption },
  exits: ['0  whole', '1  damaged; the text says where', '2  not readable as a log'],
  examples: ['audit verify', 'audit show 20261120-1', 'audit verify --json ./audit.jsonl'],
  run: runAudit,
};

async function runAudit(invocation: Invocation): Promise<number> {
  const [action, name, ...extra] = invocation.positionals;
  if ((action !== 'verify' && action !== 'show') || extra.length > 0) {
    throw new CordonError('usage', 'audit takes verify or show, and one log', 'cordon audit --help');
  }
  const logs = await createCordon({ env: process.env, stateDir: text(invocation.options, 'state-dir') }).logs();
  const path = name === undefined ? await newest(logs) : await logs.find(name);
  return action === 'verify' ? verify(logs, path, invocation) : show(logs, path, invocation);
}

async function newest(logs: LogReader): Promise<string> {
  const path = (await logs.list()).at(-1);
  if (path !== undefined) return path;
  throw new CordonError('audit-unreadable', 'there is no log yet', 'cordon demo');
}

const verdictCodes = {
  whole: exitCodes.ok,
  open: exitCodes.ok,
  damaged: exitCodes.denied,
  unreadable: exitCodes.undecided,
} as const;

async function verify(logs: LogReader, path: string, { out }: Invocation): Promise<number> {
  const report = await logs.verify(path);
  if (out.json) {
    out.jsonLine({ path, ...report });
  } else {
    out.answer(`${report.status}: ${path}`);
    out.answer(
      `  ${report.entries} entries, ${report.checkpoints} signed checkpoints, signed up to entry ${report.signedUpTo}`,
    );
    if (report.problem !== undefined) out.answer(`  ${placeOf(report)}${report.problem}`);
    for (const note of report.notes) out.answer(`  ${note}`);
  }
  return verdictCodes[report.status];
}

/** A file that is no log at all is wrong as a whole, not at a line. */
export function placeOf({ firstBadLine, byteOffset }: { firstBadLine?: number; byteOffset?: number }): string {
  return firstBadLine === undefined ? '' : `line ${firstBadLine}, byte ${byteOffset ?? 0}: `;
}

async function show(logs: LogReader, path: string, { out }: Invocation): Promise<number> {
  for await (const entry of logs.entries(path)) printEntry(entry, out);
  return exitCodes.ok;
}

function printEntry(entry: AuditEntry, out: Invocation['out']): void {
  if (out.json) out.jsonLine(entry);
  else out.answer(entryLine(entry));
}
