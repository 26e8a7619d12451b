/** Each kind of file of the threat model, in a closed package and in one that is developed in the open. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { defaultChoices } from '../../../release-guard/choices.ts';
import { scanArtifact } from '../../../release-guard/scan.ts';
import { madeToken } from '../../../release-guard/secrets/made-token.ts';
import type { ReleaseChoices } from '../../../src/contract/release-file.ts';
import { tar, tarEnd } from '../artifact/archives.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

const closed = { name: 'sample', version: '1.0.0', files: ['dist'] };
const open = { ...closed, license: 'MIT', repository: 'https://github.com/sample/sample' };

async function judged(
  files: Files,
  manifest: object = closed,
  choices: Partial<ReleaseChoices> = {},
): Promise<string[]> {
  const all: Files = { 'package.json': JSON.stringify(manifest), 'dist/a.js': 'export const a = 1;\n', ...files };
  const members = Object.entries(all).map(([path, content]) => ({
    name: `package/${path}`,
    content: Buffer.from(content as Uint8Array),
  }));
  const report = await scanArtifact(
    { bytes: gzipSync(tar(members, tarEnd)), name: 'sample-1.0.0.tgz' },
    { choices: { ...defaultChoices, ...choices } },
  );
  return report.findings
    .filter(({ rule }) => !rule.startsWith('package-'))
    .map(({ rule, severity, file }) => `${severity} ${rule} ${file}`);
}

const blocksOf = async (...args: Parameters<typeof judged>): Promise<string[]> =>
  (await judged(...args)).filter((line) => line.startsWith('block '));

const secret = (name: string, value = madeToken('~'.repeat(24), 7)) => `${name}=${value}\n`;
const pem = (kind = '') =>
  [
    `-----BEGIN ${kind}PRIVATE`,
    ` KEY-----\nMIIEvQIBADANBgkq${madeToken('~'.repeat(600), 3)}\n-----END ${kind}PRIVATE`,
    ' KEY-----\n',
  ].join('');
const npmToken = madeToken(`npm_${'~'.repeat(30)}!`, 5);

const leaks: readonly (readonly [what: string, path: string, content: string | Uint8Array])[] = [
  ['dotenv', '.env', secret('STRIPE_KEY')],
  ['dotenv of production', 'dist/.env.production', secret('A_TOKEN')],
  ['dotenv that npm always ships', 'README.env', secret('DB_PASSWORD')],
  ['login of npm', 'dist/.npmrc', `//registry.npmjs.org/:_authToken=${npmToken}\n`],
  ['settings of npm', '.npmrc', 'save-exact=true\n'],
  ['login of yarn', '.yarnrc.yml', 'npmAuthToken: "2b1f3c2a-77aa-4b1c-9d0e-5a6b7c8d9e0f"\n'],
  ['.pypirc', '.pypirc', '[pypi]\nusername=ada\npassword=vT9qLw2xZr\n'],
  ['.netrc', '.netrc', 'machine git.globex.io login ada password vT9qLw2xZr\n'],
  ['.git-credentials', '.git-credentials', ['https://ada', 'vT9qLw2xZr@git.globex.io\n'].join(':')],
  ['docker', '.docker/config.json', '{"auths":{"reg.globex.io":{"auth":"YWRhOnZUOXFMdzJ4WnI="}}}'],
  ['aws', '.aws/credentials', '[default]\naws_access_key_id=x\naws_secret_access_key=y\n'],
  ['gcp', 'dist/gcp.json', JSON.stringify({ type: 'service_account', private_key: pem() })],
  ['kube', '.kube/config', 'apiVersion: v1\nkind: Config\nusers:\n- name: a\n  user:\n    token: vT9qLw2xZr12\n'],
  ['tfstate', 'infra/terraform.tfstate', '{"version":4,"terraform_version":"1.9.0","resources":[]}'],
  ['SSH key', 'keys/id_ed25519', pem('OPENSSH ')],
  ['PEM key', 'certs/server.pem', pem()],
  ['EC key', 'certs/ec.pem', pem('EC ')],
  ['encrypted key', 'certs/enc.pem', pem('ENCRYPTED ')],
  ['PKCS#12', 'certs/client.p12', Buffer.from(`3082096a020103308209${'30'.repeat(40)}`, 'hex')],
  ['JKS under another name', 'dist/store.bin', Buffer.from(`feedfeed00000002${'01'.repeat(40)}`, 'hex')],
  ['PPK', 'keys/a.ppk', `PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n${madeToken('~'.repeat(60), 2)}\n`],
  ['JWK', 'dist/jwk.json', JSON.stringify({ kty: 'OKP', crv: 'Ed25519', d: madeToken('~'.repeat(43), 2), x: 'a' })],
  ['key in a string', 'dist/sign.js', `const k=${JSON.stringify(pem('RSA '))};`],
  [
    'key in joined strings',
    'dist/sign.js',
    `const k=${pem()
      .split('\n')
      .map((line) => `'${line}\\n'`)
      .join(' +\n  ')};`,
  ],
  [
    'token in a bundle',
    'dist/bundle.js',
    `!function(){fetch(u,{headers:{authorization:"token ${madeToken(`ghp_${'~'.repeat(30)}!`, 1)}"}})}();`,
  ],
  ['token in a change log', 'CHANGELOG.md', `- uses ${npmToken}\n`],
  ['token in documents', 'docs/set-up.md', `export GITLAB_TOKEN=${madeToken(`glpat-${'~'.repeat(20)}`, 1)}\n`],
  ['token in base64', 'dist/b.js', `atob("${Buffer.from(`token:${npmToken}`).toString('base64')}")`],
  ['git folder', 'lib/.git/HEAD', 'ref: refs/heads/main\n'],
  ['submodules', '.gitmodules', '[submodule "core"]\n\tpath = core\n\turl = git@git.globex.io:core.git\n'],
  ['settings of an agent', '.claude/settings.json', '{}'],
  ['local settings of an agent', '.claude/settings.local.json', '{"permissions":{"allow":[]}}'],
  ['rules of an agent', '.cursor/rules/style.mdc', 'be brief'],
  ['instructions', 'CLAUDE.md', 'Deploy with care.'],
  ['MCP servers', '.mcp.json', '{"mcpServers":{}}'],
  [
    'transcript',
    'dist/log.jsonl',
    '{"sessionId":"a","type":"user","message":{"role":"user"}}\n{"sessionId":"a","type":"assistant","message":{"role":"assistant"}}\n',
  ],
  ['editor', '.vscode/settings.json', '{}'],
  ['builds', '.github/workflows/release.yml', 'on: push\n'],
  ['coverage', 'coverage/lcov-report/index.html', '<html>'],
  ['core dump', 'core.77', elfCore()],
  ['heap snapshot', 'dist/x.heapsnapshot', '{"snapshot":{"meta":{"node_fields":["type"]}}}'],
  ['HAR', 'dist/session.har', '{"log":{"version":"1.2","creator":{"name":"a"},"entries":[]}}'],
  ['SQLite', 'dist/cache.dat', Buffer.from('SQLite format 3\0and more', 'latin1')],
  ['shell history', '.bash_history', 'ls\n'],
  ['log', 'npm-debug.log', '0 info it worked /home/ada/x\n'],
  ['backup', 'dist/config.js.bak', 'x'],
  ['sources of a closed package', 'src/engine.ts', 'export const a = 1;\n'],
  ['internal document', 'docs/design.md', '# Design\n\nConfidential, internal use only.\n'],
  ['internal host', 'dist/api.js', 'fetch("https://rates.globex.internal/v1")'],
];

function elfCore(): Uint8Array {
  const bytes = Buffer.alloc(256);
  bytes.write('\x7fELF\x02\x01\x01', 'latin1');
  bytes.writeUInt16LE(4, 16);
  return bytes;
}

describe('a closed package', () => {
  const manifest = { ...closed, license: 'UNLICENSED' };
  it.each(leaks)('is stopped for its %s', async (_what, path, content) => {
    const lines = await blocksOf({ [path]: content }, manifest);
    expect(lines.filter((line) => line.endsWith(` ${path}`))).not.toEqual([]);
  });

  it('is stopped for a bare repository', async () => {
    const files = {
      'data/x/HEAD': 'ref: refs/heads/main\n',
      'data/x/objects/aa/bb': 'x',
      'data/x/refs/heads/main': 'x',
    };
    expect(await blocksOf(files)).toEqual(['block file-git-bare data/x/HEAD']);
  });

  it('is stopped for the hosts that it says are its own', async () => {
    const files = { 'dist/b.js': 'get("https://api.globex.io/x")' };
    expect(await blocksOf(files)).toEqual([]);
    expect(await blocksOf(files, closed, { internalHosts: ['*.globex.io'] })).toEqual([
      'block internal-host dist/b.js',
    ]);
  });

  it('is stopped for any source where it chose so', async () => {
    expect(await blocksOf({ 'lib/a.rs': 'fn main() {}' }, open, { sources: 'block' })).toEqual([
      'block source-file lib/a.rs',
    ]);
  });
});

describe('a package that is developed in the open', () => {
  const untidy = new Set([
    'settings of npm',
    'settings of an agent',
    'rules of an agent',
    'instructions',
    'MCP servers',
    'editor',
    'builds',
    'coverage',
    'SQLite',
    'log',
    'backup',
    'submodules',
    'sources of a closed package',
    'internal document',
    'internal host',
  ]);

  it.each(leaks.filter(([what]) => untidy.has(what)))('is merely untidy with its %s', async (_what, path, content) => {
    expect(await blocksOf({ [path]: content }, open)).toEqual([]);
  });

  it.each(leaks.filter(([what]) => !untidy.has(what)))('is stopped for its %s', async (_what, path, content) => {
    expect((await blocksOf({ [path]: content }, open)).filter((line) => line.endsWith(` ${path}`))).not.toEqual([]);
  });

  it('keys of its tests are shown, not stopped', async () => {
    const lines = await judged({ 'test/fixtures/key.pem': pem(), 'test/fixtures/id_rsa': pem('RSA ') }, open);
    expect(lines.filter((line) => line.startsWith('block'))).toEqual([]);
    expect(lines).toContain('warn secret-private-key test/fixtures/key.pem');
  });
});

describe('what is no leak', () => {
  const clean: Files = {
    '.env.example': 'API_KEY=your-key\nDATABASE_URL=postgres://user:password@localhost/db\n',
    'dist/public.pem': `-----BEGIN PUBLIC KEY-----\n${madeToken('~'.repeat(300), 1)}\n-----END PUBLIC KEY-----\n`,
    'dist/ca.crt': `-----BEGIN CERTIFICATE-----\n${madeToken('~'.repeat(900), 2)}\n-----END CERTIFICATE-----\n`,
    'dist/scanner.js':
      'export const rules = [/AKIA[0-9A-Z]{16}/, /ghp_\\w{36}/, "-----BEGIN PRIVATE KEY-----", ".env", ".npmrc"];',
    'README.md': 'Set `AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE`. Keep `.env` and `id_rsa` private.\n',
    LICENSE: 'Proprietary and confidential. Do not distribute.\n',
    'dist/agents.js': 'export const agents = [];',
    'dist/index.d.ts': 'export declare const a: string;\n',
    'CHANGELOG.md': '- tokens are checked\n',
  };

  it('stops nothing, and shows nothing', async () => {
    expect((await judged(clean)).filter((line) => !line.startsWith('info'))).toEqual([]);
  });

  it('agent files are the product where the publisher says so', async () => {
    const files = { '.claude/skills/a/SKILL.md': 'x', 'CLAUDE.md': 'x' };
    expect(await blocksOf(files)).toHaveLength(2);
    expect(await judged(files, closed, { agentFiles: 'allow' })).toEqual([]);
    const local = { '.claude/settings.local.json': '{}' };
    expect(await blocksOf(local, closed, { agentFiles: 'allow' })).toEqual([
      'block file-agent-personal .claude/settings.local.json',
    ]);
  });

  it('skills that "files" names are shown only', async () => {
    const manifest = { ...closed, files: ['.claude/skills'] };
    expect(await judged({ '.claude/skills/a/SKILL.md': 'x' }, manifest)).toEqual([
      'warn file-agent .claude/skills/a/SKILL.md',
    ]);
  });
});
