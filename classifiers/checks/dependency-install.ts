import type { Command } from '../analysis.ts';
import { toolOf } from '../flow.ts';
import { hasOption } from '../tools/invocation.ts';
import { type Check, type CheckFinding, finding } from './check.ts';
import { type CommandRule, findRules } from './rules.ts';

const MESSAGE = 'brings third-party code into the workspace and may run its scripts.';

const rules: readonly CommandRule[] = [
  {
    tool: 'npm',
    sub: 'install|i|in|ins|add|ci|clean-install|isntall|update|up|upgrade|link|ln|rebuild|rb|dedupe|create|init',
    severity: 'medium',
    message: `npm ${MESSAGE}`,
  },
  {
    tool: 'pnpm yarn',
    sub: 'add|install|i|update|up|upgrade|dlx|create|link|rebuild|import|set|plugin|patch|fetch|global',
    severity: 'medium',
    message: `the package manager ${MESSAGE}`,
  },
  { tool: 'bun', sub: 'add|install|i|update|x|create|link', severity: 'medium', message: `bun ${MESSAGE}` },
  {
    tool: 'pip pip3 pipx',
    sub: 'install|download|wheel|run|inject|upgrade|upgrade-all',
    severity: 'medium',
    message: `pip ${MESSAGE}`,
  },
  {
    tool: 'poetry pipenv uv pdm hatch rye bundle',
    sub: 'install|add|sync|update|lock|tool install|tool run|pip install',
    severity: 'medium',
    message: `the package manager ${MESSAGE}`,
  },
  { tool: 'uvx', severity: 'medium', message: `uvx ${MESSAGE}` },
  { tool: 'cargo', sub: 'install|add|update|binstall', severity: 'medium', message: `cargo ${MESSAGE}` },
  { tool: 'go', sub: 'get|install', severity: 'medium', message: `go ${MESSAGE}` },
  {
    tool: 'gem composer cpan cpanm luarocks opam',
    sub: 'install|require|update',
    severity: 'medium',
    message: `the package manager ${MESSAGE}`,
  },
  {
    tool: 'conda mamba micromamba',
    sub: 'install|create|update|env create',
    severity: 'medium',
    message: `conda ${MESSAGE}`,
  },
  {
    tool: 'apt apt-get aptitude yum dnf microdnf zypper apk brew port snap flatpak emerge opkg choco winget',
    sub: 'install|add|upgrade|dist-upgrade|full-upgrade|update|reinstall|tap',
    severity: 'medium',
    message: `the system's package manager ${MESSAGE}`,
  },
  { tool: 'pacman', anyOption: '-S -U', severity: 'medium', message: `pacman ${MESSAGE}` },
  {
    tool: 'dpkg rpm',
    anyOption: '--install -U',
    severity: 'medium',
    message: `the system's package manager ${MESSAGE}`,
  },
  {
    tool: 'nvm fnm volta asdf mise rustup pyenv rbenv sdk corepack',
    sub: 'install|use|enable|prepare|toolchain|update',
    severity: 'medium',
    message: `the version manager ${MESSAGE}`,
  },
  { tool: 'dotnet', sub: 'add|restore|tool install', severity: 'medium', message: `dotnet ${MESSAGE}` },
  {
    tool: 'helm',
    sub: 'install|upgrade|repo add|dependency',
    severity: 'low',
    message: 'helm takes charts from elsewhere.',
  },
  {
    tool: 'code cursor',
    anyOption: '--install-extension',
    severity: 'medium',
    message: `an editor extension ${MESSAGE}`,
  },
  { tool: 'docker podman', sub: 'pull', severity: 'medium', message: 'an image is brought in.' },
];

/** Programs that projects have in node_modules; npx then installs nothing. */
const LOCAL_TOOLS = new Set(
  'tsc eslint prettier vitest jest mocha biome tsx ts-node rimraf webpack vite rollup esbuild next nx turbo knip oxlint playwright cypress c8 nyc husky lint-staged changeset commitlint stylelint publint attw astro ng cross-env concurrently nodemon swc tsup typedoc'.split(
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
    return [...findRules(analysis, rules), ...analysis.commands.flatMap(fetched)];
  },
};

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
