/** What only the list of all files shows: bare git stores, sources beside what was built of them, folders of tests, submodules. */
import { fileKind } from '../approve/file-kind.ts';
import type { ListedFile, PackageDetector, PackageFacts, ReleaseRule } from '../detector.ts';
import type { RawFinding } from '../finding.ts';
import { hostKind, hostOf } from '../hosts.ts';
import { LEAVE_OUT } from './file-rule.ts';
import { isTestPath } from './place.ts';

type Placed = RawFinding & { readonly file: string };

export const packageFilesDetector: PackageDetector = {
  id: 'package-files',
  wants: ['.gitmodules'],
  judge(facts) {
    const files = facts.files.filter(({ type }) => type !== 'directory');
    return [...bareStores(files), ...sources(files, facts), ...tests(files, facts), ...submodules(facts)];
  },
};

/** HEAD, objects/ and refs/ in one folder, whatever its name is. */
function bareStores(files: readonly ListedFile[]): Placed[] {
  const paths = files.map(({ path }) => path);
  return paths
    .filter((path) => /(?:^|\/)HEAD$/.test(path) && !/(?:^|\/)\.git\//.test(path))
    .filter((head) => {
      const folder = head.slice(0, -'HEAD'.length);
      const has = (name: string) => paths.some((path) => path.startsWith(folder + name));
      return has('objects/') || (has('refs/') && (has('config') || has('packed-refs')));
    })
    .map((file) => ({
      rule: 'file-git-bare',
      file,
      ...(isTestPath(file) && { severity: 'warn' as const }),
      content: file,
    }));
}

const CLOSED =
  /^(?:UNLICENSED|SEE LICEN[CS]E\b.*|proprietary.*|commercial.*|private|none|all rights reserved.*|LicenseRef-.*)$/i;

/** In a language that is compiled before it ships; declarations are no source. */
function isSource(path: string): boolean {
  return (
    /\.(?:[cm]?tsx?|coffee|civet|jsx|vue|svelte|js\.flow)$/i.test(path) && !/\.d\.(?:[^/.]+\.)?[cm]?ts$/i.test(path)
  );
}

function sources(files: readonly ListedFile[], facts: PackageFacts): Placed[] {
  if (facts.context.choices.sources === 'block') {
    return files
      .filter(({ path }) => fileKind(path) === 'source' || isSource(path))
      .map(({ path: file }) => ({
        rule: 'source-file',
        file,
        severity: 'block',
        message: 'a source file; "sources: block" is chosen',
        content: file,
      }));
  }
  const { manifest } = facts;
  if (manifest === null || manifest === undefined) return [];
  const entries = JSON.stringify([
    manifest.main,
    manifest.module,
    manifest.exports,
    manifest.bin,
    manifest.source,
    manifest['react-native'],
    manifest.svelte,
  ]);
  const own = files.filter(({ path }) => isSource(path) && !/(?:^|\/)node_modules\//.test(path) && !isTestPath(path));
  const isBuilt =
    files.some(({ path }) => /^(?:dist|build|lib|out|esm|cjs|es|bundle|umd)\/.*\.[cm]?js$/i.test(path)) ||
    /\.[cm]?js"/.test(entries);
  if (!isBuilt || own.length === 0) return [];
  const license = typeof manifest.license === 'string' ? manifest.license : '';
  const severity = CLOSED.test(license.trim())
    ? 'block'
    : license === '' || manifest.private === true
      ? 'warn'
      : 'info';
  const shipped = own.filter(({ path }) => !entries.includes(path));
  if (severity === 'info') return [];
  return shipped.map(({ path: file }) => ({
    rule: 'source-file',
    file,
    severity,
    openSeverity: 'info',
    message:
      license === ''
        ? 'a source file beside what was built of it'
        : `a source file of a package that is ${license.slice(0, 40)}`,
    content: file,
  }));
}

/** A program that tells how another one works; data for tests is not. */
function isTestOfSource(path: string): boolean {
  return /(?:[._-](?:test|spec|e2e|cy)\.[cm]?[jt]sx?|(?:^|\/)__tests__\/.*\.[cm]?[jt]sx?|(?:^|\/)test_[^/]*\.py)$/i.test(
    path,
  );
}

/** One finding a folder, at its first test. */
function tests(files: readonly ListedFile[], { manifest }: PackageFacts): Placed[] {
  const license = typeof manifest?.license === 'string' ? manifest.license : '';
  const isClosed = CLOSED.test(license.trim());
  const counts = new Map<string, { readonly first: string; test: string | null; count: number }>();
  for (const { path } of files) {
    const folder =
      /^(?:.*\/)?(?:tests?|__tests__|specs?|e2e|cypress|__mocks__|__fixtures__|fixtures?|testdata)(?=\/)/i.exec(
        path,
      )?.[0];
    if (folder === undefined || /(?:^|\/)node_modules\//.test(path)) continue;
    const known = counts.get(folder);
    if (known === undefined) counts.set(folder, { first: path, test: isTestOfSource(path) ? path : null, count: 1 });
    else {
      known.count += 1;
      if (isTestOfSource(path)) known.test ??= path;
    }
  }
  return [...counts].map(([folder, { first, test, count }]) => ({
    rule: 'file-tests',
    file: test ?? first,
    ...(isClosed && test !== null && { severity: 'block' as const }),
    openSeverity: 'info',
    message: `${folder} is a folder of ${count} ${count === 1 ? 'file' : 'files'} for tests`,
    content: folder,
  }));
}

const PUBLIC_FORGE =
  /^(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|git\.kernel\.org|.*\.googlesource\.com)$/;

function submodules({ texts, context }: PackageFacts): Placed[] {
  const text = texts.get('.gitmodules');
  if (text === undefined) return [];
  const urls = [...text.matchAll(/^\s*url\s*=\s*(\S+)/gm)].map(([, url = '']) => url);
  const secret = urls.find((url) => {
    const host = hostOf(url) ?? /^[^@/\s]+@([^:/\s]+):/.exec(url)?.[1] ?? null;
    if (host === null) return false;
    return (
      /^(?:ssh:|git@|[^/]*@)/.test(url) ||
      hostKind(host, context.choices.internalHosts) !== 'ordinary' ||
      !PUBLIC_FORGE.test(host)
    );
  });
  if (secret === undefined)
    return [{ rule: 'file-submodules', file: '.gitmodules', severity: 'warn', openSeverity: 'info' }];
  return [
    {
      rule: 'file-submodules',
      file: '.gitmodules',
      openSeverity: 'warn',
      message: 'addresses of repositories that need a login',
    },
  ];
}

export const packageFileRules: readonly ReleaseRule[] = [
  {
    id: 'file-git-bare',
    severity: 'block',
    title: 'A git repository without a working tree',
    why: 'Its objects hold every version of every file.',
    fix: LEAVE_OUT,
    examples: {
      flagged: [
        {
          path: 'data/repo/HEAD',
          content: 'ref: refs/heads/main\n',
          with: { 'data/repo/objects/ab/cd': 'x', 'data/repo/refs/heads/main': 'x' },
        },
      ],
      clean: [{ path: 'dist/HEAD', content: 'x' }],
    },
  },
  {
    id: 'source-file',
    severity: 'block',
    title: 'A source file of a closed package',
    why: 'What was built of it ships beside it, so nobody needs it.',
    fix: `${LEAVE_OUT}; if sources shall ship, say so by the licence, or with severity: { source-file: off } in .cordon/release.yaml`,
    examples: {
      flagged: [{ path: 'src/a.ts', content: 'export const a = 1;\n', with: { 'dist/a.js': 'export const a = 1;\n' } }],
      clean: [{ path: 'dist/a.d.ts', content: 'export const a: 1;\n', with: { 'dist/a.js': 'export const a = 1;\n' } }],
    },
  },
  {
    id: 'file-tests',
    severity: 'warn',
    title: 'Tests and their data',
    why: 'Nobody needs them to use the package; their data is often copied from real life.',
    fix: LEAVE_OUT,
    examples: { flagged: [], clean: [{ path: 'dist/test.js', content: 'x' }] },
  },
  {
    id: 'file-submodules',
    severity: 'block',
    title: 'A list of git submodules',
    why: "It names repositories of one's own.",
    fix: LEAVE_OUT,
    examples: {
      flagged: [
        { path: '.gitmodules', content: '[submodule "a"]\n  path = a\n  url = git@git.acme.io:core/engine.git\n' },
      ],
      clean: [{ path: 'dist/gitmodules.js', content: 'x' }],
    },
  },
];
