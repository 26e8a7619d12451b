/** All that was agreed about a package: its manifest, its approvals and the release before it. */
import type { ReleaseChoices } from '../../src/contract/release-file.ts';
import { compareReleases } from '../history/compare.ts';
import type { ScanReport } from '../scan-report.ts';
import { missingApproval } from './approval.ts';
import { compareManifest, type PlacedFinding } from './compare.ts';
import type { ReleaseManifest } from './manifest.ts';

export interface Agreement {
  readonly choices: ReleaseChoices;
  /** The committed manifest; null where there is none. */
  readonly manifest: ReleaseManifest | null;
  /** The release before; null where it is not known. */
  readonly previous: ScanReport | null;
}

/** What goes beyond it. A change since the last release that the manifest agreed to is a note. */
export function judgeAgreement(report: ScanReport, { choices, manifest, previous }: Agreement): PlacedFinding[] {
  const beyond = manifest === null ? [] : compareManifest(report, manifest);
  const strange = new Set(beyond.map(({ file }) => file));
  const changes = previous === null ? [] : compareReleases(previous, report);
  return [
    ...beyond,
    ...changes.map(
      (change): PlacedFinding =>
        manifest === null || strange.has(change.file) || change.rule === 'files-removed'
          ? change
          : { ...change, severity: 'info', message: `${change.message ?? ''}; the manifest agrees to it` },
    ),
    ...missingApproval(report, choices, manifest?.approvals ?? []),
  ];
}
