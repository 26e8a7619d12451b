/** No check and no severity that a check promises is dead: each occurs in the corpora. */
import { expect, it } from 'vitest';
import { checks } from '../../classifiers/index.ts';
import { assess } from './assess.ts';
import { corpusCommands } from './corpora.ts';

const seen = new Map<string, Set<string>>();
const examples = checks.flatMap(({ examples: { flagged, clean } }) => [...flagged, ...clean]);
for (const command of [...corpusCommands, ...examples]) {
  for (const { category, severity } of assess(command).findings) {
    const known = seen.get(category) ?? new Set();
    seen.set(category, known.add(severity));
  }
}

it.each(checks.map((check) => [check.id, Object.keys(check.severities)] as const))('%s', (id, severities) => {
  const found = [...(seen.get(id) ?? [])];
  expect(severities.filter((severity) => !found.includes(severity))).toEqual([]);
  expect(
    found.filter((severity) => !severities.includes(severity)),
    'not in the table of the check',
  ).toEqual([]);
});
