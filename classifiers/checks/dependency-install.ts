import type { Command } from '../analysis.ts';
import { toolOf } from '../flow.ts';
import { hasOption } from '../tools/invocation.ts';
import { type Check, type CheckFinding, finding } from './check.ts';
import { type CommandRule, findRules } from './rules.ts';

/** Subcommands that bring something in, by the programs that have them. */
const INSTALLERS: readonly (readonly [tools: string, subcommands: string])[] = [
  [
    'npm',
    'install|i|in|ins|inst|add|ci|clean-install|ic|install-clean|isntall|isntall-clean|install-test|it|install-ci-test|cit|update|up|upgrade|link|ln|rebuild|rb|dedupe|ddp|create|innit|audit fix',
  ],
  [
    'pnpm yarn',
    'add|install|i|update|up|upgrade|dlx|create|link|rebuild|import|set|plugin|patch|fetch|global|it|install-test|approve-builds|self-update|env',
  ],
  ['bun', 'add|a|install|i|update|x|create|c|link|upgrade|patch'],
  ['bunx pnpx', '*'],
  ['deno', 'install|i|add|cache|upgrade|compile'],
  ['jspm bower elm ember tsd', 'install|add'],
  ['pip pip3', 'install|download|wheel'],
  ['pipx', 'install|run|inject|upgrade|upgrade-all|reinstall|reinstall-all|runpip|install-all'],
  ['poetry pipenv pdm hatch rye', 'install|add|sync|update|lock|self|env create|run --fetch'],
  [
    'uv',
    'add|sync|lock|tool install|tool run|tool upgrade|pip install|pip sync|pip compile|python install|self update|x',
  ],
  ['uvx easy_install cpan cpanm', '*'],
  ['python:ensurepip', '*'],
  ['python python2 python3', 'setup.py install|setup.py develop|setup.py easy_install'],
  ['conda mamba micromamba', 'install|create|update|upgrade|env create|env update|self-update'],
  ['cargo', 'install|add|update|binstall|fetch|vendor|generate-lockfile'],
  ['go', 'get|install|mod download|mod tidy|mod vendor'],
  ['gem', 'install|i|update|fetch'],
  ['bundle', 'install|update|add|lock'],
  [
    'composer',
    'install|i|require|r|update|u|upgrade|create-project|global require|global update|global install|self-update|reinstall',
  ],
  ['luarocks opam ghcup raco vcpkg conan', 'install|update|upgrade|switch|pin|create|download|pkg install|build'],
  ['mix', 'deps.get|deps.update|archive.install|escript.install|local.hex|local.rebar|igniter.install'],
  ['stack cabal', 'install|setup|update|upgrade|fetch|get'],
  ['rebar3', 'get-deps|upgrade|update'],
  ['swift', 'package update|package resolve|package add-dependency|package init'],
  ['pod carthage', 'install|update|setup|bootstrap|checkout'],
  ['dart flutter', 'pub get|pub add|pub upgrade|pub global|pub outdated|packages get|upgrade|pub cache'],
  ['dotnet', 'add|restore|tool install|tool update|workload install|new install'],
  ['nuget paket', 'install|restore|update|add'],
  [
    'mvn mvnw',
    'dependency:get|dependency:copy|archetype:generate|wrapper:wrapper|org.apache.maven.plugins:maven-dependency-plugin:get',
  ],
  ['R', 'CMD INSTALL'],
  [
    'apt apt-get aptitude yum dnf microdnf zypper apk port snap flatpak emerge opkg choco winget scoop pkg',
    'install|add|upgrade|dist-upgrade|full-upgrade|update|reinstall|build-dep|groupinstall|localinstall|refresh',
  ],
  ['brew', 'install|reinstall|upgrade|update|tap|bundle|cask install'],
  ['guix', 'install|package|shell|pull|upgrade|environment'],
  ['nix', 'run|shell|develop|profile install|profile add|build|bundle|flake update|flake lock|flake init|flake new'],
  [
    'nvm fnm volta asdf mise rustup pyenv rbenv sdk corepack n',
    'install|use|enable|prepare|toolchain install|toolchain|update|up|upgrade|component add|target add|plugin add|plugin|pin|default|self update',
  ],
  ['playwright cypress puppeteer', 'install|install-deps|browsers install'],
  ['pre-commit', 'install-hooks|autoupdate|try-repo'],
  ['ansible-galaxy', 'install|collection install|role install|collection download'],
  ['kubectl', 'krew install|krew upgrade'],
  ['krew', 'install|upgrade'],
  ['gh', 'extension install|extension upgrade'],
  ['helm', 'plugin install|plugin update'],
  ['jupyter', 'labextension install|nbextension install|serverextension enable'],
  ['docker podman nerdctl', 'pull|image pull|compose pull'],
  ['skopeo', 'copy|sync'],
  ['terraform tofu', 'init|get|providers mirror'],
];

const MESSAGE = 'brings third-party code into the workspace and may run its scripts.';

