// Runs inside the sandbox, beside package.tgz: installs it with scripts off and without a network, imports what it exports, asks each
// program for its help, and prints what happened as one JSON object. It trusts nothing of the package; the sandbox is the wall.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';

const EACH_MS = 10_000;
const MOST = 60;
const project = resolve('cold');
const tarball = resolve('package.tgz');

function run(file, words, cwd = project) {
  const { status, signal, stdout, stderr } = spawnSync(file, words, {
    cwd,
    encoding: 'utf8',
    timeout: EACH_MS,
    killSignal: 'SIGKILL',
    maxBuffer: 4 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
    // its files would be taken for the package's
    env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' },
  });
  return { ok: status === 0, status, signal, stdout: stdout ?? '', stderr: stderr ?? '' };
}

/** Paths below a folder, at most some thousands, without the installed package itself. */
function listing(folder, skip) {
  const found = [];
  const visit = (at) => {
    let entries;
    try {
      entries = readdirSync(at, { withFileTypes: true });
    } catch {
      return;
    }
    for (const entry of entries) {
      const path = join(at, entry.name);
      if (skip.some((each) => path === each) || found.length > 5000) continue;
      found.push(path);
      if (entry.isDirectory()) visit(path);
    }
  };
  visit(folder);
  return found;
}

function readManifest() {
  const names = run('tar', ['-tzf', tarball], process.cwd()).stdout.split('\n');
  const name = names.find((each) => /^[^/]+\/package\.json$/.test(each)) ?? 'package/package.json';
  return JSON.parse(run('tar', ['-xzOf', tarball, name], process.cwd()).stdout);
}

/** Without a network only a package without dependencies can be installed by npm; others are unpacked where npm would put them. */
function install(manifest) {
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{"name":"cold","version":"0.0.0","private":true}\n');
  const dependencies = Object.keys({
    ...manifest.dependencies,
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
  });
  if (dependencies.length === 0) {
    const npm = run('npm', [
      'install',
      '--offline',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--no-package-lock',
      tarball,
    ]);
    if (npm.ok) return { by: 'npm', dependencies, problem: null };
    if (!npm.stderr.includes('ENOTCACHED')) return { by: 'npm', dependencies, problem: npm.stderr.slice(-1000) };
  }
  const folder = join(project, 'node_modules', manifest.name);
  mkdirSync(folder, { recursive: true });
  const tar = run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'], process.cwd());
  return { by: 'tar', dependencies, problem: tar.ok ? null : tar.stderr.slice(-1000) };
}

/** What `import` can name: the keys of `exports` without patterns, or the package itself where it has a main. */
function specifiers({ name, exports, main, module }, folder) {
  if (exports === undefined || exports === null) {
    const hasMain = typeof main === 'string' || typeof module === 'string' || existsSync(join(folder, 'index.js'));
    return hasMain ? [name] : [];
  }
  if (typeof exports === 'string' || Array.isArray(exports)) return [name];
  const keys = Object.keys(exports);
  if (!keys.some((key) => key.startsWith('.'))) return [name];
  return keys.filter((key) => !key.includes('*') && isLoadable(exports[key])).map((key) => name + key.slice(1));
}

/** Some target that Node would take: an entry with types alone is not for it. */
function isLoadable(target) {
  if (typeof target === 'string') return !/\.d\.[cm]?ts$/.test(target);
  if (Array.isArray(target)) return target.some(isLoadable);
  if (target === null || typeof target !== 'object') return false;
  return ['node', 'import', 'module-sync', 'require', 'default'].some((condition) => isLoadable(target[condition]));
}

function importEach(names) {
  return names.map((name) => {
    const target = JSON.stringify(name);
    const attributes = name.endsWith('.json') ? ", { with: { type: 'json' } }" : '';
    const { ok, signal, stderr } = run(process.execPath, [
      '--input-type=module',
      '-e',
      `await import(${target}${attributes}); process.exit(0)`,
    ]);
    return {
      name,
      ok,
      problem: ok ? null : signal === null ? firstError(stderr) : `no end within ${EACH_MS / 1000} s`,
    };
  });
}

function firstError(stderr) {
  const line = stderr.split('\n').find((each) => /^\w*Error\b/.test(each)) ?? stderr.trim().split('\n').at(-1) ?? '';
  return line.slice(0, 300);
}

function helpOfEach({ name, bin }, folder) {
  const bins = typeof bin === 'string' ? { [name.slice(name.lastIndexOf('/') + 1)]: bin } : (bin ?? {});
  return Object.entries(bins)
    .slice(0, MOST)
    .map(([command, path]) => {
      const file = join(folder, path);
      if (!existsSync(file)) return { name: command, ok: false, problem: `there is no ${path}` };
      const script = readFileSync(file).subarray(0, 2).toString() === '#!';
      const { status, signal, stderr } = run(script ? 'node' : file, script ? [file, '--help'] : ['--help']);
      const crashed =
        signal !== null || /^\w*Error\b.*(?:Cannot find|is not defined|Unexpected)|ERR_MODULE_NOT_FOUND/m.test(stderr);
      return { name: command, ok: !crashed, status, problem: crashed ? (signal ?? firstError(stderr)) : null };
    });
}

const before = new Set([...listing(homedir(), []), ...listing(tmpdir(), []), ...listing(process.cwd(), [])]);
const manifest = readManifest();
const folder = join(project, 'node_modules', manifest.name);
const installed = install(manifest);
const afterInstall = new Set([
  ...before,
  project,
  ...listing(project, []),
  ...listing(homedir(), []),
  ...listing(tmpdir(), []),
]);
const imports = installed.problem === null ? importEach(specifiers(manifest, folder).slice(0, MOST)) : [];
const bins = installed.problem === null ? helpOfEach(manifest, folder) : [];
const appeared = [homedir(), tmpdir(), process.cwd()]
  .flatMap((place) => listing(place, []))
  .filter((path) => !afterInstall.has(path))
  .map((path) => relative(process.cwd(), path));
process.stdout.write(
  `${JSON.stringify({ v: 1, installed, imports, bins, appeared: [...new Set(appeared)].slice(0, 200) })}\n`,
);
