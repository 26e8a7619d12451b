/** `--patch FILE`: links that the repository brought along lead nowhere. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { writePatch } from '../../src/cli/write-patch.ts';

let root: string;
let repo: string;
let precious: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'cordon-patch-')));
  repo = join(root, 'repo');
  precious = join(root, 'outside', 'precious');
  mkdirSync(repo);
  mkdirSync(join(root, 'outside'));
  writeFileSync(precious, 'mine');
});

describe('writePatch', () => {
  it('writes, and replaces what was there', async () => {
    for (const text of ['a longer first one', 'second']) {
      await writePatch(join(repo, 'out.patch'), text, repo);
      expect(readFileSync(join(repo, 'out.patch'), 'utf8')).toBe(text);
    }
  });
  it('refuses a link of the repository, as the file and on the way', async () => {
    symlinkSync(precious, join(repo, 'out.patch'));
    symlinkSync(join(root, 'outside'), join(repo, 'sub'));
    symlinkSync(repo, join(root, 'alias'));
    for (const file of [join(repo, 'out.patch'), join(repo, 'sub/precious'), join(root, 'alias/out.patch')]) {
      await expect(writePatch(file, 'x', repo)).rejects.toThrow(/cannot be written/);
    }
    await expect(writePatch(join(root, 'alias/sub/precious'), 'x', join(root, 'alias'))).rejects.toThrow(/link/);
    expect(readFileSync(precious, 'utf8')).toBe('mine');
  });
  it("follows the user's own link elsewhere", async () => {
    symlinkSync(precious, join(root, 'mine.patch'));
    await writePatch(join(root, 'mine.patch'), 'patch', repo);
    expect(readFileSync(precious, 'utf8')).toBe('patch');
  });
  it('names a folder that is not there', async () => {
    await expect(writePatch(join(root, 'none/x.patch'), 'x', repo)).rejects.toMatchObject({ code: 'usage' });
  });
});
