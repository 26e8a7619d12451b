/** Files in which programs keep logins: by path, and by whether a login is in it. */
import { isRegular, saysPlaceholder } from '../secrets/placeholder.ts';
import { type FileJudgement, type FileRule, LEAVE_OUT, textOf } from './file-rule.ts';

const REVOKE = `make every login in it invalid, since it may have been published before, then ${LEAVE_OUT}`;

/** Settings that say nothing about anybody. */
const PLAIN_NAME =
  /^(?:NODE_ENV|PORT|HOST|DEBUG|LOG_?LEVEL|TZ|LANG|LC_\w+|CI|NODE_OPTIONS|BROWSER|GENERATE_SOURCEMAP|SKIP_\w+|FAST_REFRESH|ESLINT_\w+|TS_\w+|FORCE_COLOR|NO_COLOR|PUBLIC_URL|BABEL_ENV|VERBOSE|EDITOR|PATH)$/i;
const PLAIN_VALUE =
  /^(?:|true|false|null|none|yes|no|on|off|\d{1,5}|localhost(?::\d+)?|127\.0\.0\.1(?::\d+)?|development|production|test|info|debug|warn|error|xxx+)$/i;

/** A dotenv file: values that are more than switches block, a mere template warns. */
function judgeDotenv(bytes: Buffer): FileJudgement {
  const text = textOf(bytes);
  const values = [
    ...text.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*(.*?)[ \t\r]*$/gm),
  ].filter(([, name = '', raw = '']) => {
    const value = raw.replace(/^(["'])(.*)\1.*$/, '$2').replace(/\s+#.*$/, '');
    return !PLAIN_NAME.test(name) && !PLAIN_VALUE.test(value) && !isTemplateValue(value);
  });
  if (values.length > 0) return { message: `settings of an environment: ${values.length} of them have values` };
  return { severity: 'warn', message: 'settings of an environment, without values that tell anything' };
}

function isTemplateValue(value: string): boolean {
  return (
    saysPlaceholder(value) ||
    /^(?:https?:\/\/)?(?:localhost|127\.0\.0\.1)(?:[:/].*)?$/.test(value) ||
    /^\$[\w{]/.test(value)
  );
}

const isHollow = (value: string): boolean => value === '' || /^\$\{?\w+/.test(value) || saysPlaceholder(value);

/** Some login whose value is not read from elsewhere. */
function holdsLogin(text: string): boolean {
  const found = text.matchAll(
    /(?:_authToken|_auth|_password|npmAuthToken|npmAuthIdent|oauth_token|cleartextpassword["']?\s*value|password|passwd|passphrase|secret_?(?:access_)?key|api_?key|client_secret|refresh_?token|access_?token|id_?token|auth|token|identitytoken|client-key-data|<password>|<privateKey>)["']?\s*[=:> ]\s*["']?([^\s"'<,;}]+)/gi,
  );
  for (const [, value = ''] of found)
    if (!isHollow(value) && value.length >= 4 && value !== 'true' && value !== 'false') return true;
  return /:\/\/[^\s:@/]+:(?!\$)[^\s@/]{3,}@/.test(text);
}

const INTERNAL_REGISTRY =
  /registry(?:Server)?["']?\s*[=:]\s*["']?https?:\/\/(?!(?:registry\.npmjs\.org|registry\.yarnpkg\.com|npm\.pkg\.github\.com|npm\.jsr\.io|registry\.npmmirror\.com|localhost)\b)([^/\s"']+)/i;

function judgeRegistry(bytes: Buffer, path: string): FileJudgement {
  const text = textOf(bytes).replace(/^\s*[#;].*$/gm, '');
  if (holdsLogin(text)) return { message: 'a login for a package registry' };
  const host = INTERNAL_REGISTRY.exec(text)?.[1];
  if (host !== undefined)
    return { open: 'warn', message: `the address of a registry of one's own: ${host.slice(0, 100)}` };
  // npm never packs this file: whoever finds it in a package finds what nobody meant to ship.
  const isHollowLogin = /_(?:authToken|auth|password)\s*=\s*"?\$\{/.test(text);
  if (/(?:^|[/!])\.npmrc$/i.test(path) && !isHollowLogin)
    return { open: 'warn', message: 'settings of a package manager' };
  return { severity: 'warn', open: 'info', message: 'settings of a package manager' };
}

/** `auth.json` is also a name for texts of a page: composer's has these members. */
function judgeRegistryLogin(bytes: Buffer, path: string): FileJudgement | null {
  const isOther =
    /(?:^|\/)auth\.json$/i.test(path) &&
    !/"(?:http-basic|github-oauth|gitlab-(?:oauth|token)|bearer|bitbucket-oauth)"/.test(textOf(bytes));
  return isOther ? null : whenLogin('a login for a package registry')(bytes);
}

const whenLogin =
  (message: string) =>
  (bytes: Buffer): FileJudgement | null =>
    holdsLogin(textOf(bytes)) ? { message } : null;

/** Every line that is no comment is a login. */
function judgeLines(bytes: Buffer): FileJudgement | null {
  const lines = textOf(bytes)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !/^\s*[#;]/.test(line));
  if (lines.length === 0) return { severity: 'warn', message: 'a file for logins, empty' };
  return lines.every((line) => saysPlaceholder(line)) ? { severity: 'warn' } : {};
}

const npmToken = () => ['//registry.npmjs', '.org/:_auth', 'Token=npm_', 'q7Lr2'.repeat(7)].join('');
const login = (parts: readonly string[]) => () => parts.join('');

export const loginFiles: readonly FileRule[] = [
  {
    id: 'file-dotenv',
    severity: 'block',
    title: 'Settings of an environment (dotenv)',
    why: 'Such files are where passwords and addresses of servers are kept.',
    fix: REVOKE,
    path: /(?:^|[/!])(?:\.env(?:rc)?|\.flaskenv|\.dev\.vars|env\.(?:local|prod(?:uction)?|stag(?:e|ing)|dev(?:elopment)?|test)|\.env[.\-_][^/]*|[^/]*\.env)$/,
    except:
      /(?:example|sample|template|tpl|dist|defaults?|schema|spec|dummy|vault)(?:\.\w+)?$|\.(?:[cm]?[jt]sx?|json|md|html?|map|py|rb|php|css|d\.ts)$/,
    judge: judgeDotenv,
    flagged: [
      { path: '.env', content: login(['DB_PASS', 'WORD=vT9qLw2xZr\n']) },
      { path: 'config/.env.production', content: 'API_URL=https://api.acme.io\n' },
      { path: 'README.env', content: login(['TOK', 'EN=k3Jx81mQpzT4\n']) },
      { path: '.env.keys', content: login(['DOTENV_PRIVATE_', 'KEY=81f2c0a97be4d35586', 'c1d09e4f7a2b3350\n']) },
      { path: 'dist/.envrc', content: login(['export SEC', 'RET=k3Jx81mQpzT4\n']) },
    ],
    clean: [
      { path: '.env.example', content: 'API_KEY=your-key-here\n' },
      { path: 'env.sample', content: 'A=\n' },
      { path: 'dist/env.js', content: 'x' },
    ],
  },
  {
    id: 'file-registry-login',
    severity: 'block',
    title: 'Settings of a package manager, with a login or an address of its own',
    why: 'Whoever has the login publishes in your name.',
    fix: REVOKE,
    path: /(?:^|[/!])(?:\.npmrc|\.yarnrc(?:\.ya?ml)?|\.pnpmrc|\.bunfig\.toml|bunfig\.toml|\.pypirc|pip\.(?:conf|ini)|\.condarc|\.gem\/credentials|\.bundle\/config|\.cargo\/(?:credentials(?:\.toml)?|config(?:\.toml)?)|\.composer\/auth\.json|auth\.json|\.m2\/settings(?:-security)?\.xml|nuget\.config|\.nuget\/nuget\/nuget\.config|\.jfrog\/[^/]+|\.verdaccio-db\.json|\.sbt\/\.?credentials|\.ivy2\/\.credentials|gradle\.properties)$/,
    judge: (bytes, path) =>
      /(?:npmrc|yarnrc(?:\.ya?ml)?|pnpmrc|bunfig\.toml|pip\.(?:conf|ini))$/i.test(path)
        ? judgeRegistry(bytes, path)
        : judgeRegistryLogin(bytes, path),
    flagged: [
      { path: '.npmrc', content: npmToken },
      { path: 'lib/.npmrc', content: 'registry=https://npm.acme.corp/\n' },
      { path: '.yarnrc.yml', content: login(['npmAuth', 'Token: 6b1f3c2a-77aa-4b1c-9d0e-5a6b7c8d9e0f\n']) },
      { path: '.pypirc', content: login(['[pypi]\nusername = __token__\npass', 'word = pypi-T4k9mQ\n']) },
      {
        path: 'auth.json',
        content: login(['{"http-basic":{"repo.acme.io":{"username":"a","pass', 'word":"k3Jx81mQ"}}}']),
      },
    ],
    clean: [
      { path: 'dist/npmrc.js', content: 'x' },
      { path: 'locales/auth.json', content: '{"title":"Sign in","password":"Password"}' },
    ],
  },
  {
    id: 'file-login',
    severity: 'block',
    title: 'A file of logins',
    why: 'Programs read names and passwords of servers from it.',
    fix: REVOKE,
    path: /(?:^|[/!])(?:[._]netrc|\.git-credentials|\.gitcookies|\.pgpass|pgpass\.conf|\.htpasswd|\.my\.cnf|\.mylogin\.cnf|\.s3cfg|\.boto|\.passwd-s3fs|\.vault-token|\.vault_pass(?:word)?|\.ansible_vault|credentials\.tfrc\.json|\.terraformrc|terraform\.rc|\.config\/(?:gh\/hosts\.yml|hub|glab-cli\/config\.yml|rclone\/rclone\.conf|doctl\/config\.yaml|configstore\/[^/]+\.json|netlify\/config\.json)|rclone\.conf|\.ftpconfig|sftp\.json|\.ftp-deploy[^/]*|\.remote-sync\.json|filezilla\.xml|recentservers\.xml|sitemanager\.xml|\.smbcredentials|\.esmtprc|\.msmtprc|\.fetchmailrc|\.slack-token|\.trello|\.heroku\/[^/]+)$/,
    judge: (bytes, path) =>
      /(?:netrc|git-credentials|gitcookies|pgpass(?:\.conf)?|htpasswd|mylogin\.cnf|passwd-s3fs|vault-token|vault_pass(?:word)?)$/i.test(
        path,
      )
        ? judgeLines(bytes)
        : whenLogin('a login')(bytes),
    flagged: [
      { path: '.netrc', content: login(['machine api.acme.io login ada pass', 'word k3Jx81mQ\n']) },
      { path: '.git-credentials', content: login(['https://ada:', 'k3Jx81mQ@git.acme.io\n']) },
      { path: 'conf/.htpasswd', content: 'ada:$apr1$k3Jx81mQ$abcdefghij\n' },
    ],
    clean: [{ path: 'dist/netrc.js', content: 'x' }],
  },
  {
    id: 'file-cloud-login',
    severity: 'block',
    title: 'A login for a cloud, a cluster or a container registry',
    why: 'It opens machines, data and bills.',
    fix: REVOKE,
    judge: judgeCloud,
    flagged: [
      { path: '.docker/config.json', content: login(['{"auths":{"reg.acme.io":{"au', 'th":"YWRhOmszSng4MW1R"}}}']) },
      {
        path: '.aws/credentials',
        content: login(['[default]\naws_access_key_id = AKIA', 'V7QLC4TYR2MX6ZDP\naws_secret_', 'access_key = x\n']),
      },
      {
        path: 'kube.yaml',
        content: login([
          'apiVersion: v1\nkind: Config\nclusters:\n- name: a\nusers:\n- name: a\n  user:\n    tok',
          'en: k3Jx81mQpzT4\n',
        ]),
      },
      {
        path: 'gcp-key.json',
        content: login([
          '{"type":"service_acc',
          'ount","project_id":"acme","private_key_id":"1f","private_key":"x","client_email":"a@b"}',
        ]),
      },
      {
        path: 'dist/state.json',
        content: '{"version":4,"terraform_version":"1.9.0","serial":3,"lineage":"a1","resources":[]}',
      },
      { path: '.azure/accessTokens.json', content: login(['[{"access', 'Token":"k3Jx81mQpzT4"}]']) },
    ],
    clean: [
      { path: 'config.json', content: '{"auths":{}}' },
      { path: 'dist/kube.yaml', content: 'kind: Config\nusers: []\n' },
      { path: 'schema.json', content: '{"type":"service_account"}' },
    ],
  },
  {
    id: 'file-terraform',
    severity: 'block',
    title: 'State or variables of Terraform',
    why: 'The state holds every value of the infrastructure in clear text, passwords included.',
    fix: REVOKE,
    path: /\.(?:tfstate(?:\.backup|\.\d+\.backup)?|tfvars(?:\.json)?|tfplan)$|(?:^|\/)\.terraform\//,
    except: /(?:example|sample|template)[\w.-]*\.tfvars(?:\.json)?$/,
    judge: (bytes) => (bytes.length === 0 ? { severity: 'warn' } : {}),
    flagged: ['terraform.tfstate', 'infra/prod.tfvars', 'terraform.tfstate.backup'],
    clean: ['example.tfvars', 'dist/tfstate.js'],
  },
];

function judgeCloud(bytes: Buffer, path: string): FileJudgement | null {
  if (
    /(?:^|\/)(?:\.aws\/(?:credentials|config|sso\/cache\/[^/]+|cli\/cache\/[^/]+)|aws_credentials|\.azure\/(?:accesstokens|azureprofile|msal_token_cache)[\w.]*|\.config\/gcloud\/.*|application_default_credentials\.json|\.oci\/(?:config|[^/]+\.pem)|\.aliyun\/config\.json|\.bluemix\/config\.json|\.kube\/(?:config|cache\/.*)|\.dockercfg|\.docker\/config\.json|\.fly\/config\.yml)$/i.test(
      path,
    )
  )
    return judgeKnown(bytes, path);
  if (!/\.(?:json|ya?ml|conf|config|cfg)$|(?:^|\/)(?:kubeconfig|config|credentials)[^/]*$/i.test(path)) return null;
  const text = textOf(bytes);
  if (
    /"type"\s*:\s*"service_account"/.test(text) &&
    /"private_key"\s*:\s*"[^"]/.test(text) &&
    !isTemplate(text, /"private_key"\s*:\s*"([^"]+)/)
  )
    return { message: 'a key of a service account of Google Cloud' };
  if (isTerraformState(text)) return { message: 'the state of Terraform' };
  if (/^kind:\s*Config\s*$/m.test(text) && /^\s+(?:token|client-key-data|password):\s*\S{8,}/m.test(text))
    return { message: 'a login for a Kubernetes cluster' };
  if (/"auths"\s*:\s*\{/.test(text) && /"(?:auth|identitytoken)"\s*:\s*"[A-Za-z0-9+/=._-]{8,}"/.test(text))
    return { message: 'a login for a container registry' };
  return null;
}

function isTerraformState(text: string): boolean {
  return /"terraform_version"\s*:/.test(text) && /"lineage"\s*:/.test(text) && /"resources"\s*:\s*\[/.test(text);
}

function judgeKnown(bytes: Buffer, path: string): FileJudgement | null {
  const text = textOf(bytes);
  if (bytes.length === 0 || /^\s*(?:\{\s*("auths"\s*:\s*\{\s*\})?\s*\}|\[\s*\])\s*$/.test(text)) return null;
  if (/\.aws\/config$/i.test(path) && !/aws_secret|session_token|sso_/i.test(text)) return { severity: 'warn' };
  return {};
}

function isTemplate(text: string, pattern: RegExp): boolean {
  const value = pattern.exec(text)?.[1] ?? '';
  return saysPlaceholder(value) || (value.length >= 6 && value.length < 200 && isRegular(value));
}
