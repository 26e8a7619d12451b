import { expect, test } from 'vitest';
import { feedback, parseToolInput } from '../../src/agent/tool-input.ts';
import { offersOf, toolsFor } from '../../src/agent/tool-offer.ts';
import { toolNames } from '../../src/contract/index.ts';

test('all problems come in one round, with path, expected and got', () => {
  const raw = JSON.stringify({ pat: 'x', offset: 0, limit: 'many' });
  const parsed = parseToolInput('read', raw, toolNames);
  expect(parsed).toMatchObject({ ok: false, stored: { pat: 'x' } });
  if (parsed.ok) return;
  expect(parsed.problems.map(({ path, got }) => [path, got])).toEqual([
    ['$input.path', 'nothing'],
    ['$input.offset', '0'],
    ['$input.limit', '"many"'],
    ['$input.pat', 'pat'],
  ]);
  expect(feedback('read', parsed.problems)).toMatchInlineSnapshot(`
    "The call of read was not run: 4 problems in its input.
    - $input.path: expected string; got nothing
    - $input.offset: expected number to be >=1; got 0
    - $input.limit: expected number; got "many"
    - $input.pat: expected no such member; known are path, limit, offset; got pat
    Send a corrected call."
  `);
});

test('an unknown tool gets the nearest names', () => {
  const parsed = parseToolInput('raed', '{}', toolNames);
  expect(parsed.ok).toBe(false);
  if (!parsed.ok) expect(parsed.problems[0]!.expected).toMatch(/^one of read, /u);
});

test.each(['constructor', '__proto__', 'toString', ''])('%j is no tool', (name) => {
  expect(parseToolInput(name, '{}', toolNames).ok).toBe(false);
});

test('no value is shown beyond 80 characters', () => {
  const parsed = parseToolInput('bash', JSON.stringify({ command: ['x'.repeat(5000)] }), toolNames);
  expect(parsed.ok).toBe(false);
  if (!parsed.ok) expect(parsed.problems[0]!.got.length).toBeLessThan(90);
});

test('the value is frozen to its depth and equal to what was written', () => {
  const parsed = parseToolInput('bash', '{"timeoutMs":5,"command":"ls"}', toolNames);
  expect(parsed).toEqual({ ok: true, tool: 'bash', value: { command: 'ls', timeoutMs: 5 } });
  if (parsed.ok) expect(Object.isFrozen(parsed.value)).toBe(true);
});

test('an empty input is an empty object', () => {
  expect(parseToolInput('ls', '', toolNames)).toMatchObject({ ok: true, value: {} });
  expect(parseToolInput('bash', '', toolNames).ok).toBe(false);
});

test('the schemas that are offered allow no further members', () => {
  for (const offer of offersOf(toolsFor('default'))) {
    expect(offer.inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(offer.description).not.toBe('');
  }
});
