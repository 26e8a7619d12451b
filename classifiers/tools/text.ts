/** Programs that read and transform text. */

import type { Field } from '../analysis.ts';
import { inputText } from '../bash/constant-output.ts';
import { scanAwk } from './awk.ts';
import { hasOption, optionValue } from './invocation.ts';
import { isLineAddress } from './line-numbers.ts';
import { type Special, type ToolActions, tool } from './model.ts';
import { scanSed } from './sed.ts';

const sed: Special = (invocation, actions, command) => {
  const scripts = invocation.options.filter((option) => option.name === '--expression').map((option) => option.value);
  const operands = invocation.operands.map((operand) => operand.field);
  const inline = scripts.length === 0 && !hasOption(invocation, '--file');
  const script = inline ? operands.shift() : undefined;
  for (const field of [...scripts, script]) {
    if (field === undefined || field === null) continue;
    if (field.text === null && isLineAddress(field, command)) continue;
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
  const suffix = optionValue(invocation, '--in-place')?.text ?? '';
  for (const field of operands) {
    if (field.text === '-') continue;
    actions.read(field);
    if (!inPlace) continue;
    actions.write(field);
    if (suffix !== '') actions.write(backup(field, suffix));
  }
};

/** `-i.bak`, `-i 'old/*'`: where sed puts the file as it was. */
function backup(field: Field, suffix: string): Field {
  if (field.text === null) return field;
  const slash = field.text.lastIndexOf('/') + 1;
  const [folder, name] = [field.text.slice(0, slash), field.text.slice(slash)];
  const made = suffix.includes('*') ? suffix.replaceAll('*', name) : `${name}${suffix}`;
  return { ...field, text: suffix.includes('/') ? made : `${folder}${made}`, pattern: field.pattern };
}

const awk: Special = (invocation, actions, command) => {
  const operands = invocation.operands.map((operand) => operand.field);
  const named = invocation.options.filter((option) => option.name === '--file' || option.name === '--include');
  const includes = named.filter((option) => option.name === '--include').map((option) => option.value);
  const files = named.filter((option) => option.name === '--file').map((option) => option.value);
  const inline = files.length > 0 || hasOption(invocation, '--exec') ? undefined : operands.shift();
  const sources = invocation.options.filter((option) => option.name === '--source').map((option) => option.value);
  for (const field of [...sources, inline]) if (field !== undefined && field !== null) awkProgram(field, actions);
  for (const field of files) {
    if (field === null) continue;
    if (!/^(?:-|\/dev\/stdin|\/dev\/fd\/\d+)$/.test(field.text ?? '')) {
      actions.read(field);
      actions.execute(field);
    } else awkProgram({ ...field, text: field.outputs.length > 0 ? null : inputText(command) }, actions);
  }
  for (const field of includes) {
    if (field === null || field.text === 'inplace') continue;
    if (/[/.]/.test(field.text ?? '')) actions.read(field);
    actions.signal('mini-language', field, `awk includes ${field.text ?? 'a file'}`);
  }
  const inPlace = includes.some((field) => field?.text === 'inplace');
  for (const field of operands) {
    if (field.text !== null && /^(?:[A-Za-z_]\w*=|-$)/.test(field.text)) continue;
    actions.read(field);
    if (inPlace) actions.write(field);
  }
};

function awkProgram(field: Field, actions: ToolActions): void {
  const found = scanAwk(field.text ?? field.prefix, field.text !== null);
  for (const code of found.commands) {
    if (code === null) actions.signal('mini-language', field, 'awk starts a command put together at run time', true);
    else {
      if (!isFilter(code)) actions.signal('mini-language', field, `awk runs ${code}`, true);
      actions.shell(actions.literal(code, field));
    }
  }
  for (const path of found.writes) actions.write(actions.literal(path, field));
  for (const path of found.reads) actions.read(actions.literal(path, field));
  for (const host of found.hosts) actions.contact(host, null, field);
  for (const name of found.loads) actions.signal('mini-language', field, `awk loads ${name}`, true);
  if (found.environment !== null)
    actions.signal(
      'environment',
      field,
      found.environment === '' ? 'awk goes through the environment' : `awk reads ${found.environment}`,
    );
  if (!found.unsure) return;
  actions.signal('mini-language', field, 'an awk program that names files or commands at run time');
  actions.opaque(field, 'an awk program with a path known only at run time');
}

/** What awk programs are piped to every day. */
function isFilter(code: string): boolean {
  return /^\s*(?:sort|uniq|head|tail|wc|column|cat|date|tr|cut|nl|paste|fmt|fold|tac|rev)(?:\s+[\w.,:%+='"-]+)*\s*(?:\|\s*(?:sort|uniq|head|tail|wc|column|nl)(?:\s+[\w.,:%+='"-]+)*\s*)*(?:1?>&2\s*)?$/.test(
    code,
  );
}

/** `uuencode FILE NAME`; with one operand it is the name alone. */
const uuencode: Special = (invocation, actions) => {
  const [file, name] = invocation.operands;
  if (file !== undefined && name !== undefined) actions.read(file.field);
};

/** GNU dc runs a line that begins with `!`. */
const calculator: Special = (invocation, actions, command) => {
  const scripts = invocation.options.flatMap((option) =>
    option.name === '--expression' && option.value !== null ? [option.value] : [],
  );
  const input = scripts.length === 0 && invocation.operands.length === 0 ? inputText(command) : null;
  for (const field of [...scripts, ...(input === null ? [] : [actions.literal(input, command.program)])]) {
    const code = /!\s*([^<>=\s].*)/.exec(field.text ?? '')?.[1];
    if (code === undefined && field.text !== null) continue;
    actions.signal('mini-language', field, 'dc runs a command', true);
    if (code !== undefined) actions.shell(actions.literal(code, field));
  }
};

const SORT =
  '-b,--ignore-leading-blanks -d,--dictionary-order -f,--ignore-case -g,--general-numeric-sort -i,--ignore-nonprinting -M,--month-sort -h,--human-numeric-sort -n,--numeric-sort -R,--random-sort --random-source=read -r,--reverse --sort=data -V,--version-sort --batch-size=data -c,--check=?data -C --compress-program=hook --debug --files0-from=read -k,--key=data -m,--merge -o,--output=write -s,--stable -S,--buffer-size=data -t,--field-separator=data -T,--temporary-directory=write --parallel=data -u,--unique -z,--zero-terminated';

/** Programs whose operands are files that they read; the string is their options. */
const READERS: Readonly<Record<string, string>> = {
  'cat tac':
    '-A,--show-all -b,--number-nonblank -e -E,--show-ends -n,--number -r,--regex -s,--squeeze-blank --separator=data -t -T,--show-tabs -u -v,--show-nonprinting',
  nl: '-b,--body-numbering=data -d,--section-delimiter=data -f,--footer-numbering=data -h,--header-numbering=data -i,--line-increment=data -l,--join-blank-lines=data -n,--number-format=data -p,--no-renumber -s,--number-separator=data -v,--starting-line-number=data -w,--number-width=data',
  'head tail':
    '-c,--bytes=data -n,--lines=data -q,--quiet,--silent -v,--verbose -z,--zero-terminated -f,--follow=?data -F -s,--sleep-interval=data --pid=data --retry --max-unchanged-stats=data',
  wc: '-c,--bytes -m,--chars -l,--lines -L,--max-line-length -w,--words --files0-from=read --total=data',
  'cksum sum md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum shasum md5':
    '-c,--check -b,--binary -t,--text -q,--quiet --status --strict -w,--warn -a,--algorithm=data -l,--length=data --tag -z,--zero --ignore-missing -r -s --sysv --raw --base64 --untagged',
  cut: '-b,--bytes=data -c,--characters=data -d,--delimiter=data -f,--fields=data -n -s,--only-delimited --complement --output-delimiter=data -z,--zero-terminated',
  paste: '-d,--delimiters=data -s,--serial -z,--zero-terminated',
  join: '-a=data -e=data -i,--ignore-case -j=data -o=data -t=data -v=data -1=data -2=data --check-order --nocheck-order --header -z,--zero-terminated',
  comm: '-1 -2 -3 --check-order --nocheck-order --output-delimiter=data --total -z,--zero-terminated',
  rev: '-0 --zero',
  fold: '-b,--bytes -c,--characters -s,--spaces -w,--width=data',
  'expand unexpand': '-a,--all --first-only -i,--initial -t,--tabs=data',
  fmt: '-c,--crown-margin -p,--prefix=data -s,--split-only -t,--tagged-paragraph -u,--uniform-spacing -w,--width=data -g,--goal=data',
  column:
    '-t,--table -s,--separator=data -o,--output-separator=data -N,--table-columns=data -R,--table-right=data -H,--table-hide=data -n,--table-name=data -J,--json -c,--output-width=data -x,--fillrows -l,--table-columns-limit=data -e,--table-header-repeat -d,--table-noheadings -T,--table-truncate=data -W,--table-wrap=data -O,--table-order=data -L,--keep-empty-lines -E,--table-noextreme=data',
  pr: '-a,--across -c -d,--double-space -D,--date-format=data -e=?data -F,-f -h,--header=data -i=?data -J -l,--length=data -m,--merge -n=?data -N=data -o,--indent=data -r -s=?data -S=?data -t,--omit-header -T -v -w,--width=data -W=data --columns=data',
  'od hexdump hd':
    '-A,--address-radix=data -b -c -d -e=data -f=data -j,--skip-bytes=data -N,--read-bytes=data -n,--length=data -s=data -t,--format=data -v -w=?data -x -o -C,--canonical -S,--strings=?data --endian=data',
  strings:
    '-a,--all -d,--data -e,--encoding=data -f,--print-file-name -n,--bytes=data -o -s=data -t,--radix=data -T=data -w',
  'base64 base32 basenc':
    '-d,-D,--decode -i,--ignore-garbage -w,--wrap=data --base64 --base64url --base32 --base32hex --base16 --base2msbf --base2lsbf --z85 -b=data',
  'look tsort ptx': '-d -f -t=data -a -b',
  'zcat bzcat xzcat zstdcat gzcat lz4cat zless zmore bzless xzless': '-f -c -v -q -d -k',
  'xmllint xsltproc html2text pygmentize highlight glow mdcat':
    '-o,--output=write --noout --format --xpath=data --schema=read --dtdvalid=read --relaxng=read --nonet --huge --recover --html --encode=data --pattern=data --stringparam==data --param==data -l=data -f=data -O=data -g -S=data -s=data -w=data -p --shell --valid --noent --c14n --stream',
};

export const textTools = [
  ...Object.entries(READERS).map(([names, options]) => tool(names, { options, operands: 'read*' })),
  tool('bat batcat', {
    options:
      '-l,--language=data -n,--number -p,--plain -pp -A,--show-all --color=data --paging=data --pager=hook -r,--line-range=data --style=data -H,--highlight-line=data --file-name=data -d,--diff --diff-context=data --tabs=data --wrap=data --terminal-width=data --theme=data -f,--force-colorization --list-themes -L,--list-languages -u,--unbuffered --decorations=data -m,--map-syntax=data --ignored-suffix=data -P --no-config --no-pager --config-file --cache-dir -V,--version -h,--help',
    operands: 'read*',
    runsThings: true,
  }),
  tool('sort gsort', {
    examples: [
      { command: 'sort -ro out in', reads: ['in'], writes: ['out'] },
      { command: 'sort -T /tmp -k2 a b', reads: ['a', 'b'], writes: ['/tmp'] },
      { command: 'sort --comp=sh a', execs: ['sort', 'sh'] },
    ],
    options: SORT,
    operands: 'read*',
    runsThings: true,
  }),
  tool('uniq', {
    options:
      '-c,--count -d,--repeated -D --all-repeated=?data --group=?data -f,--skip-fields=data -i,--ignore-case -s,--skip-chars=data -u,--unique -w,--check-chars=data -z,--zero-terminated',
    operands: 'read write',
  }),
  tool('diff colordiff', {
    examples: [
      { command: 'diff -ru a b', reads: ['a', 'b'] },
      { command: 'diff --to-file=a b c', reads: ['a', 'b', 'c'] },
    ],
    options:
      '-u -U,--unified=?data -c -C,--context=?data -e,--ed -n,--rcs -q,--brief -r,--recursive -N,--new-file --unidirectional-new-file -a,--text -b,--ignore-space-change -B,--ignore-blank-lines -w,--ignore-all-space -Z,--ignore-trailing-space -E,--ignore-tab-expansion -i,--ignore-case -y,--side-by-side -W,--width=data --left-column --suppress-common-lines -x,--exclude=data -X,--exclude-from=read -s,--report-identical-files --color=?data --palette=data -I,--ignore-matching-lines=data -l,--paginate -t,--expand-tabs -T,--initial-tab --tabsize=data --strip-trailing-cr --label=data -L=data -p,--show-c-function -F,--show-function-line=data -S,--starting-file=data --from-file=read --to-file=read -D,--ifdef=data --GTYPE-group-format=data --line-format=data --horizon-lines=data -d,--minimal --speed-large-files --no-dereference --ignore-file-name-case --no-ignore-file-name-case --normal --suppress-blank-empty',
    operands: 'read*',
    recursive: '--recursive',
  }),
  tool('cmp', {
    options: '-b,--print-bytes -i,--ignore-initial=data -l,--verbose -n,--bytes=data -s,--quiet,--silent',
    operands: 'read read data*',
  }),
  tool('diff3 sdiff', {
    options:
      '-A,--show-all -e,--ed -E,--show-overlap -m,--merge -x,--overlap-only -X -3,--easy-only -i,--ignore-case -L,--label=data -o,--output=write -s,--suppress-common-lines -l,--left-column -w,--width=data -W,--ignore-all-space -b -B -a,--text -T -H --strip-trailing-cr -I=data --diff-program=hook',
    operands: 'read*',
    runsThings: true,
  }),
  tool('tr', { options: '-c,-C,--complement -d,--delete -s,--squeeze-repeats -t,--truncate-set1' }),
  tool('xxd', {
    options:
      '-r,-revert -p,-ps,-plain -b -c,-cols=data -g=data -l,-len=data -s,-seek=data -u -i,-include -e -E -a -d -o=data -n,-name=data -C -R=data',
    operands: 'read write',
    style: 'single',
  }),
  tool('uuencode', { options: '-m,--base64 -r,--raw', operands: 'data*', special: uuencode }),
  tool('uudecode', { options: '-o,--output-file=write -p -c -i -s', operands: 'read*' }),
  tool('iconv', {
    options: '-f,--from-code=data -t,--to-code=data -o,--output=write -c -l,--list -s,--silent --verbose',
    operands: 'read*',
  }),
  tool('dos2unix unix2dos mac2unix', {
    options:
      '-n,--newfile -k,--keepdate -q,--quiet -o,--oldfile -c,--convmode=data -f,--force -s,--safe -i,--info=?data -O,--to-stdout',
    operands: 'edit*',
  }),
  tool('sed gsed', {
    examples: [
      { command: "sed -n '2p' a", reads: ['a'], writes: [] },
      { command: "sed -i -e 's/a/b/w c' a", reads: ['a'], writes: ['c', 'a'] },
      { command: 'sed -f s.sed a', reads: ['s.sed', 'a'] },
    ],
    options:
      '-n,--quiet,--silent -e,--expression=data -f,--file=settings -E,-r,--regexp-extended -i,--in-place=?data -l,--line-length=data -s,--separate -u,--unbuffered -z,--null-data,--zero-terminated --debug --sandbox --posix --follow-symlinks --help --version',
    operands: 'data*',
    special: sed,
    runsThings: true,
  }),
  tool('awk gawk mawk nawk original-awk goawk', {
    examples: [
      { command: 'awk -F: \'{print $1 > "o"}\' a', reads: ['a'], writes: ['o'] },
      { command: 'awk -f p.awk x=1 a', reads: ['p.awk', 'a'] },
      { command: 'awk -i inplace 1 a', reads: ['a'], writes: ['a'] },
    ],
    options:
      '-F,--field-separator=data -v,--assign=data -f,--file=data -e,--source=data -i,--include=data -l,--load=plugin -E,--exec=script -o,--pretty-print=?write -d,--dump-variables=?write -p,--profile=?write -D,--debug=?settings -W=data -c,--traditional -P,--posix -r,--re-interval -S,--sandbox -b,--characters-as-bytes -n,--non-decimal-data -N,--use-lc-numeric -O,--optimize -s,--no-optimize -M,--bignum -L,--lint=?data -t,--lint-old -g,--gen-pot -k,--csv --csv -C,--copyright -h,--help -V,--version',
    operands: 'data*',
    special: awk,
    stopAtOperand: true,
    runsThings: true,
  }),
  tool('shuf', {
    options:
      '-e,--echo -i,--input-range=data -n,--head-count=data -o,--output=write --random-source=read -r,--repeat -z,--zero-terminated',
    operands: 'data*',
    special: (invocation, actions) => {
      if (!hasOption(invocation, '--echo')) for (const { field } of invocation.operands) actions.read(field);
    },
  }),
  tool('date gdate', {
    options:
      '-d,--date=data --debug -f,--file=read -I,--iso-8601=?data -R,--rfc-email --rfc-3339=data -r,--reference=data -s,--set=data -u,--utc,--universal -j -v=data',
    special: (invocation, actions) => {
      const reference = optionValue(invocation, '--reference');
      if (reference !== null && !/^\d+$/.test(reference.text ?? '')) actions.read(reference);
    },
  }),
  tool('bc', { options: '-i,--interactive -l,--mathlib -q,--quiet -s,--standard -w,--warn -h -v', operands: 'read*' }),
  tool('dc', {
    options: '-e,--expression=data -f,--file=settings -h -V -i -x',
    operands: 'settings*',
    special: calculator,
    runsThings: true,
  }),
  tool('seq factor numfmt basename dirname realpath readlink expr printenv cal', {
    options:
      '-s=data -d=data -f=data -n -e -w -z -m -a -r -u -I=?data -R -i=data -t=data -l -q -c --relative-to=data --relative-base=data --from=data --to=data --format=data --field=data --padding=data --suffix=data',
  }),
].flat();
