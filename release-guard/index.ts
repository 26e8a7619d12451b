/** The release guard: judges the bytes of what would be published. */

export type { Limits } from './artifact/budget.ts';
export { builtIn, type Catalogue } from './catalogue.ts';
export { defaultChoices } from './choices.ts';
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
export { type ScanOptions, type ScanSource, scanArtifact, withFindings } from './scan.ts';
export type { ReleaseVerdict, ReportedFile, ScannedPackage, ScanReport, SuppressedFinding } from './scan-report.ts';