const rules: readonly CommandRule[] = [
  ...INSTALLERS.map(
    ([tool, sub]): CommandRule => ({
      tool,
      ...(sub === '*' ? { operand: /./ } : { sub }),
      severity: 'medium',
      message: `the package manager ${MESSAGE}`,
    }),
  ),
  {
    tool: 'docker podman nerdctl',
    sub: 'run|create|container run|container create|pull|image pull|load|import|image load|image import',
    severity: 'medium',
    message: 'an image of others is run or brought in.',
  },
  { tool: 'python:ensurepip', severity: 'medium', message: `pip ${MESSAGE}` },
  { tool: 'npm', sub: 'init', operand: /^(?!init$)./, severity: 'medium', message: `npm ${MESSAGE}` },
  {
    tool: 'uv',
    sub: 'run',
    anyOption: '--with --with-requirements --with-editable',
    severity: 'medium',
    message: `uv ${MESSAGE}`,
  },
  { tool: 'go', sub: 'run', operand: /@|:\/\//, severity: 'medium', message: `go ${MESSAGE}` },
  { tool: 'pacman', anyOption: '-S -U', severity: 'medium', message: `pacman ${MESSAGE}` },
  { tool: 'nix-env', anyOption: '-i -A --install -u --upgrade', severity: 'medium', message: `nix ${MESSAGE}` },
  { tool: 'nix-env', operand: /^-i/, severity: 'medium', message: `nix ${MESSAGE}` },
  { tool: 'nix-shell', anyOption: '-p --packages', severity: 'medium', message: `nix ${MESSAGE}` },
  {
    tool: 'dpkg rpm',
    anyOption: '--install -U',
    severity: 'medium',
    message: `the system's package manager ${MESSAGE}`,
  },
  {
    tool: 'helm',
    sub: 'install|upgrade|repo add|dependency',
    severity: 'low',
    message: 'helm takes charts from elsewhere.',
  },
  {
    tool: 'code cursor codium code-insiders windsurf',
    anyOption: '--install-extension',
    severity: 'medium',
    message: `an editor extension ${MESSAGE}`,
  },
];

/** Programs that projects have in node_modules; npx then installs nothing. */
const LOCAL_TOOLS = new Set(
  'tsc eslint prettier vitest jest mocha biome tsx ts-node ts-node-dev rimraf mkdirp cpy cpx webpack webpack-cli vite rollup esbuild rolldown parcel swc babel next nuxt astro remix gatsby eleventy nx turbo lerna knip oxlint oxfmt dprint playwright cypress wdio testcafe karma ava tap tape uvu c8 nyc jasmine husky lint-staged changeset commitlint commitizen cz stylelint htmlhint markdownlint markdownlint-cli2 remark cspell alex publint attw api-extractor tsd depcruise size-limit syncpack manypkg npm-run-all run-s run-p wireit ng ionic cap react-scripts react-native expo metro detox electron electron-builder vue-tsc vue-cli-service svelte-check svelte-kit cross-env dotenv env-cmd concurrently nodemon pm2 wait-on start-server-and-test tsup tsdown unbuild ncc pkg typedoc jsdoc docusaurus vitepress storybook sb chromatic tailwindcss postcss sass less stylus graphql-codegen graphql-codegen-esm openapi-typescript orval swagger-cli redocly spectral prisma drizzle-kit knex sequelize sequelize-cli typeorm mikro-orm nest nest-cli hardhat truffle gulp grunt zx standard xo semistandard solhint ember solid-start qwik lit json-schema-to-typescript patch-package tsc-alias tspc ttsc tsc-watch ajv serverless-offline'.split(
    ' ',
  ),
);

export const dependencyInstall: Check = {
  id: 'dependency-install',
  title: 'Third-party code is installed',
  definition: 'New packages, their life-cycle scripts, or programs fetched by name enter the workspace.',
  why: 'A package runs with all rights of the command that installs it; names are easily mistyped or invented.',
  attack: ['T1195.001'],
  cwe: ['CWE-829'],
  severities: { medium: 'something is installed or fetched to be run', low: 'charts and similar data' },
  instead: 'Add the dependency to the manifest by hand and let a person install it.',
  examples: {
    flagged: [
      'npx -y unknown-package',
      'pip install git+https://x.example/r',
      'npm install left-pad',
      'npm ci',
      'yarn add x',
      'pnpm dlx create-x',
      'cargo install ripgrep',
      'apt-get install -y curl',
      'go get example.com/x',
      'python3 -m pip install requests',
      'brew install jq',
      'npm i -D vitest',
      'yarn',
      'mix deps.get',
      'go run example.com/tool@latest',
      'uv run --with x a.py',
    ],
    clean: [
      'npx --no-install tsc --version',
      'npx tsc --noEmit',
      'npm test',
      'npm run build',
      'pip list',
      'cargo build',
      'npm ls',
      'go build ./...',
      'npx vitest run',
    ],
  },
  find(analysis) {
    return [
      ...findRules(analysis, rules),
      ...analysis.commands.flatMap((command) => [...fetched(command), ...bare(command)]),
    ];
  },
};

/** `yarn` alone installs everything. */
function bare(command: Command): CheckFinding[] {
  const { invocation, program } = command;
  if (program.text !== 'yarn' || invocation.sub.length > 0 || invocation.operands.length > 0) return [];
  if (hasOption(invocation, '--version', '--help', '-v', '-h')) return [];
  return [finding('medium', command, `yarn ${MESSAGE}`, command)];
}

/** `npx name` installs what is not there. */
function fetched(command: Command): CheckFinding[] {
  const { invocation } = command;
  const runs =
    ['npx', 'bunx', 'pnpx'].includes(toolOf(command)) ||
    (toolOf(command) === 'npm' && /^(?:exec|x)$/.test(invocation.sub[0] ?? ''));
  if (!runs || hasOption(invocation, '--no-install', '--no', '--offline')) return [];
  const [first] = invocation.operands;
  const named = hasOption(invocation, '--package', '--yes');
  if (first === undefined && !named) return [];
  if (!named && first?.field.text !== null && first !== undefined && LOCAL_TOOLS.has(first.field.text)) return [];
  return [
    finding(
      'medium',
      command,
      `npx fetches ${first?.field.text ?? 'a package'} when it is not installed, and runs it.`,
      command,
    ),
  ];
}
