/** Build tools and test runners: they run the project's own code, which is what the container is for. */
import { dangerousVariable } from '../variables/index.ts';
import { tail } from './argv.ts';
import { hasOption, type Invocation, optionValue } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';

/** `make SHELL=...` and `VAR='$(shell ...)'` replace what the recipes run; other settings are those of the environment. */
const make: Special = (invocation, actions) => {
  const folder = optionValue(invocation, '--directory');
  if (folder !== null && installs(invocation) && /^(?:\.\.|\/(?!workspace))/.test(folder.text ?? ''))
    actions.write(actions.literal('.', folder), { recursive: true });
  for (const { field } of invocation.operands) {
    const text = field.text ?? field.prefix;
    const match = /^([\w.]+)\s*(?::{0,3}|[?+!])?=\s*(.*)$/s.exec(text);
    if (match === null) {
      if (field.text === null) actions.opaque(field, 'a target known only at run time');
      continue;
    }
    const [, name = '', value = ''] = match;
    if (/^\.?SHELL(?:FLAGS)?$/.test(name) && !/^(?:\/bin\/|\/usr\/bin\/)?(?:ba|da)?sh$/.test(value)) {
      actions.signal('mini-language', field, 'make runs its recipes with another program', true);
      if (name === 'SHELL' && value !== '') actions.open([tail(field, text.length - value.length)]);
    } else if (dangerousVariable(name) !== undefined) actions.env(name, tail(field, text.indexOf('=') + 1), field);
    if (
      /^(?:DESTDIR|prefix|PREFIX|exec_prefix|bindir|libdir|sysconfdir|datadir|mandir)$/.test(name) &&
      installs(invocation)
    )
      actions.write(tail(field, text.indexOf('=') + 1), { recursive: true });
    makeText(value, field, actions);
  }
  const evaluated = optionValue(invocation, '--eval');
  if (evaluated !== null) makeRules(evaluated, actions);
  for (const { name, value } of invocation.options)
    if (name === '--file' && value?.text === '-')
      actions.signal('mini-language', value, 'make reads its rules from its input');
};

function installs(invocation: Invocation): boolean {
  return invocation.operands.some((operand) => /^(?:un)?install/.test(operand.field.text ?? ''));
}

type MakeField = Parameters<ToolActions['signal']>[1];

