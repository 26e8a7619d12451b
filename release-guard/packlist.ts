/**
 * What `npm pack` would ship of a folder, by npm's own list maker; no script runs. The tree that it wants is made here, of the folder
 * itself and what it bundles: npm's tree maker would bring 120 packages for the same few fields.
 */
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, posix, relative, resolve, sep } from 'node:path';
import type { PackEdge, PackNode } from 'npm-packlist';
import { jsonObject } from './artifact/kind.ts';
import { workspaceOf } from './packers/workspace.ts';

export type Manifest = Readonly<Record<string, unknown>>;

/**
 * Paths with `/`, in npm's order. `folder` holds a package.json. Where npm 12 and the versions before it differ, what any of them ships
 * is listed: up to 11 `files` counts without case, and npm-shrinkwrap.json ships.
 */
export async function packlist(folder: string, manifest: Manifest): Promise<string[]> {
  const { default: npmPacklist } = await import('npm-packlist');
  const path = resolve(folder);
  const root = new FolderNode(path, true, manifest);
  const workspace = workspaceOf(path, manifest);
  // Only a member is packed as a part of its workspace: ignore files above it count.
  const isMember = workspace !== null && workspace.root !== path;
  const options = isMember ? { path, prefix: workspace.root, workspaces: [path] } : { path };
  const files = await npmPacklist(root, options);
  return [...files.map((file) => file.replace(/^\.\//, '')), ...shrinkwrapOf(path, manifest)];
}

function shrinkwrapOf(folder: string, manifest: Manifest): string[] {
  const name = 'npm-shrinkwrap.json';
  return manifest.files === undefined && existsSync(join(folder, name)) ? [name] : [];
}

/** package.json of a folder as data; null where it is no JSON object or cannot be read. */
export function readManifest(folder: string): Manifest | null {
  try {
    return jsonObject(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return null;
  }
}

class FolderNode implements PackNode {
  readonly path: string;
  readonly isProjectRoot: boolean;
  readonly isLink: boolean;
  readonly target: PackNode;
  readonly package: Manifest;
  readonly workspaces: ReadonlyMap<string, string> | null;
  readonly edgesOut: PackNode['edgesOut'];

  constructor(path: string, isProjectRoot: boolean, manifest: Manifest, nodes = new Map<string, FolderNode>()) {
    const real = realpathSync(path);
    this.path = path;
    this.isProjectRoot = isProjectRoot;
    this.isLink = !isProjectRoot && lstatSync(path).isSymbolicLink();
    this.package = normalized(manifest, path);
    nodes.set(path, this);
    this.target = this.isLink ? (nodes.get(real) ?? new FolderNode(real, false, manifest, nodes)) : this;
    this.workspaces = isProjectRoot ? (workspaceOf(path, manifest)?.folders ?? null) : null;
    this.edgesOut = { get: (name) => edge(name, this, real, nodes) };
  }
}

/** npm bundles what it finds from the package's own place upwards. */
function edge(name: string, from: FolderNode, real: string, nodes: Map<string, FolderNode>): PackEdge | undefined {
  const needed = ['dependencies', 'optionalDependencies'].some((list) => isNamed(from.package[list], name));
  const peer = !needed && isNamed(from.package.peerDependencies, name);
  const dev = !needed && !peer && isNamed(from.package.devDependencies, name);
  if (!needed && !peer && !dev) return undefined;
  for (let folder = real; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name);
    if (existsSync(join(path, 'package.json')))
      return { to: nodes.get(path) ?? new FolderNode(path, false, readManifest(path) ?? {}, nodes), dev, peer };
    if (dirname(folder) === folder) return undefined;
  }
}

function isNamed(list: unknown, name: string): boolean {
  return typeof list === 'object' && list !== null && Object.hasOwn(list, name);
}

/** The fields in the one form that the list maker reads; npm brings them into it before (a string `bin` would be taken letter by letter). */
function normalized(manifest: Manifest, path: string): Manifest {
  const bundled = manifest.bundleDependencies ?? manifest.bundledDependencies;
  const all = Object.keys((manifest.dependencies as Manifest | undefined) ?? {});
  return {
    ...manifest,
    bin: binOf(manifest, path),
    bundleDependencies: bundled === true ? all : Array.isArray(bundled) ? bundled.filter(isText) : [],
    files: Array.isArray(manifest.files) ? manifest.files.filter(isText).map(withoutCase) : undefined,
    main: isText(manifest.main) ? manifest.main : undefined,
    browser: isText(manifest.browser) ? manifest.browser : undefined,
  };
}

/** A pattern whose letters stand for both cases; what is taken out by `!` stays as it is, since npm 12 takes it out by case. */
function withoutCase(entry: string): string {
  if (entry.startsWith('!') || /[[\\]/.test(entry)) return entry;
  return entry.replaceAll(/\p{L}/gu, (letter) => {
    const [lower, upper] = [letter.toLowerCase(), letter.toUpperCase()];
    return lower === upper || lower.length !== 1 || upper.length !== 1 ? letter : `[${lower}${upper}]`;
  });
}

function binOf(manifest: Manifest, path: string): Readonly<Record<string, string>> {
  const { bin, directories } = manifest;
  const folder = (directories as Manifest | undefined)?.bin;
  if (bin === undefined && isText(folder)) return binsIn(join(path, insidePath(folder)), path);
  const list = isText(bin)
    ? { [basename(path)]: bin }
    : Array.isArray(bin)
      ? Object.fromEntries(bin.map((each) => [String(each), each]))
      : bin;
  if (typeof list !== 'object' || list === null) return {};
  return Object.fromEntries(
    Object.entries(list)
      .filter((pair): pair is [string, string] => isText(pair[1]))
      .map(([name, file]) => [name, insidePath(file)]),
  );
}

function binsIn(folder: string, root: string): Readonly<Record<string, string>> {
  if (!existsSync(folder)) return {};
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.name.startsWith('.'),
  );
  return Object.fromEntries(
    names.map((entry) => [entry.name, relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')]),
  );
}

/** As npm does: `..` cannot leave the package. */
function insidePath(file: string): string {
  return posix.join('/', file.replaceAll('\\', '/')).slice(1);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
