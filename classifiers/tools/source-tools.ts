/**
 * Linters, formatters and compilers: what they read is named on their command line, what they write is the same files when they are told to
 * mend, or an output that is named. What they load from the repository's own configuration is the repository's code, which the container is for.
 */
import { hasOption } from './invocation.ts';
import { type Special, type ToolEntry, type ToolExample, type ToolSpec, tool } from './model.ts';

interface SourceTool {
  readonly options?: string;
  readonly style?: 'plain' | 'single';
  readonly operands?: string;
  /** Operands are written with one of these options; with `*` always. */
  readonly mends?: string;
  /** With one of these nothing is written after all. */
  readonly unless?: string;
  readonly defaultRead?: string;
  readonly subcommands?: Readonly<Record<string, ToolSpec>>;
  readonly runsThings?: true;
  readonly examples?: readonly ToolExample[];
}

function sourceTool(names: string, given: SourceTool): ToolEntry[] {
  const { mends, unless, ...spec } = given;
  return tool(names, {
    operands: 'read*',
    style: 'plain',
    recursive: true,
    ...spec,
    ...(mends === undefined ? {} : { special: mending(mends.split(' '), unless?.split(' ') ?? []) }),
  });
}

function mending(mends: readonly string[], unless: readonly string[]): Special {
  return (invocation, actions) => {
    if (!(mends.includes('*') || hasOption(invocation, ...mends)) || hasOption(invocation, ...unless)) return;
    for (const { field, role } of invocation.operands) if (role === 'read') actions.write(field, { recursive: true });
  };
}

/** A subcommand that reads, and one that mends. */
const reads: ToolSpec = { operands: 'read*', recursive: true };
const mendsAlways = (...unless: string[]): ToolSpec => ({
  operands: 'read*',
  recursive: true,
  special: mending(['*'], unless),
});
const mendsWith = (...options: string[]): ToolSpec => ({
  operands: 'read*',
  recursive: true,
  special: mending(options, []),
});

