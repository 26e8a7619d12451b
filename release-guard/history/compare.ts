/** A package against the release before it. */
import type { PlacedFinding } from '../approve/compare.ts';
import { fileKind, grave } from '../approve/file-kind.ts';
import { installScripts } from '../approve/manifest.ts';
import { plural, rebuildableText, size } from '../report/amounts.ts';
import type { ReportedFile, ScanReport } from '../scan-report.ts';

/** Bytes; below it ten times as much is still nothing. */
const NOTEWORTHY = 1_000_000;

export function compareReleases(previous: ScanReport, present: ScanReport): PlacedFinding[] {
  return [
    ...firstMap(previous, present),
    ...newKinds(previous, present),
    ...sizeJumps(previous, present),
    ...newInstallScripts(previous, present),
    ...lostFiles(previous, present),
  ];
}

const isMap = (file: ReportedFile) => fileKind(file.path) === 'map' || /\.map$/i.test(file.path);

function firstMap(previous: ScanReport, present: ScanReport): PlacedFinding[] {
  const before = previous.files.some(isMap);
  const maps = present.files.filter(isMap);
  const findings: PlacedFinding[] = [];
  const [map] = maps;
  if (!before && map !== undefined) {
    findings.push({
      rule: 'first-map',
      file: map.path,
      message: `${plural(maps.length, 'map')}; ${versionOf(previous)} had none`,
      content: 'maps',
    });
  } else if (previous.rebuildable.files === 0 && present.rebuildable.files > 0) {
    const file = present.findings.find(({ rebuildable }) => (rebuildable?.files ?? 0) > 0)?.file ?? 'package.json';
    const message = `${rebuildableText(present.rebuildable)} can be rebuilt; of ${versionOf(previous)} nothing could`;
    findings.push({ rule: 'first-map', file, message, content: 'text' });
  }
  return findings;
}

function newKinds(previous: ScanReport, present: ScanReport): PlacedFinding[] {
  const before = new Set(previous.files.map(({ path }) => fileKind(path)));
  const first = new Map<string, ReportedFile>();
  for (const file of present.files) {
    const kind = fileKind(file.path);
    if (kind !== 'map' && !before.has(kind) && !first.has(kind)) first.set(kind, file);
  }
  return [...first].map(([kind, { path }]) => ({
    rule: 'new-kind',
    severity: grave.has(kind) ? 'block' : 'warn',
    file: path,
    message: `the first ${kind}; ${versionOf(previous)} had none`,
    content: kind,
  }));
}

function sizeJumps(previous: ScanReport, present: ScanReport): PlacedFinding[] {
  const before = new Map(previous.files.map((file) => [file.path, file.size]));
  const jumped = present.files.filter((file) => {
    const old = before.get(file.path);
    return old !== undefined && isJump(old, file.size);
  });
  const [oldTotal, newTotal] = [total(previous), total(present)];
  const findings: PlacedFinding[] = jumped.map((file) => ({
    rule: 'size-jump',
    file: file.path,
    message: `${size(file.size)}, in ${versionOf(previous)} it had ${size(before.get(file.path) ?? 0)}`,
    content: `${file.path} ${Math.round(Math.log2(file.size))}`,
  }));
  const largest = present.files.toSorted((a, b) => b.size - a.size)[0];
  if (findings.length === 0 && largest !== undefined && isJump(oldTotal, newTotal)) {
    const message = `${size(newTotal)} in all, in ${versionOf(previous)} it was ${size(oldTotal)}; this file is the largest`;
    findings.push({
      rule: 'size-jump',
      file: largest.path,
      message,
      content: `all ${Math.round(Math.log2(newTotal))}`,
    });
  }
  return findings;
}

function isJump(before: number, after: number): boolean {
  return after >= NOTEWORTHY && after >= 10 * Math.max(1, before);
}

function total({ files }: ScanReport): number {
  return files.reduce((sum, file) => sum + Math.max(0, file.size), 0);
}

function newInstallScripts(previous: ScanReport, present: ScanReport): PlacedFinding[] {
  const before = new Set(installScripts(previous.manifest).map(nameOf));
  return installScripts(present.manifest)
    .filter((line) => !before.has(nameOf(line)))
    .map((line) => ({
      rule: 'new-install-script',
      file: 'package.json',
      message: `the script ${line.slice(0, 200)}`,
      content: line,
    }));
}

const nameOf = (line: string) => line.slice(0, line.indexOf(':'));

function lostFiles(previous: ScanReport, present: ScanReport): PlacedFinding[] {
  if (!Array.isArray(previous.manifest?.files) || present.manifest === null || Array.isArray(present.manifest.files))
    return [];
  return [
    {
      rule: 'files-removed',
      file: 'package.json',
      message: `${versionOf(previous)} had "files", this one has none`,
      content: 'files',
    },
  ];
}

function versionOf({ package: { version } }: ScanReport): string {
  return version === '' ? 'the release before' : version;
}
