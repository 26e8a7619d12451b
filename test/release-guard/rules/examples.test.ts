/** Every example of every rule, scanned as the package that it describes. */

import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { builtIn } from '../../../release-guard/catalogue.ts';
import type { RuleExample } from '../../../release-guard/detector.ts';
import { scanArtifact } from '../../../release-guard/scan.ts';
import type { ScanReport } from '../../../release-guard/scan-report.ts';
import { tar, tarEnd } from '../artifact/archives.ts';

function packed(example: RuleExample): Buffer {
  const content = typeof example.content === 'string' ? example.content : example.content();
  const files: Record<string, string | Uint8Array> = {
    'package.json': JSON.stringify({ name: 'sample', version: '1.0.0', license: 'UNLICENSED', files: ['dist'] }),
    ...example.with,
    [example.path]: content,
  };
  const members = Object.entries(files).map(([path, bytes]) => ({
    name: `package/${path}`,
    content: Buffer.from(bytes as Uint8Array),
  }));
  return gzipSync(tar(members, tarEnd));
}

const scan = (example: RuleExample): Promise<ScanReport> =>
  scanArtifact({ bytes: packed(example), name: 'sample-1.0.0.tgz' });

const rules = [...builtIn.rules.values()];

describe('the examples of the rules', () => {
  it('there are many', () => {
    expect(rules.filter(({ examples }) => examples.flagged.length > 0).length).toBeGreaterThan(80);
  });

  for (const rule of rules) {
    for (const [index, example] of rule.examples.flagged.entries()) {
      it(`${rule.id}: finds ${example.path} (${index})`, async () => {
        const { findings } = await scan(example);
        const own = findings.filter(({ rule: id, file }) => id === rule.id && file === example.path);
        expect(own.map(({ severity }) => severity)).toContain(rule.severity);
      });
    }
    for (const [index, example] of rule.examples.clean.entries()) {
      it(`${rule.id}: leaves ${example.path} (${index})`, async () => {
        const { findings } = await scan(example);
        const own = findings.filter(
          ({ rule: id, severity, file }) => id === rule.id && severity !== 'info' && file === example.path,
        );
        expect(own).toEqual([]);
      });
    }
  }
});
