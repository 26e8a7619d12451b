/** A report to render, and arbitrary ones. */
import fc from 'fast-check';
import type { Finding } from '../../../release-guard/finding.ts';
import type { ScanReport } from '../../../release-guard/scan-report.ts';

export const finding: Finding = {
  rule: 'source-map-text',
  severity: 'block',
  file: 'dist/main.js.map',
  offset: 0,
  message: 'rebuilds 1,906 source files, 34.1 MB of text',
  fix: 'add "!dist/**/*.map" to files in package.json',
  fingerprint: '0123456789abcdef0123456789abcdef',
  rebuildable: { files: 1906, bytes: 34_100_000 },
};

export function reportOf(findings: readonly Finding[], more: Partial<ScanReport> = {}): ScanReport {
  const worst = (['block', 'warn'] as const).find((severity) => findings.some((f) => f.severity === severity));
  return {
    verdict: worst ?? 'pass',
    package: { name: 'leaky', version: '1.0.0', kind: 'npm' },
    sha512: `sha512-${'A'.repeat(86)}==`,
    rebuildable: findings.find((f) => f.rebuildable)?.rebuildable ?? { files: 0, bytes: 0 },
    files: [
      { path: 'package.json', size: 200, sha256: '0'.repeat(64) },
      { path: 'dist/main.js.map', size: 59_800_000, sha256: '1'.repeat(64) },
    ],
    manifest: { name: 'leaky', version: '1.0.0' },
    findings,
    suppressed: [],
    ...more,
  };
}

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'a,b:c%\n::error::x',
    '`|<script>`',
    ']]>&"\'',
    '\ud800',
    '\u0000\u001b[31m',
    '../../etc/passwd',
    'a b/ü.js',
  ),
);

export const findings: fc.Arbitrary<Finding> = fc.record(
  {
    rule: fc.constantFrom('source-map-text', 'secret-npm-token', 'agent-folder'),
    severity: fc.constantFrom('info', 'warn', 'block'),
    file: nasty,
    message: nasty,
    fix: nasty,
    fingerprint: fc.constant('f'.repeat(32)),
    line: fc.nat({ max: 10_000 }),
    offset: fc.nat(),
  },
  { requiredKeys: ['rule', 'severity', 'file', 'message', 'fix', 'fingerprint'] },
);
