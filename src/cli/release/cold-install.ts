/** `--cold-install`: the scanned bytes are installed and loaded in cordon's own sandbox, without network and secrets. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { coldInstallFindings, parseColdInstall, type ScanReport, withFindings } from '../../../release-guard/index.ts';
import { CordonError, type Result } from '../../contract/index.ts';
import { WORKSPACE } from '../../contract/tool-call.ts';
import { createCordon, type Session } from '../../index.ts';
import { type Invocation, text } from '../command.ts';
import type { ReleaseInput } from './release-input.ts';

const SECONDS = 180;

/** The report with what the install showed. Throws CordonError where there is no engine, or where the sandbox failed. */
export async function withColdInstall(
  invocation: Invocation,
  input: ReleaseInput,
  report: ScanReport,
): Promise<ScanReport> {
  if (input.isFolder || report.package.kind !== 'npm')
    throw new CordonError(
      'usage',
      '--cold-install needs an npm tarball',
      `npm pack, then cordon release-guard --cold-install FILE.tgz`,
    );
  const folder = mkdtempSync(join(tmpdir(), 'cordon-cold-'));
  try {
    cpSync(input.target, join(folder, 'package.tgz'));
    cpSync(
      fileURLToPath(new URL('../../../release-guard/cold-install/inside.mjs', import.meta.url)),
      join(folder, 'inside.mjs'),
    );
    const result = await runInside(invocation, folder, report);
    return withFindings(report, coldInstallFindings(recordOf(result)), { choices: input.choices });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runInside({ options, out, signal }: Invocation, folder: string, report: ScanReport): Promise<Result> {
  const session = await createCordon({ env: process.env, stateDir: text(options, 'state-dir') }).openSession({
    kind: 'exec',
    repo: folder,
    task: `cold install of ${report.package.name}@${report.package.version} ${report.sha512 ?? ''}`,
    policy: 'contained',
    include: [],
    secrets: [],
    approver: null,
    mode: () => 'default',
    signal,
    onProgress: (line) => out.note(line),
  });
  let status = 'failed';
  try {
    const result = await callInside(session, signal);
    status = result.status;
    return result;
  } finally {
    await session.close(status, status === 'ok' ? 0 : 2);
  }
}

async function callInside(session: Session, signal: AbortSignal): Promise<Result> {
  const call = {
    id: 'call-1',
    sessionId: session.id,
    source: 'cli',
    tool: 'bash',
    input: { command: 'node inside.mjs', timeoutMs: SECONDS * 1000 },
    cwd: WORKSPACE,
    at: new Date().toISOString(),
  } as const;
  const { decision, result, failure } = await session.gate.run(call, { signal });
  if (failure !== undefined) throw failure;
  if (decision.verdict !== 'allow')
    throw new CordonError(
      'sandbox-failed',
      'the cold install was denied by the policy',
      `cordon audit show ${session.id}`,
    );
  return result;
}

function recordOf({ stdout, stderr, status }: Result) {
  try {
    return parseColdInstall(stdout.text);
  } catch (thrown) {
    const said = stderr.text.trim().split('\n').at(-1) ?? '';
    throw new CordonError('sandbox-failed', `the cold install ended as ${status}: ${said}`, 'cordon doctor', thrown);
  }
}