const javascript = [
  sourceTool('eslint oxlint', {
    options:
      '-c,--config=read --fix --fix-dry-run --ext=data --max-warnings=data -f,--format=data -o,--output-file=write --rule=data --cache --cache-location=write --ignore-pattern=data --parser=data --plugin=data --env=data --global=data --quiet --stdin --stdin-filename=data -A=data -W=data -D=data --tsconfig=read --threads=data --report-unused-disable-directives --no-error-on-unmatched-pattern --no-warn-ignored --debug --print-config --rulesdir=read --resolve-plugins-relative-to=read --cache-strategy=data --flag=data --concurrency=data --fix-type=data',
    mends: '--fix',
    examples: [
      { command: 'eslint --fix src', reads: ['src'], writes: ['src'] },
      { command: 'eslint src --ext .ts,.tsx --max-warnings 0', reads: ['src'], writes: [] },
    ],
  }),
  sourceTool('prettier', {
    options:
      '-w,--write -c,--check -l,--list-different --config=read --ignore-path=read --parser=data --plugin=data --log-level=data --loglevel=data --stdin-filepath=data --print-width=data --tab-width=data --trailing-comma=data --end-of-line=data --prose-wrap=data --quote-props=data --arrow-parens=data --cache --cache-location=write --no-config --single-quote --no-semi --use-tabs --ignore-unknown -u --with-node-modules --file-info=read --find-config-path=read',
    mends: '--write',
    examples: [
      { command: 'prettier --write src/a.ts', reads: ['src/a.ts'], writes: ['src/a.ts'] },
      { command: "prettier --check 'src/**/*.ts'", reads: ['src/**/*.ts'], writes: [] },
    ],
  }),
  sourceTool('biome', {
    options:
      '--write --apply --fix --unsafe --apply-unsafe --config-path=read --reporter=data --max-diagnostics=data --diagnostic-level=data --staged --changed --since=data --formatter-enabled=data --linter-enabled=data --vcs-root=data --only=data --skip=data --colors=data --stdin-file-path=data --files-ignore-unknown=data',
    operands: 'data*',
    subcommands: { 'check lint format ci': mendsWith('--write', '--apply', '--fix', '--apply-unsafe') },
    examples: [{ command: 'biome check --write src/a.ts', reads: ['src/a.ts'], writes: ['src/a.ts'] }],
  }),
  sourceTool('stylelint markdownlint markdownlint-cli2 standard xo textlint', {
    options:
      '--fix -f,--formatter=data -c,--config=read --ignore-path=read --cache --max-warnings=data -o,--output-file=write -i,--ignore=data -r,--rules=data --custom-syntax=data --allow-empty-input --quiet -q',
    mends: '--fix',
  }),
  sourceTool('tsc', {
    options:
      '-p,--project=read --noEmit -w,--watch -b,--build --outDir=write --outFile=write --declarationDir=write --rootDir=data -t,--target=data -m,--module=data --moduleResolution=data --lib=data --jsx=data --types=data --typeRoots=data --tsBuildInfoFile=write --generateTrace=write --pretty --listFiles --showConfig --init --strict --skipLibCheck --incremental --noEmitOnError --declaration --sourceMap --extendedDiagnostics --traceResolution --explainFiles --diagnostics --noErrorTruncation --esModuleInterop --allowJs --checkJs --baseUrl=data',
    examples: [{ command: 'tsc --noEmit src/a.ts', reads: ['src/a.ts'], writes: [] }],
  }),
  sourceTool('esbuild', {
    options:
      '--outfile=write --outdir=write --bundle --minify --platform=data --format=data --target=data --external=?data --define=?data --loader=?data --sourcemap=?data --metafile=write --watch --servedir=read --alias=?data --log-level=data --analyze --splitting --tree-shaking=data --tsconfig=read --packages=data --banner=?data --jsx=data',
    examples: [
      { command: 'esbuild src/a.ts --bundle --outfile=dist/a.js', reads: ['src/a.ts'], writes: ['dist/a.js'] },
    ],
  }),
  sourceTool('tsup tsdown ncc unbuild', {
    options:
      '-d,--out-dir=write -o,--out=write --format=data --target=data --dts --clean --minify --watch --config=read --tsconfig=read',
  }),
  sourceTool('rollup webpack parcel swc babel', {
    options:
      '-c,--config=?read -o,--out,--file=write -d,--dir,--out-dir=write --out-file=write --output-path=write -f,--format=data --mode=data -p,--plugin=data -w,--watch --extensions=data --env=data --dist-dir=write --config-file=read --entry=read -n,--name=data',
    operands: 'data*',
  }),
  sourceTool('vite vitepress astro', {
    options:
      '--outDir=write --mode,-m=data -c,--config=read --base=data --port=data --host=?data --open --logLevel=data -l=data --force --watch --ssr=?read --emptyOutDir --manifest',
    operands: 'data*',
  }),
  sourceTool('typedoc', {
    options:
      '--out=write --json=write --options=read --tsconfig=read --entryPoints=read --entryPointStrategy=data --plugin=data --theme=data --name=data --readme=read --exclude=data --validation',
  }),
  sourceTool('tailwindcss postcss sass lessc', {
    options:
      '-i,--input=read -o,--output=write -d,--dir=write -c,--config=read --content=data -m,--minify -w,--watch --use=data -u=data --no-map --style=data --load-path=data',
  }),
  sourceTool('madge dependency-cruiser depcruise', {
    options:
      '-c,--circular --extensions=data -T,--output-type=data -f,--output-to=write --config=?read --validate=read --ts-config=read -i,--image=write -x,--exclude=data --include-only=data',
  }),
  sourceTool('svelte-check vue-tsc', {
    options:
      '--tsconfig=read --workspace=read --threshold=data --output=data -p,--project=read --noEmit --fail-on-warnings --watch --ignore=data',
    operands: 'data*',
  }),
  sourceTool('prisma', {
    options:
      '--schema=read --config=read --generator=data --watch --name=data -n=data --create-only --force --skip-generate --skip-seed --accept-data-loss --url=data',
    operands: 'data*',
    subcommands: {
      'validate generate': {},
      format: {
        special: (invocation, actions) => {
          for (const { name, value } of invocation.options)
            if (name === '--schema' && value !== null) actions.write(value);
        },
      },
    },
  }),
  sourceTool('graphql-codegen spectral redocly swagger-cli', {
    options:
      '-c,--config=read --check -r,--ruleset=read -f,--format=data -o,--output=write -q -v -F,--fail-severity=data --watch',
    operands: 'data*',
    subcommands: { 'lint validate bundle': reads },
  }),
];

