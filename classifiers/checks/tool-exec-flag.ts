import { type Check, type CheckFinding, finding } from './check.ts';
import { type CommandRule, findRules } from './rules.ts';

/** What the roles `hook`, `plugin` and `settings` of the tool models do not say already. */
const rules: readonly CommandRule[] = [
  {
    tool: 'git',
    anyOption: '--upload-pack --receive-pack --exec --open-files-in-pager --extcmd --access-hook --httpd',
    severity: 'high',
    message: 'git runs the program named by the option.',
  },
  {
    tool: 'git',
    sub: 'rebase',
    anyOption: '--exec',
    severity: 'medium',
    message: 'git runs the command after each commit.',
  },
  { tool: 'git', sub: 'filter-branch', severity: 'medium', message: 'git runs the filters as shell code.' },
  {
    tool: 'git',
    sub: 'submodule foreach',
    severity: 'low',
    message: 'git runs the command in each submodule.',
  },
  { tool: 'git', sub: 'maintenance start', severity: 'medium', message: 'git schedules its own runs.' },
  {
    tool: 'go',
    anyOption: '-toolexec -exec -vettool',
    severity: 'high',
    message: 'go runs the program named by the option.',
  },
  {
    tool: 'go',
    value: /-(?:extld|linker|extar)=|-fplugin/,
    severity: 'high',
    message: 'go links with the program named by the option.',
  },
  {
    tool: 'gcc g++ cc clang',
    anyOption: '-wrapper',
    severity: 'high',
    message: 'the compiler is started through another program.',
  },
  { tool: 'wget', anyOption: '--execute', severity: 'high', message: 'wget takes a setting that can run a program.' },
  {
    tool: 'awk gawk mawk',
    anyOption: '--exec',
    severity: 'medium',
    message: 'awk takes a whole program from a file.',
  },
  {
    tool: 'dpkg apt apt-get',
    anyOption: '--option -o',
    value: /(?:Pre|Post)-(?:Invoke|Install)|Dir::Bin|Pager/i,
    severity: 'high',
    message: 'apt runs the value of the setting.',
  },
  {
    tool: 'yarn',
    anyOption: '--version',
    severity: 'low',
    message: 'yarn runs plugins of the repository before it prints its version (CVE-2025-59828).',
  },
  {
    tool: 'yarn',
    anyOption: '--dir --cwd',
    value: /^(?:\.\.|\/|\0)/,
    severity: 'medium',
    message: 'yarn runs plugins of another directory.',
  },
  {
    tool: 'node nodejs',
    anyOption: '--require --import --loader --experimental-loader',
    severity: 'low',
    message: 'node loads a module first.',
  },
  { tool: 'busybox', sub: 'sh|ash', severity: 'low', message: 'busybox starts a shell.' },
  { tool: 'groff troff', anyOption: '-U', severity: 'high', message: 'troff may run commands of its document.' },
  { tool: 'delta', anyOption: '--pager', severity: 'high', message: 'the pager named by the option is run.' },
  { tool: 'logrotate', operand: /./, severity: 'medium', message: 'logrotate runs the scripts of its settings.' },
  {
    tool: 'hg',
    anyOption: '--config',
    severity: 'high',
    message: 'a setting of Mercurial can load or run something.',
  },
  {
    tool: 'svn',
    anyOption: '--diff-cmd --diff-cm --diff3-cmd --editor-cmd --config-option --config-dir',
    severity: 'high',
    message: 'Subversion runs the program named by the option.',
  },
  {
    tool: 'gdbserver',
    severity: 'medium',
    message: 'a debugger from outside starts the program.',
  },
  {
    tool: 'dotnet',
    sub: 'fsi|script',
    anyOption: '--exec --use --load',
    severity: 'medium',
    message: 'dotnet runs code that nobody sees here.',
  },
  { tool: 'dotnet', sub: 'script eval', severity: 'medium', message: 'dotnet runs code in an argument.' },
];

export const toolExecFlag: Check = {
  id: 'tool-exec-flag',
  title: 'An option makes an innocent tool run something',
  definition:
    'An option or a small language of a tool (sed, awk, find, git, tar, ssh) runs a command or writes a file.',
  why: 'Lists of harmless programs stay harmless only as long as nobody reads their manuals (GTFOBins).',
  attack: ['T1218'],
  cwe: ['CWE-88'],
  severities: {
    high: 'the option runs a program or a command',
    medium: 'an option that is not known here on a tool that can run things',
    low: 'a documented way to load own code, as `node --import`',
  },
  instead: 'Run the second program by itself, so that it can be judged by its own name.',
  examples: {
    flagged: [
      'rg --pre sh pattern .',
      'git -c core.pager=./x log',
      'sort --compress-program=sh big.txt',
      "sed '1e touch p' f",
      "sed 's/a/b/e' f",
      'awk \'BEGIN{system("ls")}\'',
      'awk \'{print | "sh"}\' f',
      'tar cf /dev/null x --checkpoint=1 --checkpoint-action=exec=sh',
      'ssh -o ProxyCommand="touch p" h',
      'man --html=sh ls',
      'git clone ext::sh -c id',
      'find . -unknownpredicate',
      'vim -c "!ls" file',
      'git grep -Osh foo',
      'fd -x sh -c "touch p"; bat --pager ./x f',
      'pandoc --filter ./x a.md',
      'jq \'import "m" as m; m::f\' a.json',
      "sqlite3 a.db '.shell ls'",
      'curl -K options.txt',
    ],
    clean: [
      "awk 'NR>=1 && NR<=9' f",
      "sed -n '1,20p' f",
      'find . -name "*.ts" -exec wc -l {} +',
      "sed -i 's/a/b/g' src/x.ts",
      'git -c color.ui=never log',
      'tar czf out.tgz src',
      'sort -u -k2,2 f',
      'sort --compress-program=gzip f',
      'fd -e ts -x prettier --check',
      'awk \'{print $2 | "sort -n"}\' f',
      'jq .env package.json',
      "sqlite3 a.db 'select * from t'",
      "vim -es -c '%s/a/b/g' -c wq f",
    ],
  },
  find(analysis) {
    const signals = analysis.signals.flatMap((signal): CheckFinding[] => {
      if (signal.kind === 'mini-language')
        return [finding(signal.grave ? 'high' : 'medium', signal, `${signal.detail}.`, signal.command)];
      if (signal.kind === 'unknown-option') return [finding('medium', signal, `${signal.detail}.`, signal.command)];
      return [];
    });
    return [...findRules(analysis, rules), ...signals];
  },
};
