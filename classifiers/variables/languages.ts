/** Languages, compilers and build tools. */
import { type DangerousVariable, variable } from './model.ts';
import { COMPILERS, JVM_BAD, OWN_FOLDERS } from './values.ts';

export const languageVariables: readonly DangerousVariable[] = [
  variable(
    'PYTHONPATH RUBYLIB PERL5LIB PERLLIB NODE_PATH LUA_PATH LUA_CPATH CLASSPATH GUILE_LOAD_PATH JULIA_LOAD_PATH OCAMLPATH ERL_LIBS TCLLIBPATH MYPYPATH',
    {
      severity: 'medium',
      what: 'makes a language load other code',
      fine: OWN_FOLDERS,
      flagged: ['PYTHONPATH=/tmp/x', 'PYTHONPATH=./evil', 'PERL5LIB=../x'],
      clean: ['PYTHONPATH=src', 'PYTHONPATH=.', 'PYTHONPATH=$PWD/src:$PYTHONPATH', 'NODE_PATH=.'],
    },
  ),
  variable(
    'PYTHON(?:STARTUP|HOME|INSPECT|BREAKPOINT|USERBASE|EXECUTABLE|PLATLIBDIR|WARNINGS) PYTEST_PLUGINS COVERAGE_PROCESS_START PERL5OPT PERL5DB',
    {
      severity: 'medium',
      what: 'makes a language load other code',
      fine: /^(?:0|1|error|ignore|default|always|once|module|(?:error|ignore|default)::?\w*(?:Warning)?|)$/,
      flagged: ['PYTHONSTARTUP=./x', 'PERL5OPT=-Mx'],
      clean: ['PYTHONWARNINGS=ignore', 'PYTHONBREAKPOINT=0', 'PYTHONWARNINGS=error::DeprecationWarning'],
    },
  ),
  variable('PYTEST_ADDOPTS', {
    severity: 'medium',
    what: 'makes the test runner load other code',
    bad: /(?:^|\s)-p|-c|--rootdir|-o|--confcutdir|--import-mode/,
    flagged: ['PYTEST_ADDOPTS="-p evil"'],
    clean: ['PYTEST_ADDOPTS=-q'],
  }),
  variable('RUBYOPT', {
    severity: 'medium',
    what: 'makes ruby load other code',
    fine: /^(?:\s*(?:-W\d?(?::[\w-]+)?|--(?:yjit|jit|enable|disable)[\w=-]*|-w))*\s*$/,
    flagged: ['RUBYOPT=-r./x'],
    clean: ['RUBYOPT=-W0'],
  }),
  variable('NODE_OPTIONS BUN_OPTIONS npm_config_node_options NPM_CONFIG_NODE_OPTIONS', {
    severity: 'high',
    what: 'makes node load other code',
    fine: /^(?:\s*--(?:max[-_](?:old|semi)[-_]space[-_]size(?:=|\s)\d+|no-warnings|disable-warning=\w+|trace-[\w-]+|enable-source-maps|experimental-(?!loader|policy|default-type|config|sea)[\w-]+|no-experimental-[\w-]+|no-deprecation|pending-deprecation|throw-deprecation|unhandled-rejections=\w+|dns-result-order=\w+|stack-trace-limit=\d+|stack-size=\d+|openssl-legacy-provider|expose-gc|expose_gc|conditions=[\w,]+|preserve-symlinks|no-node-snapshot|test-[\w=-]+|cpu-prof|heap-prof|inspect(?:=(?:127\.0\.0\.1:)?\d+)?)|\s*(?:--(?:import|require|loader|experimental-loader)[ =]|-r )(?:tsx(?:\/\w+)?|ts-node\/[\w/-]+|dotenv\/config|tsconfig-paths\/register|source-map-support\/register|@swc-node\/register(?:\/[\w-]+)?|@swc\/register|esbuild-register|esm))*\s*$/,
    flagged: ['NODE_OPTIONS="--require ./x.js"', 'NODE_OPTIONS=--experimental-loader=./x'],
    clean: [
      'NODE_OPTIONS=--max-old-space-size=4096',
      'NODE_OPTIONS="--experimental-vm-modules --no-warnings"',
      'NODE_OPTIONS="--import tsx"',
    ],
  }),
  variable(
    'NODE_REPL_EXTERNAL_MODULE DOTNET_STARTUP_HOOKS DOTNET_ADDITIONAL_DEPS DOTNET_SHARED_STORE (?:CORECLR|COR)_PROFILER\\w* (?:CORECLR|COR)_ENABLE_PROFILING ESBUILD_BINARY_PATH SASS_BINARY_PATH',
    {
      severity: 'high',
      what: 'makes the runtime load other code',
      fine: /^(?:0|)$/,
      flagged: ['DOTNET_STARTUP_HOOKS=./x.dll', 'NODE_REPL_EXTERNAL_MODULE=./x'],
      clean: ['CORECLR_ENABLE_PROFILING=0'],
    },
  ),
  variable(
    '(?:JAVA_TOOL|_JAVA|JDK_JAVA|JAVA)_OPTIONS JAVA_OPTS (?:MAVEN|GRADLE|ANT|SBT|LEIN_JVM|KAFKA|CATALINA)_(?:OPTS|ARGS) JVM_OPTS SBT_OPTIONS',
    {
      severity: 'medium',
      what: 'makes java load other code',
      bad: JVM_BAD,
      flagged: ['JAVA_TOOL_OPTIONS=-javaagent:./x.jar'],
      clean: ['JAVA_OPTS=-Xmx2g', "MAVEN_OPTS='-Xmx1g'", 'GRADLE_OPTS=-Dorg.gradle.daemon=false'],
    },
  ),
  variable(
    'JAVA_HOME GRADLE_USER_HOME M2_HOME MAVEN_HOME GOROOT GOTOOLDIR DOTNET_ROOT CARGO_HOME RUSTUP_HOME COREPACK_HOME COMPOSER_HOME GEM_HOME GEM_PATH R_HOME',
    {
      severity: 'medium',
      what: 'makes a language take its tools from elsewhere',
      fine: /^\0?~|^\/usr\/|^\/opt\/|^\/workspace(?:\/|$)|^\/tmp\/[\w.-]+$|^\$|^\.?[\w/-]*(?:cache|vendor|gradle|cargo|m2)[\w/-]*$|^$/,
      flagged: ['JAVA_HOME=../x', 'GOROOT=./evil'],
      clean: ['JAVA_HOME=/usr/lib/jvm/java-21', 'CARGO_HOME=/tmp/cargo'],
    },
  ),
  variable(
    'R_PROFILE(?:_USER)? R_ENVIRON(?:_USER)? PHPRC PHP_INI_SCAN_DIR LUA_INIT(?:_\\w+)? ERL_[AZ]?FLAGS ELIXIR_ERL_OPTIONS JULIA_\\w+ SCALA_HOME GHCRTS CAML_LD_LIBRARY_PATH',
    {
      severity: 'medium',
      what: 'makes a language load other code',
      fine: /^(?:\d+|\+[\w ]+|--no-halt|)$/,
      flagged: ['LUA_INIT=@x', 'PHPRC=./x'],
      clean: ['JULIA_NUM_THREADS=4'],
    },
  ),
  variable('GOFLAGS', {
    severity: 'medium',
    what: 'makes go start other programs',
    bad: /-toolexec|-exec|-overlay|-modfile|-vettool|-ldflags.*-extld|-C/,
    flagged: ['GOFLAGS=-toolexec=./x'],
    clean: ['GOFLAGS=-mod=vendor'],
  }),
  variable(
    'CC CXX CPP LD AR AS FC RANLIB NM STRIP OBJCOPY HOSTCC HOST_CC PKG_CONFIG CMAKE_(?:C|CXX|CUDA)_COMPILER CMAKE_MAKE_PROGRAM CMAKE_TOOLCHAIN_FILE CMAKE_PROJECT_\\w*INCLUDE\\w* RUSTC RUSTDOC RUSTC_WRAPPER RUSTC_WORKSPACE_WRAPPER CARGO_BUILD_RUSTC\\w* CARGO_TARGET_\\w+_(?:RUNNER|LINKER) CARGO_ALIAS_\\w+ COMPILER_PATH GCC_EXEC_PREFIX CONFIG_SITE LIBTOOL',
    {
      severity: 'medium',
      what: 'makes a build start another program',
      fine: new RegExp(
        `${COMPILERS.source}|^(?:/usr(?:/local)?/bin/[\\w+.-]+|sccache|ccache|pkg-config|pkgconf|(?:cmake/)?[\\w-]*toolchain[\\w.-]*\\.cmake)$`,
      ),
      flagged: ['CC=./x', 'RUSTC_WRAPPER=./x', 'CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER=./x'],
      clean: ['CC=clang', 'CXX=g++-13', 'CC="ccache gcc"', 'RUSTC_WRAPPER=sccache', 'CC=/usr/bin/gcc'],
    },
  ),
  variable(
    '(?:C|CXX|CPP|LD|F|CGO_C|CGO_CXX|CGO_CPP|CGO_LD)FLAGS CGO_(?:C|CXX|CPP|LD)FLAGS_ALLOW RUST(?:DOC)?FLAGS CARGO_ENCODED_RUSTFLAGS CARGO_TARGET_\\w+_RUSTFLAGS',
    {
      severity: 'medium',
      what: 'makes the compiler load or start something',
      bad: /-fplugin|-specs|-wrapper|(?:^|\s)-B|linker=(?!(?:clang|lld|mold|gcc|cc|rust-lld)(?:\s|$))|-fuse-ld=[./]|plugin|-Z\s*codegen-backend|link-self-contained|@\S|_ALLOW/,
      flagged: ['CFLAGS=-fplugin=./x.so', "RUSTFLAGS='-C linker=./x'"],
      clean: ["CFLAGS='-O2 -g'", "RUSTFLAGS='-D warnings'", "RUSTFLAGS='-C target-cpu=native'"],
    },
  ),
  variable('(?:GNU)?MAKEFLAGS MFLAGS MAKEFILES', {
    severity: 'medium',
    what: 'makes make read other rules',
    fine: /^(?:\s*-{1,2}(?:j ?\d*|s|k|w|silent|quiet|no-print-directory|jobs=\d+|output-sync(?:=\w+)?|O\w*)|-?j\d*|s|)*\s*$/,
    flagged: ["MAKEFLAGS='--eval=x'", 'MAKEFILES=./x'],
    clean: ['MAKEFLAGS=-j8', "MAKEFLAGS='-j4 --no-print-directory'"],
  }),
];
