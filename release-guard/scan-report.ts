/** What a scan found out: the data behind every report. */
import type { ArtifactKind } from './detector.ts';
import type { Finding, Rebuildable } from './finding.ts';

export type ReleaseVerdict = 'pass' | 'warn' | 'block';

export interface ScannedPackage {
  /** Empty where the artifact names none. */
  readonly name: string;
  readonly version: string;
  readonly kind: ArtifactKind;
}

export interface ReportedFile {
  readonly path: string;
  /** Bytes, unpacked. */
  readonly size: number;
  /** SHA-256 in hex; null for links and folders. */
  readonly sha256: string | null;
}

export interface SuppressedFinding {
  readonly finding: Finding;
  readonly reason: string;
  /** The last day on which the suppression holds. */
  readonly expires: string;
}

export interface ScanReport {
  /** The worst severity: block, warn, or pass where nothing is worse than info. */
  readonly verdict: ReleaseVerdict;
  readonly package: ScannedPackage;
  /** `sha512-` and base64, as registries write it, over the bytes of the artifact; null where a folder was not packed into bytes. */
  readonly sha512: string | null;
  /** What an outsider could rebuild from everything that was found, suppressed findings included. */
  readonly rebuildable: Rebuildable;
  readonly files: readonly ReportedFile[];
  /** package.json at the root as data; null where there is none that can be read. */
  readonly manifest: Readonly<Record<string, unknown>> | null;
  /** Worst first, then by path and offset. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
}
