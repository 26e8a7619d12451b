/** Published forms of secrets. A line adds one; the tests run every example, and its parts join only at run time. */

export interface Detector {
  readonly kind: string;
  /** Each match holds one of these, in whatever case: texts without any mark are not searched further. */
  readonly marks: readonly string[];
  /** Flags `d` and `g`. Linear on any text: bounded repetition, no nested quantifiers. Group 1, where there is one, is the secret. */
  readonly pattern: RegExp;
  /** A text that must be caught, and the part of it that must be gone. In pieces, so that no scanner takes it for real. */
  readonly example: () => { readonly text: string; readonly secret: string };
}

/** Recorded with each redaction, so that a later reader knows what was looked for. */
export const DETECTORS_VERSION = 1;

const alnum = 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5kL7nP9rS1uV3xY5zA7cD9fG1hI3jK5lM7nO9pQ';
const hex = '0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9';
const upper = 'ABCD2EFG3HIJ4KLM5NOP6QRS7TUV';

function token(...parts: readonly string[]) {
  const secret = parts.join('');
  return () => ({ text: `token ${secret} end`, secret });
}

function within(before: string, secret: string, after: string) {
  return () => ({ text: `${before}${secret}${after}`, secret });
}

export const detectors: readonly Detector[] = [
  {
    kind: 'private-key',
    marks: ['PRIVATE KEY'],
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/dg,
    example: within('', ['-----BEGIN ', 'PRIVATE KEY-----\nMC4C', 'AQ\n-----END ', 'PRIVATE KEY-----'].join(''), '\n'),
  },
  {
    kind: 'github-token',
    marks: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    pattern: /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})/dg,
    example: token('gh', 'p_', alnum.slice(0, 36)),
  },
  {
    kind: 'gitlab-token',
    marks: ['glpat-', 'glptt-', 'glrt-', 'gldt-'],
    pattern: /(?<![A-Za-z0-9])gl(?:pat|ptt|rt|dt)-[\w-]{20,255}/dg,
    example: token('gl', 'pat-', alnum.slice(0, 20)),
  },
  {
    kind: 'npm-token',
    marks: ['npm_'],
    pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}/dg,
    example: token('np', 'm_', alnum.slice(0, 36)),
  },
  {
    kind: 'pypi-token',
    marks: ['pypi-'],
    pattern: /(?<![A-Za-z0-9])pypi-AgE[\w-]{50,1000}/dg,
    example: token('py', 'pi-AgE', alnum.slice(0, 60)),
  },
  {
    kind: 'aws-access-key-id',
    marks: ['AKIA', 'ASIA', 'ABIA', 'ACCA'],
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])/dg,
    example: token('AK', 'IA', upper.slice(0, 16)),
  },
  {
    kind: 'aws-secret-key',
    marks: ['aws'],
    pattern: /aws_?(?:secret_?)?(?:access_?)?key["'\s:=]{1,8}([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])/dgi,
    example: within('aws_secret_access_key = ', alnum.slice(0, 40), '\n'),
  },
  {
    kind: 'slack-token',
    marks: ['xox', 'xapp-'],
    pattern: /(?<![A-Za-z0-9])(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,255}/dg,
    example: token('xo', 'xb-', '123456789012-', alnum.slice(0, 24)),
  },
  {
    kind: 'slack-webhook',
    marks: ['hooks.slack.com'],
    pattern: /hooks\.slack\.com\/(?:services|workflows)\/([A-Za-z0-9+/]{20,100})/dg,
    example: within('https://hooks.slack.com/services/', ['T0000', '0000/B00000000/', alnum.slice(0, 24)].join(''), ''),
  },
  {
    kind: 'stripe-key',
    marks: ['_live_', '_test_', 'whsec_'],
    pattern: /(?<![A-Za-z0-9])(?:(?:sk|rk)_(?:live|test)_|whsec_)[A-Za-z0-9]{16,255}/dg,
    example: token('sk', '_live_', alnum.slice(0, 24)),
  },
  {
    kind: 'google-api-key',
    marks: ['AIza'],
    pattern: /(?<![A-Za-z0-9])AIza[\w-]{35}/dg,
    example: token('AI', 'za', alnum.slice(0, 35)),
  },
  {
    kind: 'google-oauth',
    marks: ['GOCSPX-', 'ya29.'],
    pattern: /(?<![A-Za-z0-9])(?:GOCSPX-[\w-]{28}|ya29\.[\w-]{20,1000})/dg,
    example: token('GOC', 'SPX-', alnum.slice(0, 28)),
  },
  {
    kind: 'anthropic-key',
    marks: ['sk-ant-'],
    pattern: /(?<![A-Za-z0-9])sk-ant-[\w-]{20,255}/dg,
    example: token('sk', '-ant-', 'api03-', alnum.slice(0, 40)),
  },
  {
    kind: 'openai-key',
    marks: ['sk-'],
    pattern: /(?<![\w-])sk-(?=[A-Za-z_-]{0,64}\d)[\w-]{20,255}/dg,
    example: token('sk', '-proj-', alnum.slice(0, 48)),
  },
  {
    kind: 'huggingface-token',
    marks: ['hf_'],
    pattern: /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{34}/dg,
    example: token('h', 'f_', alnum.slice(0, 34)),
  },
  {
    kind: 'docker-token',
    marks: ['dckr_'],
    pattern: /(?<![A-Za-z0-9])dckr_(?:pat|oat)_[\w-]{20,255}/dg,
    example: token('dc', 'kr_pat_', alnum.slice(0, 27)),
  },
  {
    kind: 'digitalocean-token',
    marks: ['_v1_'],
    pattern: /(?<![A-Za-z0-9])do[opr]_v1_[a-f0-9]{64}/dg,
    example: token('do', 'p_v1_', hex),
  },
  {
    kind: 'sendgrid-key',
    marks: ['SG.'],
    pattern: /(?<![A-Za-z0-9])SG\.[\w-]{22}\.[\w-]{43}/dg,
    example: token('S', 'G.', alnum.slice(0, 22), '.', alnum.slice(0, 43)),
  },
  {
    kind: 'azure-storage-key',
    marks: ['AccountKey='],
    pattern: /AccountKey=([A-Za-z0-9+/]{86}==)/dg,
    example: within('AccountKey=', `${alnum}${alnum}`.slice(0, 86).concat('=='), ';EndpointSuffix'),
  },
  {
    kind: 'jwt',
    marks: ['eyJ'],
    pattern: /(?<![A-Za-z0-9_-])eyJ[\w-]{8,8000}\.eyJ[\w-]{8,8000}\.[\w-]{0,2000}/dg,
    example: token('ey', 'JhbGciOiJIUzI1NiJ9.', 'ey', 'JzdWIiOiIxMjM0In0.', alnum.slice(0, 43)),
  },
  {
    kind: 'authorization-header',
    marks: ['authorization'],
    pattern: /\bauthorization["'\\]{0,4}\s{0,4}[:=]\s{0,4}["'\\]{0,4}([^\r\n"'\\]{6,4000})/dgi,
    example: within('Authorization: ', ['Basic ', 'dXNlcjpodW50ZXIy'].join(''), '\r\nHost: x'),
  },
  {
    kind: 'bearer-token',
    marks: ['bearer'],
    pattern: /\bbearer\s{1,4}([A-Za-z0-9._~+/=-]{16,4000})/dgi,
    example: within('bearer ', alnum.slice(0, 30), ' end'),
  },
  {
    kind: 'cookie-header',
    marks: ['cookie'],
    pattern: /\b(?:set-)?cookie["'\\]{0,4}\s{0,4}:\s{0,4}["'\\]{0,4}([^\r\n"'\\]{8,4000})/dgi,
    example: within('Cookie: ', `session=${alnum.slice(0, 20)}`, '\r\n'),
  },
  {
    kind: 'url-password',
    marks: ['://'],
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/?#"'\\]{0,256}:([^\s@/"'\\]{1,256})@/dgi,
    example: within('https://alice:', ['hunt', 'er2!x'].join(''), '@git.example/repo'),
  },
];
