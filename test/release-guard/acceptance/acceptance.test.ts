/**
 * What the guard is for, measured: folders that leak, folders that merely look so, archives, pairs of releases. The cases are data; here
 * they are scanned with the choices of somebody who chose nothing.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compareReleases } from '../../../release-guard/history/compare.ts';
import { scanArtifact, withFindings } from '../../../release-guard/scan.ts';
import type { ScanReport } from '../../../release-guard/scan-report.ts';
import { tar } from '../artifact/archives.ts';
import { archives } from './archives.ts';
import type { Files, FolderCase } from './case.ts';
import { leftFiles, manifestLeaks, ownFiles } from './file-leaks.ts';
import { lookAlikes } from './look-alikes.ts';
import { commentLeaks, mapLeaks } from './map-leaks.ts';
import { packing } from './packing.ts';
import { pairs } from './pairs.ts';

const folders: readonly FolderCase[] = [
  ...mapLeaks,
  ...commentLeaks,
  ...ownFiles,
  ...leftFiles,
  ...manifestLeaks,
  ...packing,
  ...lookAlikes,
];

function packed(files: Files): Buffer {
  return gzipSync(
    tar(
      Object.entries(files).map(([path, content]) => ({
        name: `package/${path}`,
        content: Buffer.from(content as Uint8Array),
        ...(path.length > 90 && { pax: { path: `package/${path}` } }),
      })),
    ),
    { level: 1 },
  );
}

async function scanned({ files, as }: FolderCase): Promise<ScanReport> {
  if (as === undefined) return scanArtifact({ bytes: packed(files()), name: 'acme-billing-2.4.0.tgz' });
  const root = mkdtempSync(join(tmpdir(), 'cordon-acceptance-'));
  try {
    for (const [path, content] of Object.entries(files())) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    return await scanArtifact({ path: root });
  } finally {
    rmSync(root, { recursive: true });
  }
}

const blocking = ({ findings }: ScanReport) => findings.filter(({ severity }) => severity === 'block');
const told = (report: ScanReport) => report.findings.map(({ severity, rule, file }) => `${severity} ${rule} ${file}`);

/** The leak itself, or what is in it where it is an archive. */
function names(report: ScanReport, path: string): boolean {
  return blocking(report).some(({ file }) => file === path || file.startsWith(`${path}!/`));
}

describe('folders', () => {
  const leaks = folders.filter(({ expected }) => expected === 'block');
  const others = folders.filter(({ expected }) => expected === 'ship');

  it('are enough to mean something', () => {
    expect(leaks.length).toBeGreaterThan(150);
    expect(others.length).toBeGreaterThan(70);
    expect(new Set(folders.map(({ name }) => name)).size).toBe(folders.length);
  });

  it('that leak are stopped, at least 98 of 100, and the path is named', async () => {
    const missed: string[] = [];
    for (const each of leaks) {
      const report = await scanned(each);
      if (!names(report, each.path ?? '')) missed.push(`${each.name} (${each.path}): ${told(report).join(', ')}`);
    }
    expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(leaks.length * 0.02);
  });

  it('that are clean are never stopped', async () => {
    const stopped: string[] = [];
    for (const each of others) {
      const report = await scanned(each);
      if (report.verdict === 'block') stopped.push(`${each.name}: ${told(report).join(', ')}`);
    }
    expect(stopped).toEqual([]);
  });
});

describe('archives', () => {
  for (const { name, bytes, expected, path, integrity } of archives) {
    it(name, async () => {
      const report = await scanArtifact(
        { bytes: bytes(), name: 'a-1.0.0.tgz' },
        integrity === undefined ? {} : { integrity },
      );
      expect(report.verdict === 'block', told(report).join('\n')).toBe(expected === 'block');
      if (path !== undefined) expect(names(report, path), told(report).join('\n')).toBe(true);
    });
  }
});

describe('a release and the one before', () => {
  for (const { name, before, after, expected, path } of pairs) {
    it(name, async () => {
      const [old, present] = await Promise.all([before, after].map((files) => scanArtifact({ bytes: packed(files) })));
      if (old === undefined || present === undefined) throw new Error('no report');
      const report = withFindings(present, compareReleases(old, present));
      expect(report.verdict === 'block', told(report).join('\n')).toBe(expected === 'block');
      if (path !== undefined) expect(names(report, path), told(report).join('\n')).toBe(true);
    });
  }
});
