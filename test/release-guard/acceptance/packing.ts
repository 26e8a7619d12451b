/** Folders whose lists of files go wrong: "Packing" of the design. Judged from a disk, as npm would pack them. */
import * as c from './case.ts';
import { checkedToken, type Files, type FolderCase, map } from './case.ts';

const token = () => `t=${checkedToken('npm', 44)}\n`;
const folder = (
  name: string,
  path: string,
  files: () => Files,
  expected: FolderCase['expected'] = 'block',
): FolderCase => ({
  name: `packing: ${name}`,
  path,
  expected,
  as: 'folder',
  files: () => ({ 'dist/index.js': c.code, 'README.md': '# x\n', 'package.json': c.manifest(), ...files() }),
});
const without = (more: object = {}) => c.manifest({ files: undefined, ...more });

export const packing: readonly FolderCase[] = [
  folder('.npmignore shadows .gitignore', '.env', () => ({
    'package.json': without(),
    '.gitignore': '.env\n',
    '.npmignore': 'test\n',
    '.env': token(),
  })),
  folder('"files" shadows .gitignore', 'dist/.env', () => ({ '.gitignore': 'dist/.env\n', 'dist/.env': token() })),
  folder('negation in front of its folder', 'dist/index.js.map', () => ({
    'package.json': c.manifest({ files: ['!dist/*.map', 'dist'] }),
    'dist/index.js.map': map(),
  })),
  folder('negation without depth', 'dist/deep/a.js.map', () => ({
    'package.json': c.manifest({ files: ['dist', '!dist/*.map'] }),
    'dist/deep/a.js.map': map(),
  })),
  folder('nested ignore takes back', 'dist/private/a.js.map', () => ({
    'package.json': without(),
    '.npmignore': '*.map\n',
    'dist/private/.npmignore': '!*.map\n',
    'dist/private/a.js.map': map(),
  })),
  folder('other case', 'Secrets.ENV', () => ({
    'package.json': without(),
    '.npmignore': 'secrets.envs\n',
    'Secrets.ENV': token(),
  })),
  folder('typo in the ignore file', 'dist/a.js.map', () => ({
    'package.json': without(),
    '.npmignore': '*.maps\n',
    'dist/a.js.map': map(),
  })),
  folder('ignored and included again', 'dist/a.js.map', () => ({
    'package.json': without(),
    '.npmignore': '*.map\n!dist/a.js.map\n',
    'dist/a.js.map': map(),
  })),
  folder('always in: README', 'README.env', () => ({ 'README.env': token() })),
  folder('always in: LICENSE', 'LICENSE.key', () => ({ 'LICENSE.key': c.pem(c.PRIVATE) })),
  folder('always in: main', 'server.js', () => ({
    'package.json': c.manifest({ main: 'server.js' }),
    'server.js': `${c.code}\n${c.comment(c.dataUrl())}\n`,
  })),
  folder('always in: bin', 'cli.js', () => ({
    'package.json': c.manifest({ bin: 'cli.js' }),
    'cli.js': `k="${checkedToken('ghp', 5)}"\n`,
  })),
  folder('"files" lets all in', '.env', () => ({ 'package.json': c.manifest({ files: ['*'] }), '.env': token() })),
  folder('nested node_modules', 'dist/node_modules/x/.env', () => ({
    'dist/node_modules/x/.env': token(),
    'dist/node_modules/x/index.js': '1',
  })),
  folder('bundled dependency', 'node_modules/core/index.js.map', () => ({
    'package.json': c.manifest({ dependencies: { core: '1.0.0' }, bundleDependencies: ['core'] }),
    'node_modules/core/package.json': '{"name":"core","version":"1.0.0"}',
    'node_modules/core/index.js.map': map(),
  })),
  folder('hidden folder', 'dist/.cache/a.js.map', () => ({ 'dist/.cache/a.js.map': map() })),
  folder('a name that is not ASCII', 'dist/größe/übersicht.js.map', () => ({ 'dist/größe/übersicht.js.map': map() })),
  folder('a long path', `dist/${'deep/'.repeat(45)}a.js.map`, () => ({
    [`dist/${'deep/'.repeat(45)}a.js.map`]: map(),
  })),
  folder('one in three thousand', 'dist/f1777.js', () => ({
    ...Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`dist/f${at}.js`, `exports.n=${at};\n`])),
    'dist/f1777.js': `exports.n=1777;\n${c.comment(c.dataUrl())}\n`,
  })),
  folder('workspace root', 'packages/core/dist/a.js.map', () => ({
    'package.json': without({ workspaces: ['packages/*'] }),
    'packages/core/package.json': '{"name":"core","version":"1.0.0"}',
    'packages/core/dist/a.js.map': map(),
  })),
  folder(
    'left out in time',
    'dist/index.js.map',
    () => ({
      'package.json': c.manifest({ files: ['dist', '!**/*.map'] }),
      'dist/index.js.map': map(),
      '.env': token(),
      'src/a.ts': c.source,
    }),
    'ship',
  ),
  folder(
    'ignored',
    '.env',
    () => ({
      'package.json': c.manifest({ files: ['dist'] }),
      '.npmrc': token(),
      '.git/config': 'x',
      'test/a.test.ts': 'x',
      '.env': token(),
    }),
    'ship',
  ),
];
