/** Clean packages that look like leaks: none of them may be stopped. */
import { gzipSync } from 'node:zlib';
import { tar, zip } from '../artifact/archives.ts';
import * as c from './case.ts';
import { bareMap, clean, code, comment, HEX, noise, openManifest, PRIVATE, TEXTS, URL_WORD } from './case.ts';

const open =
  (more: object = {}) =>
  () => ({ 'package.json': openManifest(more) });
const js = (name: string, text: () => string) => clean(name, 'dist/tool.js', text);
const document = (name: string, text: () => string, path = 'README.md') => clean(name, path, text, open());
const jwtIo = [
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9',
  'eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ',
  'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
].join('.');
const awsExample = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');
const awsSecret = ['wJalrXUtnFEMI/K7MDENG', '/bPxRfiCYEXAMPLEKEY'].join('');
const sri = (seed: number) => `sha512-${noise(86, seed)}==`;

const placeholders: readonly c.FolderCase[] = [
  document('npm token placeholder', () => '# x\n\n//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n'),
  clean(
    '.npmrc with a variable',
    'dist/template/.npmrc',
    () => '//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n',
    open(),
  ),
  clean('.npmrc with settings', 'dist/template/npmrc', () => 'save-exact=true\nengine-strict=true\n', open()),
  clean('.npmrc with a variable, closed', '.npmrc', () => '//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n'),
  js(
    'address for reports of errors',
    () => `exports.dsn="https://${noise(32, 4, HEX)}@o12345.ingest.sentry.io/67890";\n`,
  ),
  js(
    'key that only searches',
    () => `exports.a={appId:"BH4D9OD16A",apiKey:"${noise(32, 4, HEX)}",indexName:"docs"};\n`,
  ),
  js('key that may be published', () => `exports.k="${['pk', 'live', noise(24, 3)].join('_')}";\n`),
  clean('locale file with digits', 'dist/i18n/fr.json', () =>
    JSON.stringify({ password: 'Mot2Passe!', token: 'Jeton0d_accès' }),
  ),
  clean('page about the inside of a program', 'docs/internal-api.md', () => '# Internal API\n\nUsed by plugins.\n'),
  clean('data for tests', 'test/vectors.json', () =>
    JSON.stringify([1, 2].map((seed) => ({ privateKey: noise(64, seed, HEX), secret: noise(40, seed) }))),
  ),
  clean(
    '.env.example',
    '.env.example',
    () => 'DATABASE_URL=postgres://user:password@localhost:5432/app\nSTRIPE_KEY=sk_test_xxx\nSESSION_SECRET=changeme\n',
  ),
  clean('.env.sample', '.env.sample', () => 'TOKEN=<your token>\n'),
  clean('.env.template', 'templates/.env.template', () => 'OPENAI_API_KEY=sk-...\n'),
  document('AWS example keys', () => `# x\n\nAWS_ACCESS_KEY_ID=${awsExample}\nAWS_SECRET_ACCESS_KEY=${awsSecret}\n`),
  js('AWS example keys in code', () => `// for example ${awsExample} and ${awsSecret}\nexports.a=1;\n`),
  document(
    'documented key of Stripe',
    () => `curl -u ${['sk_test', '4eC39HqLyjWDarjtT1zdp7dc'].join('_')}: https://api.stripe.com\n`,
  ),
  document('token of jwt.io', () => `Bearer ${jwtIo}\n`),
  document('GitHub placeholder', () => 'export GITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n'),
  document(
    'connection strings with examples',
    () =>
      'postgres://user:pass@localhost/db\nmongodb://username:password@host:27017/db\nredis://:secret@127.0.0.1:6379\n',
  ),
  js('connection string from variables', () => 'exports.u=`postgres://${user}:${password}@${host}:5432/${db}`;\n'),
  js(
    'secrets from the environment',
    () =>
      'exports.k=process.env.API_KEY||"";exports.s={clientSecret:process.env.CLIENT_SECRET,password:opts.password};\n',
  ),
  document(
    'documents that mention secrets',
    () =>
      '# Security\n\nNever commit your `AWS_SECRET_ACCESS_KEY`, `.env`, `id_rsa` or `.npmrc`. A private key begins with `-----BEGIN RSA PRIVATE KEY-----`.\n',
  ),
  document('key without a body', () => `\`\`\`\n-----BEGIN ${PRIVATE}-----\n...\n-----END ${PRIVATE}-----\n\`\`\`\n`),
  document('key of dots', () => `-----BEGIN RSA ${PRIVATE}-----\nMIIEpAIBAAKCAQEA...\n-----END RSA ${PRIVATE}-----\n`),
  document(
    'change log with issue numbers',
    () =>
      '## 1.2.3\n\n- fix the token of a lexer (#1234), thanks @ada ([a1b2c3d](https://github.com/acme/billing/commit/a1b2c3d4e5f60718293a4b5c6d7e8f9001122334))\n',
    'CHANGELOG.md',
  ),
  js(
    'password fields',
    () =>
      'exports.form={password:{type:"password",minLength:12,label:"Password"},token:"csrf-token",secret:"client_secret"};\n',
  ),
  js(
    'names of tokens',
    () =>
      'exports.T={tokenType:"bearer",access_token:"access_token",refreshToken:"refresh_token",apiKey:"x-api-key"};\n',
  ),
  clean('locale file', 'dist/locales/de.json', () =>
    JSON.stringify({
      password: 'Passwort',
      'reset.password': 'Passwort zurücksetzen',
      apiKey: 'API-Schlüssel',
      secret: 'Geheimnis',
      token: 'Zugangstoken2',
    }),
  ),
  clean(
    'locale module',
    'dist/locales/en.js',
    () => 'export default {password:"Enter your password",secretKey:"Secret key of the server",token:"Token1"};\n',
  ),
];

