import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OVERLAP, WINDOW } from '../../release-guard/artifact/entry.ts';
import { Windows } from '../../release-guard/artifact/windows.ts';
import { catalogueOf } from '../../release-guard/catalogue.ts';
import { defaultChoices } from '../../release-guard/choices.ts';
import type { ReleaseRule } from '../../release-guard/detector.ts';
import { fingerprintOf } from '../../release-guard/fingerprint.ts';
import { failedExamples } from '../../release-guard/own-rules.ts';
import { scanArtifact, withFindings } from '../../release-guard/scan.ts';
import { OwnReleaseRule, type ReleaseChoices } from '../../src/contract/release-file.ts';
import { tgz } from './artifact/archives.ts';
import { onlyLeaks, scan, told, WORD } from './artifact/probe.ts';

const leaking = tgz([{ name: 'package/leak.js', content: WORD }]);
const choose = (more: Partial<ReleaseChoices>): ReleaseChoices => ({ ...defaultChoices, ...more });
const today = '2027-05-10';
const at = (choices: ReleaseChoices) => ({ choices, today });

async function fingerprint(): Promise<string> {
  return (await scan(leaking)).findings[0]?.fingerprint ?? '';
}

describe('what the publisher chose', () => {
  it('changes severities', async () => {
    const report = await scan(leaking, 'a.tgz', at(choose({ severity: { leak: 'warn' } })));
    expect(report.verdict).toBe('warn');
    expect((await scan(leaking, 'a.tgz', at(choose({ severity: { leak: 'off' } })))).findings).toEqual([]);
  });

  it('cannot lower a locked rule, but raise it', async () => {
    const rules = [...onlyLeaks.rules.values()].map(
      (rule): ReleaseRule => (rule.id === 'leak' ? { ...rule, severity: 'warn', locked: true } : rule),
    );
    const catalogue = catalogueOf([{ rules, files: onlyLeaks.files }]);
    for (const leak of ['off', 'info'] as const) {
      const report = await scan(leaking, 'a.tgz', { ...at(choose({ severity: { leak } })), catalogue });
      expect(report.findings[0]).toMatchObject({
        rule: 'leak',
        severity: 'warn',
        message: expect.stringContaining('cannot be lowered'),
      });
    }
    const raised = await scan(leaking, 'a.tgz', { ...at(choose({ severity: { leak: 'block' } })), catalogue });
    expect(raised.verdict).toBe('block');
  });

  const entry = { rule: 'leak', path: 'leak.js', reason: 'known', expires: today };
  it('suppresses one finding through the last day', async () => {
    const suppress = [{ ...entry, fingerprint: await fingerprint() }];
    const report = await scan(leaking, 'a.tgz', at(choose({ suppress })));
    expect([report.verdict, report.findings, report.suppressed.length]).toEqual(['pass', [], 1]);
    const late = await scan(leaking, 'a.tgz', { ...at(choose({ suppress })), today: '2027-05-11' });
    expect(late.findings[0]?.message).toContain('ended on 2027-05-10');
    expect(late.verdict).toBe('block');
  });

  it.each([
    ['content', tgz([{ name: 'package/leak.js', content: `${WORD} and more` }])],
    ['path', tgz([{ name: 'package/leak2.js', content: WORD }])],
  ])('does not suppress a finding with another %s', async (_, bytes) => {
    const suppress = [{ ...entry, fingerprint: await fingerprint() }];
    expect((await scan(bytes, 'a.tgz', at(choose({ suppress })))).verdict).toBe('block');
  });

  const own = OwnReleaseRule.parse({
    id: 'code-name',
    path: ['**/*.js'],
    text: ['Falcon', 'Heron'],
    message: 'a code name',
    fix: 'use the public name',
    examples: {
      flagged: [{ path: 'a.js', content: 'the Falcon' }],
      clean: [
        { path: 'a.md', content: 'Falcon' },
        { path: 'a.js', content: 'falcon' },
      ],
    },
  });
  it('adds rules', async () => {
    const bytes = tgz([
      { name: 'package/a/b.js', content: 'x Heron y' },
      { name: 'package/a.md', content: 'Heron' },
    ]);
    const report = await scan(bytes, 'a.tgz', at(choose({ rules: [own] })));
    expect(report.findings).toMatchObject([
      { rule: 'code-name', file: 'a/b.js', offset: 2, severity: 'block', fix: 'use the public name' },
    ]);
    const byPath = OwnReleaseRule.parse({ id: 'no-docs', path: ['*.md'], severity: 'warn', message: 'm', fix: 'f' });
    expect(told(await scan(bytes, 'a.tgz', at(choose({ rules: [byPath] }))))).toEqual(['no-docs a.md']);
  });

  it('runs the examples of those rules', () => {
    expect(failedExamples([own])).toEqual([]);
    const wrong = {
      ...own,
      examples: { flagged: [{ path: 'a.md', content: 'Falcon' }], clean: [{ path: 'a.js', content: 'Falcon' }] },
    };
    expect(failedExamples([wrong])).toEqual([
      { rule: 'code-name', path: 'a.md', expected: 'flagged' },
      { rule: 'code-name', path: 'a.js', expected: 'clean' },
    ]);
  });

  it('cannot take the id of another rule', async () => {
    await expect(scan(leaking, 'a.tgz', at(choose({ rules: [{ ...own, id: 'leak' }] })))).rejects.toThrow('is taken');
    await expect(scan(leaking, 'a.tgz', at(choose({ rules: [own, own] })))).rejects.toThrow('is taken');
  });

  it('holds for findings that are added later', async () => {
    const report = await scan(tgz());
    const more = [{ rule: 'leak', file: 'x.js', content: 'x' }];
    expect(withFindings(report, more, { catalogue: onlyLeaks }).verdict).toBe('block');
    expect(
      withFindings(report, more, { catalogue: onlyLeaks, choices: choose({ severity: { leak: 'info' } }) }).verdict,
    ).toBe('pass');
  });
});

