/** Version managers, environments and secret injectors: `tool exec -- command` in its many spellings. */
import type { Field } from '../../analysis.ts';
import { hasOption, optionValue } from '../invocation.ts';
import { type Special, type ToolActions, type ToolSpec, tool } from '../model.ts';
import { behindDashes, both, codeOptions, fieldsOf, openWithEnv, wordsFrom } from './opening.ts';

/** Which words before the command are the tool's own: `mise exec node@20 -- cmd`, `nvm exec 20 cmd`. */
const VERSION =
  /^(?:(?:[a-z][\w./-]*[@:])?v?\d[\w.*+-]*|lts(?:\/\*|-\w+)?|latest|stable|nightly|beta|node|system|default|current)$|^[a-z][\w-]*@[\w.*-]+$/;

/** Behind `--` where there is one, else behind version words. */
const versioned: Special = (invocation, actions, command) => {
  const code = optionValue(invocation, '--command');
  if (code !== null) actions.shell(code);
  if (command.args.some((field) => field.text === '--')) return behindDashes(invocation, actions, command);
  const fields = fieldsOf(invocation);
  const at = fields.findIndex((field) => !VERSION.test(field.text ?? ''));
  if (at >= 0 && code === null) actions.open(wordsFrom(command, fields[at]));
};

/** `nix develop -c cmd args`: the rest of the line is the command. */
const nixCommand: Special = (invocation, actions, command) => {
  const at = command.args.findIndex((field) => /^(?:-c|--command)$/.test(field.text ?? ''));
  if (at >= 0) actions.open(command.args.slice(at + 1));
  nixCode(invocation, actions, command);
};

/** Expressions can run builders, and `builtins.exec`; they are not read here. */
const nixCode: Special = (invocation, actions) => {
  for (const option of invocation.options)
    if (option.name === '--expr' && option.value !== null) actions.opaque(option.value, 'a nix expression');
};

const direnv: Special = (invocation, actions, command) => {
  const [verb, folder, ...rest] = fieldsOf(invocation);
  if (verb?.text === 'exec' && folder !== undefined) actions.open(rest, { cwd: folder });
  if (/^(?:allow|permit|grant|edit)$/.test(verb?.text ?? ''))
    actions.signal('mini-language', verb ?? command.program, 'the settings of the directory are run from now on');
};

/** A shell script of the project or a command line, in one word or several. */
const commandWords = (fields: readonly Field[], actions: ToolActions): void => {
  const [only] = fields;
  if (fields.length === 1 && only !== undefined && /\s/.test(only.text ?? '')) actions.shell(only);
  else if (fields.length > 0) actions.open(fields);
};

const RUN: ToolSpec = { operands: 'command*', stopAtOperand: true };

/** `sops exec-env file 'code'`. */
const sops: Special = (invocation, actions) => {
  const [verb, file, code] = fieldsOf(invocation);
  if (!/^exec-(?:env|file)$/.test(verb?.text ?? '')) return;
  if (file !== undefined) actions.read(file);
  if (code !== undefined) actions.shell(code);
};

const withPrefix =
  (verbs: RegExp, skip: number): Special =>
  (invocation, actions, command) => {
    const code = optionValue(invocation, '--command');
    if (code !== null) actions.shell(code);
    if (command.args.some((field) => field.text === '--')) return behindDashes(invocation, actions, command);
    const [verb, ...rest] = fieldsOf(invocation);
    if (verbs.test(verb?.text ?? '')) commandWords(wordsFrom(command, rest[skip]), actions);
  };

const NX =
  '--projects=data -p,--project=data --target=data -t=data --all --parallel=?data --skip-nx-cache --configuration=data -c=data --base=data --head=data --exclude=data --verbose --scope=data --since=?data --concurrency=data --stream --no-bail --ignore=data --no-private --include-dependents --include-dependencies --filter=data -F=data --force --cache-dir=write --dry=?data --graph=?write --output-logs=data --no-cache --only --cwd=cwd --json';

