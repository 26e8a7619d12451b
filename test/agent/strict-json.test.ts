import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_JSON_BYTES, parseStrictJson } from '../../src/agent/strict-json.ts';

test.each([
  ['{"a":1,"a":2}', 'duplicate-key'],
  ['{"a":1,"\\u0061":2}', 'duplicate-key'],
  ['{"x":[{"b":{},"b":[]}]}', 'duplicate-key'],
  ['{"__proto__":1}', 'forbidden-key'],
  ['{"a":{"const\\u0072uctor":1}}', 'forbidden-key'],
  ['[{"prototype":null}]', 'forbidden-key'],
  ['{"a":"\\ud800"}', 'lone-surrogate'],
  ['{"\\udc00x":1}', 'lone-surrogate'],
  ['9007199254740993', 'unsafe-number'],
  ['[1e999]', 'unsafe-number'],
  [`${'['.repeat(65)}${']'.repeat(65)}`, 'too-deep'],
  [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'too-deep'],
  [`"${'x'.repeat(MAX_JSON_BYTES)}"`, 'too-large'],
  ['{"a":1', 'syntax'],
  ['{"a":1}{}', 'syntax'],
  ["{'a':1}", 'syntax'],
  ['{"a":NaN}', 'syntax'],
  ['\ufeff{}', 'syntax'],
  ['', 'syntax'],
])('refuses %.60s: %s', (text, refusal) => {
  expect(parseStrictJson(text)).toMatchObject({ ok: false, refusal });
});

test('the same key in different objects is fine, and so is a key that looks like a value', () => {
  const value = { a: { a: 'a' }, b: [{ a: 1 }, { a: 'a,"a":' }], c: ['a', 'a'] };
  expect(parseStrictJson(JSON.stringify(value))).toEqual({ ok: true, value });
});

test('a string as long as the limit is read without trouble', () => {
  const value = '\\"'.repeat(200_000);
  expect(parseStrictJson(JSON.stringify(value))).toEqual({ ok: true, value });
});

test('the problem never quotes the text', () => {
  const secret = ['hunter', '2'].join('');
  for (const text of [`{"password":"${secret}"`, `${secret}`, `{"a":${secret}}`, `[1,${secret}`]) {
    const read = parseStrictJson(text);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.message).not.toContain(secret);
  }
});

test('whatever JSON.stringify writes is read back, unless it is refused for a reason', () => {
  const reserved = ['__proto__', 'constructor', 'prototype'];
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8, stringUnit: 'grapheme' }), (value) => {
      const text = JSON.stringify(value);
      const read = parseStrictJson(text);
      if (read.ok) expect(JSON.stringify(read.value)).toBe(text);
      else expect([read.refusal === 'unsafe-number', reserved.some((key) => text.includes(key))]).toContain(true);
    }),
    { numRuns: 2000 },
  );
});
