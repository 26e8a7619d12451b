/** Programs that look for files and text. */
import { type Field, literalField } from '../analysis.ts';
import { hasOption } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';

/** With `-e` or `-f` the first operand is a file, not the pattern. */
function searcher(files: string): Special {
  return (invocation, actions) => {
    if (!hasOption(invocation, '--regexp', '--file', files)) return;
    const first = invocation.operands[0];
    if (first !== undefined && first.role === 'data') actions.read(first.field, { recursive: true });
  };
}

const searchDefault: Special = (invocation, actions, command) => {
  searcher('--files')(invocation, actions, command);
};

const GREP =
  '-E,--extended-regexp -F,--fixed-strings -G,--basic-regexp -P,--perl-regexp -e,--regexp=data -f,--file=read -i,-y,--ignore-case -v,--invert-match -w,--word-regexp -x,--line-regexp -c,--count --color=?data --colour=?data -L,--files-without-match -l,--files-with-matches -m,--max-count=data -o,--only-matching -q,--quiet,--silent -s,--no-messages -b,--byte-offset -H,--with-filename -h,--no-filename --label=data -n,--line-number -T -u -Z,--null -A,--after-context=data -B,--before-context=data -C,--context=data -a,--text --binary-files=data -D,--devices=data -d,--directories=data --exclude=data --exclude-from=read --exclude-dir=data -I --include=data -r,--recursive -R,--dereference-recursive --line-buffered -U -z,--null-data';

const RG =
  '-e,--regexp=data -f,--file=read -i,--ignore-case -S,--smart-case -s,--case-sensitive -v,--invert-match -w,--word-regexp -x,--line-regexp -c,--count --count-matches --color=data --colors=data -l,--files-with-matches --files-without-match --files -m,--max-count=data -o,--only-matching -q,--quiet -n,--line-number -N,--no-line-number -H,--with-filename -I,--no-filename -A,--after-context=data -B,--before-context=data -C,--context=data -g,--glob=data --iglob=data -t,--type=data -T,--type-not=data --type-add=data --type-list -u,--unrestricted -uu -uuu --hidden -. --no-ignore --no-ignore-vcs -L,--follow -d,--max-depth=data -j,--threads=data --json --sort=data --sortr=data -p,--pretty --heading --no-heading --stats -U,--multiline --multiline-dotall -P,--pcre2 -F,--fixed-strings -r,--replace=data -a,--text -z,--search-zip --pre=exec --pre-glob=data --hostname-bin=exec -0,--null --vimgrep --trim --column --no-column -M,--max-columns=data --max-filesize=data --ignore-file=read --no-config --no-messages --passthru --engine=data --encoding=data -E=data --line-buffered --block-buffered --debug --trace --one-file-system --version';

