import { describe, expect, it } from 'vitest';
import {
  type ColdInstall,
  coldInstallFindings,
  parseColdInstall,
} from '../../../release-guard/cold-install/findings.ts';

const good: ColdInstall & { v: 1 } = {
  v: 1,
  installed: { by: 'npm', dependencies: ['dep'], problem: null },
  imports: [{ name: 'pkg', ok: true, problem: null }],
  bins: [],
  appeared: [],
};
const found = (more: Partial<ColdInstall>) =>
  coldInstallFindings({ ...good, ...more }).map(({ rule, file, message }) => `${rule} ${file}: ${message}`);

describe('what a cold install showed', () => {
  it.each<[string, Partial<ColdInstall>, string[]]>([
    ['nothing', {}, []],
    [
      'an install that failed',
      { installed: { ...good.installed, problem: 'npm error code EBADPLATFORM\nmore' } },
      ['cold-install-failed package.json: npm error code EBADPLATFORM'],
    ],
    [
      'an export whose file does not ship',
      { imports: [{ name: 'pkg/a', ok: false, problem: "Error: Cannot find module '/w/node_modules/pkg/a.js'" }] },
      ["cold-import-failed package.json: import pkg/a: Error: Cannot find module '/w/node_modules/pkg/a.js'"],
    ],
    [
      'a dependency, which nobody could fetch',
      {
        imports: [
          {
            name: 'pkg',
            ok: false,
            problem: "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'dep' imported from x",
          },
        ],
      },
      [],
    ],
    [
      'a package that nobody depends on',
      { imports: [{ name: 'pkg', ok: false, problem: "Cannot find package 'dep2' imported from x" }] },
      ["cold-import-failed package.json: import pkg: Cannot find package 'dep2' imported from x"],
    ],
    [
      'a program that cannot start',
      { bins: [{ name: 'run', ok: false, problem: 'there is no bin/run.js' }] },
      ['cold-import-failed package.json: run run: there is no bin/run.js'],
    ],
    [
      'files that appeared',
      { appeared: ['../home/.cfg'] },
      ['cold-wrote-files ../home/.cfg: appeared while the package was loaded'],
    ],
  ])('%s', (_, more, expected) => expect(found(more)).toEqual(expected));

  it('takes the last line, whatever the package printed before it', () => {
    expect(parseColdInstall(`noise\n${JSON.stringify(good)}\n`)).toEqual(good);
  });

  it.each(['', 'noise', '{}', '{"v":1}', 'null'])('refuses %j', (text) =>
    expect(() => parseColdInstall(text)).toThrow(),
  );
});
