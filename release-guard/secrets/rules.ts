/** The rules about secrets: one a form of token, made of the tables, and those about keys, logins and names. */
import type { ReleaseRule, RuleExample } from '../detector.ts';
import { madeToken } from './made-token.ts';
import { tokenFormats } from './search.ts';
import type { TokenFormat } from './token-format.ts';

const WHY = 'Everyone who downloads the package can use it, and programs look for such secrets in every new release.';

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const code = (value: () => string): RuleExample => ({
  path: 'dist/main.js',
  content: () => `export const settings={region:"eu",key:"${value()}",retries:3};\n`,
});

/** The form without its chance, as documentation and the code of scanners write it. */
function hollow(sample: string): string {
  return sample.replace(/[~@#%^&9!]{6,}/g, (run) => 'x'.repeat(run.length));
}

function ruleOf(format: TokenFormat): ReleaseRule {
  return {
    id: `secret-${format.id}`,
    severity: 'block',
    title: capital(format.what),
    why: WHY,
    fix: `make it invalid (${format.revoke}), then take it out: whatever was published once is known`,
    examples: {
      flagged: [
        code(() => `${format.near === undefined ? '' : 'mailgun '}${madeToken(format.sample, 7)}`),
        { path: 'notes/set-up.txt', content: () => `api: ${madeToken(format.sample, 11)}\n` },
      ],
      clean: [
        code(() => hollow(format.sample)),
        { path: 'dist/scan.js', content: () => `const form = ${format.pattern.toString()};\n` },
      ],
    },
  };
}

const pem = (kind: string, body: string): string =>
  [
    `-----BEGIN ${kind}`,
    `PRIVATE KEY-----\n${body.replace(/.{64}/g, '$&\n')}\n-----END ${kind}`,
    'PRIVATE KEY-----\n',
  ].join('');
const keyText = (seed: number): string => `MIIEvQIBADANBgkqhkiG9w0BAQEFAASC${madeToken('~'.repeat(1200), seed)}`;
const jwt = (claims: object): string =>
  [{ alg: 'HS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat(madeToken('~'.repeat(43), 5))
    .join('.');

const keys: readonly ReleaseRule[] = [
  {
    id: 'secret-private-key',
    severity: 'block',
    title: 'A private key',
    why: 'Whoever has it can sign, decrypt or log in as its owner.',
    fix: 'replace the key wherever it is accepted, then take it out; keys for tests are made when the tests run',
    examples: {
      flagged: [
        { path: 'server.pem', content: () => pem('', keyText(1)) },
        {
          path: 'config/deploy_key',
          content: () => pem('OPENSSH ', `b3BlbnNzaC1rZXktdjEA${madeToken('~'.repeat(300), 2)}`),
        },
        { path: 'dist/a.js', content: () => `const key=${JSON.stringify(pem('RSA ', keyText(3)))};` },
        {
          path: 'dist/key.json',
          content: () => JSON.stringify({ kty: 'EC', crv: 'P-256', x: 'a', d: madeToken('~'.repeat(43), 4) }),
        },
        {
          path: 'k8s/secret.yaml',
          content: () => `data:\n  tls.key: ${Buffer.from(pem('', keyText(5))).toString('base64')}\n`,
        },
      ],
      clean: [
        {
          path: 'dist/scan.js',
          content: () => `const begin = /-----BEGIN (?:RSA )?${['PRIVATE', 'KEY-----/'].join(' ')};`,
        },
        {
          path: 'README.md',
          content: () =>
            `-----BEGIN ${['PRIVATE', 'KEY-----'].join(' ')}\n...\n-----END ${['PRIVATE', 'KEY-----'].join(' ')}\n`,
        },
        {
          path: 'dist/public.pem',
          content: () => `-----BEGIN PUBLIC KEY-----\n${madeToken('~'.repeat(300), 6)}\n-----END PUBLIC KEY-----\n`,
        },
        {
          path: 'dist/ca.crt',
          content: () => `-----BEGIN CERTIFICATE-----\n${madeToken('~'.repeat(900), 7)}\n-----END CERTIFICATE-----\n`,
        },
        {
          path: 'dist/keys.json',
          content: () => JSON.stringify({ kty: 'RSA', n: madeToken('~'.repeat(340), 8), e: 'AQAB' }),
        },
      ],
    },
  },
  {
    id: 'secret-jwt',
    severity: 'block',
    title: 'A JSON Web Token',
    why: 'It is a login for as long as it holds, and often for years.',
    fix: 'make it invalid where it was issued, then take it out',
    examples: {
      flagged: [
        {
          path: 'dist/a.js',
          content: () =>
            `fetch(u,{headers:{authorization:"Bearer ${jwt({ iss: 'https://id.acme.io', sub: 'svc-7', scope: 'all' })}"}})`,
        },
      ],
      clean: [
        {
          path: 'dist/a.js',
          content: () => `const t="${jwt({ sub: '1234567890', name: 'John Doe', iat: 1516239022 })}";`,
        },
        { path: 'dist/b.js', content: () => `const t="${jwt({})}";` },
      ],
    },
  },
  {
    id: 'secret-login-address',
    severity: 'block',
    title: 'A login in an address',
    why: 'Name and password of a server can be read by everyone.',
    fix: 'change the password, then read the address from the environment',
    examples: {
      flagged: [
        {
          path: 'dist/db.js',
          content: () => `connect("postgres://${['app', 'vT9qLw2xZr'].join(':')}@db.acme.io:5432/main")`,
        },
        { path: 'dist/queue.json', content: () => `{"url":"amqps://${['jobs', 'k3Jx81mQpz'].join(':')}@mq.acme.io"}` },
      ],
      clean: [
        { path: 'README.md', content: 'postgres://user:password@localhost:5432/db' },
        {
          path: 'dist/a.js',
          content: () =>
            ['const u = `https://$', '{user}:$', '{pass}@$', '{host}`; // postgres://user:pass@example.com'].join(''),
        },
        { path: 'dist/b.js', content: 'a("https://unpkg.com/a:b/@scope/name@1.0.0")' },
      ],
    },
  },
  {
    id: 'secret-aws-secret',
    severity: 'block',
    title: 'A secret access key of AWS',
    why: WHY,
    fix: 'make it invalid (the IAM console), then take it out: whatever was published once is known',
    examples: {
      flagged: [
        {
          path: 'dist/a.js',
          content: () => `new S3({accessKeyId:k,secretAccessKey:"${madeToken('~'.repeat(40), 9)}"})`,
        },
      ],
      clean: [
        {
          path: 'dist/a.js',
          content: () => `new S3({secretAccessKey:"${['wJalrXUtnFEMI/K7MDENG', '/bPxRfiCYEXAMPLEKEY'].join('')}"})`,
        },
      ],
    },
  },
  {
    id: 'secret-assigned',
    severity: 'block',
    title: 'A value with the name of a secret',
    why: 'It has the name and the randomness of a secret.',
    fix: 'if it is one, make it invalid and read it from the environment; if not, suppress this finding by its fingerprint',
    examples: {
      flagged: [
        { path: 'dist/a.js', content: () => `const c={clientSecret:"${madeToken('~'.repeat(36), 10)}"}` },
        { path: 'config/app.yaml', content: () => `db_password: ${madeToken('~'.repeat(18), 12)}\n` },
      ],
      clean: [
        {
          path: 'dist/a.js',
          content: 'const c={clientSecret:process.env.CLIENT_SECRET,token:"your-token-here-123456"}',
        },
        { path: 'dist/b.js', content: 'const apiKey="0123456789abcdef0123456789abcdef";const tokenType="Bearer"' },
        { path: 'dist/c.js', content: 'e.password="abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"' },
      ],
    },
  },
];

export const secretRules: readonly ReleaseRule[] = [...tokenFormats.map(ruleOf), ...keys];
