/** The rules about package.json and lock files. */
import type { ReleaseRule, RuleExample } from '../detector.ts';

/** The public registry of npm. */
const PUBLIC = ['https://registry', 'npmjs', 'org/'].join('.');
const base = { name: 'p', version: '1.0.0', license: 'MIT', files: ['dist'] };
const json = (more: object): string => JSON.stringify({ ...base, ...more });
const example = (more: object): RuleExample => ({
  path: 'package.json',
  content: () => json(more),
  with: { 'dist/a.js': '1' },
});
const login = () => ['git+https://ada', 'hunter2longpass@github.com/a/b.git'].join(':');

export const packageRules: readonly ReleaseRule[] = [
  {
    id: 'package-login',
    severity: 'block',
    title: 'A login in an address of package.json',
    why: 'Every user of the package can read and use it.',
    fix: 'take the login out of the address, and make it invalid: it may have been published before',
    examples: {
      flagged: [{ path: 'package.json', content: () => json({ repository: { type: 'git', url: login() } }) }],
      clean: [
        example({ repository: { type: 'git', url: 'git+ssh://git@github.com/a/b.git' } }),
        example({ repository: 'github:a/b' }),
      ],
    },
  },
  {
    id: 'package-registry',
    severity: 'block',
    title: "A registry of one's own network, or another one than agreed",
    why: 'The name tells outsiders about the network, and the publish goes to the wrong place.',
    fix: 'set publishConfig.registry to the registry that this package belongs to',
    examples: {
      flagged: [
        example({ publishConfig: { registry: 'https://npm.acme.corp/' } }),
        example({ publishConfig: { registry: 'http://10.1.2.3:4873/' } }),
      ],
      clean: [example({ publishConfig: { registry: PUBLIC } }), example({ publishConfig: { access: 'public' } })],
    },
  },
  {
    id: 'package-local-dependency',
    severity: 'block',
    title: "A dependency that only exists on the publisher's machine",
    why: 'Nobody else can install the package; the path tells about the machine.',
    fix: 'depend on a published version; let pnpm or yarn pack the package, which replaces workspace:',
    examples: {
      flagged: [
        example({ dependencies: { a: 'file:../a' } }),
        example({ dependencies: { a: 'link:../a' } }),
        example({ optionalDependencies: { a: 'workspace:^' } }),
        example({ peerDependencies: { a: '/home/ada/a' } }),
      ],
      clean: [example({ dependencies: { a: '^1.0.0' }, devDependencies: { b: 'file:../b' } })],
    },
  },
  {
    id: 'package-lock-host',
    severity: 'block',
    title: "A lock file that names a registry of one's own network",
    why: 'It tells outsiders about the network, and its downloads fail everywhere else.',
    fix: 'make the lock file against the public registry, or keep it out of the package',
    examples: {
      flagged: [
        {
          path: 'npm-shrinkwrap.json',
          content: '{"packages":{"node_modules/a":{"resolved":"https://npm.acme.internal/a/-/a-1.0.0.tgz"}}}',
        },
      ],
      clean: [
        {
          path: 'npm-shrinkwrap.json',
          content: () => `{"packages":{"node_modules/a":{"resolved":"${PUBLIC}a/-/a-1.0.0.tgz"}}}`,
        },
      ],
    },
  },
  {
    id: 'package-leftover',
    severity: 'warn',
    title: 'Members that an installer wrote into package.json',
    why: 'They hold paths of the machine, or addresses of its registry.',
    fix: 'publish the package.json of the source, not one from node_modules',
    examples: {
      flagged: [example({ _from: 'p@1.0.0' }), example({ _resolved: `${PUBLIC}p/-/p-1.0.0.tgz` })],
      clean: [example({ _comment: 'kept for people' })],
    },
  },
  {
    id: 'package-script-login',
    severity: 'block',
    title: 'A login in a script of package.json',
    why: 'Every user of the package can read and use it.',
    fix: 'read it from the environment ($NAME), and make it invalid: it may have been published before',
    examples: {
      flagged: [
        example({ scripts: { deploy: ['curl -u ci', 'vT9qLw2xZr81 https://deploy.acme.io'].join(':') } }),
        example({ scripts: { release: ['DEPLOY_TOKEN', 'q7Lr2mZx9Kt4 node publish.js'].join('=') } }),
      ],
      clean: [
        example({ scripts: { deploy: 'curl -u ci:$DEPLOY_PASSWORD https://deploy.acme.io' } }),
        example({ scripts: { test: 'TOKEN=test node --test', build: 'tsc --token-file a.json' } }),
      ],
    },
  },
  {
    id: 'package-internal-host',
    severity: 'block',
    title: "An address in one's own network in package.json",
    why: 'It tells outsiders about the network, and nobody else can follow it.',
    fix: 'name a public address, or leave the member out',
    examples: {
      flagged: [
        example({ repository: 'git+ssh://git@git.acme.internal/p.git' }),
        example({ dependencies: { a: 'https://npm.acme.corp/a/-/a-1.0.0.tgz' } }),
      ],
      clean: [example({ repository: 'git+https://github.com/acme/p.git', homepage: 'https://acme.io' })],
    },
  },
  {
    id: 'package-git-dependency',
    severity: 'warn',
    title: 'A dependency from a git server',
    why: 'Users need access to it, and what they get can change.',
    fix: 'depend on a published version',
    examples: {
      flagged: [example({ dependencies: { a: 'git+ssh://git@git.acme.com/a.git' } })],
      clean: [example({ dependencies: { a: 'npm:b@^1' } })],
    },
  },
  {
    id: 'package-install-script',
    severity: 'warn',
    title: 'A script that runs when the package is installed',
    why: 'It runs on the machine of everyone who installs the package, and many forbid it.',
    fix: 'ship what the script would make, or make it on first use',
    examples: {
      flagged: [example({ scripts: { postinstall: 'node x.js' } })],
      clean: [example({ scripts: { test: 'node t.js', prepare: 'tsc' } })],
    },
  },
  {
    id: 'package-no-files',
    severity: 'warn',
    title: 'package.json has no "files"',
    why: 'Everything ships that no ignore file keeps out: the usual way in which files leak.',
    fix: 'list what shall ship in "files"',
    examples: {
      flagged: [{ path: 'package.json', content: '{"name":"p","version":"1.0.0"}' }],
      clean: [example({})],
    },
  },
  {
    id: 'package-broad-files',
    severity: 'warn',
    title: '"files" lets everything ship',
    why: '`*` and `.` match hidden files and folders, too.',
    fix: 'list the folders that shall ship',
    examples: {
      flagged: [example({ files: ['*'] }), example({ files: ['.'] }), example({ files: ['**/*'] })],
      clean: [example({ files: ['dist/**/*.js'] })],
    },
  },
  {
    id: 'package-missing-entry',
    severity: 'warn',
    title: 'An entry point that does not ship',
    why: 'Users get an error instead of the package.',
    fix: 'add the file to "files", or build before packing',
    examples: {
      flagged: [example({ main: 'lib/none.js' }), example({ bin: { p: './bin/none.js' } })],
      clean: [example({ main: 'dist/a' }), example({ main: './dist/a.js', bin: './dist/a.js' })],
    },
  },
  {
    id: 'package-private',
    severity: 'warn',
    title: 'A private package',
    why: 'npm refuses to publish it; whoever takes the mark out publishes something that was not meant to be.',
    fix: 'remove "private" only if the package shall be public',
    examples: { flagged: [example({ private: true })], clean: [example({ private: false })] },
  },
  {
    id: 'package-pack-script',
    severity: 'info',
    title: 'Scripts that run when the package is packed',
    why: 'They can change what ships after a scan of the folder: scan the file that the packer wrote.',
    fix: 'npm pack, then cordon release-guard FILE.tgz; cordon release-guard publish does both',
    examples: { flagged: [example({ scripts: { prepack: 'tsc' } })], clean: [example({ scripts: { build: 'tsc' } })] },
  },
];