/** `$(shell code)` and `!=` run when the makefile is read. */
function makeText(value: string, field: MakeField, actions: ToolActions): void {
  if (!/\$\(shell|`|\$\{shell/.test(value)) return;
  actions.signal('mini-language', field, 'make runs a command for a variable', true);
  const code = /\$[({]shell\s+(.*)[)}]/s.exec(value)?.[1];
  if (code !== undefined) actions.shell(actions.literal(code, field));
}

function makeRules(evaluated: MakeField, actions: ToolActions): void {
  actions.signal('mini-language', evaluated, 'make reads a rule from an argument', true);
  for (const line of evaluated.text?.split('\n') ?? []) {
    const code = /(?:^\t|:[^=]*;)\s*[@+-]*(.*)$|\$\(shell\s+(.*)\)/.exec(line);
    if (code !== null) actions.shell(actions.literal(code[1] ?? code[2] ?? '', evaluated));
  }
}

/** `cargo --config 'key=value'`: some keys name programs that cargo starts. */
const cargo: Special = (invocation, actions) => {
  for (const { name, value } of invocation.options) {
    if (name !== '--config' || value === null) continue;
    const text = value.text ?? value.prefix;
    if (!text.includes('=')) actions.read(value);
    const runs =
      /(?:runner|linker|rustc|rustdoc|wrapper|credential|alias|rustflags|registr|source|proxy|net\.git)/i.test(text);
    if (runs || !text.includes('=')) actions.signal('mini-language', value, 'cargo obeys this setting', runs);
  }
};

/** `go run file.go` runs files of the workspace; `go tool compile file.go` reads them. */
const goFiles: Special = (invocation, actions) => {
  for (const { name, value } of invocation.options)
    if (name === '-ldflags' && value !== null && /-extld\b|-fplugin|-wrapper/.test(value.text ?? value.prefix))
      actions.signal('mini-language', value, 'go starts another linker', true);
  for (const { field } of invocation.operands) {
    if (!/\.(?:go|s|out|prof|pprof)$/.test(field.text ?? '')) {
      if (invocation.sub[0] === 'run') break;
      continue;
    }
    actions.read(field);
  }
};

/** Analysers of profiles and coverage: `-func=coverage.out`, and the files of the operands. */
const goTool: Special = (invocation, actions) => {
  for (const field of invocation.operands.slice(1).map((operand) => operand.field)) {
    const text = field.text ?? field.prefix;
    const value = /^-(?:func|html|i|symbolize-from)=(.+)$/.exec(text)?.[1];
    const output = /^-o=?(.+)$/.exec(text)?.[1];
    if (value !== undefined) actions.read(actions.literal(value, field));
    else if (output !== undefined) actions.write(actions.literal(output, field));
    else if (/\.(?:go|s|out|prof|pprof|trace|o|a)$/.test(text) && !text.startsWith('-')) actions.read(field);
  }
};

const goBinary: Special = (invocation, actions) => {
  for (const { field } of invocation.operands) actions.read(field);
};

/** `go env -w NAME=value` stays. */
const goEnv: Special = (invocation, actions) => {
  if (!hasOption(invocation, '-w')) return;
  for (const { field } of invocation.operands) {
    const at = (field.text ?? '').indexOf('=');
    if (at > 0) actions.env((field.text ?? '').slice(0, at), tail(field, at + 1), field);
  }
};

/** `tests/a.py::test_x` is a test of the file. */
const pytest: Special = (invocation, actions) => {
  for (const { field } of invocation.operands) {
    const file = field.text?.replace(/::.*$/s, '') ?? null;
    actions.read(file === null || file === field.text ? field : actions.literal(file, field));
  }
};

/** `mvn exec:exec -Dexec.executable=sh`: a property names the program. */
const maven: Special = (invocation, actions) => {
  const property = (name: string): string | undefined =>
    invocation.options
      .map((option) => option.field.text ?? '')
      .find((text) => text.startsWith(`-D${name}=`))
      ?.slice(name.length + 3);
  const program = property('exec.executable');
  const like = invocation.operands[0]?.field;
  if (program === undefined || like === undefined) return;
  actions.signal('mini-language', like, 'maven starts the program of a property', true);
  actions.shell(actions.literal(`${program} ${property('exec.args') ?? ''}`, like));
};

const GO_BUILD =
  '-C=cwd -a -n -p=data -race -msan -asan -cover -covermode=data -coverpkg=data -v -work -x -asmflags=data -buildmode=data -buildvcs=?data -compiler=data -gccgoflags=data -gcflags=data -installsuffix=data -json -ldflags=data -linkshared -mod=data -modcacherw -modfile=settings -overlay=settings -pgo=data -pkgdir=write -tags=data -trimpath -toolexec=sh';
const GO_TEST =
  '-args -c -exec=sh -o=write -bench=data -benchmem -benchtime=data -blockprofile=write -blockprofilerate=data -count=data -coverprofile=write -cpu=data -cpuprofile=write -failfast -fullpath -fuzz=data -fuzztime=data -fuzzminimizetime=data -i -list=data -memprofile=write -memprofilerate=data -mutexprofile=write -mutexprofilefraction=data -outputdir=write -parallel=data -run=data -short -shuffle=data -skip=data -timeout=data -trace=write -vet=data -test.v -test.run=data -update -golden';

const PLAIN =
  'vitest jest mocha ava tap c8 nyc rolldown next nuxt ng vue-cli-service svelte-kit playwright cypress knip commitlint husky lint-staged cpy rake clippy-driver actionlint ninja bazel bazelisk buck2 pants ctest ant sbt lein mix rebar3 dune swiftc helm-docs swag sqlc nbconvert';

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
    options: '-p,--project=data -c,--config=read -o,--output=write -w,--watch -v -q -j=data -C=cwd -f=read -D=data',
    style: 'plain',
  }),
  tool('pytest py.test', {
    examples: [
      { command: 'pytest tests/a.py::test_x -k b -n auto --dist loadfile', reads: ['tests/a.py'], writes: [] },
      { command: 'pytest --junitxml=r.xml tests', reads: ['tests'], writes: ['r.xml'] },
    ],
    options:
      '-x,--exitfirst -q,--quiet -v,--verbose -vv -vvv -s -k=data -m=data -n,--numprocesses=data -l,--showlocals -p=data -c,--config-file=read --tb=data --lf,--last-failed --ff,--failed-first --nf,--new-first --sw,--stepwise --maxfail=data --cov=?data --cov-report=data --cov-config=read --cov-fail-under=data --no-cov --cov-append --junitxml,--junit-xml=write -r=data --durations=data --durations-min=data --rootdir=read --ignore=data --ignore-glob=data --deselect=data -W,--pythonwarnings=data -o,--override-ini=data --no-header --no-summary --collect-only,--co --pdb --pdbcls=data --trace --basetemp=write --dist=data --maxprocesses=data --timeout=data --timeout-method=data --reruns=data --reruns-delay=data --import-mode=data --capture=data --color=data --log-level=data --log-cli-level=data --log-file=write --html=write --self-contained-html --json-report-file=write --asyncio-mode=data --snapshot-update --strict-markers --strict-config --runxfail --fixtures --markers --setup-show --setup-only --setup-plan --cache-clear --cache-show=?data --doctest-modules --doctest-glob=data --benchmark-only --benchmark-skip --hypothesis-seed=data --hypothesis-profile=data --random-order -h,--help -V,--version --count=data --ds=data --reuse-db --create-db --headed --browser=data --pyargs --confcutdir=read --continue-on-collection-errors',
    style: 'plain',
    special: pytest,
  }),
  tool('make gmake bmake', {
    examples: [
      { command: 'make -C sub -j8 test', execs: ['make'], writes: [] },
      { command: 'make install DESTDIR=out', writes: ['out'] },
    ],
    options:
      '-B,--always-make -C,--directory=cwd -f,--file,--makefile=read -I,--include-dir=read -j,--jobs=?data -k,--keep-going -l,--load-average=?data -n,--dry-run,--just-print,--recon -o,--old-file=data -p,--print-data-base -q,--question -r,--no-builtin-rules -R,--no-builtin-variables -s,--silent,--quiet -S,--no-keep-going,--stop -t,--touch -v,--version -w,--print-directory -W,--what-if=data -E,--eval=data --no-print-directory -e,--environment-overrides -i,--ignore-errors --trace -d --debug=?data -O,--output-sync=?data --warn-undefined-variables --no-silent -L --shuffle=?data --jobserver-auth=data -h,--help',
    special: make,
    runsThings: true,
  }),
  tool('just task', {
    options:
      '-f,--justfile=read -d,--working-directory=cwd -l,--list -n,--dry-run --shell=exec --shell-arg=data -c,--command=sh -v,--verbose -q,--quiet -y,--yes --choose --chooser=sh --color=data --set==data --unstable -s,--show=data --summary --variables --evaluate --fmt --check --dump -u,--unsorted --no-deps -t,--taskfile=read --dir=cwd -p,--parallel --force --watch -a,--list-all --status --silent --init -g,--global -C,--concurrency=data -x,--exit-code -o,--output=data -h,--help --version',
    runsThings: true,
    style: 'plain',
  }),
  tool('cargo', {
    examples: [
      { command: 'cargo test --workspace --offline', execs: ['cargo'], reads: [], writes: [] },
      { command: 'cargo run --release -- a.txt', reads: [], writes: [] },
      { command: 'cargo build --target-dir /tmp/t', writes: ['/tmp/t'] },
    ],
    options:
      '-q,--quiet -v,--verbose -vv -p,--package=data -r,--release --all --workspace --exclude=data --all-targets --all-features -F,--features=data --no-default-features --manifest-path=read --target=data --target-dir=write -j,--jobs=data --config=data -Z=data --locked --frozen --offline --test=data --bin=data --example=data --bench=data --lib --git=url --path=read --root=write --force -f --color=data --message-format=data --version=data --registry=data --index=url --tests --bins --examples --benches --doc --fix --allow-dirty --allow-staged --allow-no-vcs --profile=data --no-run --no-fail-fast --keep-going --no-deps --open --document-private-items -i,--invert=data -e,--edges=data --depth=data --prefix=data --duplicates -d --timings --unit-graph --ignore-rust-version --future-incompat-report --dry-run --precise=data --edition=data --name=data --vcs=data -C=cwd --list --explain=data --dev --build --optional --rename=data --branch=data --tag=data --rev=data --token=data --no-verify --check --out-dir,--artifact-dir=write -h,--help -V --format-version=data --filter-platform=data --aggressive',
    style: 'plain',
    special: cargo,
    subcommands: {
      'run r': { stopAtOperand: true },
      'new init': { operands: 'write' },
    },
  }),
  tool('go', {
    examples: [
      { command: "go test -bench=. -benchmem -run='^$' ./codec", reads: [], writes: [], execs: ['go'] },
      { command: 'go build -trimpath -o bin/a ./cmd/a', writes: ['bin/a'], reads: [] },
      { command: 'go run main.go x.txt', reads: ['main.go'] },
      { command: 'go tool cover -func=coverage.out', reads: ['coverage.out'] },
      { command: 'go tool compile -S main.go', reads: ['main.go'] },
      { command: 'go version -m bin/a', reads: ['bin/a'] },
      { command: "go list -f '{{.Dir}}' ./internal/...", reads: [] },
      { command: 'go test -coverprofile=c.out ./...', writes: ['c.out'] },
    ],
    style: 'single',
    runsThings: true,
    subcommands: {
      run: { options: `${GO_BUILD} -exec=sh`, stopAtOperand: true, special: goFiles },
      'build install': { options: `${GO_BUILD} -o=write -i`, special: goFiles },
      test: { options: `${GO_BUILD} ${GO_TEST}`, special: goFiles },
      vet: {
        options: `${GO_BUILD} -vettool=exec -c=data -fix -diff -printf -shadow -composites=data -copylocks=data -unusedresult=data`,
        special: goFiles,
      },
      list: {
        options: `${GO_BUILD} -f=data -e -deps -test -m -u -versions -compiled -export -find -retracted -reuse=read`,
      },
      generate: { options: `${GO_BUILD} -run=data -skip=data` },
      get: { options: `${GO_BUILD} -u=?data -t -d -tool` },
      mod: {
        options: `${GO_BUILD} -go=data -compat=data -e -diff -fmt -print -module=data -require=data -droprequire=data -replace=data -dropreplace=data -exclude=data -dropexclude=data -retract=data -dropretract=data -tool=data -droptool=data -godebug=data -toolchain=data -o=write -vendor -m -reuse=read`,
      },
      work: {
        options: `${GO_BUILD} -go=data -use=data -dropuse=data -replace=data -dropreplace=data -print -fmt -r -toolchain=data`,
      },
      tool: { style: 'none', special: goTool },
      clean: { options: `${GO_BUILD} -i -r -cache -testcache -modcache -fuzzcache` },
      doc: { options: '-all -c -cmd -short -src -u -http -C=cwd' },
      env: { options: '-w -u -json -changed -C=cwd', special: goEnv },
      fmt: { options: '-n -x -mod=data -C=cwd' },
      fix: { options: `${GO_BUILD} -fix=data -diff` },
      version: { options: '-m -v -json', special: goBinary },
      'bug telemetry help': { options: '-h -help' },
    },
  }),
  tool('gradle gradlew', {
    options:
      '-q,--quiet -i,--info -d,--debug -w,--warn -s,--stacktrace -S,--full-stacktrace --scan --no-scan -b,--build-file=read -p,--project-dir=cwd -c,--settings-file=read -I,--init-script=settings -g,--gradle-user-home=data -D=data -P=data -x,--exclude-task=data -a -m,--dry-run -t,--continuous --continue --offline --parallel --no-parallel --daemon --no-daemon --console=data --rerun-tasks --rerun --refresh-dependencies --build-cache --no-build-cache --configuration-cache --no-configuration-cache --configure-on-demand --max-workers=data --tests=data --warning-mode=data --profile --stop --status --version -v --include-build=data --project-cache-dir=write --write-locks --info --configuration=data --dependency=data --task=data',
    style: 'plain',
  }),
  tool('mvn mvnw', {
    options:
      '-q,--quiet -X,--debug -e,--errors -B,--batch-mode -ntp,--no-transfer-progress -f,--file=read -s,--settings=settings -gs,--global-settings=settings -t,--toolchains=read -P,--activate-profiles=data -pl,--projects=data -am,--also-make -amd,--also-make-dependents -rf,--resume-from=data -o,--offline -U,--update-snapshots -N,--non-recursive -D=data -T,--threads=data -fae,--fail-at-end -ff,--fail-fast -fn,--fail-never -C -c -l,--log-file=write -V,--show-version -v,--version -h,--help -itr -ep,--encrypt-password=data -emp=data',
    style: 'plain',
    special: maven,
  }),
  tool('dotnet', {
    options:
      '-c,--configuration=data -o,--output=write -v,--verbosity=data --no-restore --no-build -f,--framework=data -r,--runtime=data --project=read --filter=data --logger=data --results-directory=write --collect=data --self-contained --nologo -p=data --property=data --source=url -s=data --version=data --packages=write --no-dependencies --force --interactive --launch-profile=data --no-launch-profile -n,--name=data --verify-no-changes --include=data --exclude=data --settings=read --list-tests --blame --configfile=settings --tool-path=write --tool-manifest=read --api-key,-k=data --skip-duplicate -t=data -l=data --startup-project=read -h,--help --info --list-sdks --list-runtimes',
    style: 'plain',
    subcommands: { 'run watch': { stopAtOperand: true }, 'exec x': { operands: 'script data*', stopAtOperand: true } },
  }),
].flat();
