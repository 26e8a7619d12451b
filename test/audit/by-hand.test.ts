/** The commands of docs/audit-log.md, run as they stand there. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { closedLog, entriesOf, linesOfFile, newStateDir } from './sample-log.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../docs/audit-log.md'), 'utf8');
const blocks = [...page.slice(page.indexOf('## By hand')).matchAll(/```(\w+)\n([\s\S]*?)```/g)];
const [python = '', signature = '', oneLine = ''] = blocks.map((block) => block[2] ?? '');

const has = (program: string, ...args: readonly string[]) => spawnSync(program, args).status === 0;

describe('verifying by hand', () => {
  it('is three blocks of commands', () => {
    expect(blocks.map((block) => block[1])).toEqual(['python', 'sh', 'sh']);
  });

  it.skipIf(!has('python3', '--version'))('the chain, in Python (skipped without python3)', async () => {
    const { path } = await closedLog();
    const script = join(newStateDir(), 'chain.py');
    writeFileSync(script, python);
    const last = (await entriesOf(path)).at(-1)!.hash;
    expect(execFileSync('python3', [script, path], { encoding: 'utf8' })).toBe(`84 entries, last ${last}\n`);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"deny"', '"allow"'));
    const refused = spawnSync('python3', [script, path], { encoding: 'utf8' });
    expect([refused.status, refused.stderr.includes('line 10: changed')]).toEqual([1, true]);
  });

  it.skipIf(!has('jq', '--version') || !has('openssl', 'version'))(
    'a signature (skipped without jq and openssl)',
    async () => {
      const { path, stateDir } = await closedLog();
      const other = await closedLog();
      const run = (key: string) =>
        spawnSync('sh', ['-c', signature], {
          cwd: newStateDir(),
          encoding: 'utf8',
          env: { ...process.env, LOG: path, KEY: key },
        });
      expect(run(join(stateDir, 'keys', 'audit.pub')).stdout).toContain('Verified Successfully');
      expect(run(join(other.stateDir, 'keys', 'audit.pub')).status).not.toBe(0);
    },
  );

  it.skipIf(!has('sha256sum', '--version'))('one line (skipped without sha256sum)', async () => {
    const { path } = await closedLog();
    const out = execFileSync('sh', ['-c', oneLine], { encoding: 'utf8', env: { ...process.env, LOG: path } });
    expect(linesOfFile(path)[0]).toContain(`"hash":"${out.slice(0, 64)}"`);
  });
});
