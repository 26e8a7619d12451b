/** The examples of each check, and what they promise of each other. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checks, renderCategoriesDoc } from '../../classifiers/index.ts';
import { categoryIds } from '../../src/contract/assessment.ts';
import { assess, rank } from './assess.ts';

it('there is one check for each category, in the order of the contract', () => {
  expect(checks.map((check) => check.id)).toEqual([...categoryIds]);
});

describe.each(checks.map((check) => [check.id, check] as const))('%s', (id, check) => {
  it('has enough examples', () => {
    expect(check.examples.flagged.length).toBeGreaterThanOrEqual(6);
    expect(check.examples.clean.length).toBeGreaterThanOrEqual(3);
  });

  it.each(check.examples.flagged)('flags %j', (command) => {
    const found = assess(command).findings.filter(
      (finding) => finding.category === id && rank(finding.severity) >= rank('low'),
    );
    expect(found, JSON.stringify(assess(command))).not.toEqual([]);
  });

  it.each(check.examples.clean)('passes %j', (command) => {
    const found = assess(command).findings.filter(
      (finding) => finding.category === id && rank(finding.severity) >= rank('medium'),
    );
    expect(found).toEqual([]);
  });
});

it('docs/categories.md says what the checks say', () => {
  expect(readFileSync(new URL('../../docs/categories.md', import.meta.url), 'utf8')).toBe(renderCategoriesDoc());
});