const keys: readonly c.FolderCase[] = [
  clean(
    'public key',
    'dist/key.pem',
    () => `-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A${noise(360, 3)}\n-----END PUBLIC KEY-----\n`,
  ),
  clean(
    'SSH public key',
    'dist/id_ed25519.pub',
    () => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${noise(43, 4)} ada@laptop\n`,
  ),
  clean(
    'PGP public key',
    'KEYS',
    () =>
      `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQINBGZ${noise(900, 3)}\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n`,
    open(),
  ),
  clean(
    'certificate',
    'dist/ca.pem',
    () =>
      `-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQsw${noise(1100, 5)}\n-----END CERTIFICATE-----\n`,
  ),
  clean('bundle of certificates', 'dist/ca-bundle.crt', () =>
    [1, 2, 3]
      .map((seed) => `-----BEGIN CERTIFICATE-----\nMIID${noise(1100, seed)}\n-----END CERTIFICATE-----\n`)
      .join('\n'),
  ),
  clean('public JWKS', 'dist/jwks.json', () =>
    JSON.stringify({ keys: [{ kty: 'RSA', use: 'sig', kid: 'a', n: noise(342, 2), e: 'AQAB' }] }),
  ),
  js(
    'code that writes PEM',
    () =>
      `exports.pem=b=>"-----BEGIN RSA ${PRIVATE}-----\\n"+b+"\\n-----END RSA ${PRIVATE}-----\\n";exports.re=/-----BEGIN (?:EC |RSA )?${PRIVATE}-----/;\n`,
  ),
  js(
    'code that makes JWKs',
    () =>
      'exports.jwk=function(k){return{kty:"RSA",n:b(k.n),e:b(k.e),d:b(k.d)}};exports.schema={kty:"RSA",d:"string"};\n',
  ),
  clean('key in tests of an open package', 'test/fixtures/server.key', () => c.pem(PRIVATE), open()),
  clean(
    'key in examples of an open package',
    'examples/tls/key.js',
    () => `exports.k=\`${c.pem(`RSA ${PRIVATE}`)}\`;\n`,
    open(),
  ),
  js(
    'rules of a scanner',
    () =>
      'exports.rules=[/gh[pousr]_[A-Za-z0-9]{36}/,/AKIA[0-9A-Z]{16}/,/sk_live_[0-9a-zA-Z]{24}/,/xox[baprs]-[0-9]{10,12}/,/-----BEGIN (?:RSA )?PRIVATE KEY-----/,/npm_[A-Za-z0-9]{36}/,"//registry.npmjs.org/:_authToken=","hooks.slack.com/services/"];\n',
  ),
  clean(
    'rules of a scanner as data',
    'dist/rules.toml',
    () =>
      "[[rules]]\nid = 'github-pat'\nregex = '''ghp_[0-9a-zA-Z]{36}'''\nkeywords = ['ghp_']\n[[rules]]\nid='generic'\nregex='''(?i)(?:secret|token|password)\\s*[:=]\\s*['\"]([0-9a-z]{32})'''\n",
  ),
  js(
    'detectors in words',
    () => 'exports.heads=["ghp_","gho_","glpat-","AKIA","ASIA","xoxb-","sk-ant-","AGE-SECRET-KEY-1"];\n',
  ),
  js(
    'test vectors',
    () =>
      `exports.v=[{key:"${noise(64, 3, HEX)}",msg:"${noise(128, 4, HEX)}",sig:"${noise(128, 5, HEX)}"},{d:"${noise(64, 6, HEX)}",privateKeyLength:32}];\n`,
  ),
  clean('test vectors as data', 'dist/vectors.json', () =>
    JSON.stringify(
      [1, 2, 3].map((seed) => ({ k: noise(64, seed, HEX), iv: noise(32, seed, HEX), ct: noise(96, seed, HEX) })),
    ),
  ),
];

