/** `cordon release-guard publish`: packs, scans, asks, and publishes exactly the scanned bytes. Every outcome is in the log. */
import { userInfo } from 'node:os';
import { packerOf, packFolder, publishScanned, readManifest, type ScanReport } from '../../../release-guard/index.ts';
import { CordonError } from '../../contract/errors.ts';
import type { JsonObject } from '../../contract/ports.ts';
import { createCordon, type ReleaseLog } from '../../index.ts';
import { flag, type Invocation, text } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { printReport } from './print-report.ts';
import { judgedRelease, packerNamed, type ReleaseInput } from './release-input.ts';
import { typedYes } from './typed-yes.ts';

export async function publishRelease(invocation: Invocation, input: ReleaseInput): Promise<number> {
  const packed = input.isFolder ? pack(invocation, input) : null;
  try {
    const file = packed?.path ?? input.target;
    const report = await judgedRelease(invocation, { ...input, target: file, isFolder: false });
    printReport(invocation, report, input.folder);
    const log = await createCordon({
      env: process.env,
      stateDir: text(invocation.options, 'state-dir'),
    }).openReleaseLog();
    let outcome = 'failed';
    try {
      outcome = await publish(invocation, input, report, file, log);
      await log.record(verdict(report, outcome));
    } finally {
      await log.close(outcome);
      invocation.out.note(`in the log: cordon audit show ${log.id}`);
    }
    return outcome === 'published' || outcome === 'staged' ? exitCodes.ok : exitCodes.denied;
  } finally {
    packed?.dispose();
  }
}

function pack({ options, out }: Invocation, { folder }: ReleaseInput) {
  const packer = packerNamed(text(options, 'packer')) ?? packerOf(folder, readManifest(folder) ?? {});
  out.note(`${packer} packs ${folder}, with its scripts`);
  return packFolder(folder, packer);
}

/** Gives the outcome: blocked, refused, published or staged. */
async function publish(
  invocation: Invocation,
  input: ReleaseInput,
  report: ScanReport,
  file: string,
  log: ReleaseLog,
): Promise<string> {
  if (report.verdict === 'block') return 'blocked';
  const question = `publish ${report.package.name}@${report.package.version}?`;
  if (!(await typedYes(invocation, question, 'publish'))) return 'refused';
  const { options, out } = invocation;
  const { name, version } = report.package;
  const { registry } = input.choices;
  const tag = text(options, 'tag');
  const access = text(options, 'access');
  if (access !== undefined && access !== 'public' && access !== 'restricted')
    throw new CordonError('usage', `--access ${access}`, '--access public, or restricted');
  if (report.sha512 === null || report.package.kind !== 'npm')
    throw new CordonError('usage', 'only an npm tarball can be published here', 'npm pack, then pass the .tgz');
  // Logged before it is out: what is published is never without an entry.
  await log.record(verdict(report, 'publishing'));
  // Ctrl-C while it was packed or scanned: nothing is published after it.
  if (invocation.signal.aborted)
    throw new CordonError('interrupted', 'interrupted; nothing was published', 'cordon release-guard publish');
  const published = await publishScanned({
    file,
    name,
    version,
    sha512: report.sha512,
    stage: flag(options, 'stage'),
    provenance: flag(options, 'provenance'),
    cwd: input.folder,
    interactive: process.stdin.isTTY === true,
    ...(registry === undefined ? {} : { registry }),
    ...(tag === undefined ? {} : { tag }),
    ...(access === undefined ? {} : { access }),
  });
  out.note(`${published.status}: ${name}@${version}, read back from the registry with the scanned digest`);
  if (published.next !== null) out.note(`next: ${published.next}`);
  return published.status;
}

function verdict(report: ScanReport, outcome: string): JsonObject {
  const counts: JsonObject = {};
  for (const { rule } of report.findings) counts[rule] = Number(counts[rule] ?? 0) + 1;
  return {
    outcome,
    user: userInfo().username,
    verdict: report.verdict,
    package: { ...report.package },
    sha512: report.sha512,
    rebuildable: { ...report.rebuildable },
    findings: counts,
    suppressed: report.suppressed.map(({ finding, reason, expires }) => ({
      rule: finding.rule,
      file: finding.file,
      fingerprint: finding.fingerprint,
      reason,
      expires,
    })),
  };
}
