/** Files that the host, its tools or its agents would run or obey later: each needs a yes of its own before it is applied. */
import { foldedPath } from './export-names.ts';

export interface FlaggedKind {
  readonly why: string;
  /** Matched against the whole path, relative to the repository. */
  readonly pattern: RegExp;
  readonly examples: readonly string[];
  readonly counterExamples: readonly string[];
  /** Given, only such a change counts. Null: the file is not there. */
  readonly matters?: (before: Uint8Array | null, after: Uint8Array | null) => boolean;
}

/** At any depth, or at the top alone. */
function anywhere(names: string): RegExp {
  return new RegExp(`(^|/)(${names})$`, 'i');
}
function folders(names: string): RegExp {
  return new RegExp(`(^|/)(${names})(/|$)`, 'i');
}

/** Members of a package.json that make npm and its kin run or download something. */
const lifecycleMembers = [
  'scripts',
  'bin',
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'bundleDependencies',
  'bundledDependencies',
  'overrides',
  'resolutions',
  'workspaces',
  'packageManager',
  'gypfile',
  'husky',
  'lint-staged',
  'simple-git-hooks',
  'pnpm',
] as const;

function lifecycleChanged(before: Uint8Array | null, after: Uint8Array | null): boolean {
  const [old, now] = [lifecycleOf(before), lifecycleOf(after)];
  return old === null || now === null || old !== now;
}

/** One text for all members that count; null when the file is no JSON object. An absent file has none. */
function lifecycleOf(content: Uint8Array | null): string | null {
  if (content === null) return lifecycleText({});
  try {
    const parsed: unknown = JSON.parse(Buffer.from(content).toString('utf8'));
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
    return lifecycleText(parsed);
  } catch {
    return null;
  }
}

function lifecycleText(parsed: object): string {
  const members = new Map<string, unknown>(Object.entries(parsed));
  return JSON.stringify(lifecycleMembers.map((name) => members.get(name) ?? null));
}

