/** Names in lines that a person pastes into a shell. */
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellWord } from '../../src/cli/shell-word.ts';

it('a shell reads back the very name, and runs nothing', () => {
  const names = [
    'package.json',
    '.vscode/$(id)',
    '`id`',
    "it's",
    'a b',
    '-rf',
    '~',
    '~/x',
    '!!',
    '*',
    '"',
    '\\',
    "'; id '",
    'é',
  ];
  const line = `printf '%s\\n' ${names.map(shellWord).join(' ')}`;
  expect(execFileSync('sh', ['-c', line], { encoding: 'utf8' })).toBe(`${names.join('\n')}\n`);
});
it('plain names stay plain', () => {
  expect(shellWord('packages/a/package.json')).toBe('packages/a/package.json');
});
