/** The examples that stand beside the table of variables. */
import { describe, expect, it } from 'vitest';
import { dangerousVariable, dangerousVariables } from '../../classifiers/variables/index.ts';
import { assess, rank } from './assess.ts';

const found = (command: string) =>
  assess(command).findings.filter(
    (finding) => finding.category === 'environment-hijack' && rank(finding.severity) >= rank('medium'),
  );

const flagged = dangerousVariables.flatMap((entry) => entry.flagged);
const clean = dangerousVariables.flatMap((entry) => entry.clean);

describe('variables', () => {
  it.each(flagged)('flags %s', (setting) => {
    expect(found(`${setting} ls`)).not.toEqual([]);
    expect(found(`export ${setting}; ls`)).not.toEqual([]);
    expect(found(`env ${setting} ls`)).not.toEqual([]);
  });

  it.each(clean)('passes %s', (setting) => {
    expect(found(`${setting} ls`)).toEqual([]);
  });
});

it('each entry has examples of both kinds that reach it', () => {
  for (const entry of dangerousVariables) {
    expect(entry.clean.length, entry.what).toBeGreaterThan(0);
    for (const example of [...entry.flagged, ...entry.clean])
      expect(dangerousVariable(example.replace(/=.*$/s, '')), example).toBe(entry);
  }
});
