/** The loader, the C library and the shell. */
import { type DangerousVariable, variable } from './model.ts';
import { FRESH_FOLDER } from './values.ts';

export const systemVariables: readonly DangerousVariable[] = [
  variable('LD_(?:PRELOAD|AUDIT) DYLD_INSERT_LIBRARIES', {
    severity: 'high',
    what: 'loads a library into each program',
    fine: /^$|^(?:\/usr\/lib\/[\w./-]*\/)?lib(?:jemalloc|tcmalloc|faketime|asan|tsan|ubsan|eatmydata)[\w.+-]*\.so(?:\.\d+)*$/,
    flagged: ['LD_PRELOAD=./x.so', 'LD_AUDIT=/tmp/a.so'],
    clean: ['LD_PRELOAD=libjemalloc.so.2'],
  }),
  variable('LD_LIBRARY_PATH', {
    severity: 'medium',
    what: 'changes which libraries programs load',
    fine: /^(?:(?:(?:\.\/|\/workspace\/|\$PWD\/|\$\(pwd\)\/)?(?:build|out|target|dist|install|cmake-build-\w+)(?:\/[\w.-]+)*|\/usr\/(?:local\/)?lib[\w./-]*|\/opt\/[\w./-]+\/lib(?:64)?|)(?::|$))+$/,
    flagged: ['LD_LIBRARY_PATH=.', 'LD_LIBRARY_PATH=/tmp/x'],
    clean: [
      'LD_LIBRARY_PATH=./build/lib',
      'LD_LIBRARY_PATH=/usr/lib/x86_64-linux-gnu',
      'LD_LIBRARY_PATH=build/lib:$LD_LIBRARY_PATH',
    ],
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
      flagged: ['LD_X=./x', 'GCONV_PATH=.', 'TERMINFO=./t', 'OPENSSL_CONF=./o.cnf'],
      clean: ['GCONV_PATH=/usr/lib/gconv'],
    },
  ),
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
];
