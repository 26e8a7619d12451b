/** Judges package.json and lock files by their data. */
import type { ReleaseChoices } from '../../src/contract/release-file.ts';
import type { PlacedFinding } from '../approve/compare.ts';
import type { PackageDetector, PackageFacts } from '../detector.ts';
import { hostKind, hostOf } from '../hosts.ts';
import { isRegular, saysPlaceholder } from '../secrets/placeholder.ts';

type Data = Readonly<Record<string, unknown>>;

const LOCKS = ['npm-shrinkwrap.json', 'package-lock.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock'] as const;

export const packageDetector: PackageDetector = {
  id: 'package-json',
  wants: ['package.json', ...LOCKS],
  judge(facts) {
    const locks = LOCKS.flatMap((file) => lockFindings(file, facts.texts.get(file), facts.context.choices));
    const { manifest } = facts;
    if (manifest === null || manifest === undefined) return locks;
    return [
      ...locks,
      ...[
        ...logins(manifest),
        ...registry(manifest, facts.context.choices),
        ...dependencies(manifest),
        ...leftovers(manifest, facts.context.choices),
        ...scripts(manifest),
        ...scriptLogins(manifest),
        ...internalHosts(manifest, facts.context.choices),
        ...filesList(manifest, facts),
        ...missingEntries(manifest, facts),
        ...(manifest.private === true ? [at('package-private', '"private" is true')] : []),
      ],
    ];
  },
};

function at(rule: string, message: string, more: Partial<PlacedFinding> = {}): PlacedFinding {
  return { rule, file: 'package.json', message, content: message, ...more };
}

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Strings anywhere in a value, with the path of members to each. */
function* strings(value: unknown, path: string, depth = 0): Generator<readonly [path: string, text: string]> {
  if (typeof value === 'string') yield [path, value];
  else if (typeof value === 'object' && value !== null && depth < 12) {
    for (const [key, member] of Object.entries(value))
      yield* strings(member, path === '' ? key : `${path}.${key}`, depth + 1);
  }
}

/** `user:password@` of an address, and a token alone before the `@`; `git@` is everybody's. */
const LOGIN = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@\s:]*:[^/@\s]+|(?!git@|hg@|svn@)[A-Za-z0-9_-]{20,})@/i;

