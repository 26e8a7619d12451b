/** The release guard: judges the bytes of what would be published. */

export { type Agreement, judgeAgreement } from './approve/agreement.ts';
export { newApproverKey, publicKeyOf, signApproval } from './approve/approval.ts';
export { type ApprovalRecord, manifestOf, type ReleaseManifest } from './approve/manifest.ts';
export { ManifestFault, manifestText, parseManifest } from './approve/manifest-file.ts';
export type { Limits } from './artifact/budget.ts';
export { builtIn, type Catalogue } from './catalogue.ts';
export { defaultChoices } from './choices.ts';
export { type ColdInstall, coldInstallFindings, parseColdInstall } from './cold-install/findings.ts';
export type {
  ArtifactKind,
  FileDetector,
  FileProbe,
  PackageDetector,
  PackageFacts,
  ReleaseRule,
  RuleExample,
  ScanContext,
} from './detector.ts';
export type { Finding, RawFinding, Rebuildable, ReleaseSeverity } from './finding.ts';
export { publishedRelease } from './history/published.ts';
export { type FailedExample, failedExamples } from './own-rules.ts';
export { type PackedFile, packFolder } from './packers/pack.ts';
export { type Packer, packerOf, packers, scriptsOf } from './packers/packer.ts';
export { readManifest } from './packlist.ts';
export { type Published, type PublishRequest, publishScanned } from './publish/publish.ts';
export { githubAnnotations, githubSummary } from './report/github.ts';
export { jsonReport, REPORT_SCHEMA } from './report/json.ts';
export { junitReport } from './report/junit.ts';
export { sarifReport } from './report/sarif.ts';
export { type ReportLine, textReport } from './report/text.ts';
export { type ScanOptions, type ScanSource, scanArtifact, withFindings } from './scan.ts';
export type { ReleaseVerdict, ReportedFile, ScannedPackage, ScanReport, SuppressedFinding } from './scan-report.ts';
