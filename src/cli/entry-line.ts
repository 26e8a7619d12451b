/** One audit entry as one line for people. */
import type { AuditEntry, JsonValue } from '../contract/index.ts';
import { visibleShort } from './terminal-text.ts';

const widestSummary = 120;

export function entryLine({ seq, at, kind, body }: AuditEntry): string {
  return `${String(seq).padStart(5)}  ${at.slice(11, 23)}  ${kind.padEnd(17)} ${visibleShort(summary(kind, body), widestSummary)}`;
}

function summary(kind: AuditEntry['kind'], body: AuditEntry['body']): string {
  const member = (name: string) => plain(body[name]);
  switch (kind) {
    case 'call.decision': {
      const input = body.input as { command?: JsonValue; path?: JsonValue; pattern?: JsonValue } | undefined;
      const what = plain(input?.command ?? input?.path ?? input?.pattern ?? null);
      const rule = (body.reasons as { rule?: JsonValue }[] | undefined)?.[0]?.rule;
      return `${member('verdict').padEnd(5)} ${member('tool')} ${what}${rule === undefined ? '' : `  [${plain(rule)}]`}`;
    }
    case 'call.result':
      return `${member('status')}${body.exitCode === null ? '' : ` exit ${member('exitCode')}`}  ${Math.round(Number(body.durationMs ?? 0))} ms`;
    case 'session.open':
      return `${member('kind')} ${member('task')}`;
    case 'session.close':
      return member('status');
    default:
      return JSON.stringify(body);
  }
}

function plain(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
}
