/** Logs for the tests, written by the real writer into a folder of their own. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type AuditLog, type AuditLogOptions, openAuditLog, readEntries } from '../../src/audit/index.ts';
import type { AuditEntry } from '../../src/contract/index.ts';

const folders: string[] = [];

export function newStateDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'cordon-audit-'));
  folders.push(dir);
  return dir;
}

afterAll(() => {
  for (const dir of folders) rmSync(dir, { recursive: true, force: true });
});

export function openIn(stateDir: string, options: Partial<AuditLogOptions> = {}): Promise<AuditLog> {
  return openAuditLog({ stateDir, sessionId: 's1', ...options });
}

/** A session of 40 calls, closed: 84 entries, one checkpoint within and one before the end. */
export async function closedLog(stateDir = newStateDir()): Promise<{ stateDir: string; path: string }> {
  const log = await openIn(stateDir);
  await log.append('session.open', null, { session_id: 's1', host: 'bücher 書 \u2028' }, { durable: true });
  for (let i = 0; i < 40; i += 1) {
    const verdict = i % 5 === 4 ? 'deny' : 'allow';
    await log.append(
      'call.decision',
      `c${i}`,
      { verdict, tool: 'bash', nested: { b: [1, 2], a: null } },
      { durable: false },
    );
    const status = verdict === 'allow' ? 'ok' : 'denied';
    await log.append('call.result', `c${i}`, { status, exitCode: 0, ms: 1.5 }, { durable: false });
  }
  await log.close({ status: 'done' });
  return { stateDir, path: log.path };
}

export function linesOfFile(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n').slice(0, -1);
}

export async function entriesOf(path: string): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for await (const entry of readEntries(path)) entries.push(entry);
  return entries;
}