const python = [
  sourceTool('ruff', {
    options:
      '--fix --unsafe-fixes --fix-only --diff --check --select=data --ignore=data --extend-select=data --exclude=data --config=read --output-format=data -o,--output-file=write --line-length=data --target-version=data --no-cache --cache-dir=write --statistics --watch -q,--quiet -s --exit-zero --isolated --show-fixes --preview --per-file-ignores=data --range=data --stdin-filename=data -n --add-noqa',
    operands: 'data*',
    subcommands: {
      'check linter': mendsWith('--fix', '--fix-only', '--add-noqa'),
      format: mendsAlways('--check', '--diff'),
    },
    examples: [
      { command: 'ruff check --fix a.py', reads: ['a.py'], writes: ['a.py'] },
      { command: 'ruff format --check src', reads: ['src'], writes: [] },
    ],
  }),
  sourceTool('black isort autopep8 yapf autoflake pyupgrade docformatter', {
    options:
      '--check --diff -q,--quiet -v -c=data -l,--line-length=data -t,--target-version=data --config=read --exclude=data --include=data --extend-exclude=data --profile=data --settings-path,--settings-file=read -S --fast --skip-string-normalization --workers=data --check-only -w=data -i,--in-place -r,--recursive --max-line-length=data --style=data --color --preview -a,--aggressive --remove-all-unused-imports --sp=read -d',
    mends: '*',
    unless: '--check --diff --check-only -c -d',
    examples: [
      { command: 'black a.py', reads: ['a.py'], writes: ['a.py'] },
      { command: 'black --check .', reads: ['.'], writes: [] },
    ],
  }),
  sourceTool('flake8 pylint mypy pyright bandit vulture pydocstyle pycodestyle pyre ty basedpyright radon xenon', {
    options:
      '--max-line-length=data --select=data --ignore=data --extend-ignore=data --exclude=data --config=read --config-file=read --rcfile=read --disable=data --enable=data -d=data -e=data -j,--jobs=data --output-format=data --format=data -f=data -o,--output-file=write -p,--project=read -m,--module=data --python-version=data --python-executable=data --strict --show-error-codes --ignore-missing-imports -r,--recursive -l -ll -lll -i -ii -iii --min-confidence=data --statistics --count --max-complexity=data --follow-imports=data --cache-dir=write --no-incremental --html-report=write --junit-xml=write --install-types --non-interactive --outputjson --pythonpath=data -c,--configfile=read -b=read --score=data --fail-under=data --load-plugins=data -s=data -q -v --warn-unreachable --level=data --stats -x=data --baseline=read -t=data',
    examples: [{ command: 'mypy src', reads: ['src'], writes: [] }],
  }),
  sourceTool('coverage', {
    options:
      '-d,--directory=write -o=write -i --include=data --omit=data -m,--show-missing --skip-covered --fail-under=data --rcfile=read --data-file=read --format=data -a --branch --source=data -p --context=data',
    operands: 'data*',
    runsThings: true,
    subcommands: {
      run: { options: '-m,--module=data', operands: 'script data*', stopAtOperand: true },
      'html report xml json lcov combine erase annotate debug help': {},
    },
    examples: [{ command: 'coverage html -d htmlcov', writes: ['htmlcov'] }],
  }),
  sourceTool('sphinx-build', {
    options:
      '-b=data -d=write -c=read -D=data -A=data -j=data -W -n -q -Q -v -a -E -M=data -t=data -w=write --keep-going',
    operands: 'read write data*',
  }),
  sourceTool('mkdocs', {
    options:
      '-d,--site-dir=write -f,--config-file=read --strict -s -q,--quiet -c,--clean -t,--theme=data -a,--dev-addr=data -v',
    operands: 'data*',
  }),
  sourceTool('jupyter', {
    options:
      '--to=data --stdout --execute --inplace --output=write --output-dir=write --ExecutePreprocessor.timeout=data --no-input --template=data',
    operands: 'data read*',
  }),
  sourceTool('pre-commit', {
    options:
      '-a,--all-files --files=read -c,--config=read -v --show-diff-on-failure --hook-stage=data --from-ref=data --to-ref=data',
    operands: 'data*',
  }),
];

