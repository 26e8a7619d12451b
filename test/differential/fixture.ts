/** The small repository and the home that each command finds. Nothing in it starts a program of its own accord. */

const code = (name: string): string => `export const ${name} = 1; // TODO later\nconsole.log(${name});\n`;
/** Looks like a secret and is none; put together here so that no scanner stops at this file. */
const fakeKey = ['-----BEGIN ', 'OPENSSH PRIVATE KEY', '-----\nAAAA\n'].join('');

export const workspaceFiles: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'fixture', version: '1.0.0', type: 'module', scripts: { test: 'true' } }),
  'package-lock.json': JSON.stringify({ name: 'fixture', lockfileVersion: 3, packages: {} }),
  'tsconfig.json': '{}\n',
  'README.md': '# fixture\nfoo bar\n',
  LICENSE: 'text\n',
  Makefile: 'all build test lint clean:\n\t@:\n',
  '.env': 'A=1\n',
  '.env.example': 'A=\n',
  '.gitignore': 'node_modules/\ndist/\nbuild/\n',
  'index.ts': code('index'),
  'main.ts': code('main'),
  'app.py': 'x = 1\n',
  'main.py': 'x = 1\n',
  'script.sh': '#!/bin/sh\n:\n',
  'run.sh': '#!/bin/sh\n:\n',
  'a.txt': 'a foo\nb bar\nc\n',
  'b.txt': 'b foo\nb baz\nd\n',
  'c.txt': 'c\n',
  'file.txt': 'one two three\nfoo\n',
  file: 'one\n',
  'input.txt': '3\n1\n2\n',
  'list.txt': 'a.txt\nb.txt\n',
  list: 'a.txt\n',
  'names.txt': 'x\ny\n',
  'notes.md': 'note\n',
  'data.csv': 'a,b\n1,2\n',
  'data.json': '{"a":[1,2,{"b":"c"}]}\n',
  'config.json': '{"k":"v"}\n',
  'config.example.json': '{}\n',
  'config.yaml': 'a: 1\n',
  'src/index.ts': code('entry'),
  'src/a.ts': code('a'),
  'src/b.ts': code('b'),
  'src/util/x.ts': code('x'),
  'src/main.py': 'y = 2\n',
  'src/old.js': code('old'),
  'lib/core.js': code('core'),
  'test/a.test.ts': code('test'),
  'tests/test_a.py': 'def test(): pass\n',
  'docs/guide.md': 'guide TODO\n',
  'scripts/build.sh': '#!/bin/sh\n:\n',
  'dist/app.js': 'app\n',
  'dist/app.js.map': '{}\n',
  'build/out.o': 'o\n',
  'logs/app.log': 'ERROR x\nINFO y\n',
  'logs/old.log': 'WARN z\n',
  'app.log': 'ERROR x\nINFO y\n',
  'tmp/cache.tmp': 'c\n',
  'images/logo.png': 'PNG\n',
  'node_modules/dep/package.json': '{"name":"dep","version":"1.0.0"}\n',
  'node_modules/dep/index.js': 'export {};\n',
  'backup/a.bak': 'a\n',
  'dir/one.txt': '1\n',
  'dir/sub/two.txt': '2\n',
  'with space.txt': 's\n',
  'change.patch': '--- a/c.txt\n+++ b/c.txt\n@@ -1 +1 @@\n-c\n+d\n',
};

export const homeFiles: Readonly<Record<string, string>> = {
  '.bashrc': ':\n',
  '.profile': ':\n',
  '.gitconfig': '[user]\n\tname = a\n\temail = a@example\n',
  '.npmrc': 'fund=false\n',
  '.ssh/config': 'Host x\n',
  '.ssh/known_hosts': 'x\n',
  '.ssh/id_rsa': fakeKey,
  '.aws/credentials': '[default]\n',
  '.config/app/settings.json': '{}\n',
  'notes.txt': 'n\n',
  'Documents/a.txt': 'a\n',
};

/** Files that can be run. */
export function isExecutable(name: string): boolean {
  return name.endsWith('.sh');
}
