/** Package managers. What they install is judged by the check on dependencies; what they run is opened here. */
import { tail } from './argv.ts';
import { contactUrl } from './http.ts';
import { type Invocation, optionValue } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';
import { behindDashes } from './wrappers/opening.ts';

/** Runs a program of the project or of a package that is fetched. */
const runner: Special = (invocation, actions) => {
  nodeOptions(invocation, actions);
  const call = optionValue(invocation, '--call');
  if (call !== null) return actions.shell(call);
  const fields = invocation.operands.map((operand) => operand.field);
  if (fields.length > 0) actions.open(fields);
};

/** `--node-options='-r ./x.js'` is what node is started with. */
function nodeOptions(invocation: Invocation, actions: ToolActions): void {
  remotePackages(invocation, actions);
  const value = optionValue(invocation, '--node-options');
  if (
    value === null ||
    /^(?:--(?:max-old-space-size|max-semi-space-size|stack-size)=\d+|--(?:no-warnings|trace-warnings|no-deprecation|experimental-vm-modules|enable-source-maps|unhandled-rejections=\w+|inspect(?:-brk)?|openssl-legacy-provider|dns-result-order=\w+)|\s)*$/.test(
      value.text ?? 'x',
    )
  )
    return;
  actions.signal(
    'mini-language',
    value,
    `node is started with ${value.text ?? 'options known only at run time'}`,
    true,
  );
}

/** `pip install git+https://h/r`, `npm i https://h/a.tgz` */
function remotePackages(invocation: Invocation, actions: ToolActions): void {
  for (const { field } of invocation.operands) {
    const text = field.text ?? field.prefix;
    const start = /^(?:[\w.-]+\s*@\s*)?(?:git\+)?(?=(?:https?|ssh|git|ftp):\/\/)/i.exec(text)?.[0].length;
    if (start !== undefined) contactUrl(tail(field, start), actions);
  }
}

const NPM =
  '-g,--global -D,--save-dev -S,--save -E,--save-exact -O,--save-optional --no-save -f,--force -y,--yes -w,--workspace=data --workspaces --if-present --silent -s --prefix=cwd --registry=url --ignore-scripts --legacy-peer-deps --no-audit --no-fund --production --omit=data --include=data --dry-run --json -d --loglevel=data --prefer-offline --offline --userconfig=settings --globalconfig=settings --use-yarnrc=settings --script-shell=hook --node-options=data --cache=write --package-lock-only --depth=data --otp=data --access=data --tag=data --long -l -a,--all --location=data -m,--message=data --no-git-tag-version --frozen-lockfile --no-frozen-lockfile -r,--recursive -F,--filter=data -C,--dir,--cwd=cwd --immutable --check-cache --mode=data -W -P --latest -i --fix --engine-strict --git=hook --editor=hook --viewer=hook --shell=hook --pack-destination=write --version -v --help -h --color=?data --registry=url --strict-ssl=?data --parallel --stream --aggregate-output --reporter=data --resume-from=data --sort --no-sort --no-bail --bail --changed-files-ignore-pattern=data --fail-if-no-match --lockfile-only --ignore-workspace --ignore-workspace-root-check --shamefully-hoist --store-dir=write --modules-dir=write --virtual-store-dir=write --public-hoist-pattern=data --no-color --verbose --before=data --engine-strict --install-links --install-strategy=data --strict-peer-deps --prefer-dedupe --foreground-scripts --no-package-lock --package-lock --no-bin-links --call=data --exact --tilde --peer --dev --optional --focus --pure-lockfile --non-interactive --network-timeout=data --cache-folder=write --check-files --flat --har --link-folder=read --mutex=data --no-lockfile --production=?data --proxy=url --https-proxy=url --update-checksums --modules-folder=write --no-default-rc --preferred-cache-folder=write --skip-integrity-check --no-progress --emoji=?data';