const go = [
  sourceTool('gofmt goimports gofumpt gci golines', {
    style: 'single',
    options: '-l -w -d -s -e -r=data -local=data -cpuprofile=write -srcdir=read -m=data -format-only -extra',
    mends: '-w',
    examples: [
      { command: 'gofmt -w a.go', reads: ['a.go'], writes: ['a.go'] },
      { command: 'gofmt -l .', reads: ['.'], writes: [] },
    ],
  }),
  sourceTool('mockgen', {
    style: 'single',
    options:
      '-source=read -destination=write -package=data -imports=data -mock_names=data -self_package=data -build_flags=data -exec_only=exec -prog_only -copyright_file=read',
    operands: 'data*',
  }),
  sourceTool('golangci-lint staticcheck revive govulncheck errcheck', {
    options:
      '-c,--config=read --fix -v --timeout=data --enable=data -E=data --disable=data -D=data --new-from-rev=data --out-format=data --fast --tests --build-tags=data -j=data -checks=data -f=data -formatter=data -exclude=data',
    operands: 'data*',
  }),
];

const native = [
  sourceTool('rustfmt', {
    options:
      '--check --edition=data --config=data --config-path=read --emit=data -q -v -l --backup --style-edition=data',
    mends: '*',
    unless: '--check',
  }),
  sourceTool('rustc', {
    options:
      '-o=write --out-dir=write -O -g -C=data --edition=data --crate-type=data --crate-name=data --emit=data --target=data -L=data -l=data --extern=data --cfg=data --test -W=data -A=data -D=data -Z=data --print=data --explain=data -V -v',
  }),
  sourceTool('zig', {
    operands: 'data*',
    options: '--check -O=data -target=data -femit-bin=write --summary=data --prefix=write -p=write',
    subcommands: { fmt: mendsAlways('--check'), 'run test build-exe build-lib build-obj ast-check': reads },
  }),
  sourceTool('clang-format', {
    style: 'single',
    options:
      '-i -style=data -n -dry-run -Werror -fallback-style=data -assume-filename=data -sort-includes -lines=data -verbose -files=read',
    mends: '-i',
  }),
  sourceTool('clang-tidy', {
    style: 'single',
    options:
      '-p=read -checks=data -fix -fix-errors -header-filter=data -config=data -config-file=read -extra-arg=data -quiet -export-fixes=write -load=exec -warnings-as-errors=data',
    mends: '-fix -fix-errors',
  }),
  sourceTool('cppcheck', {
    options:
      '--enable=data --quiet -q --std=data --suppress=data --project=read -I=data -D=data -U=data -i=data --error-exitcode=data --output-file=write --xml --language=data --platform=data -j=data --inconclusive --addon=data --suppressions-list=read --inline-suppr --force -f --cppcheck-build-dir=write --template=data --check-level=data --file-list=read',
  }),
  sourceTool('meson', {
    options:
      '-C=data --buildtype=data --prefix=data -D=data --wipe --reconfigure -v -t=data --destdir=write --native-file=read --cross-file=read --suite=data',
    operands: 'data*',
    subcommands: { setup: { operands: 'write read*' }, 'compile test install configure introspect': {} },
  }),
  sourceTool('nasm yasm', {
    style: 'single',
    options: '-f=data -o=write -l=write -g -F=data -I=data -D=data -W=data -P=read -E -O=data -M',
  }),
  sourceTool('flex bison', {
    options: '-o,--outfile,--output=write -d,--defines=?write -v -t -l -p=data -P=data --header-file=write',
  }),
  sourceTool('ctags etags doxygen cflow', {
    options:
      '-x -R -f=write -o=write --languages=data --c-kinds=data --fields=data --extras=data --exclude=data -e -a -n -g=data -s -u --tag-relative=data --kinds-all=data -L=read',
  }),
  sourceTool('ldd size nm c++filt pahole lddtree', { options: '-v -u -d -r -C -g -D -A -B -t=data --format=data' }),
  sourceTool('lcov genhtml gcovr', {
    options:
      '-c,--capture -d,--directory=read -o,--output-file,--output=write -r,--remove=read -e,--extract=read -a,--add-tracefile=read -z -q --rc=data --ignore-errors=data --legend -t=data -b=data --html=?write --html-details=?write --xml=?write -f=data -s --json=?write --no-external --exclude=data -l,--list=read',
  }),
  sourceTool('protoc buf', {
    options:
      '--go_out=write --go-grpc_out=write --js_out=write --python_out=write --java_out=write --cpp_out=write --ts_out=write --csharp_out=write --ruby_out=write --grpc_out=write --php_out=write --kotlin_out=write --objc_out=write --go_opt=data --go-grpc_opt=data --ts_opt=data -I=data --proto_path=data --descriptor_set_out=write -o=write --include_imports --include_source_info --plugin=exec --encode=data --decode=data --decode_raw --experimental_allow_proto3_optional',
    runsThings: true,
    examples: [{ command: 'protoc --go_out=gen a.proto', reads: ['a.proto'], writes: ['gen'] }],
  }),
  sourceTool('solc hlint ormolu fourmolu stack cabal', {
    options:
      '-o=write --bin --abi --optimize --combined-json=data --base-path=data --include-path=data -outputdir=write -i=data -O=?data -package=data -threaded -XGHC2021 -fno-code -Wall -i,--inplace -m,--mode=data --overwrite',
    style: 'single',
  }),
  sourceTool('elm', {
    operands: 'data*',
    options: '--output=write --optimize --debug --docs=write',
    subcommands: { make: reads },
  }),
  sourceTool('swiftlint swift-format swiftformat', {
    options:
      '--quiet --strict --config=read -r,--recursive -i,--in-place --configuration=read --fix --format --reporter=data --path=read --lint --swiftversion=data --rules=data',
    operands: 'read*',
    subcommands: { 'lint analyze dump-configuration': reads, 'format autocorrect': mendsWith('--in-place', '--fix') },
  }),
];

