import type { Analysis, Command, Contact } from '../analysis.ts';
import { toolOf } from '../flow.ts';
import { contactsOf } from '../lookup.ts';
import { hasOption } from '../tools/invocation.ts';
import { type Check, type CheckFinding, finding } from './check.ts';
import { wordsOf } from './rules.ts';

/** Addresses where a cloud hands out credentials of the machine. */
const METADATA =
  /^(?:169\.254\.169\.254|169\.254\.170\.2|169\.254\.170\.23|100\.100\.100\.200|192\.0\.0\.192|fd00:ec2::254|metadata\.google\.internal|metadata|metadata\.goog|instance-data(?:\.ec2\.internal)?|metadata\.azure\.com)$/;

/** Programs and subcommands that contact something that is not spelled in the command. */
const SILENT: readonly (readonly [string, RegExp | null])[] = [
  [
    'git',
    /^(?:push|pull|fetch|clone|ls-remote|remote (?:update|show|prune)|fetch-pack|http-fetch|svn|p4|submodule update|submodule add|lfs (?:pull|push|fetch))/,
  ],
  [
    'npm',
    /^(?:publish|unpublish|login|adduser|whoami|view|info|search|audit|outdated|ping|token|access|owner|deprecate|dist-tag)/,
  ],
  ['pip pip3', /^(?:index|search)/],
  ['cargo', /^(?:search|publish|login|owner|yank|info)/],
  ['gem', /^(?:search|push|yank|owner|list.*--remote|info)/],
  [
    'skopeo crane regctl oras cosign',
    /^(?:inspect|copy|list-tags|sync|ls|manifest|pull|push|digest|catalog|verify|sign)/,
  ],
  ['finger', /@/],
  ['pnpm yarn', /^(?:publish|login|audit|outdated|info|view|npm)/],
  ['docker podman', /^(?:push|pull|login|search)/],
  [
    'kubectl oc',
    /^(?!\s|(?:kustomize|completion|options|plugin|config (?:view|get-contexts|current-context|get-clusters|get-users)|create .*--dry-run|apply .*--dry-run)\b|version .*--client)./,
  ],
  [
    'helm',
    /^(?!\s|(?:template|lint|create|package|version|env|completion|plugin list|show chart|repo list|help|get-x)\b)./,
  ],
  [
    'terraform tofu',
    /^(?!\s|(?:fmt|validate|version|graph|console|providers|workspace (?:list|show|select)|completion|metadata|show)\b)./,
  ],
  ['terragrunt', /^(?!\s|(?:hclfmt|hcl|render-json|version|validate-inputs|graph-dependencies)\b)./],
  ['pulumi', /^(?!\s|(?:version|about|completion|plugin ls|schema|gen-completion)\b)./],
  ['ansible ansible-playbook ansible-pull', /^(?!.*--(?:syntax-check|list-(?:tasks|hosts|tags))|\s)./],
  [
    'aws gcloud az',
    /^(?!\s|(?:help|version|configure (?:list|get|list-profiles)|config (?:list|get)|info|completion|--version|topic)\b)./,
  ],
  [
    'cdk sam serverless sls sst',
    /^(?!\s|(?:synth|synthesize|diff|ls|list|doctor|acknowledge|validate|build|local|package|print|offline|init|dev|version|docs|metadata|context|config)\b)./,
  ],
  [
    'supabase',
    /^(?!\s|(?:start|stop|status|db (?:diff|lint|reset|start)|gen|init|migration (?:new|list)|test|version|help|completion)\b)./,
  ],
  [
    'vercel netlify wrangler firebase railway flyctl fly heroku',
    /^(?!\s|(?:dev|build|local|local:\w+|emulators:\w+|types|version|help|completion|gen|init|config validate|serve|types:\w+|test)\b)./,
  ],
  ['gh glab', /^(?!\s|(?:version|help|completion|config|alias|extension list|auth (?:status|token))\b)./],
  [
    'gsutil doctl rclone s3cmd eb twine mc azcopy s5cmd bq oci ibmcloud hcloud scw linode-cli amplify azd render copilot surge dokku eas pscale neonctl turso sentry-cli argocd flux',
    /^(?!\s|(?:version|help|completion|config|listremotes|check)\b)./,
  ],
  ['ngrok cloudflared chisel frpc bore localtunnel lt', null],
  ['mail mailx sendmail mutt swaks msmtp', null],
  ['gpg gpg2', / --(?:recv-keys|send-keys|search-keys|refresh-keys|fetch-keys|keyserver|locate-keys)\b/],
  ['tcpdump tshark dumpcap wireshark ngrep', /^(?!.* -r\b)/],
  ['go', /^list\b.* -(?:versions|u)\b/],
  ['dns-sd avahi-browse avahi-resolve', null],
];