export const packageTools = [
  tool('npm', {
    options: NPM,
    operands: 'data*',
    style: 'plain',
    special: nodeOptions,
    subcommands: {
      'exec x': {
        options: '-c,--call=data -p,--package=data --no --no-install',
        operands: 'data*',
        stopAtOperand: true,
        special: runner,
      },
      'run run-script test t tst start stop restart': {},
      'install i in ins add ci clean-install isntall update up upgrade uninstall rm remove un r unlink link ln rebuild rb dedupe prune publish unpublish deprecate dist-tag owner access token login logout adduser whoami version view v info show ls list outdated audit fund pack config c set get cache init create bin root prefix explain why doctor search ping help pkg query diff edit docs repo bugs shrinkwrap star team org hook profile sbom':
        {},
      explore: { operands: 'data*', special: behindDashes },
    },
  }),
  tool('pnpm yarn', {
    options: NPM,
    operands: 'data*',
    style: 'plain',
    special: nodeOptions,
    subcommands: {
      'exec dlx': {
        options: '-c,--shell-mode -p,--package=data',
        operands: 'data*',
        stopAtOperand: true,
        special: runner,
      },
      'run test t start node workspace workspaces': { stopAtOperand: true },
      'install i add remove rm uninstall un update up upgrade link unlink rebuild publish unpublish login logout audit outdated list ls why view info pack config cache store init create import patch deploy prune dedupe plugin set version npm licenses global setup env bin root fetch':
        {},
    },
  }),
  tool('npx bunx pnpx', {
    options:
      '-y,--yes --no --no-install -p,--package=data -c,--call=data -q,--quiet -s,--silent -w,--workspace=data --workspaces --ignore-existing --shell=hook --script-shell=hook --userconfig=settings --registry=url --version --help -h -v --node-options=data -n=data --prefix=cwd --offline --prefer-offline --bun',
    operands: 'data*',
    stopAtOperand: true,
    style: 'plain',
    special: (invocation, actions, command) => {
      runner(invocation, actions, command);
    },
  }),
  tool('pip pip3 pipx', {
    options:
      '-r,--requirement=read -e,--editable=data -c,--constraint=read -U,--upgrade -i,--index-url=url --extra-index-url=url -t,--target=write -d,--dest=write --user --pre -q,--quiet -v,--verbose -y,--yes --no-deps --no-cache-dir --break-system-packages --trusted-host=data --no-binary=data --only-binary=data -f,--find-links=data --no-index --force-reinstall -I,--ignore-installed --prefix=write --root=write --python=hook --config-settings=data --global-option=data --log=write --cache-dir=write --proxy=url --format=data --outdated -o -l --include-deps --spec=data --no-build-isolation --dry-run --require-hashes',
    operands: 'data*',
    subcommands: {
      'install uninstall freeze list show download wheel check config cache index search inspect hash debug help inject ensurepath upgrade-all reinstall upgrade':
        {},
      run: { operands: 'data*', stopAtOperand: true, special: runner },
    },
    special: (invocation, actions) => {
      remotePackages(invocation, actions);
      for (const { name, value } of invocation.options) {
        const path = name === '--editable' ? value?.text?.replace(/\[[\w,. -]*\]$/, '') : undefined;
        if (value !== null && path !== undefined && !path.includes('://')) actions.read(actions.literal(path, value));
      }
    },
  }),
  tool('uvx', {
    options:
      '--from=data --with=data -p,--python=data -q,--quiet --isolated --no-cache --offline --refresh --index-url=url -v --version --help',
    operands: 'data*',
    stopAtOperand: true,
    style: 'plain',
    special: runner,
  }),
  tool('conda mamba micromamba', {
    options: '-n,--name=data -p,--prefix=write -c,--channel=data -y,--yes -f,--file=read -q',
    operands: 'data*',
    subcommands: { run: { options: '-n=data --no-capture-output', operands: 'command*', stopAtOperand: true } },
  }),
  tool('gem cargo-binstall go-install', {
    options: '-v,--version=data -N,--no-document -i=write --user-install --source=url -g=read',
    operands: 'data*',
  }),
  tool(
    'apt apt-get aptitude apk yum dnf microdnf zypper pacman emerge brew port snap flatpak dpkg rpm winget choco nix-env opkg',
    {
      options:
        '-y,--yes,--assume-yes -q,--quiet -o,--option=data -t=data --no-install-recommends -f -i,--install -r -P -L -l -s -S -R -Q -U -qq --no-cache --update -c=read -d,--download-only --allow-unauthenticated --force-yes --reinstall --root=write --nogpgcheck -e -h -v -u --purge --cask --classic',
      operands: 'data*',
      runsThings: true,
    },
  ),
  tool('composer', {
    options: '-d,--working-dir=cwd --no-dev -o --no-scripts -n --no-interaction --dev -q -v',
    operands: 'data*',
  }),
  tool('nvm fnm volta asdf mise rustup pyenv rbenv sdk corepack', {
    options: '-y -g --default -q',
    operands: 'data*',
    subcommands: { 'exec run x': { operands: 'data*', stopAtOperand: true } },
  }),
].flat();
