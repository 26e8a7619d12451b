/** Package managers. What they install is judged by the check on dependencies; what they run is opened here. */
import { optionValue } from './invocation.ts';
import { type Special, tool } from './model.ts';

/** Runs a program of the project or of a package that is fetched. */
const runner: Special = (invocation, actions) => {
  const call = optionValue(invocation, '--call');
  if (call !== null) return actions.shell(call);
  const fields = invocation.operands.map((operand) => operand.field);
  if (fields.length > 0) actions.open(fields);
};

const NPM =
  '-g,--global -D,--save-dev -S,--save -E,--save-exact -O,--save-optional --no-save -f,--force -y,--yes -w,--workspace=data --workspaces --if-present --silent -s --prefix=cwd --registry=url --ignore-scripts --legacy-peer-deps --no-audit --no-fund --production --omit=data --include=data --dry-run --json -d --loglevel=data --prefer-offline --offline --userconfig=read --globalconfig=read --script-shell=exec --node-options=data --cache=write --package-lock-only --depth=data --otp=data --access=data --tag=data --long -l -a,--all --location=data -m,--message=data --no-git-tag-version --frozen-lockfile --no-frozen-lockfile -r,--recursive -F,--filter=data -C,--dir,--cwd=cwd --immutable --check-cache --mode=data -W -P --latest -i --fix --engine-strict --git=exec --editor=sh --viewer=sh --shell=sh';

export const packageTools = [
  tool('npm', {
    options: NPM,
    operands: 'data*',
    style: 'plain',
    subcommands: {
      'exec x': {
        options: '-c,--call=data -p,--package=data --no --no-install',
        operands: 'data*',
        stopAtOperand: true,
        special: runner,
      },
      'run run-script test t tst start stop restart': { stopAtOperand: true },
      'install i in ins add ci clean-install isntall update up upgrade uninstall rm remove un r unlink link ln rebuild rb dedupe prune publish unpublish deprecate dist-tag owner access token login logout adduser whoami version view v info show ls list outdated audit fund pack config c set get cache init create bin root prefix explain why doctor search ping help pkg query diff explore edit docs repo bugs shrinkwrap star team org hook profile sbom':
        {},
    },
  }),
  tool('pnpm yarn', {
    options: NPM,
    operands: 'data*',
    style: 'plain',
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
      '-y,--yes --no --no-install -p,--package=data -c,--call=data -q,--quiet -s --ignore-existing --shell=sh --node-options=data -n=data --prefix=cwd --offline --prefer-offline --bun',
    operands: 'data*',
    stopAtOperand: true,
    style: 'plain',
    special: (invocation, actions, command) => {
      runner(invocation, actions, command);
    },
  }),
  tool('pip pip3 pipx', {
    options:
      '-r,--requirement=read -e,--editable=read -c,--constraint=read -U,--upgrade -i,--index-url=url --extra-index-url=url -t,--target=write -d,--dest=write --user --pre -q,--quiet -v,--verbose -y,--yes --no-deps --no-cache-dir --break-system-packages --trusted-host=data --no-binary=data --only-binary=data --find-links=data -f=data --no-index --force-reinstall -I --prefix=write --root=write --python=data --config-settings=data --global-option=data --log=write --cache-dir=write --proxy=url --format=data --outdated -o -l --include-deps --spec=data --no-build-isolation --dry-run --require-hashes',
    operands: 'data*',
    subcommands: {
      'install uninstall freeze list show download wheel check config cache index search inspect hash debug help inject ensurepath upgrade-all reinstall upgrade':
        {},
      run: { operands: 'data*', stopAtOperand: true },
    },
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
