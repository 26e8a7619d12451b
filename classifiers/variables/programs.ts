/** git, pagers, editors and helpers of many tools. */
import { type DangerousVariable, variable } from './model.ts';
import { PROGRAM_NAMES, SED_EDITOR } from './values.ts';

export const programVariables: readonly DangerousVariable[] = [
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
];
