/** A package against its committed manifest. */
import type { RawFinding } from '../finding.ts';
import { matcherOf } from '../path-pattern.ts';
import { plural, size } from '../report/amounts.ts';
import type { ScanReport } from '../scan-report.ts';
import { fileKind } from './file-kind.ts';
import { band, installScripts, type ManifestEntry, type ReleaseManifest } from './manifest.ts';

export type PlacedFinding = RawFinding & { readonly file: string };

interface Tally {
  readonly entry: ManifestEntry;
  readonly matches: (path: string) => boolean;
  files: number;
}

/** What is beyond the agreement; an empty list when the package fits. */
export function compareManifest(report: ScanReport, manifest: ReleaseManifest): PlacedFinding[] {
  const tallies = manifest.files.map((entry): Tally => ({ entry, matches: matcherOf(entry.path), files: 0 }));
  const findings: PlacedFinding[] = [];
  for (const file of report.files) {
    const kind = fileKind(file.path);
    const tally = tallies.find(({ entry, matches }) => entry.kind === kind && matches(file.path));
    if (tally === undefined) {
      findings.push({
        rule: 'not-in-manifest',
        file: file.path,
        message: `a ${kind} of ${size(file.size)} that no entry of the manifest stands for`,
        content: file.path,
      });
      continue;
    }
    tally.files += 1;
    if (file.size > tally.entry.maxBytes)
      findings.push({
        rule: 'manifest-size',
        file: file.path,
        message: `${size(file.size)}, agreed were at most ${size(tally.entry.maxBytes)}`,
        content: `${file.path} ${band(file.size)}`,
      });
  }
  return [...findings, ...tallies.flatMap(tooMany), ...newScripts(report, manifest)];
}

/** Twice the agreed number, and at least eight more: chunks come and go. */
function tooMany({ entry, files }: Tally): PlacedFinding[] {
  if (files <= Math.max(entry.maxFiles * 2, entry.maxFiles + 8)) return [];
  const message = `${plural(files, 'file')} for ${entry.path}, agreed were about ${entry.maxFiles}`;
  return [{ rule: 'manifest-size', file: entry.path, message, content: `${entry.path} ${band(files)}` }];
}

function newScripts(report: ScanReport, manifest: ReleaseManifest): PlacedFinding[] {
  return installScripts(report.manifest)
    .filter((line) => !manifest.installScripts.includes(line))
    .map((line) => ({
      rule: 'manifest-install-script',
      file: 'package.json',
      message: `the script ${line.slice(0, 200)}`,
      content: line,
    }));
}
