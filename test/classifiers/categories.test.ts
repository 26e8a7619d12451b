/** What the checks say of themselves: references to published lists, and severities that really occur. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { attackTechniques } from '../../classifiers/checks/attack-techniques.ts';
import { weaknesses } from '../../classifiers/checks/weaknesses.ts';
import { checks, referencesOf, rewritingOf } from '../../classifiers/index.ts';
import { ownRewriting } from '../../classifiers/rewriting.ts';
import { type Severity, severities } from '../../src/contract/assessment.ts';
import { assess } from './assess.ts';

describe('references', () => {
  const tables = [
    { used: checks.flatMap((check) => check.attack), table: attackTechniques, shape: /^T\d{4}(\.\d{3})?$/ },
    { used: checks.flatMap((check) => check.cwe), table: weaknesses, shape: /^CWE-\d{1,4}$/ },
  ];

  it.each(tables)('$shape: each id that is used has a name, and no name is left over', ({ used, table, shape }) => {
    expect(used.length).toBeGreaterThan(20);
    expect([...new Set<string>(used)].sort()).toEqual(Object.keys(table).sort());
    for (const [id, name] of Object.entries(table)) {
      expect(id).toMatch(shape);
      expect(name).toMatch(/^[A-Z][\w'()/:, -]+$/);
      // A sub-technique is called by its technique's name too.
      if (shape.source.startsWith('^T')) expect(name.includes(': '), id).toBe(id.includes('.'));
    }
  });

  it('a sub-technique carries the name of its technique', () => {
    for (const [id, name] of Object.entries(attackTechniques)) {
      const [parent] = id.split('.');
      const known = Object.entries(attackTechniques).find(([other]) => other === parent)?.[1];
      if (known !== undefined && id !== parent) expect(name).toMatch(new RegExp(`^${known}: `));
    }
  });

  it('every check refers to one technique at least, with an address that its id makes', () => {
    for (const check of checks) {
      expect(check.attack.length, check.id).toBeGreaterThan(0);
      for (const { id, url } of referencesOf(check)) {
        expect(url).toMatch(/^https:\/\/(attack|cwe)\.mitre\.org\//);
        expect(url.replace('/0', '.0')).toContain(id.replace('CWE-', ''));
      }
    }
  });
});

describe('over the corpus', () => {
  const seen = new Map<string, Set<Severity>>(checks.map((check) => [check.id, new Set()]));
  const attacks = new URL('../corpus/attacks/', import.meta.url);
  const files = [
    new URL('../corpus/bash-cases.jsonl', import.meta.url),
    ...readdirSync(attacks).map((name) => new URL(name, attacks)),
  ];
  const commands = [
    ...checks.flatMap((check) => [...check.examples.flagged, ...check.examples.clean]),
    ...files.flatMap((file) =>
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { command: string }).command),
    ),
  ];

  const whys = new Set<string>();

  it('each check names the severities that it gives, and gives those that it names', { timeout: 120_000 }, () => {
    expect(commands.length).toBeGreaterThan(2000);
    for (const command of commands) {
      const { findings, opaque } = assess(command);
      for (const { category, severity } of findings) seen.get(category)?.add(severity);
      for (const { why } of opaque) whys.add(why);
    }
    const rank = (severity: Severity) => severities.indexOf(severity);
    const given = checks.map(({ id }) => [id, [...(seen.get(id) ?? [])].sort((a, b) => rank(a) - rank(b))]);
    const named = checks.map((check) => [check.id, severities.filter((one) => check.severities[one] !== undefined)]);
    expect(given).toEqual(named);
  });

  it('whatever could not be known comes with advice of its own', () => {
    expect(whys.size).toBeGreaterThan(20);
    expect([...whys].filter((why) => ownRewriting(why) === null)).toEqual([]);
    expect(rewritingOf({ why: 'something new', kind: 'runtime' })).toMatch(/^Write/);
  });
});