const jvm = [
  sourceTool('javac', {
    style: 'single',
    options:
      '-d=write -cp=data -classpath=data -sourcepath=data -s=write -h=write -encoding=data -source=data -target=data -release=data --release=data -Xlint=?data -g -proc=data -processor=data -processorpath=data -parameters -nowarn -verbose --module-path=data -p=data --add-modules=data -J=?data',
    examples: [{ command: 'javac -d out A.java', reads: ['A.java'], writes: ['out'] }],
  }),
  sourceTool('kotlinc', {
    style: 'single',
    options:
      '-d=write -include-runtime -cp=data -classpath=data -script -jvm-target=data -no-stdlib -Xjsr305=data -nowarn -Werror -progressive',
    runsThings: true,
  }),
  sourceTool('ktlint google-java-format scalafmt checkstyle', {
    options:
      '-F,--format -i,--replace,--in-place -n,--dry-run --check -c=data --config=read --relative --reporter=data --test --list -f=data -a,--aosp --set-exit-if-changed',
    mends: '-F --format -i --replace --in-place',
    unless: '-n --dry-run --check',
  }),
  sourceTool('javap jdeps', {
    style: 'single',
    options:
      '-c -p -v -s -l -private -public -protected -constants -cp=data -classpath=data -sysinfo -verbose -summary -R --multi-release=data',
    operands: 'read*',
  }),
];

