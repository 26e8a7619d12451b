/** Programs that read and transform text. */

import { inputField } from '../bash/constant-output.ts';
import { scanAwk } from './awk.ts';
import { hasOption } from './invocation.ts';
import { type Special, tool } from './model.ts';
import { scanSed } from './sed.ts';

const sed: Special = (invocation, actions) => {
  const scripts = invocation.options.filter((option) => option.name === '--expression').map((option) => option.value);
  const operands = invocation.operands.map((operand) => operand.field);
  const inline = scripts.length === 0 && !hasOption(invocation, '--file');
  const script = inline ? operands.shift() : undefined;
  for (const field of [...scripts, script]) {
    if (field === undefined || field === null) continue;
    const found = scanSed(field.text ?? field.prefix, field.text !== null);
    for (const code of found.commands)
      actions.signal('mini-language', field, `sed runs ${code === '' ? 'its input' : code}`, true);
    for (const code of found.commands) if (code !== '') actions.shell(actions.literal(code, field));
    for (const path of found.writes) actions.write(actions.literal(path, field));
    for (const path of found.reads) actions.read(actions.literal(path, field));
    if (found.unsure) {
      actions.signal('mini-language', field, 'a sed script that is not understood');
      actions.opaque(field, 'a sed script known only at run time');
    }
  }
  const inPlace = hasOption(invocation, '--in-place');
  for (const field of operands) {
    if (field.text === '-') continue;
    actions.read(field);
    if (inPlace) actions.write(field);
  }
};

const awk: Special = (invocation, actions) => {
  const operands = invocation.operands.map((operand) => operand.field);
  const program = hasOption(invocation, '--file') ? undefined : operands.shift();
  const sources = [
    ...invocation.options.filter((option) => option.name === '--source').map((option) => option.value),
    program,
  ];
  for (const field of sources) {
    if (field === undefined || field === null) continue;
    const found = scanAwk(field.text ?? field.prefix, field.text !== null);
    for (const code of found.commands) {
      actions.signal(
        'mini-language',
        field,
        code === null ? 'awk starts a command put together at run time' : `awk runs ${code}`,
        true,
      );
      if (code !== null) actions.shell(actions.literal(code, field));
    }
    for (const path of found.writes) actions.write(actions.literal(path, field));
    for (const path of found.reads) actions.read(actions.literal(path, field));
    for (const host of found.hosts) actions.contact(host, null, field);
    if (found.unsure) {
      actions.signal('mini-language', field, 'an awk program that names files or commands at run time');
      actions.opaque(field, 'an awk program with a path known only at run time');
    }
  }
  for (const field of operands)
    if (field.text === null || !/^(?:[A-Za-z_]\w*=|-$)/.test(field.text)) actions.read(field);
};

