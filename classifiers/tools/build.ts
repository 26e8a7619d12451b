/** Compilers, build tools, test runners, linters: they run the project's own code, which is what the container is for. */
import { optionValue } from './invocation.ts';
import { type Special, tool } from './model.ts';

/** `make SHELL=...` and `VAR='$(shell ...)'` replace what the recipes run. */
const make: Special = (invocation, actions) => {
  for (const { field } of invocation.operands) {
    const text = field.text ?? field.prefix;
    const match = /^(\w+)\s*[:+?]?=\s*(.*)$/s.exec(text);
    if (match === null) {
      if (field.text === null) actions.opaque(field, 'a target known only at run time');
      continue;
    }
    if (/^(?:SHELL|MAKEFLAGS|\.SHELLFLAGS|CC|CXX|LD|AR)$/.test(match[1] ?? '') && match[1] === 'SHELL')
      actions.signal('mini-language', field, 'make runs its recipes with another program', true);
    if (/\$\(shell|`/.test(match[2] ?? '')) {
      actions.signal('mini-language', field, 'make runs a command for a variable', true);
      const code = /\$\(shell\s+(.*)\)/s.exec(match[2] ?? '')?.[1];
      if (code !== undefined) actions.shell(actions.literal(code, field));
    }
  }
  const evaluated = optionValue(invocation, '--eval');
  if (evaluated === null) return;
  actions.signal('mini-language', evaluated, 'make reads a rule from an argument', true);
  for (const line of evaluated.text?.split('\n') ?? []) {
    const code = /(?:^\t|:[^=]*;)\s*[@+-]*(.*)$|\$\(shell\s+(.*)\)/.exec(line);
    if (code !== null) actions.shell(actions.literal(code[1] ?? code[2] ?? '', evaluated));
  }
};

const compiler: Special = (invocation, actions) => {
  for (const option of invocation.options) {
    if (/^-(?:wrapper|fplugin|B|specs)$/.test(option.name) && option.value !== null)
      actions.signal('mini-language', option.value, 'the compiler loads or starts another program', true);
  }
};

const PLAIN =
  'tsc eslint prettier biome vitest jest mocha ava tap c8 nyc vite webpack rollup esbuild rolldown parcel next astro nuxt ng vue-cli-service svelte-kit playwright cypress tsup knip oxlint stylelint markdownlint commitlint husky lint-staged changeset typedoc shx cpy ruff black flake8 mypy pyright isort pylint coverage sphinx-build mkdocs rubocop rspec rake phpunit phpcs phpstan golangci-lint gofmt staticcheck rustc rustfmt clippy-driver clang-format clang-tidy cppcheck shellcheck shfmt hadolint yamllint actionlint cmake ninja meson bazel buck2 ctest gradle gradlew mvn mvnw ant sbt lein mix rebar3 dune zig swiftc kotlinc javac protoc buf helm-docs swag sqlc nbconvert';

export const buildTools = [
  tool('rimraf del-cli del trash trash-put rip', {
    examples: [{ command: 'rimraf dist', writes: ['dist'], execs: ['rimraf'] }],
    options:
      '-f,--force -n,--dry-run -d,--graveyard=data --preserve-root --no-preserve-root --glob -G --no-glob -g --impl=data --max-retries=data --retry-delay=data --backoff=data -r,-R,--recursive -v,--verbose -i,--interactive',
    operands: 'delete*',
    recursive: true,
    style: 'plain',
  }),
  tool('gio gvfs-trash', {
    options: '-f,--force --list --empty',
    special: (invocation, actions) => {
      const [verb, ...files] = invocation.operands.map((operand) => operand.field);
      if (verb?.text === 'trash' || verb?.text === 'remove')
        for (const field of files) actions.remove(field, { recursive: true });
    },
  }),
  tool(PLAIN, {
    options: '-p,--project=read -c,--config=read -o,--output=write -w,--watch -v -q -j=data',
    operands: 'data*',
    style: 'plain',
  }),
  tool('pytest py.test', {
    options:
      '-x -q -v -vv -s -k=data -m=data -n=data -l -p=data -c=read --tb=data --lf --ff --maxfail=data --cov=?data --cov-report=data --junitxml=write -r=data --durations=data --rootdir=read --ignore=data -W=data -o=data --no-header --collect-only --co -h --version --pdb --basetemp=write',
    operands: 'read*',
    style: 'plain',
  }),
  tool('make gmake bmake', {
    options:
      '-B,--always-make -C,--directory=cwd -f,--file,--makefile=read -I,--include-dir=read -j,--jobs=?data -k,--keep-going -l=?data -n,--dry-run,--just-print -o=data -p -q -r -R -s,--silent,--quiet -S -t -v,--version -w -W=data -E,--eval=data --no-print-directory -e,--environment-overrides -i --trace -d -O=?data',
    operands: 'data*',
    special: make,
    runsThings: true,
  }),
  tool('just task', {
    options:
      '-f,--justfile=read -d,--working-directory=cwd -l,--list -n,--dry-run --shell=exec --shell-arg=data -c,--command=sh -v -q -y',
    operands: 'data*',
    runsThings: true,
  }),
  tool('cargo', {
    options:
      '-q,--quiet -v,--verbose -p,--package=data --release --all --workspace --all-targets --all-features --features=data --no-default-features --manifest-path=read --target=data --target-dir=write -j=data --config=data -Z=data --locked --frozen --offline --test=data --bin=data --example=data --lib --git=url --path=read --root=write --force -f --color=data --message-format=data --version=data --registry=data --index=url --tests --bins --doc --fix --allow-dirty --',
    operands: 'data*',
    style: 'plain',
    subcommands: { 'run r': { stopAtOperand: true } },
  }),
  tool('go', {
    options:
      '-v -x -race -run=data -count=data -o=write -mod=data -tags=data -ldflags=data -gcflags=data -cover -coverprofile=write -bench=data -timeout=data -toolexec=sh -exec=sh -overlay=read -C=cwd -json -short -u -d -t -n -a -p=data -vettool=exec -fix -w -m -modfile=edit',
    operands: 'data*',
    style: 'single',
    runsThings: true,
    subcommands: {
      run: { stopAtOperand: true },
      'build test vet fmt mod get install generate list env doc tool work version clean bug telemetry': {},
    },
  }),
  tool('gcc g++ cc c++ clang clang++ tcc ld gold lld ar as ranlib strip objdump nm readelf', {
    options:
      '-o=write -c -S -E -g -O=?data -W=?data -I=read -L=read -l=?data -D=?data -U=?data -std=data -f=?data -m=?data -x=data -include=read -isystem=read -M -MD -MF=write -MT=data -pthread -shared -static -w -v -pipe -wrapper=data -fplugin=data -B=data -specs=data -T=read -nostdlib -r -s -d -t -a -h',
    operands: 'read*',
    style: 'single',
    special: compiler,
  }),
  tool('dotnet', {
    options: '-c=data -o=write -v=data --no-restore --no-build --configuration=data',
    operands: 'data*',
  }),
].flat();
