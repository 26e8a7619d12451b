/**
 * Environment variables that make other programs run, load or obey something (ld.so(8), bash(1), git(1) and the manuals of the tools).
 * A newcomer adds a line; the examples are run by the tests.
 */

export interface DangerousVariable {
  readonly name: RegExp;
  /** Values that are harmless. */
  readonly fine?: RegExp;
  /** Values that are not, where most are: then `fine` is not asked. */
  readonly bad?: RegExp;
  /** high: the value is run or loaded into whatever follows. medium: it leads a tool to other code, settings or servers. */
  readonly severity: 'high' | 'medium';
  readonly what: string;
  readonly flagged: readonly string[];
  readonly clean: readonly string[];
}

type Facts = Omit<DangerousVariable, 'name'>;

const variable = (names: string, facts: Facts): DangerousVariable => ({
  name: new RegExp(`^(?:${names.split(' ').join('|')})$`),
  ...facts,
});

/** Directories of the workspace in which sources lie: what is loaded from there is the project's own. */
const OWN_FOLDERS =
  /^(?:(?:\.|\.\/?(?:src|lib|app|tests?)|(?:\/workspace|\$PWD|\$\{PWD\}|\$\(pwd\))(?:\/[\w@.-]+)*|(?:src|lib|libs|app|apps|backend|server|api|python|core|packages|services|tests?|tools|scripts)(?:\/[\w@.-]+)*|)(?::|$))+$/;
const FRESH_FOLDER = /^\0?~|^\/tmp$|^\/tmp\/tmp\.|^\/workspace(?:\/|$)/;
const LOOPBACK = /^(?:(?:https?|tcp|socks5h?):\/\/)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/].*)?$|^$/;
const PROGRAM_NAMES =
  /^(?:cat|true|false|:|less|more|most|vim?|nvim|nano|emacs|code|code --wait|code -w|none|echo|delta|bat|never|)$/;
