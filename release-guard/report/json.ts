/** The report for programs: one object, versioned. Members are only ever added under the same version. */
import type { ScanReport } from '../scan-report.ts';

export const REPORT_SCHEMA = 'cordon.release-report/v1';

export function jsonReport(report: ScanReport): Record<string, unknown> {
  return {
    schema: REPORT_SCHEMA,
    verdict: report.verdict,
    package: report.package,
    sha512: report.sha512,
    rebuildable: report.rebuildable,
    files: report.files.map(({ path, size }) => ({ path, size })),
    findings: report.findings,
    suppressed: report.suppressed.map(({ finding, reason, expires }) => ({ ...finding, reason, expires })),
  };
}
