import type { Analysis, EnvSetting, Signal } from '../analysis.ts';
import { dangerousVariable, isHarmlessValue } from '../variables/index.ts';
import { type Check, type CheckFinding, finding } from './check.ts';
import { type CommandRule, findRules } from './rules.ts';

const rules: readonly CommandRule[] = [
  { tool: 'enable', anyOption: '-n', severity: 'medium', message: 'a builtin gives way to a program of its name.' },
  {
    tool: 'git',
    sub: 'remote set-url',
    severity: 'medium',
    message: 'a known name of a remote leads elsewhere from now on.',
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
      'LD_PRELOAD=./x.so; export LD_PRELOAD; ls',
      'HOME=/tmp/evil git status',
      'NPM_CONFIG_SCRIPT_SHELL=./x npm test',
      'unset PATH; ls',
      'read -r PATH <<< /tmp/e; ls',
    ],
    clean: [
      'NODE_OPTIONS=--max-old-space-size=4096 npm test',
      'CI=1 npm test',
      'export NODE_ENV=test',
      'GIT_PAGER=cat git log',
      'while IFS=, read -r a b; do echo "$a"; done < f.csv',
      'build() { npm run build; }; build',
      'PATH="$PWD/node_modules/.bin:$PATH" tsc',
      'PYTHONPATH=src pytest',
      'export PATH="$PATH:/usr/local/go/bin"',
      'unset GIT_EDITOR',
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
    return [...settings, ...signals, ...findRules(analysis, rules)];
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
  if (setting.value === null) return unknownValueFinding(setting);
  if (setting.name === 'PATH') return pathFinding(setting);
  const variable = dangerousVariable(setting.name);
  if (variable === undefined) return [];
  if (setting.scope === 'shell' && variable.severity !== 'high' && !reachesPrograms(analysis, setting.name)) return [];
  const { text, raw } = setting.value;
  if (isHarmlessValue(variable, setting.name, text, raw)) return [];
  return [finding(variable.severity, setting, `${setting.name} ${variable.what}.`)];
}

/** Variables of the shell that the programs of this script inherit. */
function reachesPrograms(analysis: Analysis, name: string): boolean {
  if (/^(?:HOME|IFS|SHELL|PATH)$/.test(name)) return true;
  return (
    analysis.env.some((other) => other.name === name && other.scope === 'export') ||
    analysis.commands.some(
      (command) =>
        command.program.text === 'set' && command.args.some((field) => /^-\w*a|^allexport$/.test(field.text ?? '')),
    )
  );
}

/** `read NAME` takes its value from elsewhere, `NAME=(...)` is a list, `unset NAME` takes it away. */
function unknownValueFinding(setting: EnvSetting): CheckFinding[] {
  if (setting.scope === 'export') return [];
  const builtin = setting.by?.program.text;
  if (builtin === 'unset')
    return setting.name === 'PATH' ? [finding('medium', setting, 'Without PATH programs are searched elsewhere.')] : [];
  if (builtin !== undefined && builtin !== null && !/^(?:read|mapfile|readarray|printf|getopts)$/.test(builtin))
    return [];
  if (setting.name === 'PATH') return [finding('high', setting, 'PATH gets a value that is not known here.')];
  const variable = dangerousVariable(setting.name);
  return variable?.severity === 'high'
    ? [finding('high', setting, `${setting.name} ${variable.what}, and its value is not known here.`)]
    : [];
}

/** Directories that package managers put programs into, the user's and the system's. */
const COMMON_FOLDERS =
  /node_modules\/\.bin\/?$|^\/usr(?:\/local)?(?:\/[\w.+-]+)*\/s?bin\/?$|^\/s?bin$|^\/opt\/[\w./+-]+\/bin$|\.?venv\/bin$|^(?:~|\0~|\$HOME|\$\{HOME\}|\/root|\/home\/\w+)\/(?:\.[\w./+-]+\/(?:bin|shims)|bin|go\/bin|\.\w+\/\w+)$|^\$\(npm bin\)$|^\$(?:\{?(?:GOPATH|CARGO_HOME|PNPM_HOME|JAVA_HOME|NVM_DIR|BUN_INSTALL|PYENV_ROOT|VIRTUAL_ENV|GOROOT|FLUTTER_HOME|ANDROID_HOME)\}?)(?:\/[\w./-]+)?$|^\$\(go env GOPATH\)\/bin$|^\$\(yarn global bin\)$/;

/** Behind `$PATH` nothing of the system is hidden; before it, directories that others can write to are refused. */
function pathFinding(setting: EnvSetting): CheckFinding[] {
  const raw = (setting.value?.raw ?? '').replace(/^[^=]*=/, '').replace(/["']/g, '');
  const parts = raw.split(':');
  const own = parts.findIndex((part) => /^\$\{?PATH\}?$/.test(part));
  const before = own < 0 ? parts : parts.slice(0, own);
  const behind = own < 0 ? [] : parts.slice(own + 1);
  const odd = before.find((part) => !COMMON_FOLDERS.test(part));
  if (odd !== undefined) {
    const inWorkspace = /^(?:\$PWD|\$\{PWD\}|\$\(pwd\)|\/workspace)\/[\w./-]*[\w-]$/.test(odd) && !odd.includes('..');
    const message = `PATH gets ${odd === '' ? 'an empty entry' : odd}: programs there run instead of those of the system.`;
    return [finding(inWorkspace && own >= 0 ? 'medium' : 'high', setting, message)];
  }
  const late = behind.find((part) => !COMMON_FOLDERS.test(part));
  return late === undefined ? [] : [finding('low', setting, `PATH gets ${late} behind the system's directories.`)];
}