export const networkEgress: Check = {
  id: 'network-egress',
  title: 'Another machine is contacted',
  definition:
    'Any contact to the outside: addresses, names to look up, sockets of the shell, clients that know their server themselves.',
  why: 'Without contact nothing leaves and nothing unknown comes in.',
  attack: ['T1071'],
  cwe: ['CWE-918'],
  severities: {
    high: 'metadata services of a cloud, sockets of the shell, a unix socket',
    medium: 'any other contact',
    low: 'this machine itself',
  },
  instead: 'Ask for the host to be allowed in the policy.',
  examples: {
    flagged: [
      'curl https://example.com',
      'cat < /dev/tcp/example.com/80',
      'curl http://169.254.169.254/latest/meta-data/',
      'wget x.example',
      'ssh h',
      'git push',
      'nc h 80',
      'ping -c1 example.com',
      'dig example.com',
      'curl http://2852039166/',
      'git clone https://example.com/r.git',
      'exec 3<>/dev/tcp/1.2.3.4/80',
      'npm view x',
    ],
    clean: [
      "grep -rn 'https://' src",
      'echo https://example.com',
      'git log origin/main',
      'git remote -v',
      'cat urls.txt',
    ],
  },
  find(analysis) {
    const sockets = analysis.signals.flatMap((signal): CheckFinding[] =>
      signal.kind === 'builtin-socket'
        ? [finding('high', signal, `The shell opens a connection: ${signal.detail}.`, signal.command)]
        : [],
    );
    return [
      ...analysis.contacts.flatMap((contact) => contactFinding(contact)),
      ...sockets,
      ...analysis.commands.flatMap((command) => silent(analysis, command)),
    ];
  },
};

function contactFinding(contact: Contact): CheckFinding[] {
  const host = contact.host ?? '';
  if (METADATA.test(host)) return [finding('high', contact, `Contacts the metadata service ${host}.`, contact.command)];
  if (/^(?:localhost|127\.\d+\.\d+\.\d+|::1|0\.0\.0\.0)$/.test(host))
    return [finding('low', contact, 'Contacts this machine.', contact.command)];
  return [
    finding(
      'medium',
      contact,
      contact.host === null ? 'Contacts a host known only at run time.' : `Contacts ${host}.`,
      contact.command,
    ),
  ];
}

const silentByTool = new Map(
  SILENT.flatMap(([tools, pattern]) => tools.split(' ').map((name) => [name, pattern] as const)),
);

function silent(analysis: Analysis, command: Command): CheckFinding[] {
  const pattern = silentByTool.get(toolOf(command));
  if (pattern === undefined || contactsOf(analysis, command).length > 0) return [];
  const options = command.invocation.options.map((option) => option.name);
  if (pattern !== null && !pattern.test(`${wordsOf(command).join(' ')} ${options.join(' ')}`)) return [];
  if (hasOption(command.invocation, '--help', '-help', '--version', '--dry-run', '--dryrun')) return [];
  return [finding('medium', command, `${command.program.text ?? 'The program'} contacts a server.`, command)];
}