export const flaggedKinds: readonly FlaggedKind[] = [
  {
    why: "a CI service runs it with the repository owner's rights",
    pattern:
      /^(\.github\/(workflows|actions)\/.+|\.gitlab-ci\.ya?ml|\.gitlab\/ci\/.+|\.circleci\/.+|\.(forgejo|gitea)\/workflows\/.+|\.buildkite\/.+|\.woodpecker(\.ya?ml|\/.+)|\.drone\.ya?ml|\.travis\.ya?ml|azure-pipelines\.ya?ml|bitbucket-pipelines\.ya?ml|appveyor\.ya?ml|cloudbuild\.ya?ml|(.+\/)?jenkinsfile(\..+)?|action\.ya?ml|\.gitlab-ci\.d\/.+|\.tekton\/.+|\.cirrus\.(ya?ml|star)|\.appveyor\.ya?ml|\.azuredevops\/.+|\.semaphore\/.+|buildspec\.ya?ml|\.builds(\/.+|\.ya?ml)|(\.github\/|docs\/)?codeowners|\.github\/(dependabot\.ya?ml|renovate\.json5?)|\.?renovate(rc)?(\.json5?)?)$/i,
    examples: ['.github/workflows/ci.yml', '.gitlab-ci.yml', '.circleci/config.yml', 'Jenkinsfile', 'action.yml'],
    counterExamples: ['.github/ISSUE_TEMPLATE.md', 'docs/workflows/ci.md'],
  },
  {
    why: 'git runs it as a hook, or a hook manager does',
    pattern:
      /(^|\/)(\.husky\/.+|\.?githooks\/.+|git-hooks\/.+|\.pre-commit-config\.ya?ml|\.pre-commit-hooks\.ya?ml|\.?lefthook(-local)?\.(ya?ml|toml|json)|\.lintstagedrc(\..+)?|lint-staged\.config\..+|\.overcommit\.yml|commitlint\.config\..+)$/i,
    examples: ['.husky/pre-commit', '.githooks/post-merge', '.pre-commit-config.yaml', 'lefthook.yml'],
    counterExamples: ['docs/husky.md', 'src/hooks/use-state.ts'],
  },
  {
    why: 'git obeys it: filters, merge drivers, addresses of submodules',
    pattern: anywhere('\\.gitattributes|\\.gitmodules|\\.gitconfig|\\.lfsconfig'),
    examples: ['.gitattributes', 'sub/.gitattributes', '.gitmodules'],
    counterExamples: ['.gitignore', '.gitkeep'],
  },
  {
    why: 'an editor runs its tasks or obeys its settings when the folder is opened',
    pattern:
      /(^|\/)((\.vscode|\.idea|\.fleet|\.zed|\.vs|\.nova|\.devcontainer)(\/.+)?|.+\.code-workspace|\.devcontainer\.json|\.exrc|\.n?vimrc|\.nvim\.lua|\.vim\/.+|\.dir-locals(-2)?\.el|\.projectile|\.project|\.run\/.+|\.helix\/.+|\.lvimrc|devcontainer\.json|.+\.desktop|.+\.sublime-project)$/i,
    examples: ['.vscode/tasks.json', '.idea/workspace.xml', 'app.code-workspace', '.devcontainer/devcontainer.json'],
    counterExamples: ['.editorconfig', 'src/vscode/extension.ts'],
  },
  {
    why: 'a coding agent obeys it',
    pattern:
      /(^|\/)((claude|claude\.local|agents|agents\.override|gemini|conventions|skill|agent|qwen|warp|crush)\.md|\.(claude|codex|gemini|cursor|windsurf|continue|roo|kiro|opencode|aider|amazonq|junie|augment|agents|qwen|trae)(\/.+)?|\.rules|\.(cursorrules|windsurfrules|clinerules|roomodes|goosehints)(\/.+)?|\.aider\.conf\.yml|\.?mcp\.json|\.github\/(copilot-instructions\.md|(instructions|prompts|chatmodes|agents|hooks|skills)\/.+)|opencode\.jsonc?)$/i,
    examples: ['CLAUDE.md', 'pkg/AGENTS.md', '.claude/settings.json', '.cursor/rules/a.mdc', '.mcp.json'],
    counterExamples: ['docs/agents-overview.md', 'src/claude.ts', 'README.md'],
  },
  {
    why: 'cordon itself obeys it',
    pattern: folders('\\.cordon'),
    examples: ['.cordon/policy.yaml', '.cordon/release.yaml'],
    counterExamples: ['docs/cordon.md'],
  },
  {
    why: 'a shell or environment manager runs it on entering the folder',
    pattern: anywhere(
      '\\.envrc|\\.env(\\..+)?|\\.?mise(\\..+)?\\.toml|\\.mise/.+|\\.tool-versions|\\.autoenv(\\.zsh)?|\\.(bash|zsh)(rc|env)|\\.(bash_|z)?(profile|login|logout)|\\.Rprofile|\\.pdbrc|\\.irbrc|\\.gdbinit|\\.lldbinit|devenv\\.nix|flake\\.nix|shell\\.nix|default\\.nix|devbox\\.json',
    ),
    examples: ['.envrc', '.env', 'sub/.env.local', 'mise.toml', 'flake.nix'],
    counterExamples: ['src/env.ts', 'environment.md'],
  },
  {
    why: 'it changes what npm and its kin run or download',
    pattern: anywhere('package\\.json'),
    matters: lifecycleChanged,
    examples: ['package.json', 'packages/a/package.json'],
    counterExamples: ['package.json.md', 'my-package.json'],
  },
  {
    why: 'it decides which code an installation downloads and from where',
    pattern: anywhere(
      '\\.npmrc|\\.yarnrc(\\.yml)?|\\.yarn/(releases|plugins|sdks)/.+|\\.pnp\\..+|\\.pnpmfile\\.[cm]?js|pnpm-workspace\\.yaml|bunfig\\.toml|package-lock\\.json|npm-shrinkwrap\\.json|yarn\\.lock|pnpm-lock\\.yaml|bun\\.lockb?|deno\\.lock|pip\\.conf|pip\\.ini|requirements.*\\.(txt|in)|constraints.*\\.txt|uv\\.lock|uv\\.toml|poetry\\.lock|poetry\\.toml|Pipfile(\\.lock)?|pdm\\.lock|Cargo\\.lock|\\.cargo/.+|Gemfile(\\.lock)?|composer\\.(json|lock)|go\\.(mod|sum|work)|gradle\\.lockfile|gradle/wrapper/.+|gradle\\.properties|\\.mvn/.+|nuget\\.config|\\.bundle/.+|\\.gem/credentials|\\.pypirc',
    ),
    examples: [
      '.npmrc',
      'package-lock.json',
      'requirements-dev.txt',
      'go.mod',
      'gradle/wrapper/gradle-wrapper.properties',
    ],
    counterExamples: ['docs/requirements.md', 'src/lock.ts'],
  },
  {
    why: 'a build or installation runs it on the host',
    pattern: anywhere(
      '(GNU)?makefile(\\..+)?|.+\\.mk|CMakeLists\\.txt|configure(\\.ac)?|meson\\.build|justfile|\\.justfile|Taskfile(\\.dist)?\\.ya?ml|Rakefile|Gruntfile\\..+|gulpfile\\..+|.+\\.gemspec|setup\\.(py|cfg)|pyproject\\.toml|conftest\\.py|sitecustomize\\.py|usercustomize\\.py|.+\\.pth|tox\\.ini|noxfile\\.py|build\\.rs|Cargo\\.toml|build\\.gradle(\\.kts)?|settings\\.gradle(\\.kts)?|gradlew(\\.bat)?|mvnw(\\.cmd)?|pom\\.xml|build\\.xml|binding\\.gyp|\\.bazelrc|MODULE\\.bazel|WORKSPACE(\\.bazel)?|BUILD(\\.bazel)?|Directory\\.Build\\.(props|targets)|.+\\.(cs|fs|vb)proj|.+\\.(props|targets)|(eslint|prettier|vite|vitest|jest|tailwind|postcss|babel|webpack|rollup|metro|next|nuxt|svelte|astro|karma|playwright|cypress|stylelint|tsup|esbuild)\\.config\\.[^/]+|\\.(eslintrc|prettierrc|babelrc|mocharc|stylelintrc)(\\..+)?|rakefile\\.rb|.+\\.rake|.+\\.gradle(\\.kts)?|buildSrc/.+|.+\\.sbt|mix\\.exs|Podfile|Fastfile|.+\\.cmake|.+\\.bzl|tools/bazel|SConstruct|SConscript|wscript|deno\\.jsonc?|.+\\.tf|ansible\\.cfg|rust-toolchain(\\.toml)?',
    ),
    examples: ['Makefile', 'sub/rules.mk', 'setup.py', 'build.rs', 'pyproject.toml', 'gradlew', 'binding.gyp'],
    counterExamples: ['docs/make.md', 'src/setup.ts', 'builder.rs', 'src/workspace.ts', 'scripts/build.mjs'],
  },
  {
    why: 'a container or machine is built and started from it',
    pattern: anywhere(
      '(.+\\.)?(Docker|Container)file(\\..+)?|(docker-)?compose(\\..+)?\\.ya?ml|\\.dockerignore|Vagrantfile|Procfile|Tiltfile|skaffold\\.ya?ml',
    ),
    examples: ['Dockerfile', 'dev.Dockerfile', 'Dockerfile.prod', 'docker-compose.yml', 'compose.yaml'],
    counterExamples: ['docs/docker.md', 'src/compose/run.ts'],
  },
];

/** The reason, or null when the change needs no approval of its own. Names count as the most forgiving file system takes them. */
export function flagReason(path: string, before: Uint8Array | null, after: Uint8Array | null): string | null {
  const folded = foldedPath(path);
  const kind = flaggedKinds.find((candidate) => {
    if (!candidate.pattern.test(folded)) return false;
    return candidate.matters === undefined || candidate.matters(before, after);
  });
  return kind?.why ?? null;
}

/** True when the content has to be looked at to tell. */
export function needsContent(path: string): boolean {
  const folded = foldedPath(path);
  return flaggedKinds.some((kind) => kind.matters !== undefined && kind.pattern.test(folded));
}