function logins(manifest: Data): PlacedFinding[] {
  const { scripts: _, ...rest } = manifest;
  const found: PlacedFinding[] = [];
  for (const [path, text] of strings(rest, '')) {
    if (LOGIN.test(text) && !/\$\{|<[a-z]/i.test(text))
      found.push(at('package-login', `${path} holds a login for ${hostOf(text) ?? 'a server'}`, { content: text }));
  }
  return found;
}

const PUBLIC_REGISTRIES =
  /^(?:registry\.npmjs\.(?:org|com)|registry\.yarnpkg\.com|npm\.pkg\.github\.com|npm\.jsr\.io|registry\.npmmirror\.com)$/;

function registry({ publishConfig }: Data, choices: ReleaseChoices): PlacedFinding[] {
  if (!isData(publishConfig)) return [];
  const found: PlacedFinding[] = [];
  for (const [path, text] of strings(publishConfig, 'publishConfig')) {
    if (!/registry$/i.test(path)) continue;
    const host = hostOf(text) ?? '';
    if (choices.registry !== undefined) {
      if (trimmed(text) !== trimmed(choices.registry))
        found.push(at('package-registry', `${path} is ${shown(text)}, agreed is ${shown(choices.registry)}`));
    } else if (hostKind(host, choices.internalHosts) !== 'ordinary') {
      found.push(at('package-registry', `${path} is the internal host ${host}`));
    } else if (!PUBLIC_REGISTRIES.test(host)) {
      found.push(at('package-registry', `${path} is ${host}`, { severity: 'warn' }));
    }
  }
  return found;
}

const trimmed = (address: string) => address.replace(/\/+$/, '').toLowerCase();
const shown = (address: string) => hostOf(address) ?? address.slice(0, 80);

const LOCAL = /^(?:file:|link:|portal:|workspace:|\.{1,2}\/|\/|~\/|[A-Za-z]:[\\/])/;
const GIT = /^(?:git(?:\+\w+)?:|git@|ssh:)/;

function dependencies(manifest: Data): PlacedFinding[] {
  const bundled = new Set(
    [manifest.bundledDependencies, manifest.bundleDependencies].flat().filter((name) => typeof name === 'string'),
  );
  return ['dependencies', 'optionalDependencies', 'peerDependencies'].flatMap((group) => {
    const members = manifest[group];
    if (!isData(members)) return [];
    return Object.entries(members).flatMap(([name, range]) => {
      if (typeof range !== 'string') return [];
      if (LOCAL.test(range)) {
        return [
          at(
            'package-local-dependency',
            `${group}.${name} is ${range.slice(0, 100)}`,
            bundled.has(name) ? { severity: 'warn' } : {},
          ),
        ];
      }
      return GIT.test(range)
        ? [at('package-git-dependency', `${group}.${name} comes from ${hostOf(range) ?? 'a git server'}`)]
        : [];
    });
  });
}

const LEFTOVER = [
  '_where',
  '_resolved',
  '_from',
  '_id',
  '_integrity',
  '_requested',
  '_args',
  '_inBundle',
  '_shasum',
  '_spec',
  '_requiredBy',
];

function leftovers(manifest: Data, choices: ReleaseChoices): PlacedFinding[] {
  const names = LEFTOVER.filter((name) => Object.hasOwn(manifest, name));
  if (names.length === 0) return [];
  const values = names.map((name) => manifest[name]).filter((value) => typeof value === 'string');
  const isPath = values.some((value) => MACHINE.test(value));
  const internal = values.map(hostOf).find((host) => host !== null && isInternal(host, choices));
  const from = isPath ? ', with a path of the machine' : internal === undefined ? '' : `, from ${internal}`;
  return [at('package-leftover', `${names.join(', ')}${from}`, from === '' ? {} : { severity: 'block' })];
}

/** A path that only the machine of the publisher has. */
const MACHINE =
  /^(?:file:|[a-z]:[\\/]|\/(?:Users|home|root|private|var|opt|mnt|builds?|tmp|workspace|srv)\/|~\/|\\\\)/i;

function isInternal(host: string, choices: ReleaseChoices): boolean {
  return hostKind(host, choices.internalHosts) !== 'ordinary';
}

/** `-u name:password`, `--password word`, `TOKEN=word npm publish`: words, not variables. */
const SCRIPT_LOGINS = [
  /(?:^|\s)(?:-u|--user)[=\s]\s*["']?[\w.@-]+:([^\s"'$]{6,})/,
  /\s--?(?:password|passwd|token|api-?key|secret|auth-?token|otp-secret)[=\s]\s*["']?([^\s"'$-][^\s"'$]{7,})/i,
  /(?:^|[\s;&|])(?:\w*_)?(?:PASSWORD|PASSWD|TOKEN|SECRET|API_?KEY|ACCESS_KEY)=["']?([^\s"'$]{8,})/i,
  /authorization:\s*(?:bearer|basic|token)\s+([^\s"'$\\]{12,})/i,
] as const;

function scriptLogins({ scripts: lines }: Data): PlacedFinding[] {
  if (!isData(lines)) return [];
  return Object.entries(lines).flatMap(([name, line]) => {
    if (typeof line !== 'string') return [];
    const word = SCRIPT_LOGINS.map((pattern) => pattern.exec(line)?.[1]).find(
      (found) => found !== undefined && /\d/.test(found) && !saysPlaceholder(found) && !isRegular(found),
    );
    return word === undefined
      ? []
      : [
          at('package-script-login', `the script ${name} holds a login of ${word.length} characters`, {
            content: word,
          }),
        ];
  });
}

/** Members with addresses that users and tools follow. The registry has a rule of its own. */
const ADDRESSED = [
  'repository',
  'homepage',
  'bugs',
  'funding',
  'author',
  'dependencies',
  'optionalDependencies',
  'peerDependencies',
  'config',
];

function internalHosts(manifest: Data, choices: ReleaseChoices): PlacedFinding[] {
  const hosts = new Map<string, string>();
  for (const member of ADDRESSED) {
    for (const [path, text] of strings(manifest[member], member)) {
      const host = hostOf(text) ?? /^[\w.-]+@([\w.-]+):/.exec(text)?.[1]?.toLowerCase();
      if (host !== undefined && !hosts.has(host) && isInternal(host, choices)) hosts.set(host, path);
    }
  }
  return [...hosts].map(([host, path]) =>
    at('package-internal-host', `${path} is on the internal host ${host}`, {
      content: host,
      ...(hostKind(host, choices.internalHosts) === 'private-address' && { severity: 'warn' }),
    }),
  );
}

function scripts({ scripts: lines }: Data): PlacedFinding[] {
  if (!isData(lines)) return [];
  const named = (names: readonly string[]) => names.filter((name) => typeof lines[name] === 'string');
  return [
    ...named(['preinstall', 'install', 'postinstall']).map((name) =>
      at('package-install-script', `${name}: ${String(lines[name]).slice(0, 120)}`),
    ),
    ...named(['prepack', 'prepare', 'postpack', 'prepublishOnly']).map((name) =>
      at('package-pack-script', `${name}: ${String(lines[name]).slice(0, 120)}`),
    ),
  ];
}

function filesList({ files }: Data, { context }: PackageFacts): PlacedFinding[] {
  if (context.kind !== 'npm' && context.kind !== 'folder') return [];
  if (files === undefined) return [at('package-no-files', 'every file ships that no ignore file keeps out')];
  const broad = Array.isArray(files)
    ? files.find((entry) => typeof entry === 'string' && /^(?:\.?\/?|(?:\.?\/)?\*{1,2}(?:\/\*{1,2})?\/?)$/.test(entry))
    : undefined;
  return broad === undefined ? [] : [at('package-broad-files', `"files" holds ${JSON.stringify(broad)}`)];
}

function missingEntries(manifest: Data, { files, context }: PackageFacts): PlacedFinding[] {
  if (context.kind !== 'npm' && context.kind !== 'folder') return [];
  const shipped = new Set(files.map(({ path }) => path));
  const { main, bin } = manifest;
  const entries = [
    ...(typeof main === 'string' && main !== '' ? [['main', main] as const] : []),
    ...(typeof bin === 'string'
      ? [['bin', bin] as const]
      : isData(bin)
        ? Object.entries(bin).map(([name, path]) => [`bin.${name}`, path] as const)
        : []),
  ];
  return entries.flatMap(([name, path]) =>
    typeof path !== 'string' || resolves(path, shipped)
      ? []
      : [at('package-missing-entry', `${name} is ${path.slice(0, 100)}`)],
  );
}

/** As require() would: the file, with an ending, or the index of a folder. */
function resolves(path: string, shipped: ReadonlySet<string>): boolean {
  const plain = path.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
  const candidates = plain === '' || plain === '.' ? ['index'] : [plain, `${plain}/index`];
  return candidates.some((name) =>
    ['', '.js', '.json', '.node', '.cjs', '.mjs'].some((ending) => shipped.has(name + ending)),
  );
}

function lockFindings(file: string, text: string | undefined, { internalHosts }: ReleaseChoices): PlacedFinding[] {
  if (text === undefined) return [];
  const hosts = new Set(
    [...text.matchAll(/https?:\/\/(?:[^/@\s"']*@)?([^/:?#\s"'\\]+)/g)].map((match) => (match[1] ?? '').toLowerCase()),
  );
  const [host] = [...hosts].filter((each) =>
    ['internal', 'configured', 'private-address'].includes(hostKind(each, internalHosts)),
  );
  return host === undefined
    ? []
    : [{ rule: 'package-lock-host', file, message: `downloads from ${host}`, content: host }];
}
