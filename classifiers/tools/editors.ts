/** Editors and pagers: what they are told to do by options, by `+command` and through their input. */
import type { Command, Field } from '../analysis.ts';
import { inputText } from '../bash/constant-output.ts';
import { tail } from './argv.ts';
import { hasOption, type Invocation } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';

/** Commands of vim that change the text at hand, or leave. */
const HARMLESS_EX =
  /^(?:|\d+|(?:w|wa|wq|wqa|wall|q|qa|qall|quit|x|xa|xall|xit|up|update|cq|e|noh|nohlsearch|retab|sort|d|delete|j|join|u|undo|normal gg=G|normal! gg=G|syntax (?:on|off)|filetype (?:on|off)|retab|redraw|undo|echo [\w'" .-]*)!?|set?\s+(?:no)?(?:ff|fileformat|fenc|nu|number|et|expandtab|ts|sw|sts|tabstop|shiftwidth|tw|textwidth|nocp|nocompatible|backup|nobackup|swapfile|noswapfile|paste|ai|ic|list|eol|noeol|fixeol|nofixeol|bomb|nobomb|hls|wrap|ro)(?:=\w+)?|s([^\w\s|"\\])(?:(?!\1)[^|\\]|\\[^=])*\1(?:(?!\1)[^|\\]|\\[^=])*(?:\1[&cegiInp#lr]*)?|(?:g|v)!?\/[^|]*\/d)$/;
const RANGE = /^:?\s*(?:%|(?:[\d.$,;+-]|'[a-z<>]|\/[^/]*\/)*)\s*/;

function exCommand(field: Field, actions: ToolActions): void {
  const text = (field.text ?? '').trim();
  const code = text.replace(RANGE, '');
  if (field.text !== null && (HARMLESS_EX.test(code) || /^\/[^/]*\/?$/.test(text))) return;
  const shell = /^(?:(?:r|read|w|write)!?\s*)?!+\s*(.*)$/s.exec(code)?.[1];
  const written = /^(?:w|write|sav|saveas|wq|x|xit|up|update)!?\s+(?:>>\s*)?([^!|\s]+)$/.exec(code)?.[1];
  const shown = /^(?:r|read|e|edit|sp|split|vs|vsplit|tabe|tabedit|view|argadd|args)!?\s+([^!|\s`]+)$/.exec(code)?.[1];
  if (written !== undefined || shown !== undefined) {
    if (written !== undefined) actions.write(actions.literal(written, field));
    if (shown !== undefined) actions.read(actions.literal(shown, field));
    return;
  }
  actions.signal(
    'mini-language',
    field,
    `the editor runs ${text === '' ? 'a command known only at run time' : text}`,
    true,
  );
  if (shell !== undefined) actions.shell(actions.literal(shell, field));
}

const EX_OPTIONS = new Set(['-c', '--cmd', '--remote-expr', '--remote-send']);

const vim: Special = (invocation, actions, command) => {
  for (const option of invocation.options)
    if (EX_OPTIONS.has(option.name) && option.value !== null) exCommand(option.value, actions);
  for (const option of invocation.options) {
    if (option.name !== '-u' && option.name !== '-U' && option.name !== '-S' && option.name !== '-s') continue;
    if (option.value === null || /^(?:NONE|NORC|DEFAULTS|\/dev\/null)$/.test(option.value.text ?? '')) continue;
    actions.read(option.value);
    actions.signal('mini-language', option.value, 'the editor takes commands from a file');
  }
  const edits = !hasOption(invocation, '-R') && invocation.program !== 'view';
  files(fieldsOf(invocation), edits, actions, (field) => exCommand(field, actions));
  const silent = hasOption(invocation, '-e', '-es', '-E', '-Es') || /^(?:ex|view)$/.test(invocation.program ?? '');
  if (silent) for (const line of inputLines(command, actions) ?? []) exCommand(line, actions);
};

/** Operands: `+command` in front of files. */
function files(fields: readonly Field[], edits: boolean, actions: ToolActions, run: (field: Field) => void): void {
  for (const field of fields) {
    const known = field.text ?? field.prefix;
    if (known.startsWith('+')) run(tail(field, 1));
    else if (field.text !== '-') {
      actions.read(field);
      if (edits) actions.write(field);
    }
  }
}

function fieldsOf(invocation: Invocation): Field[] {
  return invocation.operands.map((operand) => operand.field);
}

/** Commands from standard input; what cannot be known is reported. */
function inputLines(command: Command, actions: ToolActions): Field[] | null {
  const text = inputText(command);
  if (text !== null) return text.split('\n').map((line) => actions.literal(line, command.program));
  const fed =
    command.stdin.length > 0 ||
    command.redirects.some((redirect) => redirect.kind === 'read' && redirect.target?.text !== '/dev/null');
  const body = command.redirects.some((redirect) => redirect.kind === 'heredoc' || redirect.kind === 'herestring');
  if (fed || body)
    actions.signal('mini-language', command.program, 'an editor takes commands that are not known here', body);
  return null;
}

const ed: Special = (invocation, actions, command) => {
  for (const { field } of invocation.operands) {
    const code = /^!(.*)$/s.exec(field.text ?? '')?.[1];
    if (code === undefined) {
      actions.read(field);
      actions.write(field);
    } else {
      actions.signal('mini-language', field, 'ed reads the output of a command', true);
      actions.shell(actions.literal(code, field));
    }
  }
  let inText = false;
  for (const line of inputLines(command, actions) ?? []) {
    const text = line.text ?? '';
    if (inText) inText = text !== '.';
    else inText = /^[\d,$%;.+-]*\s*[aic]$/.test(text);
    if (!inText) edCommand(line, actions);
  }
};

function edCommand(line: Field, actions: ToolActions): void {
  const match = /^(?:[\d,$%;.+-]|\/[^/]*\/|'[a-z])*\s*(?:([gGvV])\/.*\/)?\s*(?:([rweEW])q?\s*)?(!?)\s*(.*)$/s.exec(
    line.text ?? '',
  );
  const [, , verb, bang, rest = ''] = match ?? [];
  if (bang === '!') {
    actions.signal('mini-language', line, 'ed runs a command', true);
    actions.shell(actions.literal(rest, line));
  } else if (verb !== undefined && rest !== '') {
    if (/[wW]/.test(verb)) actions.write(actions.literal(rest, line));
    else actions.read(actions.literal(rest, line));
  }
}

/** `less '+!cmd' f`: commands of the pager stand behind a plus sign. */
const pager: Special = (invocation, actions) => {
  files(fieldsOf(invocation), false, actions, (field) => {
    const text = (field.text ?? field.prefix).replace(/^\+/, '');
    if (field.text !== null && /^(?:[\d%]*[FGgpn]?|[/?].*)$/.test(text)) return;
    actions.signal('mini-language', field, 'the pager runs a command', true);
    const code = /^\s*!\s*(.*)$/s.exec(text)?.[1];
    if (code !== undefined) actions.shell(actions.literal(code, field));
  });
};

/** Lisp in an argument of emacs. */
const emacs: Special = (invocation, actions) => {
  for (const option of invocation.options) {
    if ((option.name !== '--eval' && option.name !== '--funcall') || option.value === null) continue;
    const text = option.value.text ?? '';
    const harmless =
      /^(?:ert-run-tests-batch-and-exit|batch-byte-compile|org-babel-tangle|\((?:message|princ|print|require)\s[^()]*\)|\([-+*/\s\d]+\))$/;
    if (harmless.test(text)) continue;
    actions.signal(
      'mini-language',
      option.value,
      'emacs runs Lisp code',
      /shell|process|call|delete|write|url|load|eval/.test(text),
    );
  }
  files(fieldsOf(invocation), !hasOption(invocation, '--batch'), actions, () => undefined);
};

const VIM =
  '-c=data --cmd=data -S=data -s=data -u=data -U=data -e -E -es -Es -R -r=?data -n -N -C -v -y -Z -b -d -g -f -h -l=settings -A -H -F -x -X -m -M -o=?data -O=?data -p=?data -w=write -W=write -i=data -q=read -t=data -T=data -V=?data -L --headless --embed --clean --noplugin --nofork --literal --not-a-term --ttyfail --startuptime=write --listen=data --server=data --servername=data --remote --remote-silent --remote-expr=data --remote-send=data --version --help --api-info';

export const editorTools = [
  tool('vim vi nvim view vimdiff gvim rvim rview vim.basic vim.tiny vim.gtk3 nvimdiff gview evim gvimdiff', {
    examples: [
      { command: "vim -es -c '%s/a/b/g' -c wq f", reads: ['f'], writes: ['f'] },
      { command: "vim -c ':w o' f", reads: ['f'], writes: ['o', 'f'] },
      { command: "vim '+!ls' f", execs: ['vim', 'ls'] },
    ],
    options: VIM,
    operands: 'data*',
    special: vim,
    style: 'plain',
    runsThings: true,
  }),
  tool('ex', {
    options: VIM.replace('-s=data', '-s'),
    operands: 'data*',
    special: vim,
    style: 'plain',
    runsThings: true,
  }),
  tool('emacs emacsclient', {
    options:
      '-Q,--quick,-quick -q,--no-init-file -nw,--no-window-system --batch,-batch --eval,-eval,--execute,-execute,-e=data -f,--funcall,-funcall=data -l,--load,-load=settings -L,--directory=read --script,-script=settings -x=settings --insert,-insert=read --kill -kill --chdir=cwd -u,--user=data -n,--no-wait -c,--create-frame -t,--tty -a,--alternate-editor=hook -s,--socket-name=data --daemon=?data --fg-daemon=?data -D --debug-init --no-site-file --no-site-lisp --no-splash --version --help',
    operands: 'data*',
    special: emacs,
    style: 'plain',
    runsThings: true,
  }),
  tool('nano pico micro rnano jed joe mcedit kak helix hx', {
    options:
      '-s,--speller=hook -B,--backup -C,--backupdir=write -R,--restricted -T,--tabsize=data -f,--rcfile=settings -I,--ignorercfiles -o,--operatingdir=cwd -r,--fill=data -Q,--quotestr=data -Y,--syntax=data -q --quickblank -l,--linenumbers -v,--view -w,--nowrap -x,--nohelp -E -i -k -m -t -e=settings -c --config=settings',
    operands: 'edit*',
    runsThings: true,
  }),
  tool('ed red', {
    options:
      '-s,--quiet,--silent -p,--prompt=data -G,--traditional -r,--restricted,--regexp-extended -l,--loose-exit-status -E,--extended-regexp -v,--verbose',
    operands: 'data*',
    special: ed,
    runsThings: true,
  }),
  tool('less more most pg', {
    options:
      '-N,--LINE-NUMBERS -S,--chop-long-lines -R,--RAW-CONTROL-CHARS -X,--no-init -F,--quit-if-one-screen -E,--QUIT-AT-EOF -e,--quit-at-eof -i,--ignore-case -I,--IGNORE-CASE -n,--line-numbers -s,--squeeze-blank-lines -r,--raw-control-chars -p,--pattern=data -P,--prompt=data -k,--lesskey-file=settings --lesskey-src=settings --lesskey-content=hook -o,--log-file=write -O,--LOG-FILE=write -t,--tag=data -T,--tag-file=read -x,--tabs=data -b,--buffers=data -h,--max-back-scroll=data -j,--jump-target=data -y,--max-forw-scroll=data -z,--window=data -#,--shift=data -M,--LONG-PROMPT -m,--long-prompt -a -A -B -c -C -d -f,--force -g -G -J -K -L,--no-lessopen -q -Q -u -U -V,--version -w -W -? --help --use-color -D=data --follow-name --incsearch --mouse -l',
    operands: 'data*',
    special: pager,
    runsThings: true,
  }),
  tool('man info apropos whatis', {
    options:
      '-P,--pager=hook -H,--html=?hook -k,--apropos -f,--whatis -K,--global-apropos -a,--all -l,--local-file -w,--path,--where,--location -W -C,--config-file=settings -M,--manpath=read -L,--locale=data -m,--systems=data -S,-s,--sections=data -e,--extension=data -i -I -c -d,--debug -D -u,--update -r,--prompt=data -t,--troff -T,--troff-device=?data -X,--gxditview=?data -Z -E,--encoding=data -R,--recode=data -p,--preprocessor=data -7 --regex --wildcard --names-only --no-hyphenation --nh --no-justification --nj --no-subpages -V,--version -h,--help --usage',
    runsThings: true,
  }),
].flat();
