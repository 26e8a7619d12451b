/** The real disk: a sync that does not ask the kernel would make every promise of the log empty, and nobody would see it. */
import { closeSync, mkdtempSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nodeDisk } from '../../src/audit/disk.ts';

it('sync asks the kernel: it fails for a file that is closed', async () => {
  const fd = openSync(join(mkdtempSync(join(tmpdir(), 'cordon-disk-')), 'f'), 'w');
  await nodeDisk.sync(fd);
  closeSync(fd);
  await expect(nodeDisk.sync(fd)).rejects.toMatchObject({ code: 'EBADF', syscall: 'fdatasync' });
});
