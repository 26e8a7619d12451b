import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isGitConfig, withoutCredentials } from '../../sandbox/git-credentials.ts';

const token = ['gh', 'p_', 'x'.repeat(36)].join('');
const cut = (text: string) => withoutCredentials(Buffer.from(text)).toString();

describe('credentials in a git configuration', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['a token as the user', `\turl = https://${token}@github.com/a/b.git`, '\turl = https://github.com/a/b.git'],
    ['user and token', `\turl = https://me:${token}@host.example/b.git`, '\turl = https://host.example/b.git'],
    ['a quoted address', `\turl = "https://me:${token}@host.example/b"`, '\turl = "https://host.example/b"'],
    ['a password over ssh', `\turl = ssh://git:${token}@host.example/b`, '\turl = ssh://git@host.example/b'],
    ['a section named by an address', `[http "https://x:${token}@h.example"]`, '[http "https://h.example"]'],
    ['the header of a CI checkout', `\textraheader = AUTHORIZATION: basic ${token}`, '\t'],
    ['in another case', `\tExtraHeader=AUTHORIZATION: basic ${token}`, '\t'],
    ['behind a section header', `[http "h"] extraheader = ${token}`, '[http "h"] '],
    ['over two lines', `\textraheader = A: \\\n${token}\n\tname = x`, '\t\n\tname = x'],
    ['a token of a tool', `[github]\n\toauth-token = ${token}`, '[github]\n\t'],
  ];
  it.each(cases)('%s', (_, text, expected) => {
    expect(cut(text)).toBe(expected);
    expect(cut(text)).not.toContain(token);
  });

  const kept = [
    '[core]\n\tbare = false\n[remote "origin"]\n\turl = git@github.com:a/b.git\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n',
    '\turl = ssh://git@host.example/b\n',
    '\turl = https://github.com/a/b.git\r\n',
    '[user]\n\temail = me@example.com\n',
  ];
  it.each(kept)('leaves %j as it is', (text) => expect(cut(text)).toBe(text));

  it('changes no byte of what holds no credential, whatever the encoding', () => {
    const lines = fc.uint8Array().map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(lines, (bytes) => {
        if (/:\/\/|=/.test(bytes.toString('latin1'))) return;
        expect(withoutCredentials(bytes).equals(bytes)).toBe(true);
      }),
    );
  });

  it('is applied to configuration files of git only', () => {
    for (const path of [
      '.git/config',
      'sub/.git/config',
      '.git/modules/a/config',
      '.git/config.worktree',
      '.GIT/config',
    ]) {
      expect(isGitConfig(path)).toBe(true);
    }
    for (const path of ['config', 'src/config', '.git/configs', '.github/config', 'a.git/config.txt']) {
      expect(isGitConfig(path)).toBe(false);
    }
  });
});
