/** SARIF 2.1.0 (OASIS, 2020), for code scanning pages. Fingerprints are those of the findings, so a page follows them over runs. */
import type { ReleaseRule } from '../detector.ts';
import type { Finding, ReleaseSeverity } from '../finding.ts';
import type { ScanReport, SuppressedFinding } from '../scan-report.ts';

export interface SarifOptions {
  /** Of cordon. */
  readonly toolVersion: string;
  readonly rules: readonly ReleaseRule[];
}

const levels: Readonly<Record<ReleaseSeverity, string>> = { info: 'note', warn: 'warning', block: 'error' };

export function sarifReport(report: ScanReport, { toolVersion, rules }: SarifOptions): Record<string, unknown> {
  const used = [
    ...new Set([...report.findings, ...report.suppressed.map(({ finding }) => finding)].map((f) => f.rule)),
  ].sort();
  const indexOf = new Map(used.map((id, index) => [id, index]));
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'cordon release-guard',
            version: toolVersion,
            rules: used.map((id) => descriptor(id, known.get(id))),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: [
          ...report.findings.map((finding) => result(finding, indexOf)),
          ...report.suppressed.map((entry) => suppressedResult(entry, indexOf)),
        ],
        properties: { verdict: report.verdict, rebuildable: report.rebuildable, sha512: report.sha512 },
      },
    ],
  };
}

function descriptor(id: string, rule: ReleaseRule | undefined): Record<string, unknown> {
  if (rule === undefined) return { id };
  return {
    id,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.why },
    help: { text: rule.fix },
    defaultConfiguration: { level: levels[rule.severity] },
  };
}

function result(finding: Finding, indexOf: ReadonlyMap<string, number>): Record<string, unknown> {
  return {
    ruleId: finding.rule,
    ruleIndex: indexOf.get(finding.rule) ?? -1,
    level: levels[finding.severity],
    message: { text: `${finding.message}. Fix: ${finding.fix}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(finding.file) }, ...regionOf(finding) } }],
    partialFingerprints: { 'cordonFinding/v1': finding.fingerprint },
  };
}

function suppressedResult({ finding, reason }: SuppressedFinding, indexOf: ReadonlyMap<string, number>): object {
  return {
    ...result(finding, indexOf),
    suppressions: [{ kind: 'external', status: 'accepted', justification: reason }],
  };
}

/** A path as a relative URI reference (RFC 3986): each part percent-encoded, and no part taken for a scheme. */
function uriOf(path: string): string {
  const encoded = path
    .split('/')
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join('/');
  return encoded.startsWith('/') ? encoded.replace(/^\/+/, '') : encoded;
}

function regionOf({ line, offset }: Finding): Record<string, unknown> {
  if (line !== undefined) return { region: { startLine: Math.max(1, line) } };
  return offset === undefined ? {} : { region: { byteOffset: offset, byteLength: 0 } };
}
