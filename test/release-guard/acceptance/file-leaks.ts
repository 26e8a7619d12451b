/** Files that were not meant to ship, and secrets: "Files" of the design. */
import { gzipSync } from 'node:zlib';
import * as c from './case.ts';
import { checkedToken, HEX, leak, noise, PRIVATE, pem } from './case.ts';

const env = () =>
  `DATABASE_URL=${login('postgres', 'db.acme-billing.io:5432/main')}\nSTRIPE_SECRET=${['sk', 'live', noise(24, 8)].join('_')}\nSESSION_KEY=${noise(40, 9)}\n`;
const login = (scheme: string, place: string) => `${scheme}://billing:${noise(18, 12)}@${place}`;
const aws = () =>
  `[default]\naws_access_key_id = AKIA${noise(16, 4, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}\naws_secret_access_key = ${noise(40, 6)}\n`;
const bundle = (value: string) => `var s={region:"eu-central-1",key:"${value}",retries:3};exports.s=s;\n`;
const lines = (...all: object[]) => all.map((each) => JSON.stringify(each)).join('\n');
const dot = (name: string, text = env) => leak(`dotenv ${name}`, name, text);
const claims = (more: object = {}) =>
  [
    { alg: 'HS256', typ: 'JWT' },
    { iss: 'https://id.acme-billing.io', sub: 'svc-billing', scope: 'admin', iat: 1_780_000_000, ...more },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat(noise(43, 21))
    .join('.');

export const ownFiles: readonly c.FolderCase[] = [
  dot('.env'),
  dot('.env.production'),
  dot('.env.local'),
  dot('dist/.env'),
  dot('config/prod.env'),
  dot('README.env'),
  dot('.envrc', () => `export STRIPE_SECRET=${['sk', 'live', noise(24, 8)].join('_')}\n`),
  dot('.env.keys', () => `DOTENV_PRIVATE_KEY_PRODUCTION="${noise(64, 4, HEX)}"\n`),
  leak('.npmrc with a token', '.npmrc', () => `//registry.npmjs.org/:_authToken=${checkedToken('npm', 4)}\n`),
  leak(
    '.npmrc with a login',
    'dist/.npmrc',
    () => `//npm.acme-billing.io/:username=ci\n//npm.acme-billing.io/:_password=${c.base64(noise(20, 5))}\n`,
  ),
  leak(
    '.yarnrc.yml',
    '.yarnrc.yml',
    () => `npmRegistries:\n  "https://npm.acme-billing.io":\n    npmAuthToken: ${noise(36, 5)}\n`,
  ),
  leak('.pypirc', '.pypirc', () => `[pypi]\nusername = __token__\npassword = pypi-AgEIcHlwaS5vcmc${noise(120, 6)}\n`),
  leak('.netrc', '.netrc', () => `machine git.acme-billing.io login ada password ${noise(16, 7)}\n`),
  leak('.git-credentials', '.git-credentials', () => `${login('https', 'github.com')}\n`),
  leak('docker', '.docker/config.json', () =>
    JSON.stringify({ auths: { 'registry.acme-billing.io': { auth: c.base64(`ci:${noise(20, 8)}`) } } }),
  ),
  leak('dockercfg', '.dockercfg', () =>
    JSON.stringify({ 'https://index.docker.io/v1/': { auth: c.base64(`ci:${noise(20, 8)}`), email: 'a@b.c' } }),
  ),
  leak('aws', '.aws/credentials', aws),
  leak('aws elsewhere', 'dist/config/credentials', aws),
  leak('gcp', 'dist/service-account.json', () =>
    JSON.stringify({
      type: 'service_account',
      project_id: 'acme',
      private_key_id: noise(40, 3, HEX),
      private_key: pem(PRIVATE),
      client_email: 'ci@acme.iam.gserviceaccount.com',
    }),
  ),
  leak('gcp user', 'application_default_credentials.json', () =>
    JSON.stringify({
      client_id: '764086051850-x.apps.googleusercontent.com',
      client_secret: `d-${noise(22, 3)}`,
      refresh_token: `1//0${noise(60, 4)}`,
      type: 'authorized_user',
    }),
  ),
  leak(
    'kube',
    '.kube/config',
    () =>
      `apiVersion: v1\nkind: Config\nclusters:\n- cluster:\n    server: https://10.2.3.4:6443\n  name: prod\nusers:\n- name: admin\n  user:\n    client-key-data: ${c.base64(pem(`RSA ${PRIVATE}`))}\n    token: ${claims()}\n`,
  ),
  leak(
    'kube elsewhere',
    'dist/kubeconfig.yaml',
    () => `apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n    token: ${noise(60, 4)}\n`,
  ),
  leak('tfstate', 'terraform.tfstate', () =>
    JSON.stringify({
      version: 4,
      terraform_version: '1.9.0',
      serial: 3,
      lineage: 'a',
      resources: [{ type: 'aws_db_instance', instances: [{ attributes: { password: noise(16, 4) } }] }],
    }),
  ),
  leak('tfstate renamed', 'dist/state.json', () =>
    JSON.stringify({ version: 4, terraform_version: '1.9.0', serial: 3, lineage: 'a1b2', outputs: {}, resources: [] }),
  ),
  leak('tfvars', 'prod.tfvars', () => `db_password = "${noise(16, 9)}"\n`),
  leak('SSH key', 'id_ed25519', () => pem(`OPENSSH ${PRIVATE}`)),
  leak('SSH key under another name', 'dist/deploy', () => pem(`OPENSSH ${PRIVATE}`)),
  leak('PEM key', 'dist/server.key', () => pem(PRIVATE)),
  leak('RSA key', 'dist/server.pem', () => pem(`RSA ${PRIVATE}`)),
  leak(
    'EC key',
    'certs/ec.pem',
    () => `-----BEGIN EC ${PRIVATE}-----\nMHcCAQEEI${noise(155, 7)}\n-----END EC ${PRIVATE}-----\n`,
  ),
  leak('encrypted key', 'certs/enc.pem', () => pem(`ENCRYPTED ${PRIVATE}`)),
  leak('encrypted key of old form', 'certs/old.pem', () =>
    pem(`RSA ${PRIVATE}`).replace(
      '-----\n',
      '-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,1F2E3D4C5B6A79880011223344556677\n\n',
    ),
  ),
  leak('key that README and LICENSE names let in', 'LICENSE.key', () => pem(PRIVATE)),
  leak('PKCS12', 'certs/sign.p12', () =>
    Buffer.concat([
      Buffer.from('3082062a02010330820 5e4'.replaceAll(' ', ''), 'hex'),
      Buffer.from('06092a864886f70d010701', 'hex'),
      Buffer.from(noise(1500, 3)),
    ]),
  ),
  leak('PKCS12 as pfx', 'certs/sign.pfx', () =>
    Buffer.concat([Buffer.from('3082062a020103308205e406092a864886f70d010701', 'hex'), Buffer.from(noise(1500, 3))]),
  ),
  leak('JKS', 'certs/app.jks', () =>
    Buffer.concat([Buffer.from('feedfeed0000000200000001', 'hex'), Buffer.from(noise(600, 4))]),
  ),
  leak('JKS as keystore', 'certs/release.keystore', () =>
    Buffer.concat([Buffer.from('feedfeed0000000200000001', 'hex'), Buffer.from(noise(600, 4))]),
  ),
  leak(
    'PPK',
    'certs/putty.ppk',
    () =>
      `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: ada\nPublic-Lines: 2\n${noise(64, 1)}\n${noise(30, 2)}\nPrivate-Lines: 1\n${noise(48, 3)}\nPrivate-MAC: ${noise(64, 4, HEX)}\n`,
  ),
  leak('JWK', 'dist/jwk.json', () =>
    JSON.stringify({
      kty: 'RSA',
      kid: 'a',
      n: noise(342, 2),
      e: 'AQAB',
      d: noise(342, 3),
      p: noise(171, 4),
      q: noise(171, 5),
    }),
  ),
  leak('JWKS with EC', 'dist/keys.json', () =>
    JSON.stringify({ keys: [{ kty: 'EC', crv: 'P-256', x: noise(43, 1), y: noise(43, 2), d: noise(43, 3) }] }),
  ),
  leak('key in a JS string', 'dist/auth.js', () => `exports.k="${pem(PRIVATE).replaceAll('\n', '\\n')}";\n`),
  leak(
    'key in joined strings',
    'dist/auth2.js',
    () =>
      `exports.k=[${pem(`RSA ${PRIVATE}`)
        .trim()
        .split('\n')
        .map((line) => JSON.stringify(line))
        .join(', ')}].join("\\n");\n`,
  ),
  leak('key in a template literal', 'dist/auth3.js', () => `exports.k=\`${pem(PRIVATE)}\`;\n`),
  leak('key in base64', 'dist/auth4.js', () => bundle(c.base64(pem(PRIVATE)))),
  leak(
    'PGP key',
    'release.asc',
    () =>
      `-----BEGIN PGP ${PRIVATE} BLOCK-----\n\nlQVYBGZ${noise(900, 3).replace(/.{64}/g, '$&\n')}\n=abcd\n-----END PGP ${PRIVATE} BLOCK-----\n`,
  ),
  leak(
    'age key',
    'keys.txt',
    () => `# created: 2026-01-01\nAGE-SECRET-KEY-1${noise(58, 3, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L')}\n`,
  ),
  leak('token of GitHub in a bundle', 'dist/app.js', () => bundle(checkedToken('ghp', 5))),
  leak('fine-grained token of GitHub', 'dist/app1.js', () => bundle(`github_pat_${noise(22, 4)}_${noise(59, 5)}`)),
  leak(
    'token of npm in documentation',
    'docs/setup.md',
    () => `Run \`npm config set //registry.npmjs.org/:_authToken ${checkedToken('npm', 9)}\`\n`,
  ),
  leak('token in the README', 'README.md', () => `# x\n\nexport GITHUB_TOKEN=${checkedToken('gho', 9)}\n`),
  leak('token in the change log', 'CHANGELOG.md', () => `## 1.2.0\n\n- the bot uses ${checkedToken('ghs', 3)} now\n`),
  leak('token in base64', 'dist/b64.js', () => bundle(c.base64(`token=${checkedToken('ghp', 15)}`))),
  leak('token in UTF-16', 'dist/notes.txt', () => c.utf16(`token ${checkedToken('ghp', 25)}\r\n`)),
  leak('token in an inner archive', 'dist/data.gz', () => gzipSync(`{"t":"${checkedToken('ghp', 26)}"}`)),
  leak(
    'AWS pair in a bundle',
    'dist/aws.js',
    () =>
      `new S3({accessKeyId:"AKIA${noise(16, 4, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}",secretAccessKey:"${noise(40, 7)}"});\n`,
  ),
  leak('Slack', 'dist/slack.js', () =>
    bundle(['xoxb', noise(12, 3, '123456789'), noise(12, 4, '123456789'), noise(24, 5)].join('-')),
  ),
  leak('Slack webhook', 'dist/hook.js', () =>
    bundle(
      [
        'https://hooks.slack.com/services',
        `T${noise(8, 3, '0123456789ABCDEF')}`,
        `B${noise(10, 4, '0123456789ABCDEF')}`,
        noise(24, 5),
      ].join('/'),
    ),
  ),
  leak('Stripe', 'dist/stripe.js', () => bundle(['sk', 'live', noise(24, 5)].join('_'))),
  leak('OpenAI', 'dist/ai.js', () => bundle(`sk-proj-${noise(20, 4)}T3BlbkFJ${noise(20, 5)}`)),
  leak('Anthropic', 'dist/ai2.js', () => bundle(`sk-ant-api03-${noise(93, 4)}AA`)),
  leak('SendGrid', 'dist/mail.js', () => bundle(`SG.${noise(22, 3)}.${noise(43, 4)}`)),
  leak('Azure storage', 'dist/azure.js', () =>
    bundle(
      `DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=${noise(86, 3)}==;EndpointSuffix=core.windows.net`,
    ),
  ),
  leak('JSON Web Token', 'dist/jwt.js', () => `fetch(u,{headers:{Authorization:"Bearer ${claims()}"}})`),
  leak('connection string', 'dist/db.js', () => bundle(login('postgresql', 'db.acme-billing.io/main'))),
  leak('MongoDB', 'dist/mongo.js', () => bundle(login('mongodb+srv', 'cluster0.ab1cd.mongodb.net/app'))),
  leak('secret by its name', 'dist/config.json', () =>
    JSON.stringify({ clientId: 'web', clientSecret: noise(40, 13) }),
  ),
  leak('secret by its name in a bundle', 'dist/named.js', () => `const o={client_secret:"${noise(40, 14)}"};`),
];

const agent = (
  name: string,
  text: () => string = () => 'Always call the discount service of the sales team first.\n',
) => leak(`agent: ${name}`, name, text);
const settings = () =>
  JSON.stringify({
    permissions: {
      allow: [
        `Bash(curl -H "Authorization: Bearer ${noise(40, 3)}" https://api.acme-billing.io/*)`,
        'Read(//Users/ada/**)',
      ],
    },
  });
export const leftFiles: readonly c.FolderCase[] = [
  leak(
    'bare git store',
    'dist/store.git/HEAD',
    () => 'ref: refs/heads/main\n',
    () => ({
      'dist/store.git/config': '[core]\n\tbare = true\n',
      'dist/store.git/objects/12/3456': 'x',
      'dist/store.git/refs/heads/main': `${noise(40, 2, HEX)}\n`,
    }),
  ),
  leak('.git', '.git/config', () => '[remote "origin"]\n\turl = git@github.com:acme/billing.git\n'),
  leak('.git in an inner folder', 'dist/vendor/.git/HEAD', () => 'ref: refs/heads/main\n'),
  leak(
    '.gitmodules',
    '.gitmodules',
    () => '[submodule "core"]\n\tpath = core\n\turl = git@git.acme.internal:core/engine.git\n',
  ),
  agent('.claude/settings.local.json', settings),
  agent('.claude/settings.json', settings),
  agent('.claude/commands/release.md'),
  agent('CLAUDE.md'),
  agent('AGENTS.md'),
  agent('GEMINI.md'),
  agent('.cursor/rules/billing.mdc'),
  agent('.cursorrules'),
  agent('.codex/config.toml'),
  agent('.aider.chat.history.md'),
  agent('.github/copilot-instructions.md'),
  agent('.windsurfrules'),
  agent('.mcp.json', () =>
    JSON.stringify({
      mcpServers: { db: { command: 'npx', args: ['-y', 'db-mcp'], env: { DB_PASSWORD: noise(20, 2) } } },
    }),
  ),
  agent('.cursor/mcp.json', () => JSON.stringify({ mcpServers: { db: { url: 'https://mcp.acme-billing.io' } } })),
  leak('transcript by its content', 'dist/session.jsonl', () =>
    lines(
      {
        type: 'user',
        sessionId: 'a1',
        cwd: '/Users/ada/billing',
        message: { role: 'user', content: 'fix the discount' },
      },
      {
        type: 'assistant',
        sessionId: 'a1',
        message: { role: 'assistant', content: [{ type: 'tool_use', name: 'Bash', input: { command: 'ls' } }] },
      },
    ),
  ),
  leak('rollout of an agent', 'dist/rollout.jsonl', () =>
    lines({ timestamp: '2026-01-01', type: 'session_meta', payload: { id: 'a', cwd: '/Users/ada/billing' } }),
  ),
  leak('editor', '.vscode/settings.json', () => '{"sonarlint.connectedMode.project":{"connectionId":"acme"}}'),
  leak('editor of another maker', '.idea/workspace.xml', () => '<project version="4"></project>'),
  leak('CI', '.github/workflows/release.yml', () => 'on: push\njobs:\n  a:\n    runs-on: self-hosted\n'),
  leak('CI of another maker', '.gitlab-ci.yml', () => 'deploy:\n  script: ./deploy prod\n'),
  leak('tests', 'dist/__tests__/discount.test.ts', () => `import { discount } from "../discount";\n${c.source}`),
  leak(
    'tests beside the sources',
    'test/discount.spec.ts',
    () => `import { discount } from "../src/discount";\n${c.source}`,
  ),
  leak('coverage', 'coverage/lcov.info', () => 'TN:\nSF:src/discount.ts\nDA:1,4\nend_of_record\n'),
  leak('coverage page', 'coverage/lcov-report/discount.ts.html', () => `<html><pre>${c.source}</pre></html>`),
  leak('core dump', 'core.4711', () =>
    Buffer.concat([Buffer.from('7f454c4602010100000000000000000004003e00', 'hex'), Buffer.alloc(3000, 7)]),
  ),
  leak('heap snapshot', 'dist/Heap.20260101.heapsnapshot', () =>
    JSON.stringify({
      snapshot: {
        meta: { node_fields: ['type', 'name'], node_types: [[]], edge_fields: [] },
        node_count: 2,
        edge_count: 1,
      },
      nodes: [1, 2],
      edges: [],
      strings: ['a'],
    }),
  ),
  leak('heap snapshot renamed', 'dist/dump.json', () =>
    JSON.stringify({
      snapshot: {
        meta: { node_fields: ['type', 'name'], node_types: [[]], edge_fields: [] },
        node_count: 2,
        edge_count: 1,
      },
      nodes: [1, 2],
      edges: [],
      strings: ['a'],
    }),
  ),
  leak('CPU profile', 'CPU.20260101.cpuprofile', () =>
    JSON.stringify({
      nodes: [{ id: 1, callFrame: { functionName: 'a', url: 'file:///Users/ada/a.ts' } }],
      startTime: 1,
      endTime: 2,
      samples: [1],
      timeDeltas: [1],
    }),
  ),
  leak('HAR', 'dist/login.har', () => har()),
  leak('HAR renamed', 'dist/fixture.json', () => har()),
  leak('SQLite by magic', 'dist/cache.bin', () =>
    Buffer.concat([
      Buffer.from('SQLite format 3\0'),
      Buffer.from('10000101004020200000000100000002', 'hex'),
      Buffer.alloc(4000),
    ]),
  ),
  leak('SQLite by name', 'data.sqlite3', () => Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(4080)])),
  leak(
    'dump of a database',
    'dump.sql',
    () =>
      `-- PostgreSQL database dump\nCREATE TABLE customers (id int, mail text);\nINSERT INTO customers VALUES (1, 'ada@client.io');\n${"INSERT INTO customers VALUES (2, 'bob@client.io');\n".repeat(20)}`,
  ),
  leak('shell history', '.bash_history', () => 'ssh deploy@prod\nmysql -pgeheim\n'),
  leak('history of node', '.node_repl_history', () => 'process.env\n'),
  leak('log', 'npm-debug.log', () => '0 verbose cli /Users/ada/.nvm/node\n1 info using npm@11\n'),
  leak('log of a server', 'logs/app.log', () =>
    '2026-01-01T00:00:00Z INFO login ada@client.io from 10.1.2.3\n'.repeat(5),
  ),
  leak('backup', 'dist/config.js.bak', () => 'exports.host="x"\n'),
  leak('backup with tilde', 'dist/index.js~', () => 'exports.host="x"\n'),
  leak('swap file', 'dist/.index.js.swp', () => 'b0VIM 8.2\0'),
  leak('rejected patch', 'dist/index.js.orig', () => 'exports.host="x"\n'),
  leak('.DS_Store', 'dist/.DS_Store', () => Buffer.from('00000001427564310000100000000800', 'hex')),
  leak('archive of the sources', 'dist/src.zip', () =>
    Buffer.from('504b0506000000000000000000000000000000000000', 'hex'),
  ),
  leak('sources of a closed package', 'src/discount.ts', () => c.source),
  leak(
    'sources of a closed package in dist',
    'dist/src/discount.tsx',
    () => `${c.source}export const A = () => <b>x</b>;\n`,
  ),
  leak(
    'text behind a declaration map',
    'src/index.ts',
    () => c.source,
    () => ({ 'dist/index.d.ts.map': c.bareMap({ file: 'index.d.ts', sources: ['../src/index.ts'] }) }),
  ),
  leak(
    'internal document',
    'docs/roadmap.md',
    () => '# Roadmap\n\nCONFIDENTIAL - INTERNAL USE ONLY\n\nWe drop the discount in March.\n',
  ),
  leak(
    'internal document by its name',
    'docs/internal/pricing.md',
    () => '# Pricing\n\nInternal only. Do not distribute.\n',
  ),
  leak('internal host in a bundle', 'dist/api.js', () => 'fetch("https://billing.prod.acme.internal/v1/rates");\n'),
  leak('internal host in a document', 'docs/deploy.md', () => 'Deploy through https://jenkins.acme.corp/job/billing\n'),
  leak('internal host in JSON', 'dist/endpoints.json', () => '{"rates":"http://rates.svc.acme.corp:8080"}'),
  leak('cache of a build', '.rollup.cache/home/a.js', () => 'x\n'),
];