/** An editor that replaces text, as for `git rebase -i` without a person. */
const SED_EDITOR =
  /^(?:sed -i(?:\.\w+)? (?:-e )?(?:'[^'|;&`$<>]*\/'|"[^"|;&`$<>]*\/"|[\d,]*s\/[\w ^$.*-]*\/[\w ]*\/g?))$/;
const COMPILERS =
  /^(?:(?:ccache |sccache )?(?:[\w-]*-)?(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|tcc|icc|ar|ld|lld|ranlib|nm|strip|as|go|rustc)(?:-\d+(?:\.\d+)*)?(?: -[\w=.-]+)*|)$/;
const JVM_BAD =
  /-javaagent|-agent(?:lib|path)|-Xbootclasspath|-XX:On|-XX:Flags|-Xrun|@\S|--patch-module|-Djava\.security\.manager|-cp\b|-classpath|--init-script|-I\b/;

export const dangerousVariables: readonly DangerousVariable[] = [
  // ------------------------------------------------------------ the loader and the C library
  variable('LD_(?:PRELOAD|AUDIT) DYLD_INSERT_LIBRARIES', {
    severity: 'high',
    what: 'loads a library into each program',
    fine: /^$|^(?:\/usr\/lib\/[\w./-]*\/)?lib(?:jemalloc|tcmalloc|faketime|asan|tsan|ubsan|eatmydata)[\w.+-]*\.so(?:\.\d+)*$/,
    flagged: ['LD_PRELOAD=./x.so', 'LD_AUDIT=/tmp/a.so'],
    clean: ['LD_PRELOAD=libjemalloc.so.2'],
  }),
  variable('LD_(?:BIND_NOW|DEBUG|SHOW_AUXV|TRACE_LOADED_OBJECTS|WARN|VERBOSE)', {
    severity: 'medium',
    what: 'changes the loader',
    fine: /^[\w,]*$/,
    flagged: ['LD_DEBUG=./x'],
    clean: ['LD_DEBUG=libs'],
  }),
  variable(
    'LD_\\w+ DYLD_\\w+ GCONV_PATH LOCPATH NLSPATH GLIBC_TUNABLES GTK_MODULES GTK_PATH GTK_EXE_PREFIX GIO_MODULE_DIR GIO_EXTRA_MODULES GDK_PIXBUF_MODULE(?:_FILE|DIR) GST_PLUGIN_\\w+ QT_PLUGIN_PATH QT_QPA_PLATFORM_PLUGIN_PATH OPENSSL_(?:CONF|MODULES|ENGINES) MAGICK_(?:CONFIGURE|CODER_MODULE)_PATH GS_(?:OPTIONS|LIB) TERMINFO TERMINFO_DIRS TERMCAP TERMPATH HOSTALIASES LOCALDOMAIN RES_OPTIONS KRB5_CONFIG',
    {
      severity: 'medium',
      what: 'changes what programs load',
      fine: /^$|^\/usr\/(?:share|lib)\/[\w./:-]*$|^\/dev\/null$/,
      flagged: ['LD_LIBRARY_PATH=.', 'GCONV_PATH=.', 'TERMINFO=./t', 'OPENSSL_CONF=./o.cnf'],
      clean: ['LD_LIBRARY_PATH=/usr/lib/x86_64-linux-gnu'],
    },
  ),
  // ------------------------------------------------------------ the shell
  variable('PS[0124]', {
    severity: 'high',
    what: 'is expanded by the shell',
    fine: /^(?:[^$`\\]|\$\{?(?:LINENO|BASH_SOURCE|FUNCNAME|SECONDS)(?:\[0\])?\}?|\\[$#\\uhwWt])*$/,
    flagged: ["PS4='$(touch p)'"],
    clean: ["PS4='+ '"],
  }),
  variable('PROMPT_COMMAND BASH_ENV ENV ZDOTDIR BASH_FUNC_.* BASH_LOADABLES_PATH INPUTRC', {
    severity: 'high',
    what: 'is run or obeyed by the shell',
    fine: /^(?:\/dev\/null|)$/,
    flagged: ['BASH_ENV=./x', "PROMPT_COMMAND='touch p'"],
    clean: ['BASH_ENV=/dev/null'],
  }),
  variable('SHELLOPTS BASHOPTS BASH_COMPAT', {
    severity: 'medium',
    what: 'changes how the shell reads its text',
    fine: /^$/,
    flagged: ['SHELLOPTS=xtrace', 'BASH_COMPAT=31'],
    clean: ['BASH_COMPAT='],
  }),
  variable('IFS', {
    severity: 'medium',
    what: 'changes how words are split',
    fine: /^(?:\\?[\s,:;|=./#-]|\\[nt0])*$/,
    flagged: ['IFS=x'],
    clean: ['IFS=,'],
  }),
  variable('SHELL MAKESHELL CONFIG_SHELL', {
    severity: 'medium',
    what: 'is started as a shell by other programs',
    fine: /^(?:(?:\/usr)?\/bin\/)?(?:ba|da|z|k|fi)?sh$|^$/,
    flagged: ['SHELL=./x'],
    clean: ['SHELL=/bin/bash'],
  }),
  variable('HOME XDG_(?:CONFIG|DATA)_(?:HOME|DIRS) XDG_RUNTIME_DIR', {
    severity: 'medium',
    what: 'changes where settings are read from',
    fine: FRESH_FOLDER,
    flagged: ['HOME=/tmp/evil', 'XDG_CONFIG_HOME=/tmp/x'],
    clean: ['HOME=/workspace/.home'],
  }),
  // ------------------------------------------------------------ git
  variable('GIT_SSH GIT_SSH_COMMAND', {
    severity: 'high',
    what: 'is run by git',
    fine: /^(?:ssh(?: -o ?(?:BatchMode=yes|ConnectTimeout=\d+|IdentitiesOnly=yes|StrictHostKeyChecking=(?:accept-new|yes)))*|)$/,
    flagged: ["GIT_SSH_COMMAND='touch p'"],
    clean: ["GIT_SSH_COMMAND='ssh -o BatchMode=yes'"],
  }),
  variable(
    'GIT_(?:EDITOR|SEQUENCE_EDITOR|PAGER|ASKPASS|PROXY_COMMAND|EXTERNAL_DIFF|EXEC_PATH|TEMPLATE_DIR|ALTERNATE_OBJECT_DIRECTORIES)',
    {
      severity: 'high',
      what: 'is run or obeyed by git',
      fine: new RegExp(`${PROGRAM_NAMES.source}|${SED_EDITOR.source}|^(?:/usr)?/bin/(?:true|echo|false)$`),
      flagged: ["GIT_EDITOR='touch p'", 'GIT_EXEC_PATH=./x', "GIT_SEQUENCE_EDITOR='sh x'"],
      clean: ['GIT_EDITOR=true', "GIT_SEQUENCE_EDITOR='sed -i s/pick/reword/'"],
    },
  ),
  variable('GIT_CONFIG_(?:NOSYSTEM|COUNT|VALUE_\\d+)', {
    severity: 'medium',
    what: 'is a setting of git',
    fine: /^/,
    flagged: [],
    clean: ['GIT_CONFIG_NOSYSTEM=1'],
  }),
  variable('GIT_CONFIG_KEY_\\d+', {
    severity: 'high',
    what: 'is a setting that git may run',
    fine: /^(?:safe\.directory|user\.\w+|init\.defaultbranch|color\.\w+|advice\.\w+|core\.(?:autocrlf|quotepath|longpaths|filemode|ignorecase)|commit\.template|gc\.auto|pull\.\w+|fetch\.\w+)$/i,
    flagged: ['GIT_CONFIG_KEY_0=core.fsmonitor'],
    clean: ['GIT_CONFIG_KEY_0=safe.directory'],
  }),
  variable('GIT_(?:CONFIG\\w*|DIR|COMMON_DIR|OBJECT_DIRECTORY|ALLOW_PROTOCOL|WORK_TREE|ATTR_SOURCE)', {
    severity: 'medium',
    what: 'leads git to other settings',
    fine: /^(?:\/dev\/null|(?:\/workspace\/|\.\/|\$PWD\/)?(?:[\w-]+\/)*\.git|\.|\/workspace|https?(?::https?|:ssh|:git|:file)*|)$/,
    flagged: ['GIT_DIR=/tmp/x', 'GIT_CONFIG_GLOBAL=./x', 'GIT_ALLOW_PROTOCOL=ext'],
    clean: ['GIT_CONFIG_GLOBAL=/dev/null', 'GIT_DIR=.git'],
  }),
  variable('GIT_(?:AUTHOR|COMMITTER)_(?:NAME|EMAIL)', {
    severity: 'medium',
    what: 'is code to whoever pastes it into a command',
    bad: /\$\(|`|\$\{|;|\|/,
    flagged: ["GIT_AUTHOR_EMAIL='$(touch p)'"],
    clean: ["GIT_AUTHOR_NAME='A. B. O-C'"],
  }),
  variable('GIT_(?:TRACE\\w*|REDIRECT_\\w+)', {
    severity: 'medium',
    what: 'makes git write a file',
    fine: /^(?:\d|true|false|\/tmp\/[\w.-]+|)$/,
    flagged: ['GIT_TRACE=/etc/x'],
    clean: ['GIT_TRACE=1', 'GIT_TRACE_CURL=true'],
  }),
  // ------------------------------------------------------------ pagers, editors, helpers of many tools
  variable('LESS', {
    severity: 'high',
    what: 'is obeyed by the pager, which can run commands',
    fine: /^(?:-{0,2}[A-Za-z-]*(?:x?\d+)?(?:\s+|$))*$/,
    flagged: ["LESS='+!touch p'", "LESS='-k./x'"],
    clean: ['LESS=-FRX', 'LESS=FRX'],
  }),
  variable(
    'LESS(?:OPEN|CLOSE|KEYIN|KEY|KEY_SYSTEM|EDIT|ECHO) MORE MANROFFOPT MANOPT MANROFFSEQ MANPATH GROFF_\\w+ FZF_DEFAULT_\\w+',
    {
      severity: 'high',
      what: 'is run or obeyed by programs that show text',
      fine: /^(?:--(?:height|layout|border|reverse)[=\w% ]*|)$/,
      flagged: ["LESSOPEN='|touch p'", 'LESSKEYIN=./x'],
      clean: ['LESSOPEN='],
    },
  ),
  variable(
    'PAGER MANPAGER EDITOR VISUAL BROWSER FCEDIT \\w+_(?:PAGER|EDITOR|ASKPASS|BROWSER|RSH|SSH|LAUNCHER|DIFF_TOOL|CONNECT_PROG|EXTERNAL_DIFF) HGEDITOR HGMERGE CVSEDITOR CVS_RSH SVN_EDITOR SVN_SSH SVN_MERGE BZR_SSH RSYNC_RSH TEXEDIT CSCOPE_EDITOR KUBECTL_EXTERNAL_DIFF PSQL_EDITOR(?:_LINENUMBER_ARG)? SUDO_EDITOR SYSTEMD_EDITOR',
    {
      severity: 'high',
      what: 'is run by programs that show, edit or connect',
      fine: new RegExp(
        `${PROGRAM_NAMES.source}|${SED_EDITOR.source}|^(?:ssh|ccache|sccache|/usr/bin/(?:ccache|sccache|ssh|less|vim|nano)|less(?: -[A-Za-z]+)*)$`,
      ),
      flagged: ["PAGER='touch p'", 'KUBE_EDITOR=./x', 'RSYNC_RSH=./x', 'CMAKE_C_COMPILER_LAUNCHER=./x'],
      clean: ['PAGER=cat', 'EDITOR=vim', 'BROWSER=none', 'CMAKE_C_COMPILER_LAUNCHER=ccache'],
    },
  ),
  variable('EXINIT VIMINIT GVIMINIT NVIM_APPNAME MYVIMRC VIM VIMRUNTIME EMACSLOADPATH', {
    severity: 'high',
    what: 'is run by the editor',
    fine: /^$/,
    flagged: ["VIMINIT=':!touch p'"],
    clean: ['VIMINIT='],
  }),
  variable('TAR_OPTIONS', {
    severity: 'high',
    what: 'adds options to tar, which can run commands',
    bad: /checkpoint-action|to-command|-I|use-compress|-F|info-script|rsh-command|-[A-Za-z]*P/,
    flagged: ["TAR_OPTIONS='--checkpoint=1 --checkpoint-action=exec=sh'"],
    clean: ['TAR_OPTIONS=--no-same-owner'],
  }),
  variable(
    'GREP_OPTIONS RIPGREP_CONFIG_PATH CURL_HOME WGETRC SYSTEM_WGETRC NETRC PSQLRC PGSERVICEFILE PGSYSCONFDIR MYSQL_HOME HGRCPATH SVN_CONFIG_DIR CVSROOT ACKRC',
    {
      severity: 'medium',
      what: 'gives a tool other settings',
      fine: /^(?:\/dev\/null|--color=\w+|)$/,
      flagged: ['CURL_HOME=./x', 'PSQLRC=./x'],
      clean: ['PSQLRC=/dev/null'],
    },
  ),
  // ------------------------------------------------------------ languages
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
    fine: /^(?:\s*--(?:max[-_](?:old|semi)[-_]space[-_]size(?:=|\s)\d+|no-warnings|disable-warning=\w+|trace-[\w-]+|enable-source-maps|experimental-[\w-]+|no-experimental-[\w-]+|no-deprecation|pending-deprecation|throw-deprecation|unhandled-rejections=\w+|dns-result-order=\w+|stack-trace-limit=\d+|stack-size=\d+|openssl-legacy-provider|expose-gc|expose_gc|conditions=[\w,]+|preserve-symlinks|no-node-snapshot|test-[\w=-]+|cpu-prof|heap-prof|inspect(?:=(?:127\.0\.0\.1:)?\d+)?))*\s*$/,
    flagged: ['NODE_OPTIONS="--require ./x.js"', 'NODE_OPTIONS=--experimental-loader=./x'],
    clean: ['NODE_OPTIONS=--max-old-space-size=4096', 'NODE_OPTIONS="--experimental-vm-modules --no-warnings"'],
    bad: /--(?:experimental-)?(?:loader|require|import|default-type|policy)|-r/,
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
  // ------------------------------------------------------------ package managers
  variable(
    '(?:npm_config|NPM_CONFIG)_(?:script_shell|SCRIPT_SHELL|git|GIT|shell|SHELL|editor|EDITOR|viewer|VIEWER|init_module|INIT_MODULE|onload_script|ONLOAD_SCRIPT|node_gyp|NODE_GYP) YARN_(?:YARN_PATH|PLUGINS)',
    {
      severity: 'high',
      what: 'is run by the package manager',
      fine: /^(?:(?:\/usr)?\/bin\/(?:ba)?sh|(?:ba)?sh|git|)$/,
      flagged: ['NPM_CONFIG_SCRIPT_SHELL=./x', 'npm_config_script_shell=./x'],
      clean: ['npm_config_script_shell=bash'],
    },
  ),
  variable(
    '(?:npm_config|NPM_CONFIG)_(?:userconfig|USERCONFIG|globalconfig|GLOBALCONFIG|prefix|PREFIX|cafile|CAFILE|strict_ssl|STRICT_SSL|ignore_scripts|IGNORE_SCRIPTS) YARN_RC_FILENAME PIP_CONFIG_FILE UV_CONFIG_FILE BUNDLE_(?:CONFIG|USER_CONFIG|APP_CONFIG) POETRY_CONFIG_DIR',
    {
      severity: 'medium',
      what: 'gives the package manager other settings',
      fine: /^(?:\/dev\/null|true|1|\0?~.*|\/tmp\/tmp\..*|\/workspace(?:\/[\w.-]+)*\/\.bundle|)$/,
      flagged: ['NPM_CONFIG_USERCONFIG=./x', 'PIP_CONFIG_FILE=./x', 'npm_config_ignore_scripts=false'],
      clean: ['NPM_CONFIG_USERCONFIG=/dev/null', 'npm_config_ignore_scripts=true'],
    },
  ),
  variable(
    '(?:npm_config|NPM_CONFIG)_\\w*registry NPM_CONFIG_REGISTRY NPM_REGISTRY COREPACK_NPM_REGISTRY YARN_NPM_REGISTRY_SERVER YARN_REGISTRY BUN_CONFIG_REGISTRY PIP_(?:EXTRA_)?INDEX_URL PIP_FIND_LINKS PIP_TRUSTED_HOST UV_(?:DEFAULT_|EXTRA_)?INDEX(?:_URL)? UV_FIND_LINKS POETRY_REPOSITORIES_\\w+ GOPROXY GONOPROXY CARGO_REGISTRIES_\\w+ CARGO_SOURCE_\\w+ BUNDLE_MIRROR\\w* GOTOOLCHAIN NIX_PATH',
    {
      severity: 'medium',
      what: 'takes packages from elsewhere',
      fine: new RegExp(
        `${LOOPBACK.source}|^(?:off|direct|local|none|auto|go[\\d.]+(?:\\+auto)?|https://(?:proxy\\.golang\\.org|registry\\.npmjs\\.org|pypi\\.org/simple)/?(?:,direct)?)$`,
      ),
      flagged: ['npm_config_registry=https://evil.example', 'GOPROXY=http://evil.example'],
      clean: ['GOPROXY=off', 'GOTOOLCHAIN=local', 'GOPROXY=https://proxy.golang.org,direct'],
    },
  ),
  // ------------------------------------------------------------ servers
  variable(
    'https?_proxy all_proxy ftp_proxy HTTPS?_PROXY ALL_PROXY FTP_PROXY (?:npm_config|NPM_CONFIG)_(?:https?_)?(?:proxy|PROXY) ANTHROPIC_BASE_URL OPENAI_(?:BASE_URL|API_BASE) AWS_ENDPOINT_URL(?:_\\w+)? DOCKER_HOST CONTAINER_HOST BUILDKIT_HOST VAULT_ADDR CONSUL_HTTP_ADDR',
    {
      severity: 'medium',
      what: 'leads traffic elsewhere',
      fine: LOOPBACK,
      flagged: ['HTTPS_PROXY=http://evil.example:8080', 'DOCKER_HOST=tcp://h.example:2375'],
      clean: ['HTTP_PROXY=', 'AWS_ENDPOINT_URL=http://localhost:4566'],
    },
  ),
  variable(
    'SSL_CERT_(?:FILE|DIR) REQUESTS_CA_BUNDLE CURL_CA_BUNDLE NODE_EXTRA_CA_CERTS GIT_SSL_CA(?:INFO|PATH) AWS_CA_BUNDLE PIP_CERT CARGO_HTTP_CAINFO SSLKEYLOGFILE',
    {
      severity: 'medium',
      what: 'makes programs trust other certificates',
      fine: /^(?:\/etc\/ssl\/[\w./-]*|\/usr\/[\w./-]*|\/etc\/pki\/[\w./-]*|)$/,
      flagged: ['SSL_CERT_FILE=./x.pem'],
      clean: ['SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt'],
    },
  ),
  variable(
    'AWS_(?:CONFIG|SHARED_CREDENTIALS)_FILE AZURE_(?:CONFIG|EXTENSION)_DIR CLOUDSDK_(?:CONFIG|PYTHON) BOTO_CONFIG DOCKER_CONFIG KUBECONFIG HELM_PLUGINS HELM_(?:CONFIG|DATA)_HOME TF_CLI_CONFIG_FILE TF_CLI_ARGS(?:_\\w+)? ANSIBLE_(?:CONFIG|LIBRARY|\\w+_PLUGINS|VAULT_PASSWORD_FILE) PULUMI_HOME',
    {
      severity: 'medium',
      what: 'gives a cloud client other settings or programs',
      fine: /^(?:\/dev\/null|\0?~.*|-no-color|-input=false|-lock=false|\/tmp\/tmp\..*|)$/,
      flagged: ['AWS_CONFIG_FILE=./x', 'KUBECONFIG=./k'],
      clean: ['TF_CLI_ARGS=-no-color'],
    },
  ),
  variable('TZDIR', {
    severity: 'medium',
    what: 'changes where settings are read from',
    fine: /^\/usr\/share\/zoneinfo$/,
    flagged: ['TZDIR=./x'],
    clean: ['TZDIR=/usr/share/zoneinfo'],
  }),
];

/** The entry for a name, the first that fits. */
export function dangerousVariable(name: string): DangerousVariable | undefined {
  return NAMES_WORTH_A_LOOK.test(name) ? dangerousVariables.find((entry) => entry.name.test(name)) : undefined;
}

/** Most variables are neither upper case with these parts nor npm's: they need no search through the table. */
const NAMES_WORTH_A_LOOK = /^(?:[A-Z_][A-Z0-9_]*|BASH_FUNC_.*|npm_config_\w+|NPM_CONFIG_\w+|\w+_proxy)$/;

/** A value known only in part, with references to the variable itself left out: `"$NODE_OPTIONS --no-warnings"`. */
export function isHarmlessValue(entry: DangerousVariable, name: string, text: string | null, raw: string): boolean {
  const spelled = text ?? withoutSelf(name, raw);
  if (spelled === null) return false;
  if (entry.bad?.test(spelled) === true) return false;
  return entry.fine === undefined ? entry.bad !== undefined : entry.fine.test(spelled);
}

function withoutSelf(name: string, raw: string): string | null {
  const value = raw.replace(/^[^=]*=/, '').replace(/["']/g, '');
  const rest = value.replaceAll(new RegExp(`\\$(?:${name}\\b|\\{${name}(?::?-)?\\})`, 'g'), '');
  return /[$`]/.test(rest.replaceAll(/\$(?:PWD\b|\{PWD\}|\(pwd\))/g, '')) ? null : rest.trim();
}
