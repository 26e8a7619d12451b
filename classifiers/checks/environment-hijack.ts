import type { Severity } from '../../src/contract/assessment.ts';
import type { Analysis, EnvSetting, Signal } from '../analysis.ts';
import { type Check, type CheckFinding, finding } from './check.ts';

interface Variable {
  readonly name: RegExp;
  /** Values that are harmless. */
  readonly fine?: RegExp;
  readonly severity: Severity;
  readonly what: string;
}

/** Variables that make other programs load or run something (ld.so(8), git(1), and the manuals of the tools). */
const VARIABLES: readonly Variable[] = [
  {
    name: /^(?:LD_(?:PRELOAD|AUDIT)|DYLD_INSERT_LIBRARIES)$/,
    severity: 'high',
    what: 'loads a library into each program',
  },
  {
    name: /^(?:LD_LIBRARY_PATH|DYLD_\w+|GCONV_PATH|LOCPATH|GTK_MODULES|GTK_PATH|QT_PLUGIN_PATH|OPENSSL_CONF|OPENSSL_MODULES|LD_\w+)$/,
    severity: 'medium',
    what: 'changes which libraries are loaded',
  },
  { name: /^PS[0124]$/, fine: /^[^$`\\]*$/, severity: 'high', what: 'is expanded by the shell' },
  {
    name: /^(?:PROMPT_COMMAND|BASH_ENV|ENV|ZDOTDIR|BASH_FUNC_.*|SHELLOPTS|BASHOPTS|BASH_LOADABLES_PATH)$/,
    fine: /^(?:\/dev\/null|)$/,
    severity: 'high',
    what: 'is run by the shell',
  },
  {
    name: /^(?:GIT_(?:SSH|SSH_COMMAND|EDITOR|SEQUENCE_EDITOR|PAGER|ASKPASS|PROXY_COMMAND|EXTERNAL_DIFF|EXEC_PATH|TEMPLATE_DIR|CONFIG\w*|DIR|ALTERNATE_OBJECT_DIRECTORIES))$/,
    fine: /^(?:cat|true|:|less|\/dev\/null|echo|)$/,
    severity: 'high',
    what: 'is run or obeyed by git',
  },
  {
    name: /^(?:PAGER|MANPAGER|EDITOR|VISUAL|BROWSER|LESSOPEN|LESSCLOSE|FCEDIT|SUDO_EDITOR|SUDO_ASKPASS|SSH_ASKPASS|SYSTEMD_PAGER|AWS_PAGER|GH_PAGER|DELTA_PAGER|BAT_PAGER|RIPGREP_CONFIG_PATH|MANOPT|TERMINFO|FZF_DEFAULT_COMMAND|FZF_DEFAULT_OPTS)$/,
    fine: /^(?:cat|true|:|less|more|vim?|nano|)$/,
    severity: 'high',
    what: 'is run by programs that show or edit text',
  },
  {
    name: /^(?:PYTHON(?:STARTUP|PATH|HOME|INSPECT|WARNINGS|BREAKPOINT|USERBASE)|PERL5LIB|PERL5OPT|PERLLIB|PERL5DB|RUBYOPT|RUBYLIB|NODE_PATH|LUA_PATH|LUA_INIT|CLASSPATH|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|MAVEN_OPTS|GRADLE_OPTS|PHPRC|PHP_INI_SCAN_DIR|R_PROFILE|JULIA_LOAD_PATH|GEM_PATH|GEM_HOME|GOFLAGS|CGO_\w+|RUSTC_WRAPPER|RUSTC|CARGO_BUILD_RUSTC\w*|CARGO_TARGET_\w+_(?:RUNNER|LINKER)|MAKEFLAGS|MAKEFILES|COMPILER_PATH)$/,
    fine: /^(?:\.|src|lib|\.\/?(?:src|lib)|-mod=\w+|-j\d*|-Xm[sx]\w+|error|ignore|\s)*$/,
    severity: 'medium',
    what: 'makes a language load other code',
  },
  {
    name: /^NODE_OPTIONS$/,
    fine: /^(?:\s*--(?:max[-_]old[-_]space[-_]size(?:=|\s)\d+|no-warnings|trace-\w+|enable-source-maps|experimental-vm-modules|no-deprecation|unhandled-rejections=\w+|dns-result-order=\w+|experimental-strip-types|stack-trace-limit=\d+|openssl-legacy-provider))*\s*$/,
    severity: 'high',
    what: 'makes node load other code',
  },
  {
    name: /^(?:https?_proxy|all_proxy|ftp_proxy|HTTPS?_PROXY|ALL_PROXY|npm_config_registry|NPM_CONFIG_REGISTRY|PIP_INDEX_URL|PIP_EXTRA_INDEX_URL|UV_INDEX_URL|GOPROXY|GONOSUMDB|GONOSUMCHECK|GOINSECURE|CARGO_REGISTRIES_\w+|npm_config_script_shell|npm_config_\w*shell|ANTHROPIC_BASE_URL|OPENAI_BASE_URL|AWS_ENDPOINT_URL|DOCKER_HOST|KUBECONFIG|HOSTALIASES|RES_OPTIONS)$/,
    severity: 'medium',
    what: 'leads traffic elsewhere',
  },
  { name: /^IFS$/, fine: /^[\s,:;|\n\t]*$/, severity: 'medium', what: 'changes how words are split' },
  {
    name: /^(?:HOME|XDG_CONFIG_HOME|TMPDIR|SHELL|TZDIR|HISTFILE|PWD)$/,
    fine: /^\0?~|^\/tmp(?:\/|$)|^\/dev\/null$|^\/workspace/,
    severity: 'medium',
    what: 'changes where settings are read from',
  },
];

export const environmentHijack: Check = {
  id: 'environment-hijack',
  title: 'Later commands are changed behind their names',
  definition: 'Variables, PATH, functions, aliases, traps or shell options change what the commands that follow do.',
  why: 'After the change a harmless name runs something else (CVE-2026-22708).',
  attack: ['T1574.006', 'T1574.007', 'T1546.005'],
  cwe: ['CWE-426', 'CWE-15'],
  severities: {
    high: 'libraries, pagers, editors or shell settings that are run; a function or alias over a program that is used',
    medium: 'search paths, proxies, settings that lead elsewhere',
    low: 'a trap at the end of the script, whose code is judged like the rest',
  },
  instead: 'Name the program you mean; leave settings of other programs alone.',
  examples: {
    flagged: [
      'LD_PRELOAD=./x.so ls',
      'git(){ touch p; }; git status',
      'export PATH=.:$PATH',
      'PATH=/tmp/bin:$PATH npm test',
      'GIT_PAGER="sh -c id" git log',
      'export PAGER="touch p"; git log',
      "alias ls='touch p'",
      'BASH_ENV=./x bash -c ls',
      "trap 'touch p' DEBUG",
      'NODE_OPTIONS="--require ./x.js" npm test',
      'export HTTPS_PROXY=http://evil.example:8080',
      'hash -p ./evil git',
    ],
    clean: [
      'NODE_OPTIONS=--max-old-space-size=4096 npm test',
      'CI=1 npm test',
      'export NODE_ENV=test',
      'GIT_PAGER=cat git log',
      'while IFS=, read -r a b; do echo "$a"; done < f.csv',
      'build() { npm run build; }; build',
      'PATH="$PWD/node_modules/.bin:$PATH" tsc',
    ],
  },
  find(analysis) {
    const settings = analysis.env.flatMap((setting) => settingFinding(analysis, setting));
    const signals = analysis.signals.flatMap((signal): CheckFinding[] => {
      if (signal.kind === 'shell-state' && signal.detail.startsWith('alias ')) return [aliasFinding(signal)];
      if (signal.kind === 'shell-state' && signal.detail === 'a trap')
        return [finding('low', signal, 'A trap runs code later.', signal.command)];
      if (signal.kind === 'shell-state')
        return [
          finding(signal.grave ? 'high' : 'medium', signal, `The shell is changed: ${signal.detail}.`, signal.command),
        ];
      if (signal.kind === 'function-shadow' && KNOWN_PROGRAMS.has(signal.detail))
        return [finding('high', signal, `A function takes the name of the program ${signal.detail}.`)];
      return [];
    });
    return [...settings, ...signals];
  },
};

/** A script does not expand aliases unless it asks for them; over a program that is used it is still an attempt. */
function aliasFinding(signal: Signal): CheckFinding {
  const name = signal.detail.slice(6);
  return finding(KNOWN_PROGRAMS.has(name) ? 'high' : 'low', signal, `${name} becomes an alias.`, signal.command);
}

/** Names that a script has no reason to define anew. */
const KNOWN_PROGRAMS = new Set(
  'git npm npx node ls cat grep rm cp mv mkdir echo cd sudo curl wget bash sh python python3 pip find sed awk make docker ssh tar test printf exit command builtin eval export yarn pnpm tsc cargo go touch chmod kill ps vim less man env xargs head tail sort diff jq read source trap set unset true false pwd which type'.split(
    ' ',
  ),
);

function settingFinding(analysis: Analysis, setting: EnvSetting): CheckFinding[] {
  if (setting.name === 'PATH') return pathFinding(analysis, setting);
  const variable = VARIABLES.find((entry) => entry.name.test(setting.name));
  if (variable === undefined) return [];
  if (setting.scope === 'shell' && !/^(?:PS[0-4]|PROMPT_COMMAND|BASH_ENV|ENV|IFS|HOME)$/.test(setting.name)) return [];
  const { value } = setting;
  if (value === null || (value.text !== null && variable.fine?.test(value.text) === true)) return [];
  return [finding(variable.severity, setting, `${setting.name} ${variable.what}.`)];
}

/** Directories of the workspace that tools put programs into are fine behind or before the system's own; others are not. */
function pathFinding(_analysis: Analysis, setting: EnvSetting): CheckFinding[] {
  const { value } = setting;
  if (value === null) return [];
  const raw = value.raw.replace(/^[^=]*=/, '').replace(/["']/g, '');
  const parts = raw.split(':').filter((part) => !/^\$\{?PATH\}?$/.test(part));
  const odd = parts.find(
    (part) =>
      !/node_modules\/\.bin\/?$|^\/usr(?:\/local)?\/s?bin$|^\/s?bin$|\.venv\/bin$|venv\/bin$|^\$(?:HOME|\{HOME\})\/\.(?:cargo|local|bun|deno|nvm[\w/.]*|pyenv|rbenv|go)\/(?:bin|shims)$|^\$\(npm bin\)$/.test(
        part,
      ),
  );
  return odd === undefined
    ? []
    : [
        finding(
          'high',
          setting,
          `PATH gets ${odd === '' ? 'an empty entry' : odd}: programs there run instead of those of the system.`,
        ),
      ];
}