function har(): string {
  const request = {
    method: 'GET',
    url: 'https://api.acme-billing.io/me',
    headers: [{ name: 'Cookie', value: `sid=${noise(32, 3)}` }],
  };
  return JSON.stringify({
    log: {
      version: '1.2',
      creator: { name: 'WebInspector', version: '537.36' },
      pages: [],
      entries: [{ startedDateTime: '2026-01-01T00:00:00Z', request, response: { status: 200 } }],
    },
  });
}

const inPackage = (name: string, more: object, text = (json: string) => json): c.FolderCase =>
  leak(`package.json: ${name}`, 'package.json', () => text(c.manifest(more)));
export const manifestLeaks: readonly c.FolderCase[] = [
  inPackage('internal registry', { publishConfig: { registry: 'https://npm.acme.corp/' } }),
  inPackage('registry at a private address', { publishConfig: { registry: 'http://10.20.30.40:4873/' } }),
  inPackage('token in a script', { scripts: { release: `NPM_TOKEN=${checkedToken('npm', 31)} npm publish` } }),
  inPackage('token in config', { config: { token: checkedToken('ghp', 33) } }),
  inPackage('password in a script', {
    scripts: { deploy: `curl -u ci:${noise(18, 3)} https://deploy.acme-billing.io` },
  }),
  inPackage('login in the repository', {
    repository: { type: 'git', url: `https://ada:${checkedToken('ghp', 34)}@github.com/acme/billing.git` },
  }),
  inPackage('token alone in the repository', {
    repository: `git+https://${checkedToken('ghp', 35)}@github.com/acme/billing.git`,
  }),
  inPackage('file:', { dependencies: { core: 'file:../core' } }),
  inPackage('link:', { dependencies: { core: 'link:../core' } }),
  inPackage('workspace:', { dependencies: { core: 'workspace:*' } }),
  inPackage('workspace: of a peer', { peerDependencies: { core: 'workspace:^' } }),
  inPackage('_where', { _where: '/Users/ada/work/billing' }),
  inPackage('_resolved', { _resolved: 'https://npm.acme.corp/core/-/core-1.0.0.tgz' }),
  inPackage('_resolved on the disk', { _resolved: '/home/ada/work/core-1.0.0.tgz', _from: 'file:core-1.0.0.tgz' }),
  inPackage('internal repository', { repository: 'git+ssh://git@git.acme.internal/billing.git' }),
  inPackage('dependency from an internal host', {
    dependencies: { core: 'https://npm.acme.corp/core/-/core-1.0.0.tgz' },
  }),
  leak('package.json: lock of an internal registry', 'npm-shrinkwrap.json', () =>
    JSON.stringify({
      lockfileVersion: 3,
      packages: { 'node_modules/core': { resolved: 'https://npm.acme.corp/core/-/core-1.0.0.tgz' } },
    }),
  ),
];
