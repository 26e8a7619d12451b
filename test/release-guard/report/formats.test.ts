import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { githubAnnotations, githubSummary } from '../../../release-guard/report/github.ts';
import { jsonReport } from '../../../release-guard/report/json.ts';
import { junitReport } from '../../../release-guard/report/junit.ts';
import { sarifReport } from '../../../release-guard/report/sarif.ts';
import { textReport } from '../../../release-guard/report/text.ts';
import { finding, findings, reportOf } from './report.ts';

const schema = JSON.parse(
  readFileSync(new URL('../fixtures/sarif-2.1.0.schema.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;
const isSarif = new Ajv2020({
  strict: false,
  formats: { uri: true, uuid: true, 'uri-reference': /^(?:[^\s<>"{}|\\^`]*)$/, 'date-time': true },
}).compile(schema);
const options = { toolVersion: '0.1.0', rules: [] };

describe('text for people', () => {
  it('says the verdict, the number that counts, the place and the fix once', () => {
    const lines = textReport(reportOf([finding, { ...finding, file: 'b.map' }])).map(({ text }) => text);
    expect(lines[0]).toBe(
      'BLOCK  leaky@1.0.0 must not ship (2 files, 59.8 MB; an outsider can rebuild 1,906 source files, 34.1 MB of text)',
    );
    expect(lines.join('\n')).toContain('dist/main.js.map\n    rebuilds 1,906');
    expect(lines.filter((line) => line.includes('fix:'))).toHaveLength(1);
  });

  it('counts what it does not show', () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ ...finding, file: `${index}.map` }));
    expect(textReport(reportOf(many)).map(({ text }) => text)).toContain('  and 22 more places (--json lists all)');
  });

  it('keeps notes for --all', () => {
    const note = { ...finding, severity: 'info' as const };
    const short = textReport(reportOf([note]));
    expect(short.some(({ text }) => text.includes('1 note not shown'))).toBe(true);
    expect(textReport(reportOf([note]), { all: true }).some(({ role }) => role === 'info')).toBe(true);
  });
});

describe('JSON', () => {
  it('carries the suppressed findings with their reason', () => {
    const report = reportOf([], { suppressed: [{ finding, reason: 'the fixture of a test', expires: '2027-01-31' }] });
    expect(jsonReport(report)).toMatchObject({
      schema: 'cordon.release-report/v1',
      verdict: 'pass',
      suppressed: [{ rule: 'source-map-text', reason: 'the fixture of a test', expires: '2027-01-31' }],
    });
  });
});

describe('SARIF 2.1.0', () => {
  it('is valid for any findings, against the published schema', () => {
    fc.assert(
      fc.property(fc.array(findings, { maxLength: 6 }), (list) => {
        const report = reportOf(list, {
          suppressed: list.map((each) => ({ finding: each, reason: 'known', expires: '2027-01-31' })),
        });
        const sarif = JSON.parse(JSON.stringify(sarifReport(report, options))) as unknown;
        expect(isSarif(sarif), JSON.stringify(isSarif.errors?.slice(0, 3))).toBe(true);
      }),
    );
  });

  it('refuses what is not SARIF: the schema is really applied', () => {
    expect(isSarif({ version: '2.0.0', runs: [] })).toBe(false);
  });

  it('keeps the fingerprint and marks what is suppressed', () => {
    const report = reportOf([finding], { suppressed: [{ finding, reason: 'why', expires: '2027-01-31' }] });
    expect(sarifReport(report, options)).toMatchObject({
      runs: [
        {
          results: [
            { level: 'error', partialFingerprints: { 'cordonFinding/v1': finding.fingerprint } },
            { suppressions: [{ kind: 'external', justification: 'why' }] },
          ],
        },
      ],
    });
  });
});

describe('JUnit', () => {
  it('is well-formed XML for any findings, with as many failures as blocks', () => {
    fc.assert(
      fc.property(fc.array(findings, { maxLength: 6 }), (list) => {
        const xml = junitReport(reportOf(list));
        expect(xml).toMatch(/^<\?xml/);
        expect(xml.match(/<failure /g)?.length ?? 0).toBe(list.filter(({ severity }) => severity === 'block').length);
        expect(xml.isWellFormed()).toBe(true);
        // no markup but ours: tags, and text without < & outside an entity
        const rest = xml.replaceAll(/<[^<>]*>/g, '').replaceAll(/&(?:amp|lt|gt|quot|#\d+);/g, '');
        expect(rest).not.toMatch(/[<&\u0000\u001b]/);
      }),
    );
  });

  it('has one passed case where nothing was found', () => {
    expect(junitReport(reportOf([]))).toContain('name="2 files looked at"/>');
  });
});

describe('GitHub', () => {
  it('no name or message can write a workflow command of its own', () => {
    fc.assert(
      fc.property(fc.array(findings, { maxLength: 6 }), (list) => {
        const lines = githubAnnotations(reportOf(list), '.');
        expect(lines).toHaveLength(list.length);
        for (const line of lines)
          expect(line).toMatch(/^::(?:error|warning|notice) file=[^,\r\n]*(?:,line=\d+)?,title=[^,\r\n]*::[^\r\n]*$/);
      }),
    );
  });

  it('the summary stays one table row a finding', () => {
    fc.assert(
      fc.property(fc.array(findings, { minLength: 1, maxLength: 6 }), (list) => {
        const rows = githubSummary(reportOf(list))
          .split('\n')
          .filter((line) => /^\| (?:block|warn|info) \|/.test(line));
        expect(rows).toHaveLength(list.length);
        for (const row of rows) expect(row.replaceAll(/\\./g, '').match(/\|/g)).toHaveLength(6);
      }),
    );
  });

  it('points into the folder of the package', () => {
    expect(githubAnnotations(reportOf([finding]), 'packages/a')[0]).toContain('file=packages/a/dist/main.js.map,');
  });
});