const hashes: readonly c.FolderCase[] = [
  clean('list of hashes', 'dist/SHASUMS256.txt', () =>
    Array.from({ length: 60 }, (_, at) => `${noise(64, at, HEX)}  file-${at}.tar.gz`).join('\n'),
  ),
  clean('lock file with integrity', 'npm-shrinkwrap.json', () =>
    JSON.stringify({
      lockfileVersion: 3,
      packages: Object.fromEntries(
        Array.from({ length: 40 }, (_, at) => [
          `node_modules/p${at}`,
          { version: '1.0.0', resolved: `https://registry.npmjs.org/p${at}/-/p${at}-1.0.0.tgz`, integrity: sri(at) },
        ]),
      ),
    }),
  ),
  clean(
    'lock file of yarn',
    'templates/yarn.lock',
    () =>
      `a@^1:\n  version "1.0.0"\n  resolved "https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#${noise(40, 2, HEX)}"\n  integrity ${sri(3)}\n`,
    open(),
  ),
  clean('manifest of assets', 'dist/manifest.json', () =>
    JSON.stringify(
      Object.fromEntries(
        Array.from({ length: 50 }, (_, at) => [
          `a${at}.js`,
          { file: `a${at}.${noise(8, at, HEX)}.js`, integrity: sri(at) },
        ]),
      ),
    ),
  ),
  js(
    'hashes in code',
    () => `exports.files={rev:"${noise(40, 3, HEX)}",keyHash:"sha256-${noise(43, 4)}=",etag:"${noise(32, 5, HEX)}"};\n`,
  ),
  clean(
    'bundle in one line',
    'dist/app.min.js',
    () =>
      `!function(e,t){${Array.from({ length: 4000 }, (_, at) => `var k${at}=e[${at}],s${at}="${noise(12, at)}";`).join('')}}(this,{});`,
  ),
  clean(
    'bundle with data',
    'dist/data.min.js',
    () =>
      `exports.d="${c.base64(Buffer.from(noise(60_000, 5)))}";exports.font="data:font/woff2;base64,${noise(40_000, 7)}";`,
  ),
  clean(
    'image in a style sheet',
    'dist/app.css',
    () => `.a{background:url(data:image/png;base64,iVBORw0KGgo${noise(900, 3)})}\n`,
  ),
  clean('binary of chance', 'dist/native.node', () =>
    Buffer.concat([
      Buffer.from('\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0', 'latin1'),
      Buffer.from(noise(120_000, 9)),
    ]),
  ),
  clean('wasm without debug', 'dist/a.wasm', () =>
    c.wasm(c.wasmSection('name', 'abc'), c.wasmSection('producers', 'x')),
  ),
  clean('wasm that names a map beside it', 'dist/b.wasm', () =>
    c.wasm(c.wasmSection(URL_WORD, Buffer.concat([c.leb(10), Buffer.from('b.wasm.map')]))),
  ),
  clean('fonts and images', 'dist/a.woff2', () => Buffer.concat([Buffer.from('wOF2'), Buffer.from(noise(3000, 2))])),
];

