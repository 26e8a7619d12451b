/** Scans with one detector of the test's own, which reports every file that holds a word. */

import { archiveRules } from '../../../release-guard/artifact/archive-rules.ts';
import { catalogueOf } from '../../../release-guard/catalogue.ts';
import type { FileDetector, ReleaseRule } from '../../../release-guard/detector.ts';
import { packRules } from '../../../release-guard/packers/pack-rules.ts';
import { type ScanOptions, scanArtifact } from '../../../release-guard/scan.ts';
import type { ScanReport } from '../../../release-guard/scan-report.ts';

export const WORD = 'leaked-word';

const rule: ReleaseRule = {
  id: 'leak',
  severity: 'block',
  title: 'a leak',
  why: 'test',
  fix: 'test',
  examples: { flagged: [], clean: [] },
};

const detector: FileDetector = {
  id: 'leak',
  open: () => {
    let offset = -1;
    return {
      window: ({ bytes, at }) => {
        const index = bytes.indexOf(WORD);
        if (index >= 0 && offset < 0) offset = at + index;
      },
      end: () => (offset < 0 ? [] : [{ rule: 'leak', offset }]),
    };
  },
};

export const onlyLeaks = catalogueOf([{ rules: archiveRules }, { rules: [rule], files: [detector] }]);

export function scan(bytes: Buffer, name = 'sample-1.2.3.tgz', options: ScanOptions = {}): Promise<ScanReport> {
  return scanArtifact({ bytes, name }, { catalogue: onlyLeaks, ...options });
}

/** `rule file` of every finding at this severity or above, without double ones. */
export function told(report: ScanReport, severities: readonly string[] = ['warn', 'block']): string[] {
  const list = report.findings.filter(({ severity }) => severities.includes(severity));
  return [...new Set(list.map(({ rule: id, file }) => `${id} ${file}`))];
}

/** The same with the rules about folders. */
export const leaksInFolders = catalogueOf([
  { rules: archiveRules },
  { rules: packRules },
  { rules: [rule], files: [detector] },
]);
