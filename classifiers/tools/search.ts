/** Programs that look for files and text. */
import { type Field, literalField } from '../analysis.ts';
import { hasOption } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';

/** Names that a recursive search is limited to: `--include=.env`, `-g .env`. They say which files it is after. */
function limitedTo(option: string): Special {
  return (invocation, actions, command) => {
    const globs = invocation.options.filter((use) => use.name === option);
    const roots = invocation.operands.filter((operand) => operand.role === 'read').map((operand) => operand.field);
    if (roots.length === 0) roots.push(literalField('.', command.program.range));
    for (const { value } of globs) {
      if (value?.text === undefined || value.text === null || value.text.startsWith('!')) continue;
      for (const root of roots)
        actions.read({ ...below(root, value.text.replace(/^\*\*\//, '')), range: value.range }, { aside: true });
    }
  };
}

const GREP =
  '-E,--extended-regexp -F,--fixed-strings -G,--basic-regexp -P,--perl-regexp -e,--regexp=data -f,--file=read -i,-y,--ignore-case -v,--invert-match -w,--word-regexp -x,--line-regexp -c,--count --color=?data --colour=?data -L,--files-without-match -l,--files-with-matches -m,--max-count=data -o,--only-matching -q,--quiet,--silent -s,--no-messages -b,--byte-offset -H,--with-filename -h,--no-filename --label=data -n,--line-number -T -u -Z,--null -A,--after-context=data -B,--before-context=data -C,--context=data -a,--text --binary-files=data -D,--devices=data -d,--directories=data --exclude=data --exclude-from=read --exclude-dir=data -I --include=data -r,--recursive -R,--dereference-recursive --line-buffered -U -z,--null-data';

const RG =
  '-e,--regexp=data -f,--file=read -i,--ignore-case -S,--smart-case -s,--case-sensitive -v,--invert-match -w,--word-regexp -x,--line-regexp -c,--count --count-matches --color=data --colors=data -l,--files-with-matches --files-without-match --files -m,--max-count=data -o,--only-matching -q,--quiet -n,--line-number -N,--no-line-number -H,--with-filename -I,--no-filename -A,--after-context=data -B,--before-context=data -C,--context=data -g,--glob,--iglob=data --glob-case-insensitive -t,--type=data -T,--type-not=data --type-add=data --type-list -u,--unrestricted -uu -uuu --hidden -. --no-ignore --no-ignore-vcs -L,--follow -d,--max-depth=data -j,--threads=data --json --sort=data --sortr=data -p,--pretty --heading --no-heading --stats -U,--multiline --multiline-dotall -P,--pcre2 -F,--fixed-strings -r,--replace=data -a,--text -z,--search-zip --pre=hook --pre-glob=data --hostname-bin=hook -0,--null --vimgrep --trim --column --no-column -M,--max-columns=data --max-filesize=data --ignore-file=read --no-config --no-messages --passthru --engine=data --encoding=data -E=data --line-buffered --block-buffered --debug --trace --one-file-system --version -V --pcre2-version -h --help --hyperlink-format=data --context-separator=data --field-match-separator=data --field-context-separator=data --no-ignore-parent --no-ignore-global --no-ignore-exclude --no-ignore-dot --no-ignore-files --no-unicode --no-pcre2-unicode --no-mmap --mmap --crlf --no-crlf --null-data --stop-on-nonmatch --include-zero --max-columns-preview --no-hidden --ignore --ignore-vcs --no-follow --no-json --no-multiline --no-require-git --dfa-size-limit=data --regex-size-limit=data --path-separator=data --auto-hybrid-regex --generate=data --type-clear=data --no-binary --binary --unicode --sort-files --no-stats --no-trim --no-heading';

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
  for (const root of roots) {
    if (root !== roots[0] && root.splits && root.text === null && root.prefix === '')
      actions.signal('mini-language', root, 'find gets words known only at run time, which may be actions');
    actions.read(root, { recursive: true });
  }
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
  for (let at = 0; at < args.length; at += 1) {
    const field = args[at];
    const word = field?.text ?? null;
    const value = args[at + 1];
    if (field === undefined || /^[()!,]$/.test(word ?? '')) continue;
    if (word === null) actions.opaque(field, 'a predicate of find known only at run time');
    if (word === null || FIND_PLAIN.has(word)) continue;
    if (FIND_ARGUMENT.has(word) || /^-newer[aBcmt]{2}$/.test(word)) at += 1;
    else if (word === '-delete')
      for (const found of foundFiles(roots, args.slice(0, at), false)) actions.remove(found, { recursive: true });
    else if (/^-(?:exec|execdir|ok|okdir)$/.test(word)) at = execAction(args, at, roots, actions);
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

/** What an action behind these predicates gets, for each root and name. */
function foundFiles(roots: readonly Field[], before: readonly Field[], handsOn: boolean): Field[] {
  const names = foundNames(before);
  if (names === null) return handsOn ? roots.map((root) => below(root, null)) : [...roots];
  return roots.flatMap((root) => names.map((name) => below(root, name)));
}

/** The names that the predicates ask for; null where others are found too: `! -name x`, `-name x -o -type d`. */
function foundNames(before: readonly Field[]): string[] | null {
  const words = before.map((field) => field.text);
  const isNot = (word: string | null | undefined): boolean => word === '!' || word === '-not';
  const names: string[] = [];
  let alternatives = 1;
  for (const [at, word] of words.entries()) {
    if (word === null || word === ',') return null;
    if (word === '-o' || word === '-or') alternatives += 1;
    if (isNot(word) && words[at + 1] === '(') return null;
    if (!/^-i?name$/.test(word) || isNot(words[at - 1])) continue;
    const name = words[at + 1];
    if (name === undefined || name === null) return null;
    names.push(name);
  }
  return names.length === 0 || (alternatives > 1 && names.length < alternatives) ? null : names;
}

/** The files that find hands on: somewhere below the root, by name where one is asked for. */
function below(root: Field, names: string | null): Field {
  if (root.text === null) return root;
  const base = root.text.replace(/\/+$/, '');
  return { ...root, text: `${base}/**${names === null ? '' : `/${names}`}`, pattern: true };
}

/** Gives the index of the `;` or `+` that ends the command. */
function execAction(args: readonly Field[], from: number, roots: readonly Field[], actions: ToolActions): number {
  let end = from + 1;
  while (end < args.length && args[end]?.text !== ';' && !(args[end]?.text === '+' && args[end - 1]?.text === '{}'))
    end += 1;
  const words = args.slice(from + 1, end);
  for (const found of foundFiles(roots, args.slice(0, from), true)) {
    actions.open(words.map((word) => (word.text === '{}' ? { ...found, range: word.range } : braces(word))));
  }
  return end;
}

function braces(word: Field): Field {
  return word.text?.includes('{}') === true
    ? { ...word, text: null, prefix: word.text.slice(0, word.text.indexOf('{}')) }
    : word;
}

/** A pattern of fd that names one file: `^\.env$`, `-g .env`. */
function namedBy(pattern: Field | undefined, glob: boolean): string | null {
  const text = pattern?.text ?? null;
  if (text === null || glob) return text;
  const plain = text.replace(/^\^|\$$/g, '').replace(/\\([.-])/g, '$1');
  return /^[\w.-]*[a-z][\w.-]*$/i.test(plain) && plain.includes('.') ? plain : null;
}

const fd: Special = (invocation, actions, command) => {
  const [pattern, ...roots] = invocation.operands.map((operand) => operand.field);
  for (const option of invocation.options)
    if (option.name === '--search-path' && option.value !== null) roots.push(option.value);
  if (roots.length === 0) roots.push(literalField('.', command.program.range));
  for (const root of roots) actions.read(root, { recursive: true });
  const name = namedBy(pattern, hasOption(invocation, '--glob'));
  const [root] = roots;
  if (root === undefined) return;
  for (const words of executed(command.args)) {
    const placed = words.some((word) => word.text?.includes('{') === true);
    actions.open(
      words.map((word) => (word.text === '{}' ? below(root, name) : braces(word))),
      placed ? {} : { appended: [below(root, name)] },
    );
  }
};

/** The commands of fd: each begins behind `-x` or `-X` and ends with `;`. */
function executed(args: readonly Field[]): Field[][] {
  const result: Field[][] = [];
  for (let at = 0; at < args.length; at += 1) {
    if (!/^(?:-\w*[xX]|--exec(?:-batch)?)$/.test(args[at]?.text ?? '')) continue;
    const end = args.findIndex((field, index) => index > at && field.text === ';');
    result.push(args.slice(at + 1, end < 0 ? args.length : end));
    at = end < 0 ? args.length : end;
  }
  return result;
}

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
    noFirstWith: '--regexp --file',
    defaultRead: '--recursive --dereference-recursive .',
    special: limitedTo('--include'),
  }),
  tool('rg ripgrep', {
    examples: [
      { command: "rg --files -g '*.ts' src", reads: ['src'] },
      { command: 'rg -e a -e b lib', reads: ['lib'] },
    ],
    options: RG,
    operands: 'data read*',
    recursive: true,
    noFirstWith: '--regexp --file --files',
    defaultRead: '.',
    special: limitedTo('--glob'),
    runsThings: true,
  }),
  tool('ag ack', {
    options:
      '-i -l -n -A=data -B=data -C=data -G=data --ignore=data --pager=hook -g=data -w -v -c -Q --hidden -a -u -s -S --nocolor --color',
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
      '-e,--extension=data -t,--type=data -H,--hidden -I,--no-ignore -u,--unrestricted -d,--max-depth=data -E,--exclude=data -g,--glob -i -s -a,--absolute-path -L,--follow -p,--full-path -F,--fixed-strings --and=data -0,--print0 -x,--exec -X,--exec-batch --batch-size=data --format=data --search-path=data --no-ignore-vcs --no-ignore-parent --no-hidden --min-depth=data --exact-depth=data --prune --one-file-system --owner=data -o=data --strip-cwd-prefix=?data --path-separator=data --max-results=data --ignore-case --case-sensitive --relative-path --no-follow --ignore-file=read --show-errors --max-buffer-time=data --older=data --newer=data --older-than=data --newer-than=data --hyperlink=?data -h,--help -V,--version -c,--color=data -l,--list-details -j,--threads=data -S,--size=data -1 -q,--quiet --changed-within=data --changed-before=data -C,--base-directory=cwd',
    operands: 'data*',
    restAfter: '--exec --exec-batch',
    special: fd,
    examples: [
      { command: 'fd -e ts x src', reads: ['src'] },
      { command: 'fd -e ts -x prettier --check', execs: ['fd', 'prettier'] },
    ],
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
      '-a -d -l -f -q -N -Q -x -i -r -t -c -U -v -R -A -S -L=data -P=data --du --sort=data --charset=data --matchdirs --ignore-case --info --gitfile=read --infofile=read --metafirst --timefmt=data --si --inodes --device --fromtabfile -- -I=data -o=write -n -C -s -h -p -u -g -D -F -J -X --noreport --dirsfirst --prune --gitignore --filelimit=data -H=data --fromfile',
    operands: 'read*',
    recursive: true,
    defaultRead: '.',
    style: 'plain',
  }),
  tool('du', {
    options:
      '-a,--all -h,--human-readable -s,--summarize -d,--max-depth=data -c,--total -k -m -b,--bytes -x --exclude=data -X,--exclude-from=read -L -S -0 --apparent-size --files0-from=read --inodes -B,--block-size=data -l,--count-links -D,--dereference-args -P,--no-dereference -H --time-style=data -t,--threshold=data --time=?data --si',
    operands: 'read*',
    recursive: true,
    defaultRead: '.',
  }),
  tool('stat', {
    options: '-c,--format=data -f,--file-system -L,--dereference -t,--terse --printf=data --cached=data -x',
    operands: 'read*',
  }),
  tool('file', {
    options:
      '-b,--brief -c -C,--compile -d -e,--exclude=data -f,--files-from=read -F,--separator=data -h,--no-dereference -i,--mime -k,--keep-going -l,--list -L,--dereference -m,--magic-file=settings -n -N,--no-pad -p -P,--parameter=data -r,--raw -s,--special-files -S -v --mime-type --mime-encoding --extension -z,--uncompress -Z -0,--print0',
    operands: 'read*',
  }),
  tool('which whereis type locate', { options: '-a -b -m -s -i -c -l=data -r=data' }),
  tool(
    'df free uptime whoami id groups users who w uname hostname arch nproc lscpu lsblk lsof ps pgrep top htop vmstat iostat env-info tty locale getconf sleep true false echo printf yes clear tput',
    { options: '-a -e -f -u=data -o=data -p=data -h -l -i=?data -n=data -x -c -r -s -m -v -b -d=data -q -t -k' },
  ),
].flat();