export const toolchainWrappers = [
  tool('mise rtx', {
    examples: [{ command: 'mise exec node@20 -- cat a', reads: ['a'], execs: ['mise', 'cat'] }],
    options:
      '-C,--cd=cwd -q,--quiet -v,--verbose -y,--yes -j,--jobs=data -E,--env=data --raw --silent -P,--profile=data',
    subcommands: {
      'exec x': { options: '-c,--command=data', stopAtOperand: true, special: versioned },
      'run r task tasks': {
        options: '-c,--continue-on-error -n,--dry-run -f,--force -t,--tool=data -s,--shell=data',
        operands: 'data*',
        stopAtOperand: true,
      },
      'watch w': { options: '-t,--task=data -g,--glob=data' },
      'trust install i use u plugins plugin upgrade up uninstall self-update activate env ls list current doctor settings set unset which where latest outdated prune reshim cache config fmt generate registry tool version x-list':
        {},
    },
  }),
  tool('asdf', {
    options: '-p,--parent',
    subcommands: { exec: RUN, env: { operands: 'data command*', stopAtOperand: true } },
  }),
  tool('nix', {
    options:
      '-f,--file=read -I,--include=data -E,--expr=data --impure --extra-experimental-features=data --experimental-features=data --option==data --arg==data --argstr==data -L,--print-build-logs --offline --refresh --no-link -o,--out-link=write --json -v,--verbose --quiet -i,--ignore-environment -k,--keep=data -u,--unset=data --accept-flake-config --override-input==data -c,--command --no-write-lock-file --system=data --profile=write --builders=hook --post-build-hook=hook',
    style: 'plain',
    ownOptions: false,
    subcommands: {
      'develop shell': { special: nixCommand },
      run: { operands: 'data*', special: nixCode },
      'build eval flake search profile store path-info log why-depends repl fmt registry hash copy derivation bundle edit print-dev-env upgrade-nix daemon key config help realisation':
        { special: nixCode },
    },
  }),
  tool('nix-env nix-channel nix-store nix-collect-garbage', {
    options:
      '-i,--install -A,--attr -e,--uninstall -u,--upgrade -q,--query -f,--file=read -p,--profile=write -E,--from-expression -S,--switch-profile=data --set --rollback --delete-generations -a -b -c -P --dry-run -r,--realise -d,--delete-old --gc --add --remove --update --list',
    style: 'plain',
  }),
  tool('nix-shell nix-build nix-instantiate', {
    examples: [{ command: "nix-shell -p jq --run 'cat a'", reads: ['a'], execs: ['nix-shell', 'cat'] }],
    options:
      '-p,--packages --run=data --command=data --pure --impure --keep=data -E,--expr -A,--attr=data -I=data --arg==data --argstr==data -i=exec -Q,--no-build-output -j,--max-jobs=data -o,--out-link=write --eval --strict --json -q --query -u --upgrade --install -e --uninstall -f,--file=read',
    style: 'plain',
    special: codeOptions('--run', '--command'),
  }),
  tool('guix', {
    options:
      '-m,--manifest=read -D,--development -C,--container -N,--network --pure -e,--expression=data -f,--file=read --share=data --expose=data',
    special: behindDashes,
  }),
  tool('direnv', { options: '--log-format=data', stopAtOperand: true, special: direnv }),
  tool('devbox devenv flox pixi', {
    options:
      '-c,--config=read -e,--env=data -q,--quiet --pure --manifest-path=read --environment=data -d,--dir=data --frozen --locked',
    stopAtOperand: false,
    special: withPrefix(/^(?:run|exec)$/, 0),
  }),
  tool('poetry pipenv pdm hatch rye', {
    examples: [{ command: 'poetry run cat a', reads: ['a'], execs: ['poetry', 'cat'] }],
    options:
      '-q,--quiet -v,--verbose -C,--directory=cwd -P,--project=cwd --python=data -n,--no-interaction -e,--env=data',
    subcommands: {
      'run exec': {
        options:
          '--with=data --python=data -p=data --extra=data --group=data -m=data --no-sync --frozen --isolated --env-file=read -s,--site-packages',
        ...RUN,
      },
      'install add remove sync lock update show build publish self pip venv tool init env check config list tree outdated cache shell new search export version cache source about fmt test clean dep python status graph scripts requirements verify uninstall upgrade fix toolchain':
        {},
    },
  }),
  tool('uv', {
    examples: [{ command: 'uv run --no-sync cat a', reads: ['a'], execs: ['uv', 'cat'] }],
    options:
      '-q,--quiet -v,--verbose --directory=cwd --project=cwd -p,--python=data --offline --no-cache -n --cache-dir=write --config-file=settings --no-config --color=data --native-tls',
    subcommands: {
      run: {
        options:
          '--with=data --with-requirements=read --with-editable=data --extra=data --all-extras --group=data --only-group=data --no-group=data --dev --no-dev -m,--module=data --no-sync --frozen --locked --isolated --active --env-file=read --no-env-file -s,--script=script --all-packages --package=data --no-project -U,--upgrade --refresh --reinstall --index-url=url --extra-index-url=url -i=url --python-preference=data --link-mode=data --default-index=url --index=url --resolution=data -w=data --gui-script=script',
        operands: 'command*',
        stopAtOperand: true,
        special: (invocation, actions, command) => {
          const module = optionValue(invocation, '--module');
          if (module !== null)
            actions.open([actions.literal('python', command.program), actions.literal('-m', command.program), module]);
        },
      },
      'sync lock add remove tree init build publish export version format cache self help python auth': {},
      'pip venv': {},
      tool: {},
      x: {},
    },
  }),
  tool('bundle', {
    options:
      '--no-color -V,--verbose --gemfile=read --path=write --jobs=data --retry=data --without=data --with=data --quiet --local --deployment --frozen',
    subcommands: {
      'exec e': { options: '--keep-file-descriptors', ...RUN },
      'install add remove update lock show info list outdated config init open check clean package cache pack gem platform viz doctor plugin binstubs console help version env pristine audit':
        {},
    },
  }),
  tool('conda mamba micromamba', {
    options:
      '-n,--name=data -p,--prefix=data -y,--yes -c,--channel=data -q,--quiet --json --no-capture-output --live-stream --cwd=cwd -f,--file=read -v --override-channels -e,--env=data -a,--attach=data --clean-env',
    subcommands: {
      run: RUN,
      'install create remove update upgrade list info config env activate deactivate init search clean export package repoquery shell uninstall self-update compare doctor notices rename':
        {},
    },
  }),
  tool('pyenv rbenv nodenv goenv jenv plenv phpenv luaenv tfenv tgenv', {
    options: '',
    subcommands: {
      exec: RUN,
      'install local global shell versions version which whence rehash uninstall init root shims virtualenv prefix latest':
        {},
    },
  }),
  tool('nvm fnm volta n', {
    options: '--using=data --node=data --npm=data --silent --no-use --lts --default -q,--quiet',
    subcommands: {
      'exec run': { stopAtOperand: true, special: nodeVersion },
      'use install uninstall ls list ls-remote list-remote alias unalias current default env which pin setup completions fetch reinstall-packages cache version deactivate unload prune remove rm bin':
        {},
    },
    operands: 'data*',
  }),
  tool('rustup', {
    options:
      '-v,--verbose -q,--quiet --toolchain=data --component=data -c=data --target=data -t=data --profile=data --force --install',
    subcommands: {
      run: { operands: 'data command*', stopAtOperand: true },
      'show update toolchain target component override default which doc man self set completions install check': {},
    },
  }),
  tool('opam', {
    options: '-y,--yes --switch=data --root=data -j=data',
    subcommands: {
      exec: { special: versioned },
      'install update upgrade switch init env list show config pin remove var depext lock clean': {},
    },
  }),
  tool('stack cabal', {
    options:
      '--resolver=data -v=?data --stack-yaml=settings --nix --fast --pedantic --test --bench --file-watch --ghc-options=data --flag=data --project-file=settings -j=data --enable-tests --with-compiler=exec --builddir=write -O=?data -w=exec --exec=sh',
    subcommands: {
      exec: { special: versioned },
      'build test run repl bench ghc ghci runghc haddock install init new clean path ls list upload sdist setup update freeze check configure gen-bounds info get unpack eval script hoogle dot query upgrade help':
        {},
    },
  }),
  tool('corepack', {
    examples: [{ command: 'corepack pnpm exec cat a', reads: ['a'], execs: ['corepack', 'pnpm', 'cat'] }],
    stopAtOperand: true,
    special: (invocation, actions) => {
      const fields = fieldsOf(invocation);
      if (/^(?:npm|npx|pnpm|pnpx|yarn|yarnpkg)(?:@|$)/.test(fields[0]?.text ?? '')) {
        const [first, ...rest] = fields;
        if (first !== undefined)
          actions.open([actions.literal((first.text ?? '').replace(/@.*$/, ''), first), ...rest]);
      }
    },
  }),
  tool('lerna nx turbo moon rush', {
    examples: [{ command: 'lerna exec --scope a -- cat b', reads: ['b'], execs: ['lerna', 'cat'] }],
    options: NX,
    style: 'plain',
    special: (invocation, actions, command) => {
      const [verb, ...rest] = fieldsOf(invocation);
      if (!/^(?:exec|run-commands)$/.test(verb?.text ?? '')) return;
      if (command.args.some((field) => field.text === '--')) behindDashes(invocation, actions, command);
      else commandWords(wordsFrom(command, rest[0]), actions);
    },
  }),
  tool(
    'doppler op infisical berglas teller envconsul secretless summon chamber aws-vault envchain aws-okta saml2aws granted phase akeyless',
    {
      examples: [{ command: 'doppler run -- cat a', reads: ['a'], execs: ['doppler', 'cat'] }],
      options:
        '-p,--project=data -c,--config=data --command=data --env-file=read --env=data -e=data -f,--file=data --path=data --no-masking --account=data --format=data -t,--token=data --region=data --duration=data -d=data -n,--no-session --prompt=data --vault=data --fields=data --otp',
      stopAtOperand: false,
      style: 'plain',
      special: withPrefix(/^(?:run|exec)$/, 0),
    },
  ),
  tool('sops', {
    options:
      '-d,--decrypt -e,--encrypt -i,--in-place -r,--rotate --input-type=data --output-type=data --output=write --extract=data -k,--kms=data -p,--pgp=data -a,--age=data --config=settings --set=data',
    operands: 'read*',
    special: sops,
  }),
  tool('foreman forego honcho overmind hivemind', {
    options:
      '-f,--procfile=read -e,--env=read -p,--port=data -c,--concurrency=data -m,--formation=data -d,--root=cwd -t=data',
    special: withPrefix(/^run$/, 0),
  }),
  tool('tox nox', {
    options:
      '-e=data -s=data -k=data -p=?data -r,--recreate -c=settings -f=settings -q,--quiet -v,--verbose --skip-missing-interpreters --notest --develop -l,--list --posargs=data --reuse-existing-virtualenvs -R -n=data -x,--override=data --workdir=write',
    special: (invocation, actions, command) => {
      if (fieldsOf(invocation)[0]?.text === 'exec') behindDashes(invocation, actions, command);
    },
  }),
  tool('multipass lxc incus orb colima limactl vagrant', {
    options: '-c,--command=data --cwd=data --env=data -n=data --mode=data -T -t -u,--user=data',
    style: 'plain',
    special: (invocation, actions, command) => {
      const code = optionValue(invocation, '--command');
      if (code !== null)
        actions.open([actions.literal('sh', code), actions.literal('-c', code), code], { remote: true });
      const dashes = command.args.findIndex((field) => field.text === '--');
      if (dashes >= 0) actions.open(command.args.slice(dashes + 1), { remote: true });
    },
  }),
  tool('xcrun', { options: '--sdk=data --toolchain=data -f,--find -n,--no-cache -k -v --run -r --log -l', ...RUN }),
  tool('npm-explore', { special: both(behindDashes) }),
  tool('with-env envsubst-run exec-helper', {
    special: (invocation, actions) => openWithEnv(fieldsOf(invocation), actions),
  }),
].flat();

function nodeVersion(invocation: Parameters<Special>[0], actions: ToolActions, command: Parameters<Special>[2]): void {
  const fields = fieldsOf(invocation).filter((field) => field.text !== '--');
  const given = hasOption(invocation, '--using', '--node', '--lts', '--default');
  const at = given ? 0 : fields.findIndex((field) => !VERSION.test(field.text ?? ''));
  const rest = at < 0 ? [] : fields.slice(at);
  const [first] = rest;
  if (first === undefined) return;
  // `nvm run 20 app.js` runs node on the file.
  if (invocation.sub[0] === 'run' && command.invocation.program === 'nvm')
    actions.open([actions.literal('node', first), ...rest]);
  else actions.open(rest);
}