const tools: readonly c.FolderCase[] = [
  js('bare comment in a string', () => `exports.end="\\n//# ${URL_WORD}=";exports.css="/*# ${URL_WORD}=";\n`),
  js(
    'comment made from a variable',
    () => `exports.add=(c,f)=>c+"\\n//# ${URL_WORD}="+f+".map";exports.t=(u)=>\`//# ${URL_WORD}=\${u}\`;\n`,
  ),
  js(
    'inline comment made from a variable',
    () =>
      `exports.i=m=>"\\n//# ${URL_WORD}=data:application/json;charset=utf-8;base64,"+Buffer.from(JSON.stringify(m)).toString("base64");\n`,
  ),
  js(
    'regex of a tool',
    () =>
      `exports.r=/(?:\\/\\/[@#][\\s]*${URL_WORD}=([^\\s'"]+)[\\s]*$)|(?:\\/\\*[@#]\\s*${URL_WORD}=([^\\s*'"]+)\\s*\\*\\/)/mg;\n`,
  ),
  js(
    'maker of maps',
    () =>
      `exports.toJSON=function(){var m={version:3,sources:this.s,names:[],mappings:this.m};m.${TEXTS}=m.sources.map(this.c,this);return m};\n`,
  ),
  js(
    'template of a map',
    () =>
      `exports.t='{"version":3,"sources":[],"names":[],"mappings":"","${TEXTS}":[]}';exports.e={version:3,sources:[],${TEXTS}:[],mappings:""};\n`,
  ),
  clean(
    'types of a tool',
    'dist/map.d.ts',
    () =>
      `export interface RawSourceMap {\n  version: number;\n  sources: string[];\n  ${TEXTS}?: string[];\n  mappings: string;\n}\n/** e.g. //# ${URL_WORD}=foo.js.map */\n`,
  ),
  clean('schema of a tool', 'dist/schema.json', () =>
    JSON.stringify({
      properties: {
        version: { const: 3 },
        [TEXTS]: { type: 'array', items: { type: ['string', 'null'] } },
        mappings: { type: 'string' },
      },
    }),
  ),
  document(
    'documentation of a bundler',
    () =>
      `# Maps\n\nSet \`${TEXTS}\` to false.\n\n\`\`\`js\nfoo();\n//# ${URL_WORD}=foo.js.map\n//# ${URL_WORD}=https://example.com/foo.js.map\n\`\`\`\n`,
  ),
  clean('map without text', 'dist/index.js.map', () => bareMap()),
  clean('map with null text', 'dist/index.js.map', () => c.map({ [TEXTS]: [null] })),
  clean('map with empty text', 'dist/index.js.map', () => c.map({ [TEXTS]: [''] })),
  clean('map with an empty list', 'dist/index.js.map', () => c.map({ [TEXTS]: [] })),
  clean('declaration map without text', 'dist/index.d.ts.map', () => bareMap({ file: 'index.d.ts' })),
  clean('inline map without text', 'dist/index.js', () => `${code}\n${comment(c.dataUrl(bareMap()))}\n`),
  clean('dangling reference', 'dist/index.js', () => `${code}\n${comment('index.js.map')}\n`),
  clean('dangling reference in CSS', 'dist/app.css', () => `.a{}\n${comment('app.css.map', '/*#', ' */')}\n`),
  clean('reference with ../', 'dist/index.js', () => `${code}\n${comment('../maps/index.js.map')}\n`),
  clean('absolute reference', 'dist/index.js', () => `${code}\n${comment('/maps/index.js.map')}\n`),
  clean(
    'reference to this machine',
    'dist/index.js',
    () => `${code}\n${comment('http://localhost:3000/index.js.map')}\n`,
  ),
  clean('reference to a file', 'dist/index.js', () => `${code}\n${comment('file:///build/index.js.map')}\n`),
  clean('sourceURL', 'dist/index.js', () => `${code}\n//# sourceURL=acme-billing.js\n`),
  clean('debugId', 'dist/index.js', () => `${code}\n//# debugId=85314830-023f-4cf1-a267-535f4e37bb17\n`),
  clean('words of a runtime in a program', 'bin/tool', () =>
    Buffer.concat([
      Buffer.from('\x7fELF\x02\x01\x01', 'latin1'),
      Buffer.alloc(50_000, 1),
      Buffer.from(`//# ${URL_WORD}=\0${TEXTS}\0NODE_SEA_BLOB\0---- Bun! ----\n`),
      Buffer.alloc(50_000, 2),
    ]),
  ),
  clean('geographic map', 'dist/world.map', () => 'name,lat,lon\nBerlin,52.5,13.4\n'),
  clean('game map', 'dist/level1.map.json', () =>
    JSON.stringify({ version: 3, width: 20, layers: [{ data: [1, 2, 3] }], sources: ['tiles.png'] }),
  ),
];