const others = [
  sourceTool('rubocop standardrb erb_lint haml-lint slim-lint', {
    options:
      '-a,--autocorrect -A,--autocorrect-all -x,--fix-layout -c,--config=read -f,--format=data -o,--out=write --only=data --except=data -D -S -P,--parallel --auto-gen-config --fix --fail-level=data --display-cop-names --force-exclusion -l,--lint --require=data -r=data --plugin=data --cache=data',
    mends: '--autocorrect --autocorrect-all --fix-layout --fix',
    examples: [{ command: 'rubocop -A a.rb', reads: ['a.rb'], writes: ['a.rb'] }],
  }),
  sourceTool('rspec', {
    options:
      '-f,--format=data -o,--out=write -e,--example=data -t,--tag=data -r,--require=data -I=data -P,--pattern=data --seed=data --order=data -b --fail-fast --only-failures -c,--color --profile=?data -w --dry-run --options=read',
  }),
  sourceTool('phpunit pest phpcs phpstan psalm phpcbf php-cs-fixer', {
    options:
      '--filter=data -c,--configuration=read --testsuite=data --group=data --coverage-html=write --coverage-text --coverage-clover=write --log-junit=write --bootstrap=read --standard=data --extensions=data --ignore=data --report=data --level=data -l=data --memory-limit=data --no-progress --stop-on-failure --testdox --colors=?data --dry-run --diff --rules=data --config=read --error-format=data -n -s -p --parallel',
    operands: 'read*',
  }),
  sourceTool('dart', {
    options: '--output=data -o=data --set-exit-if-changed --fatal-infos --fatal-warnings --line-length=data -l=data',
    operands: 'data*',
    subcommands: { format: mendsAlways('--output', '-o'), analyze: reads, 'run test compile': {} },
  }),
  sourceTool('luac luacheck selene busted', {
    options:
      '-p -o=write -l -s -v --no-color --std=data --globals=data --config=read --formatter=data --codes -q -t,--tags=data --run=data --pattern=data --lpath=data',
  }),
  sourceTool('stylua', {
    options: '--check -c --config-path=read -g,--glob=data -v --color=data',
    mends: '*',
    unless: '--check -c',
  }),
  sourceTool('prove bats crystal nim', {
    options:
      '-l -r -v -j=data -I=data -b -s -f,--filter=data -t,--tap -p --formatter=data -T --recursive --verbose --jobs=data',
  }),
  sourceTool('shfmt', {
    options: '-d -w -l -s -i=data -ci -bn -sr -kp -ln=data -p -mn -f',
    style: 'single',
    mends: '-w',
  }),
  sourceTool('shellcheck hadolint actionlint typos codespell dotenv-linter taplo vale write-good alex cspell', {
    options:
      '-s,--shell=data -e,--exclude=data -x,--external-sources -f,--format=data -S,--severity=data -o=data -C=?data -P,--source-path=data -a -c,--config=read -d=data --strict --ignore=data --color=?data -i=data -w,--write-changes -L=data --skip=data --check --no-progress --words-only -verbose -ignore=data -shellcheck=data -pyflakes=data -q --no-summary --quiet --config=read',
    operands: 'read*',
    mends: '--write-changes',
    subcommands: { 'fmt format': mendsAlways('--check'), 'lint check': reads },
    examples: [{ command: 'shellcheck a.sh', reads: ['a.sh'], writes: [] }],
  }),
  sourceTool('yamllint', {
    options: '-c,--config-file=read -d,--config-data=data -f,--format=data -s,--strict --no-warnings --list-files',
    examples: [{ command: 'yamllint -s a.yml', reads: ['a.yml'], writes: [] }],
  }),
  sourceTool('tokei cloc scc sloccount', {
    options:
      '-e,--exclude=data -t,--type=data -s,--sort=data -o,--output=data --exclude-dir=data --exclude-ext=data --include-lang=data --include-ext=data --not-match-d=data --by-file --quiet --json --yaml --csv --md --report-file=write --vcs=data --match-f=data --out=write -f=data -i=data -x=data -c --wide -w',
  }),
  sourceTool('sd', {
    options: '-p,--preview -F,-s,--fixed-strings,--string-mode -n,--max-replacements=data -f,--flags=data -A,--across',
    operands: 'data data read*',
    mends: '*',
    unless: '--preview',
    examples: [{ command: 'sd a b c.rs', reads: ['c.rs'], writes: ['c.rs'] }],
  }),
  sourceTool('pg_format sqlfluff sql-formatter sqlfmt', {
    options:
      '-o,--output=write -i,--inplace --fix -l,--language=data -c,--config=read --dialect=data -s=data -u=data -f=data -w=data --check -d,--diff',
    mends: '-i --inplace --fix',
    subcommands: { lint: reads, 'fix format': mendsAlways() },
  }),
  sourceTool('hugo zola jekyll eleventy', {
    options:
      '-d,--destination,-o,--output-dir=write -s,--source=read --minify -D,--buildDrafts -b,--baseURL=data -e,--environment=data --config=read -t,--theme=data -w -p,--port=data --bind=data --gc --output=write --input=read',
    operands: 'data*',
  }),
  sourceTool('kustomize kubeconform kubeval kube-score conftest', {
    options:
      '-o,--output=write -strict -summary -schema-location=data -kubernetes-version=data -skip=data -ignore-missing-schemas -p,--policy=read -verbose --strict',
    operands: 'read*',
    subcommands: { 'build test score': reads },
  }),
  sourceTool('ansible-lint packer promtool cfn-lint tflint checkov', {
    options:
      '-f,--format=data -c,--config=read -t=data -x=data -w=data --fix -q -p -v -var=data -var-file=read -d,--directory=read --framework=data --regions=data --strict',
    operands: 'read*',
    subcommands: { 'validate fmt inspect': reads, check: { operands: 'data read*' } },
  }),
];

export const sourceTools: readonly ToolEntry[] = [javascript, python, go, native, jvm, others].flat(2);