const find: Special = (_invocation, actions, command) => {
  const args = command.args;
  const roots: Field[] = [];
  let at = 0;
  while (at < args.length && /^-(?:[HLP]|O\d?|D)$/.test(args[at]?.text ?? '')) at += args[at]?.text === '-D' ? 2 : 1;
  while (at < args.length && !/^[-(!,]/.test(args[at]?.text ?? args[at]?.prefix ?? '')) {
    const root = args[at];
    if (root !== undefined) roots.push(root);
    at += 1;
  }
  if (roots.length === 0) roots.push(literalField('.', command.program.range));
  for (const root of roots) actions.read(root, { recursive: true });
  expression(args.slice(at), roots, actions);
};

/** Predicates of GNU find that take an argument and do nothing else. */
const FIND_ARGUMENT = new Set(
  '-name -iname -path -ipath -wholename -iwholename -regex -iregex -type -xtype -size -mtime -atime -ctime -mmin -amin -cmin -newer -anewer -cnewer -user -group -uid -gid -perm -links -inum -samefile -maxdepth -mindepth -fstype -lname -ilname -printf -used -regextype -context'.split(
    ' ',
  ),
);
const FIND_PLAIN = new Set(
  '-print -print0 -ls -prune -quit -depth -d -mount -xdev -follow -empty -executable -readable -writable -true -false -not -and -or -a -o -daystart -noleaf -nouser -nogroup -ignore_readdir_race -noignore_readdir_race -warn -nowarn -help -version'.split(
    ' ',
  ),
);

function expression(args: readonly Field[], roots: readonly Field[], actions: ToolActions): void {
  let names: string | null = null;
  for (let at = 0; at < args.length; at += 1) {
    const field = args[at];
    const word = field?.text ?? null;
    const value = args[at + 1];
    if (field === undefined || /^[()!,]$/.test(word ?? '')) continue;
    if (word === null) actions.opaque(field, 'a predicate of find known only at run time');
    else if (/^-i?name$/.test(word)) names = value?.text ?? null;
    if (word === null || FIND_PLAIN.has(word)) continue;
    if (FIND_ARGUMENT.has(word) || /^-newer[aBcmt]{2}$/.test(word)) at += 1;
    else if (word === '-delete')
      for (const root of roots) actions.remove(names === null ? root : below(root, names), { recursive: true });
    else if (/^-(?:exec|execdir|ok|okdir)$/.test(word)) at = execAction(args, at, roots, names, actions);
    else if (/^-(?:fprint|fprint0|fls)$/.test(word)) {
      if (value !== undefined) actions.write(value);
      at += 1;
    } else if (word === '-fprintf') {
      if (value !== undefined) actions.write(value);
      at += 2;
    } else if (word === '-files0-from') {
      if (value !== undefined) actions.read(value);
      at += 1;
    } else actions.signal('unknown-option', field, 'a predicate of find that is not known here');
  }
}

/** The files that find hands on: somewhere below the root, by name where one is asked for. */
function below(root: Field, names: string | null): Field {
  if (root.text === null) return root;
  const base = root.text.replace(/\/+$/, '');
  return { ...root, text: `${base}/**${names === null ? '' : `/${names}`}`, pattern: true };
}

/** Gives the index of the `;` or `+` that ends the command. */
function execAction(
  args: readonly Field[],
  from: number,
  roots: readonly Field[],
  names: string | null,
  actions: ToolActions,
): number {
  let end = from + 1;
  while (end < args.length && args[end]?.text !== ';' && !(args[end]?.text === '+' && args[end - 1]?.text === '{}'))
    end += 1;
  const words = args.slice(from + 1, end);
  for (const root of roots) {
    actions.open(
      words.map((word) => (word.text === '{}' ? { ...below(root, names), range: word.range } : braces(word))),
    );
  }
  return end;
}

function braces(word: Field): Field {
  return word.text?.includes('{}') === true
    ? { ...word, text: null, prefix: word.text.slice(0, word.text.indexOf('{}')) }
    : word;
}

const fd: Special = (invocation, actions, command) => {
  const at = command.args.findIndex((field) => /^(?:-x|-X|--exec|--exec-batch)$/.test(field.text ?? ''));
  const roots = invocation.operands.slice(1).map((operand) => operand.field);
  for (const root of roots) actions.read(root, { recursive: true });
  if (roots.length === 0) actions.read(literalField('.', command.program.range), { recursive: true });
  if (at < 0) return;
  const root = roots[0] ?? literalField('.', command.program.range);
  actions.open(
    command.args
      .slice(at + 1)
      .filter((field) => field.text !== ';')
      .map((word) => (word.text === '{}' ? below(root, null) : braces(word))),
    { appended: [below(root, null)] },
  );
};

export const searchTools = [
  tool('grep egrep fgrep zgrep', {
    examples: [
      { command: 'grep -r x', reads: ['.'] },
      { command: 'grep -e x a b', reads: ['a', 'b'] },
      { command: 'grep x', reads: [] },
    ],
    options: GREP,
    operands: 'data read*',
    recursive: '--recursive --dereference-recursive',
    defaultRead: '--recursive --dereference-recursive .',
    special: searchDefault,
  }),
  tool('rg ripgrep', {
    options: RG,
    operands: 'data read*',
    recursive: true,
    defaultRead: '.',
    special: searchDefault,
    runsThings: true,
  }),
  tool('ag ack', {
    options:
      '-i -l -n -A=data -B=data -C=data -G=data --ignore=data --pager=sh -g=data -w -v -c -Q --hidden -a -u -s -S --nocolor --color',
    operands: 'data read*',
    recursive: true,
    defaultRead: '.',
    runsThings: true,
  }),
  tool('find gfind', {
    examples: [
      { command: 'find a b -name x', reads: ['a', 'b'], writes: [] },
      { command: "find a -name '*.o' -delete", reads: ['a'], writes: ['a/**/*.o'] },
      { command: 'find a -exec grep x {} +', execs: ['find', 'grep'] },
    ],
    style: 'none',
    operands: 'data*',
    special: find,
  }),
  tool('fd fdfind', {
    options:
      '-e,--extension=data -t,--type=data -H,--hidden -I,--no-ignore -u,--unrestricted -d,--max-depth=data -E,--exclude=data -g,--glob -i -s -a,--absolute-path -L,--follow -p,--full-path -0,--print0 -x,--exec -X,--exec-batch -c,--color=data -l,--list-details -j,--threads=data -S,--size=data -1 -q,--quiet --changed-within=data --changed-before=data -C,--base-directory=cwd',
    operands: 'data*',
    special: fd,
    runsThings: true,
  }),
  tool('ls dir vdir', {
    options:
      '-a,--all -A,--almost-all -l -h,--human-readable -r,--reverse -R,--recursive -t -S -1 -d,--directory -F,--classify=?data -G -i -s -n -o -g -p -c -u -x -m -C -k -L -H -I,--ignore=data -w,--width=data --color=?data --time=data --sort=data --time-style=data --group-directories-first --full-time -Z -q -Q -v -X -U -b -N',
    operands: 'read*',
    recursive: '--recursive',
    defaultRead: '.',
  }),
  tool('exa eza lsd', {
    options:
      '-a,--all -l,--long -T,--tree -L,--level=data --git -h -r -s,--sort=data -1 -R --color=data --icons -I=data',
    operands: 'read*',
    recursive: true,
    defaultRead: '.',
  }),
  tool('tree', {
    options:
      '-a -d -f -i -L=data -P=data -I=data -o=write -n -C -s -h -p -u -g -D -F -J -X --noreport --dirsfirst --prune --gitignore --filelimit=data -H=data --fromfile',
    operands: 'read*',
    recursive: true,
    defaultRead: '.',
    style: 'plain',
  }),
  tool('du', {
    options:
      '-a,--all -h,--human-readable -s,--summarize -d,--max-depth=data -c,--total -k -m -b,--bytes -x --exclude=data -X,--exclude-from=read -L -S -0 --apparent-size -t,--threshold=data --time=?data --si',
    operands: 'read*',
    recursive: true,
    defaultRead: '.',
  }),
  tool('stat file', {
    options:
      '-c,--format=data -f -L -t --printf=data -b,--brief -i,--mime -z -s -k -m=read --mime-type --mime-encoding -h',
    operands: 'read*',
  }),
  tool('which whereis type locate', { options: '-a -b -m -s -i -c -l=data -r=data' }),
  tool(
    'df free uptime whoami id groups users who w uname hostname arch nproc lscpu lsblk lsof ps pgrep top htop vmstat iostat env-info tty locale getconf sleep true false echo printf yes clear tput',
    { options: '-a -e -f -u=data -o=data -p=data -h -l -i=?data -n=data -x -c -r -s -m -v -b -d=data -q -t -k' },
  ),
].flat();
