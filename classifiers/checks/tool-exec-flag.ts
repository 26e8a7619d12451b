import { type Check, type CheckFinding, finding } from './check.ts';
import { type CommandRule, findRules } from './rules.ts';

const rules: readonly CommandRule[] = [
  {
    tool: 'rg ripgrep',
    anyOption: '--pre --hostname-bin',
    severity: 'high',
    message: 'ripgrep runs a program for each file.',
  },
  {
    tool: 'sort',
    anyOption: '--compress-program',
    severity: 'high',
    message: 'sort runs the program for its temporary files.',
  },
  {
    tool: 'tar gtar bsdtar',
    anyOption: '--to-command --use-compress-program --info-script --rsh-command --rmt-command',
    unless: /^(?:gzip|pigz|bzip2|pbzip2|lbzip2|xz|pixz|zstd|pzstd|lz4|brotli|lzip)(?:\s+-{1,2}[\w=]+)*$/,
    severity: 'high',
    message: 'tar runs the program named by the option.',
  },
  { tool: 'man', anyOption: '--pager --html', severity: 'high', message: 'man runs the program named by the option.' },
  {
    tool: 'git',
    anyOption: '--upload-pack --receive-pack --open-files-in-pager --extcmd',
    severity: 'high',
    message: 'git runs the program named by the option.',
  },
  {
    tool: 'git',
    sub: 'archive',
    anyOption: '--exec',
    severity: 'high',
    message: 'git runs the program named by the option.',
  },
  {
    tool: 'git',
    sub: 'rebase',
    anyOption: '--exec',
    severity: 'low',
    message: 'git runs the command after each commit.',
  },
  { tool: 'git', sub: 'filter-branch', severity: 'medium', message: 'git runs the filters as shell code.' },
  {
    tool: 'rsync',
    anyOption: '--rsh --rsync-path',
    unless: /^ssh(?:\s+-p\s*\d+|\s+-[46CTx]+|\s+-i\s+[\w./~-]+|\s+-l\s+\w+)*$/,
    severity: 'medium',
    message: 'rsync runs the program named by the option.',
  },
  { tool: 'split', anyOption: '--filter', severity: 'medium', message: 'split runs a command for each part.' },
  { tool: 'zip', anyOption: '--unzip-command', severity: 'high', message: 'zip runs a command to test the archive.' },
  { tool: 'less more most', operand: /^!/, severity: 'high', message: 'the pager runs a command.' },
  {
    tool: 'go',
    anyOption: '-toolexec -exec -vettool',
    severity: 'high',
    message: 'go runs the program named by the option.',
  },
  {
    tool: 'gcc g++ cc clang',
    anyOption: '-wrapper',
    severity: 'high',
    message: 'the compiler is started through another program.',
  },
  { tool: 'curl', anyOption: '--engine', severity: 'high', message: 'curl loads a library.' },
  { tool: 'curl', anyOption: '--config', severity: 'medium', message: 'curl takes further options from a file.' },
  { tool: 'openssl', anyOption: '-engine -provider', severity: 'high', message: 'openssl loads a library.' },
  {
    tool: 'wget',
    anyOption: '--use-askpass --execute',
    severity: 'high',
    message: 'wget runs a program or a setting.',
  },
  {
    tool: 'awk gawk mawk',
    anyOption: '--load --exec',
    severity: 'medium',
    message: 'awk loads a library or takes a whole program.',
  },
  { tool: 'tcpdump tshark', anyOption: '-z', severity: 'high', message: 'tcpdump runs a program after each file.' },
  { tool: 'nmap', anyOption: '--script', severity: 'high', message: 'nmap runs scripts.' },
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
  { tool: 'java', anyOption: '-agentlib -agentpath -javaagent', severity: 'medium', message: 'java loads an agent.' },
  {
    tool: 'node nodejs',
    anyOption: '--require --import --loader --experimental-loader',
    severity: 'low',
    message: 'node loads a module first.',
  },
  {
    tool: 'npm npx pnpm yarn',
    anyOption: '--script-shell --git --shell --editor --viewer',
    severity: 'high',
    message: 'the package manager starts its scripts with another program.',
  },
  { tool: 'pandoc', anyOption: '-F --filter --pdf-engine', severity: 'medium', message: 'pandoc runs a filter.' },
  { tool: 'gpg', anyOption: '--photo-viewer', severity: 'high', message: 'gpg runs a viewer.' },
  {
    tool: 'bat batcat ag ack',
    anyOption: '--pager',
    severity: 'high',
    message: 'the pager named by the option is run as a command.',
  },
  {
    tool: 'scp sftp',
    anyOption: '-S -D',
    severity: 'high',
    message: 'the program named by the option is run instead of ssh.',
  },
  { tool: 'busybox', sub: 'sh|ash', severity: 'low', message: 'busybox starts a shell.' },
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
    ],
    clean: [
      "awk 'NR>=1 && NR<=9' f",
      "sed -n '1,20p' f",
      'find . -name "*.ts" -exec wc -l {} +',
      "sed -i 's/a/b/g' src/x.ts",
      'git -c color.ui=never log',
      'tar czf out.tgz src',
      'sort -u -k2,2 f',
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
