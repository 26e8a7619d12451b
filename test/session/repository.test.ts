/** Which folders a session may work on. */
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readableRepository } from '../../src/session/repository.ts';

let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'cordon-home-')));
  mkdirSync(join(home, 'project'));
});
const state = () => join(home, '.local/state/cordon');

describe('readableRepository', () => {
  it('is the real, absolute path', async () => {
    symlinkSync(join(home, 'project'), join(home, 'alias'));
    expect(await readableRepository(join(home, 'alias'), [state()])).toBe(join(home, 'project'));
    expect(await readableRepository('.', [state()])).toBe(process.cwd());
  });
  it("refuses a folder that holds cordon's own files, made or still to be made, also through links", async () => {
    await expect(readableRepository(home, [state()])).rejects.toMatchObject({ code: 'usage' });
    mkdirSync(state(), { recursive: true });
    symlinkSync(home, join(home, 'project', 'h'));
    for (const repo of [home, '/', state(), join(home, '.local'), join(home, 'project/h')])
      await expect(readableRepository(repo, [state()]), repo).rejects.toThrow(/own files/);
    symlinkSync(join(home, 'project'), join(home, 'link'));
    await expect(readableRepository(join(home, 'project'), [join(home, 'link/state')])).rejects.toThrow(/own files/);
  });
  it('names what cannot be read', async () => {
    for (const repo of [join(home, 'none'), '/etc/hostname'])
      await expect(readableRepository(repo, [])).rejects.toMatchObject({ code: 'repo-unreadable' });
  });
});