const shapes: readonly c.FolderCase[] = [
  clean('sources of an open package', 'src/discount.ts', () => c.source, open()),
  clean('tests of an open package', 'test/discount.test.js', () => 'assert.equal(1, 1);\n', open()),
  clean('CI of an open package', '.github/workflows/ci.yml', () => 'on: push\njobs: {}\n', open({ files: undefined })),
  clean(
    'editor settings of an open package',
    '.vscode/settings.json',
    () => '{"editor.tabSize":2}',
    open({ files: undefined }),
  ),
  clean('editorconfig', '.editorconfig', () => 'root = true\n', open({ files: undefined })),
  clean('linter settings', '.eslintrc.json', () => '{"extends":"eslint:recommended"}', open({ files: undefined })),
  clean('flow types of an open package', 'dist/index.js.flow', () => `/* @flow */\n${c.source}`, open()),
  clean(
    'install script',
    'scripts/install.js',
    () => 'require("node:os").platform();\n',
    open({ scripts: { postinstall: 'node scripts/install.js' } }),
  ),
  clean('icons in a zip', 'dist/icons.zip', () => zip([{ name: 'a.svg', content: '<svg/>' }]), open()),
  clean('templates in a tarball', 'dist/template.tgz', () =>
    gzipSync(
      tar([
        { name: 'package/package.json', content: '{"name":"t","version":"0.0.0"}' },
        { name: 'package/index.js', content: code },
      ]),
    ),
  ),
  clean('compressed bundle', 'dist/app.js.gz', () => gzipSync(code)),
  clean('docs about an agent of another kind', 'docs/api/Agent.md', () => '# Agent\n\nA pool of connections.\n'),
  clean('map whose sources are public', 'dist/index.js.map', () =>
    bareMap({ sourceRoot: 'https://raw.githubusercontent.com/acme/billing/main/' }),
  ),
  clean(
    'docs about agents',
    'docs/claude.md',
    () => '# Use with agents\n\nCopy CLAUDE.md into your project.\n',
    open(),
  ),
  clean(
    'package without dependencies',
    'dist/more.cjs',
    () => code,
    open({
      publishConfig: { access: 'public', registry: 'https://registry.npmjs.org/' },
      devDependencies: { core: 'file:../core' },
    }),
  ),
  clean(
    'repository in short',
    'dist/more.mjs',
    () => 'export const a = 1;\n',
    open({
      repository: 'acme/billing',
      bugs: { url: 'https://github.com/acme/billing/issues', email: 'bugs@acme.io' },
    }),
  ),
  clean(
    'git+ssh repository',
    'dist/more.js',
    () => code,
    open({ repository: 'git+ssh://git@github.com/acme/billing.git' }),
  ),
  document(
    'addresses of examples',
    () =>
      'GET http://localhost:3000 and http://192.168.1.1/ and https://api.example.com and http://my-host.local:8080\n',
  ),
  js(
    'hosts that everybody knows',
    () =>
      'exports.h=["http://metadata.google.internal/computeMetadata/v1","http://host.docker.internal:3000","http://169.254.169.254","http://127.0.0.1:4873"];\n',
  ),
  js(
    'a server that everybody may know',
    () => 'exports.api="https://api.acme-billing.io/v1";exports.cdn="https://cdn.jsdelivr.net/npm/a";\n',
  ),
  clean('log module', 'dist/log/index.js', () => code),
  clean('history module', 'dist/history.js', () => code),
  clean('a module named coverage', 'dist/coverage/index.js', () => code),
  clean('a module named backup', 'dist/backup.js', () => code),
  clean('a module named env', 'dist/env.js', () => 'exports.env=process.env.NODE_ENV;\n'),
  clean('a module named credentials', 'dist/credentials/index.js', () => code),
  clean(
    'schema in SQL',
    'dist/migrations/001.sql',
    () => 'CREATE TABLE bills (id int primary key, total int);\nINSERT INTO settings VALUES (1);\n',
  ),
  clean('NDJSON data', 'dist/words.jsonl', () => '{"word":"a"}\n{"word":"b"}\n'),
  clean('type declarations', 'dist/index.d.ts', () => 'export declare function total(a: number[]): number;\n'),
  clean(
    'component for many frameworks',
    'dist/App.vue',
    () => '<template><b/></template>\n<script>export default {}</script>\n',
    open(),
  ),
  clean(
    'prompt of a skill in an open package',
    'dist/prompts/index.js',
    () => 'exports.p="You are a helpful assistant.";\n',
    open(),
  ),
];

export const lookAlikes: readonly c.FolderCase[] = [...placeholders, ...keys, ...hashes, ...tools, ...shapes];
