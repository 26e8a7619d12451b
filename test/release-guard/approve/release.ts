/** Reports of made-up releases, by path and size. */
import type { ScanReport } from '../../../release-guard/scan-report.ts';
import { reportOf } from '../report/report.ts';

export function release(
  files: Readonly<Record<string, number>>,
  manifest: Record<string, unknown> = { files: ['dist'] },
  more: Partial<ScanReport> = {},
): ScanReport {
  return reportOf([], {
    files: Object.entries(files).map(([path, size]) => ({ path, size, sha256: 'a'.repeat(64) })),
    manifest: { name: 'leaky', version: '1.0.0', ...manifest },
    ...more,
  });
}

export const base = { 'package.json': 500, 'README.md': 2000, 'dist/index.js': 40_000, 'dist/index.d.ts': 3000 };
