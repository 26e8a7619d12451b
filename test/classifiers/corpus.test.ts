/** The labelled cases: verdicts that the severities stand for, categories, effects. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Assessment, CategoryId, categoryIds } from '../../src/contract/assessment.ts';
import { assess, verdictOf } from './assess.ts';

const paths = z.array(z.string()).optional();
const Case = z.strictObject({
  command: z.string().min(1),
  label: z.enum(['allow', 'ask', 'deny']),
  category: CategoryId.optional(),
  reads: paths,
  writes: paths,
  execs: paths,
  hosts: paths,
  env: paths,
});

const file = new URL('../corpus/bash-cases.jsonl', import.meta.url);
const cases = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => Case.parse(JSON.parse(line)));

const EFFECTS = ['reads', 'writes', 'execs', 'hosts', 'env'] as const;

describe('labelled cases', () => {
  it.each(cases.map((entry) => [entry.command, entry] as const))('%j', (command, entry) => {
    const assessment = assess(command);
    expect(Assessment.safeParse(assessment).success).toBe(true);
    expect(verdictOf(assessment), JSON.stringify(assessment.findings)).toBe(entry.label);
    if (entry.category !== undefined && entry.label !== 'allow') {
      expect(assessment.findings.map((finding) => finding.category)).toContain(entry.category);
    }
    for (const effect of EFFECTS) {
      const wanted = entry[effect];
      if (wanted !== undefined) expect([...assessment.effects[effect]].sort(), effect).toEqual([...wanted].sort());
    }
  });
});

it('covers each category from both sides', () => {
  for (const id of categoryIds) {
    const own = cases.filter((entry) => entry.category === id);
    expect(own.filter((entry) => entry.label !== 'allow').length, id).toBeGreaterThanOrEqual(6);
    expect(own.filter((entry) => entry.label === 'allow').length, id).toBeGreaterThanOrEqual(3);
  }
  expect(
    cases.filter((entry) => entry.category === undefined && entry.label === 'allow').length,
  ).toBeGreaterThanOrEqual(60);
  expect(new Set(cases.map((entry) => entry.command)).size).toBe(cases.length);
});