describe('a report', () => {
  it('lists the worst first, then by path and offset', async () => {
    const rules = ['info', 'warn', 'block'].map((severity) => ({
      ...(onlyLeaks.rules.get('leak') as ReleaseRule),
      id: severity,
      severity: severity as 'info',
    }));
    const probe = {
      window: () => undefined,
      end: () => [
        { rule: 'info', offset: 1 },
        { rule: 'block', offset: 9 },
        { rule: 'block', offset: 2 },
        { rule: 'warn' },
      ],
    };
    const catalogue = catalogueOf([{ rules, files: [{ id: 'all', open: () => probe }] }]);
    const report = await scanArtifact(
      {
        files: [
          { path: 'b', content: '' },
          { path: 'a', content: '' },
          { path: 'package.json', content: '{}' },
        ],
      },
      { catalogue },
    );
    const order = report.findings.map(({ severity, file, offset }) => `${severity} ${file} ${offset ?? ''}`);
    expect(order.slice(0, 3)).toEqual(['block a 2', 'block a 9', 'block b 2']);
    expect(order.at(-1)).toBe('info package.json 1');
  });

  it('cuts floods without lowering the verdict, and counts what can be rebuilt to the end', async () => {
    const rules = [{ ...(onlyLeaks.rules.get('leak') as ReleaseRule), id: 'flood' }];
    const one = { rule: 'flood', rebuildable: { files: 1, bytes: 10 } };
    const probe = { window: () => undefined, end: () => Array.from({ length: 80 }, () => one) };
    const catalogue = catalogueOf([{ rules, files: [{ id: 'all', open: () => probe }] }]);
    const report = await scanArtifact({ files: [{ path: 'package.json', content: '{}' }] }, { catalogue });
    expect(report.findings).toHaveLength(51);
    expect(report.findings.some(({ message }) => message.startsWith('30 further findings'))).toBe(true);
    expect(report.rebuildable).toEqual({ files: 80, bytes: 800 });
    expect(report.verdict).toBe('block');
  });

  it('has digests of files where they are asked for', async () => {
    const plain = await scan(tgz());
    expect(plain.files.map(({ sha256 }) => sha256)).toEqual([null, null]);
    const digests = await scan(tgz(), 'a.tgz', { digests: true });
    expect(digests.files[1]?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(digests.findings).toEqual(plain.findings);
  });

  it('does not end well when a detector fails', async () => {
    const catalogue = catalogueOf([
      {
        rules: [],
        files: [
          {
            id: 'x',
            open: () => {
              throw new Error('detector');
            },
          },
        ],
      },
    ]);
    await expect(scan(tgz(), 'a.tgz', { catalogue })).rejects.toThrow('detector');
    const unknown = catalogueOf([{ rules: [], packages: [{ id: 'x', judge: () => [{ rule: 'none', file: 'a' }] }] }]);
    await expect(scan(tgz(), 'a.tgz', { catalogue: unknown })).rejects.toThrow('unknown rule none');
  });

  it('says when the file cannot be read', async () => {
    await expect(scanArtifact({ path: '/nowhere/a.tgz' })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is the same for a file and for its bytes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cordon-scan-test-'));
    try {
      writeFileSync(join(folder, 'a.tgz'), leaking);
      expect(await scanArtifact({ path: join(folder, 'a.tgz') }, { catalogue: onlyLeaks })).toEqual(
        await scan(leaking, 'a.tgz'),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('fingerprints', () => {
  it('differ when any part differs, and nothing shifts between the parts', () => {
    const part = fc.string({ maxLength: 6 });
    fc.assert(
      fc.property(part, part, part, part, part, part, (a, b, c, d, e, f) => {
        const equal = a === d && b === e && c === f;
        expect(fingerprintOf(a, b, c) === fingerprintOf(d, e, f)).toBe(equal);
      }),
    );
    expect(fingerprintOf('a', 'b', 'c')).toBe(fingerprintOf('a', 'b', Buffer.from('c')));
    expect(fingerprintOf('a', 'b', 'c')).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('windows', () => {
  const buffer = Buffer.alloc(WINDOW);
  function windowsOf(size: number, pieces: readonly number[], declared: number) {
    const content = Buffer.alloc(size);
    for (let index = 0; index < size; index += 4099) content[index] = (index / 4099) % 251;
    const seen: { at: number; fresh: number; length: number; last: boolean }[] = [];
    const joined: Buffer[] = [];
    const windows = new Windows(
      declared,
      () => buffer,
      ({ bytes, at: from, fresh, last }) => {
        seen.push({ at: from, fresh, length: bytes.length, last });
        expect(bytes.equals(content.subarray(from, from + bytes.length))).toBe(true);
        joined.push(Buffer.from(bytes.subarray(fresh)));
      },
    );
    let done = 0;
    for (const piece of pieces) {
      windows.data(content.subarray(done, done + piece));
      done += piece;
    }
    windows.data(content.subarray(done));
    windows.end();
    windows.end();
    expect(Buffer.concat(joined).equals(content)).toBe(true);
    return seen;
  }

  it.each([0, 1, 5000, WINDOW])('a file of %i bytes comes whole', (size) => {
    for (const pieces of [[], [1000], [size]])
      for (const declared of [size, -1])
        expect(windowsOf(size, pieces, declared)).toEqual([{ at: 0, fresh: 0, length: size, last: true }]);
  });

  it('a larger one comes in order, each window with the end of the one before', () => {
    expect(windowsOf(WINDOW + 1, [300_000], WINDOW + 1)).toEqual([
      { at: 0, fresh: 0, length: WINDOW, last: false },
      { at: WINDOW - OVERLAP, fresh: OVERLAP, length: OVERLAP + 1, last: true },
    ]);
    expect(windowsOf(2 * WINDOW - OVERLAP, [], -1)).toHaveLength(2);
    expect(windowsOf(2 * WINDOW - OVERLAP + 1, [WINDOW], -1)).toHaveLength(3);
  });
});
