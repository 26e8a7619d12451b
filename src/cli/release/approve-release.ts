/** `cordon release-guard approve`: a person looks at what is new, agrees, and signs exactly these bytes. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import {
  manifestOf,
  manifestText,
  newApproverKey,
  publicKeyOf,
  type ScanReport,
  signApproval,
  textReport,
} from '../../../release-guard/index.ts';
import { CordonError } from '../../contract/errors.ts';
import { createCordon } from '../../index.ts';
import { type Invocation, text } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { judgedRelease, type ReleaseInput } from './release-input.ts';
import { typedYes } from './typed-yes.ts';

/** Findings that an approval answers; every other block has to be mended. */
const answerable = new Set([
  'not-in-manifest',
  'manifest-size',
  'manifest-install-script',
  'not-approved',
  'first-map',
  'new-kind',
  'size-jump',
  'new-install-script',
]);

export async function approveRelease(invocation: Invocation, input: ReleaseInput): Promise<number> {
  const { options, out } = invocation;
  const report = await judgedRelease(invocation, input);
  const blocked = report.findings.filter(({ severity }) => severity === 'block');
  const others = blocked.filter(({ rule }) => !answerable.has(rule));
  for (const { text: line } of textReport({ ...report, findings: blocked })) out.answer(line);
  if (others.length > 0) {
    out.complain(
      'not approved: what is above cannot be approved, only mended, or suppressed one by one in .cordon/release.yaml',
    );
    return exitCodes.denied;
  }
  if (!(await typedYes(invocation, `approve ${report.package.name}@${report.package.version}?`, 'approve'))) {
    out.complain('not approved');
    return exitCodes.denied;
  }
  const approvals = input.manifest?.approvals ?? [];
  const by = text(options, 'by') ?? userInfo().username;
  const record = report.sha512 === null ? [] : [sign(invocation, report, by)];
  mkdirSync(dirname(input.manifestFile), { recursive: true });
  const kept = approvals.filter(({ sha512 }) => sha512 !== report.sha512);
  writeFileSync(input.manifestFile, manifestText(manifestOf(report, [...kept, ...record].slice(-KEPT))));
  out.answer(`approved by ${by}: ${report.package.name}@${report.package.version}`);
  out.answer(report.sha512 ?? 'a folder has no bytes to sign: approve the file that npm pack wrote, too');
  for (const { key } of record) out.note(`public key ${key}\nnext: commit ${input.manifestFile}`);
  return exitCodes.ok;
}

/** Approvals that a manifest remembers. */
const KEPT = 20;

function sign({ options }: Invocation, report: ScanReport, by: string) {
  const stateDir = createCordon({ env: process.env, stateDir: text(options, 'state-dir') }).stateDir;
  const file = text(options, 'key') ?? join(stateDir, 'keys', 'release.pem');
  return signApproval(
    {
      name: report.package.name,
      version: report.package.version,
      sha512: report.sha512 ?? '',
      by,
      at: new Date().toISOString(),
    },
    approverKey(file, text(options, 'key') === undefined),
  );
}

/** The approver's key, made on first use where it is cordon's own place; 0600. */
function approverKey(file: string, ownPlace: boolean): string {
  if (!existsSync(file)) {
    if (!ownPlace)
      throw new CordonError('not-found', `there is no key ${file}`, 'leave --key out: a key is made on first use');
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, newApproverKey(), { mode: 0o600, flag: 'wx' });
  }
  const pem = readFileSync(file, 'utf8');
  try {
    publicKeyOf(pem);
    return pem;
  } catch (thrown) {
    throw new CordonError(
      'usage',
      `${file} is no ed25519 key: ${(thrown as Error).message}`,
      'openssl genpkey -algorithm ed25519',
      thrown,
    );
  }
}
