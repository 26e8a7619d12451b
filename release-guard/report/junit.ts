/** JUnit XML, the dialect that CI servers read: a test case a rule and file; what blocks is a failure, a warning is in system-out. */
import type { Finding } from '../finding.ts';
import type { ScanReport } from '../scan-report.ts';
import { place, plural } from './amounts.ts';

export function junitReport(report: ScanReport): string {
  const { name, version, kind } = report.package;
  const suite = name === '' ? kind : `${name}@${version}`;
  const failures = report.findings.filter(({ severity }) => severity === 'block').length;
  const cases = report.findings.length === 0 ? [passed(report)] : report.findings.map(testCase);
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="cordon release-guard" ${counts}>`,
    `  <testsuite name="${attribute(suite)}" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function passed({ files }: ScanReport): string {
  return `    <testcase classname="release-guard" name="${plural(files.length, 'file')} looked at"/>`;
}

function testCase(finding: Finding): string {
  const head = `    <testcase classname="${attribute(finding.rule)}" name="${attribute(place(finding))}"`;
  const text = `${finding.message}\nfix: ${finding.fix}\nfingerprint: ${finding.fingerprint}`;
  if (finding.severity !== 'block') return `${head}>\n      <system-out>${content(text)}</system-out>\n    </testcase>`;
  return `${head}>\n      <failure type="${attribute(finding.rule)}" message="${attribute(finding.message)}">${content(text)}</failure>\n    </testcase>`;
}

/** XML 1.0 has no way to write most control characters and lone surrogates: they become U+FFFD. */
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function content(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(UNWRITABLE, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function attribute(text: string): string {
  return content(text)
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\t', '&#9;');
}