const jq: Special = (invocation, actions) => {
  const operands = invocation.operands.map((operand) => operand.field);
  const filter = hasOption(invocation, '--from-file') ? undefined : operands.shift();
  if (
    filter?.text !== undefined &&
    filter.text !== null &&
    /\b(?:env|\$ENV|input_filename|import|include|getpath\(\["env)/.test(filter.text)
  ) {
    if (/\benv\b|\$ENV/.test(filter.text)) actions.env('*', null, filter);
    if (/\b(?:import|include)\b/.test(filter.text)) actions.signal('mini-language', filter, 'a jq module is loaded');
  }
  if (hasOption(invocation, '--null-input') && operands.length === 0) return;
  if (hasOption(invocation, '--args', '--jsonargs')) return;
  for (const field of operands) actions.read(field);
};

/** Editors and pagers run commands from a terminal or their settings. */
const editor: Special = (invocation, actions, command) => {
  for (const option of invocation.options) {
    if (!['-c', '--cmd', '-S'].includes(option.name) || option.value === null) continue;
    const text = option.value.text ?? '';
    if (option.value.text === null || /!|system\(|:?(?:py3?|perl|lua|ruby|tcl)\b|source|call|exe/i.test(text))
      actions.signal('mini-language', option.value, 'the editor runs a command', true);
    const shell = /^:?!\s*(.*)$/s.exec(text)?.[1];
    if (shell !== undefined) actions.shell(actions.literal(shell, option.value));
  }
  const input = inputField(command);
  if (hasOption(invocation, '-s', '-e', '-es') && input?.text?.includes('!') === true)
    actions.signal('mini-language', input, 'the editor runs a command', true);
};

const ed: Special = (_invocation, actions, command) => {
  const input = inputField(command);
  for (const line of input?.text?.split('\n') ?? []) {
    const code = /^(?:[\d,$%.]*\s*)?(?:[rwe]\s*)?!(.*)$/.exec(line)?.[1];
    if (code === undefined || input === null) continue;
    actions.signal('mini-language', input, 'ed runs a command', true);
    actions.shell(actions.literal(code, input));
  }
};

const SORT =
  '-b,--ignore-leading-blanks -d,--dictionary-order -f,--ignore-case -g,--general-numeric-sort -i,--ignore-nonprinting -M,--month-sort -h,--human-numeric-sort -n,--numeric-sort -R,--random-sort --random-source=read -r,--reverse --sort=data -V,--version-sort --batch-size=data -c,--check=?data -C --compress-program=exec --debug --files0-from=read -k,--key=data -m,--merge -o,--output=write -s,--stable -S,--buffer-size=data -t,--field-separator=data -T,--temporary-directory=write --parallel=data -u,--unique -z,--zero-terminated';
const JQ =
  '-c,--compact-output -r,--raw-output -R,--raw-input -n,--null-input -s,--slurp -S,--sort-keys -C,--color-output -M,--monochrome-output -e,--exit-status -j,--join-output -a,--ascii-output -f,--from-file=script -L,--library-path=read --tab --indent=data --stream --seq --args --jsonargs --arg==data --argjson==data --slurpfile==read --rawfile==read';

export const textTools = [
  tool('cat tac nl', {
    options:
      '-A,--show-all -b,--number-nonblank -e -E,--show-ends -n,--number -s,--squeeze-blank=?data -t -T,--show-tabs -u -v,--show-nonprinting',
    operands: 'read*',
  }),
  tool('bat batcat', {
    options:
      '-l,--language=data -n,--number -p,--plain -A --color=data --paging=data --pager=sh -r,--line-range=data --style=data',
    operands: 'read*',
    runsThings: true,
  }),
  tool('head tail', {
    options:
      '-c,--bytes=data -n,--lines=data -q,--quiet -v,--verbose -z -f,--follow=?data -F -s,--sleep-interval=data --pid=data --retry',
    operands: 'read*',
  }),
  tool('wc cksum sum md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum', {
    options:
      '-c,--check,--bytes -m,--chars -l,--lines -L -w,--words -b,--binary -t,--text --quiet --status --strict -a=data --files0-from=read',
    operands: 'read*',
  }),
  tool('sort', {
    examples: [
      { command: 'sort -ro out in', reads: ['in'], writes: ['out'] },
      { command: 'sort -T /tmp -k2 a b', reads: ['a', 'b'], writes: ['/tmp'] },
    ],
    options: SORT,
    operands: 'read*',
    runsThings: true,
  }),
  tool('uniq', {
    options:
      '-c,--count -d,--repeated -D -f,--skip-fields=data -i,--ignore-case -s,--skip-chars=data -u,--unique -w,--check-chars=data -z',
    operands: 'read write',
  }),
  tool('cut', {
    options:
      '-b,--bytes=data -c,--characters=data -d,--delimiter=data -f,--fields=data -n -s,--only-delimited --complement --output-delimiter=data -z',
    operands: 'read*',
  }),
  tool('paste', { options: '-d,--delimiters=data -s,--serial -z', operands: 'read*' }),
  tool('join comm', {
    options:
      '-a=data -e=data -i -j=data -o=data -t=data -v=data -1 -2 -3 --check-order --nocheck-order --output-delimiter=data -z',
    operands: 'read*',
  }),
  tool('diff cmp diff3 sdiff colordiff', {
    options:
      '-u,--unified=?data -U=data -c -C=data -q,--brief -r,--recursive -N,--new-file -a -b -B -w -i -y,--side-by-side -W=data -x,--exclude=data -X,--exclude-from=read -s --color=?data -I=data -l -n=data --strip-trailing-cr --label=data -L=data',
    operands: 'read*',
    recursive: '--recursive',
  }),
  tool('tr', { options: '-c,-C,--complement -d,--delete -s,--squeeze-repeats -t,--truncate-set1' }),
  tool('rev fold expand unexpand fmt column pr od hexdump strings', {
    options: '-w,--width=data -s -c -t=data -n=data -x -A=data -j=data -N=data -v -C -e=data -a -o=data',
    operands: 'read*',
  }),
  tool('xxd', {
    options: '-r,-revert -p,-ps -b -c=data -g=data -l=data -s=data -u -i -e -o=data -n=data',
    operands: 'read write',
    style: 'single',
  }),
  tool('base64 base32 basenc', {
    options: '-d,-D,--decode -i,--ignore-garbage -w,--wrap=data --base64 --base64url --base32 --base16',
    operands: 'read*',
  }),
  tool('less more most', {
    options:
      '-N -S -R -X -F -E -i -I -n -s -r -p=data -P=data -k=read -o=write -O=write -t=data -x=data -b=data +=data',
    operands: 'read*',
  }),
  tool('sed gsed', {
    examples: [
      { command: "sed -n '2p' a", reads: ['a'], writes: [] },
      { command: "sed -i -e 's/a/b/w c' a", reads: ['a'], writes: ['c', 'a'] },
      { command: 'sed -f s.sed a', reads: ['s.sed', 'a'] },
    ],
    options:
      '-n,--quiet,--silent -e,--expression=data -f,--file=script -E,-r,--regexp-extended -i,--in-place=?data -l,--line-length=data -s,--separate -u,--unbuffered -z,--null-data --debug --sandbox --posix --follow-symlinks',
    operands: 'data*',
    special: sed,
    runsThings: true,
  }),
  tool('awk gawk mawk nawk', {
    examples: [
      { command: 'awk -F: \'{print $1 > "o"}\' a', reads: ['a'], writes: ['o'] },
      { command: 'awk -f p.awk x=1 a', reads: ['p.awk', 'a'] },
    ],
    options:
      '-F,--field-separator=data -v,--assign=data -f,--file=script -e,--source=data -i,--include=script -l,--load=exec -E,--exec=script -o,--pretty-print=?write -d,--dump-variables=?write -p,--profile=?write -W=data --posix --re-interval -S,--sandbox -b -n -O -M -V,--version',
    operands: 'data*',
    special: awk,
    stopAtOperand: true,
    runsThings: true,
  }),
  tool('jq', {
    examples: [
      { command: 'jq -r .a b.json', reads: ['b.json'] },
      { command: 'jq --slurpfile x s.json . a', reads: ['s.json', 'a'] },
    ],
    options: JQ,
    operands: 'data*',
    special: jq,
  }),
  tool('yq', {
    options:
      '-i,--inplace -r -o,--output-format=data -P,--prettyPrint -p,--input-format=data -n,--null-input -e,--exit-status -C -M -j -s,--split-exp=data',
    operands: 'data read*',
    special: (invocation, actions) => {
      if (hasOption(invocation, '--inplace'))
        for (const operand of invocation.operands.slice(1)) actions.write(operand.field);
    },
  }),
  tool('vim vi nvim view ex', {
    options:
      '-c=data --cmd=data -S=script -s=script -u=script -e -E -R -n -N -o=?data -O=?data -p=?data -w=write -W=write -i=read -T=data --headless --clean --noplugin -es -V=?data',
    operands: 'edit*',
    special: editor,
    style: 'plain',
    runsThings: true,
  }),
  tool('nano emacs pico micro', {
    options:
      '-s,--speller=exec -B -R,--restricted -T=data --eval=code -l,--load=script --batch -f,--funcall=data --script=script -Q -q',
    operands: 'edit*',
    runsThings: true,
  }),
  tool('ed red', { options: '-s -p=data -G -r -l -E', operands: 'edit', special: ed, runsThings: true }),
  tool('iconv', { options: '-f,--from-code=data -t,--to-code=data -o,--output=write -c -l -s', operands: 'read*' }),
  tool('dos2unix unix2dos', { options: '-n,--newfile -k -q', operands: 'edit*' }),
  tool('man', {
    options:
      '-P,--pager=sh -H,--html=?sh -k -f -K -a -l -w -C,--config-file=read -M,--manpath=read -L=data -t -T=?data -X=?data -E=data',
    runsThings: true,
  }),
  tool('seq shuf factor numfmt basename dirname realpath readlink expr bc dc printenv date cal', {
    options:
      '-s=data -d=data -f=data -n -e -w -z -m -a -r -u -I=?data -R --date=data -i=data -t=data --iso-8601=?data -l -q -c -o=write',
  }),
].flat();
