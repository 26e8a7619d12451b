/** The wasm build at run time against the native one, where this machine can load it. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type BashParser, loadBashParser, loadNativeParser } from '../../classifiers/bash/parser.ts';

const native: BashParser | null = await loadNativeParser().catch(() => null);

it.skipIf(native === null)('both builds give the same tree', async () => {
  const wasm = await loadBashParser();
  const lines = readFileSync(new URL('../corpus/bash-cases.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  for (const line of lines) {
    const { command } = JSON.parse(line);
    if (!/^[ -~\n]*$/.test(command)) continue;
    expect(wasm.parse(command), command).toEqual(native?.parse(command));
  }
});

it('a text that passes the limits gives no tree', async () => {
  const wasm = await loadBashParser();
  expect(wasm.parse(`${'('.repeat(2000)}a${')'.repeat(2000)}`)).toBeNull();
  expect(wasm.parse('a; '.repeat(120_000))).toBeNull();
  expect(wasm.parse('ls')?.hasError).toBe(false);
});
