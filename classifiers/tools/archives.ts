/** Archivers. Many can run a program by an option. */
import type { Command, Field } from '../analysis.ts';
import { inputText } from '../bash/constant-output.ts';
import { tail } from './argv.ts';
import { contactsHost } from './hosts.ts';
import { hasOption, type Invocation, optionValue } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';

/** Letters of tar that take the next word when they stand in the first one without a dash: `tar xfC a.tar dir`. */
const BUNDLED: Readonly<Record<string, string>> = {
  f: 'archive',
  C: 'directory',
  T: 'list',
  X: 'list',
  g: 'snapshot',
  I: 'program',
  F: 'program',
  b: 'none',
  H: 'none',
  K: 'none',
  L: 'none',
  N: 'none',
  V: 'none',
};

interface TarCall {
  readonly letters: string;
  readonly operands: Field[];
  readonly taken: Map<string, Field>;
}

function tarCall(invocation: Invocation, command: Command): TarCall {
  const operands = invocation.operands.map((operand) => operand.field);
  const first = command.args[0]?.text ?? '';
  const letters = /^[A-Za-z]+$/.test(first) && /[cxtruAd]/.test(first) ? first : '';
  const taken = new Map<string, Field>();
  if (letters !== '') operands.shift();
  for (const letter of letters) {
    const word = BUNDLED[letter] === undefined ? undefined : operands.shift();
    if (word !== undefined) taken.set(BUNDLED[letter] ?? '', word);
  }
  return { letters, operands, taken };
}

const tar: Special = (invocation, actions, command) => {
  const { letters, operands, taken } = tarCall(invocation, command);
  const has = (short: string, ...names: string[]): boolean =>
    letters.includes(short) || hasOption(invocation, ...names);
  const archive = taken.get('archive') ?? optionValue(invocation, '--file') ?? undefined;
  const cwd = taken.get('directory') ?? optionValue(invocation, '--directory') ?? undefined;
  for (const option of invocation.options)
    if (option.name === '--checkpoint-action' && option.value !== null) checkpoint(option.value, actions);
  const program = taken.get('program');
  if (program !== undefined) actions.hook(program);
  for (const name of ['list', 'snapshot']) {
    const file = taken.get(name);
    if (file !== undefined) actions.read(file);
  }
  const creates = has('c', '--create') || has('r', '--append') || has('u', '--update');
  if (archive !== undefined) archiveAccess(archive, creates || hasOption(invocation, '--delete'), actions);
  if (creates) {
    for (const field of operands) actions.read(field, { recursive: true, cwd });
    if (hasOption(invocation, '--remove-files'))
      for (const field of operands) actions.remove(field, { recursive: true, cwd });
  } else if (has('x', '--extract') && !has('O', '--to-stdout')) {
    const folder = optionValue(invocation, '--one-top-level');
    actions.write(folder ?? cwd ?? actions.literal('.', command.program), {
      recursive: true,
      cwd: folder === null ? undefined : cwd,
    });
    if (has('P', '--absolute-names'))
      actions.signal('mini-language', command.program, 'tar writes wherever the archive says');
  }
};

function archiveAccess(archive: Field, changes: boolean, actions: ToolActions): void {
  if (archive.text === '-') return;
  if (/^[^/]+:/.test(archive.text ?? ''))
    contactsHost(actions.literal(archive.text?.replace(/:.*$/s, '') ?? '', archive), actions, 22);
  else if (changes) actions.write(archive);
  else actions.read(archive);
}

function checkpoint(value: Field, actions: ToolActions): void {
  const code = /^exec=(.*)$/s.exec(value.text ?? '')?.[1];
  if (code === undefined && value.text !== null) return;
  actions.signal('mini-language', value, 'tar runs a command at a checkpoint', true);
  if (code !== undefined) actions.shell(actions.literal(code, value));
}

/** Options of zip that take the next word. */
const ZIP_VALUED =
  /^-(?:b|n|t|tt|P|s|sp|O|TT|Z|lf|xi)$|^--(?:temp-path|suffixes|password|split-size|output-file|out|unzip-command|compression-method|logfile-path)$/;

/** zip reads its words by itself: `-x` and `-i` take all words up to the next option. */
const zip: Special = (_invocation, actions, command) => {
  const words: Field[] = [];
  let only = false;
  let [moves, deletes, recursive] = [false, false, false];
  for (let at = 0; at < command.args.length; at += 1) {
    const field = command.args[at];
    if (field === undefined) break;
    const text = field.text ?? field.prefix;
    if (!text.startsWith('-') || text === '-') {
      if (!only) words.push(field);
      continue;
    }
    only = /^(?:-[xiR]|--(?:exclude|include))$/.test(text);
    const [name = '', joined] = text.split('=', 2);
    const value = joined === undefined ? command.args[at + 1] : tail(field, name.length + 1);
    if (ZIP_VALUED.test(name) && joined === undefined) at += 1;
    if (/^(?:-TT|--unzip-command)$/.test(name) && value !== undefined) actions.hook(value);
    if (/^(?:-O|--output-file|--out)$/.test(name) && value !== undefined) actions.write(value);
    if (name.startsWith('--')) {
      moves ||= name === '--move';
      deletes ||= name === '--delete';
      recursive ||= name === '--recurse-paths';
    } else if (!ZIP_VALUED.test(name)) {
      moves ||= name.includes('m');
      deletes ||= name === '-d';
      recursive ||= name.includes('r');
    }
  }
  const [archive, ...files] = words;
  if (archive !== undefined && archive.text !== '-') actions.write(archive);
  if (deletes && archive !== undefined) return actions.read(archive);
  for (const field of files) {
    if (field.text === '-') continue;
    actions.read(field, { recursive });
    if (moves) actions.remove(field, { recursive });
  }
};

const unzip: Special = (invocation, actions, command) => {
  const [archive] = invocation.operands;
  if (archive !== undefined) actions.read(archive.field);
  if (hasOption(invocation, '-l', '-t', '-p', '-c', '-v', '-Z', '-z')) return;
  if (hasOption(invocation, '-:'))
    actions.signal('mini-language', command.program, 'unzip writes wherever the archive says');
  if (archive !== undefined)
    actions.write(optionValue(invocation, '-d') ?? actions.literal('.', command.program), { recursive: true });
};

/** Endings by program; those that keep the file as it is. */
const ENDINGS: Readonly<Record<string, string>> = {
  bzip2: '.bz2',
  pbzip2: '.bz2',
  xz: '.xz',
  lzma: '.lzma',
  zstd: '.zst',
  lz4: '.lz4',
  lzip: '.lz',
  lzop: '.lzo',
  brotli: '.br',
  compress: '.Z',
};
const KEEPS = new Set(['zstd', 'unzstd', 'lz4', 'unlz4', 'brotli', 'unbrotli', 'lzop']);

/** The file is replaced by its packed form: changed, but not lost. */
const compress: Special = (invocation, actions) => {
  const program = invocation.program ?? '';
  const quiet = hasOption(invocation, '--stdout', '--test', '--list') || hasOption(invocation, '--output');
  const recursive = hasOption(invocation, '--recursive');
  const unpacks = hasOption(invocation, '--decompress') || /^un|^gunzip|^bunzip2/.test(program);
  for (const { field } of invocation.operands) {
    if (field.text === '-') continue;
    actions.read(field, { recursive });
    if (quiet || field.text === null) continue;
    if (recursive) actions.write(field, { recursive });
    else
      actions.write({
        ...field,
        text: unpacks
          ? unpacked(field.text)
          : `${field.text}${optionValue(invocation, '--suffix')?.text ?? ENDINGS[program] ?? '.gz'}`,
      });
    if (!recursive && !hasOption(invocation, '--keep') && (!KEEPS.has(program) || hasOption(invocation, '--rm')))
      actions.write(field);
  }
};

function unpacked(name: string): string {
  return name.replace(/\.t(?:gz|bz2?|xz|zst)$/, '.tar').replace(/\.(?:gz|bz2|xz|lzma|zst|lz4|lz|lzo|br|Z|z)$/, '');
}

/** `7z COMMAND ARCHIVE FILE..`, options joined to their values. */
const sevenZip: Special = (invocation, actions, command) => {
  const [verb, archive, ...files] = invocation.operands.map((operand) => operand.field);
  if (archive === undefined) return;
  const out = command.args.map((field) => /^-o(.+)$/s.exec(field.text ?? '')?.[1]).find((path) => path !== undefined);
  const toOutput = command.args.some((field) => field.text === '-so');
  actions.read(archive);
  for (const field of files) if (field.text?.startsWith('@') === true) actions.read(tail(field, 1));
  if (/^[ex]$/.test(verb?.text ?? '')) {
    const folder =
      invocation.program?.includes('rar') === true ? files.find((field) => field.text?.endsWith('/')) : undefined;
    if (!toOutput) actions.write(folder ?? actions.literal(out ?? '.', command.program), { recursive: true });
  } else if (/^(?:a|u|m|f)$/.test(verb?.text ?? '')) {
    actions.write(archive);
    for (const field of files) {
      if (field.text?.startsWith('@') === true) continue;
      actions.read(field, { recursive: true });
      if (verb?.text === 'm' || command.args.some((arg) => /^-(?:sdel|df|dr|dw)$/.test(arg.text ?? '')))
        actions.remove(field, { recursive: true });
    }
  } else if (/^(?:d|rn|c|k|s|ch|cw)$/.test(verb?.text ?? '')) actions.write(archive);
};

const cpio: Special = (invocation, actions, command) => {
  const folder = optionValue(invocation, '--directory') ?? undefined;
  const archive = optionValue(invocation, '--file');
  const creates = hasOption(invocation, '--create');
  if (archive !== null) archiveAccess(archive, creates, actions);
  if (creates || hasOption(invocation, '--pass-through'))
    for (const name of inputText(command)
      ?.split('\n')
      .filter((line) => line !== '') ?? [])
      actions.read(actions.literal(name, command.program), { cwd: folder });
  if (hasOption(invocation, '--extract') && !hasOption(invocation, '--list', '--to-stdout'))
    actions.write(folder ?? actions.literal('.', command.program), { recursive: true });
  if (hasOption(invocation, '--pass-through'))
    for (const { field } of invocation.operands) actions.write(field, { recursive: true, cwd: folder });
};

const TAR =
  '-c,--create -x,--extract,--get -t,--list -r,--append -u,--update -A,--catenate,--concatenate -d,--diff,--compare --delete -f,--file=data -C,--directory=data -z,--gzip,--gunzip,--ungzip -j,--bzip2 -J,--xz --lzma --lzip --lzop --zstd -Z,--compress -a,--auto-compress -I,--use-compress-program=hook -F,--info-script,--new-volume-script=hook --to-command=hook --rsh-command=hook --rmt-command=hook --checkpoint=?data --checkpoint-action=data -v,--verbose -p,--preserve-permissions,--same-permissions -P,--absolute-names -O,--to-stdout -k,--keep-old-files --keep-newer-files --skip-old-files --overwrite --overwrite-dir --unlink-first -U --recursive-unlink --strip-components=data --strip=data --exclude=data -X,--exclude-from=read --exclude-ignore=data --exclude-tag=data -T,--files-from=read --exclude-vcs --exclude-vcs-ignores --exclude-caches --exclude-backups --transform,--xform=data --owner=data --owner-map=read --group=data --group-map=read --mode=data --mtime=data --clamp-mtime -N,--newer,--after-date=data --newer-mtime=data -h,--dereference --hard-dereference --no-recursion --recursion --one-top-level=?data -m,--touch -n,--seek -o,--no-same-owner --same-owner -s,--preserve-order -S,--sparse -w,--interactive,--confirmation -W,--verify --wildcards --no-wildcards --anchored --no-anchored --wildcards-match-slash --no-wildcards-match-slash --ignore-case --null --no-null -b,--blocking-factor=data --record-size=data -g,--listed-incremental=edit -G,--incremental --level=data --sort=data --format=data -H=data --posix --old-archive --pax-option=data -V,--label=data --numeric-owner --remove-files --no-same-permissions -B,--read-full-records --totals=?data --index-file=write --warning=data --ignore-failed-read --ignore-zeros -i --occurrence=?data -l,--check-links -L,--tape-length=data -M,--multi-volume --volno-file=edit --acls --no-acls --selinux --xattrs --no-xattrs --xattrs-include=data --xattrs-exclude=data --show-transformed-names --show-omitted-dirs --show-defaults --show-snapshot-field-ranges --quoting-style=data --full-time --utc -R,--block-number --verbatim-files-from --no-verbatim-files-from --add-file=read --no-auto-compress --one-file-system --force-local --backup=?data --suffix=data -K,--starting-file=data --delay-directory-restore --no-overwrite-dir --keep-directory-symlink --version --help -?,--usage -@=read';

export const archiveTools = [
  tool('tar gtar bsdtar', {
    examples: [
      { command: 'tar czf o.tgz a', reads: ['a'], writes: ['o.tgz'] },
      { command: 'tar -xf o.tar -C d', reads: ['o.tar'], writes: ['d'] },
      { command: 'tar xfC o.tar d', reads: ['o.tar'], writes: ['d'] },
      { command: 'tar -tf o.tar', reads: ['o.tar'], writes: [] },
      { command: 'tar -C d -cf o.tar a', reads: ['d/a'], writes: ['o.tar'] },
    ],
    options: TAR,
    operands: 'data*',
    special: tar,
    runsThings: true,
  }),
  tool('zip', {
    examples: [
      { command: "zip -qr o.zip . -x 'a/*' 'b/*'", reads: ['.'], writes: ['o.zip'] },
      { command: 'zip -rm o.zip a', reads: ['a'], writes: ['o.zip', 'a'] },
    ],
    style: 'none',
    operands: 'data*',
    special: zip,
  }),
  tool('unzip', {
    examples: [{ command: 'unzip -qo a.zip -d b', reads: ['a.zip'], writes: ['b'] }],
    options:
      '-o -n -q -qq -d=data -l -t -p -c -v -vv -Z -z -j -x=data -P=data -a -aa -u -f -C -L -X -V -K -B -W -U -UU -: -^ -1 -2 -s -m -h -M -T -O=data -I=data',
    operands: 'data*',
    style: 'plain',
    special: unzip,
  }),
  tool('zipinfo funzip zipgrep', {
    options: '-1 -2 -s -m -l -v -h -z -t -T -C -M -x=data',
    operands: 'read data*',
    style: 'plain',
  }),
  tool(
    'gzip gunzip bzip2 pbzip2 bunzip2 xz unxz lzma unlzma zstd unzstd pzstd lz4 unlz4 lzop lzip brotli unbrotli compress uncompress pigz unpigz',
    {
      examples: [
        { command: 'gzip -k a', reads: ['a'], writes: ['a.gz'] },
        { command: 'gunzip a.tgz', reads: ['a.tgz'], writes: ['a.tar', 'a.tgz'] },
        { command: 'zstd -q -f a -o b', reads: ['a'], writes: ['b'] },
      ],
      options:
        '-c,--stdout,--to-stdout -d,--decompress,--uncompress -k,--keep -f,--force -v,--verbose -q,--quiet -t,--test -l,--list -r,--recursive -n,--no-name -N,--name -S,--suffix=data -1 -2 -3 -4 -5 -6 -7 -8 -9 -T,--threads=data -o,--output=write -z,--compress --fast=?data --best --rm --ultra --long=?data -e,--extreme -D=read -p,--processes=data -b=data --adapt --no-progress --sparse --format=data --check=data -Z -m -w,--lgwin=data --dictionary=read -L -V,--version -h,--help -i -a -s,--small',
      operands: 'data*',
      special: compress,
    },
  ),
  tool('7z 7za 7zr 7zz rar unrar', {
    examples: [
      { command: '7z x a.7z -oout', reads: ['a.7z'], writes: ['out'] },
      { command: '7z a a.7z b', reads: ['a.7z', 'b'], writes: ['a.7z'] },
      { command: '7z l a.7z', reads: ['a.7z'], writes: [] },
    ],
    options:
      '-o=?data -p=?data -y -r=?data -t=?data -m=?data -x=?data -i=?data -so -si=?data -sdel -snl -snh -w=?data -bd -bb=?data -bs=?data -aoa -aos -aot -aou -ssc=?data -slt -spf=?data -v=?data -u=?data -an -ai=?data -ax=?data -scs=?data -ep=?data -df -dr -inul -idq -o+ -o- -kb -c-',
    operands: 'data*',
    style: 'single',
    special: sevenZip,
  }),
  tool('cpio', {
    examples: [{ command: 'echo a | cpio -o -O b', reads: ['a'], writes: ['b'] }],
    options:
      '-i,--extract -o,--create -p,--pass-through -d,--make-directories -m,--preserve-modification-time -u,--unconditional -v,--verbose -V,--dot -t,--list -F,--file=data -I=read -O=write -H,--format=data -D,--directory=data --rsh-command=hook --no-absolute-filenames --absolute-filenames -0,--null -A,--append -a,--reset-access-time -B -c -C=data -E,--pattern-file=read -f,--nonmatching -k -l,--link -L,--dereference -M=data -n,--numeric-uid-gid -r,--rename -R,--owner=data -s -S -b --block-size=data --no-preserve-owner --only-verify-crc --quiet --sparse --to-stdout --force-local --renumber-inodes --device-independent --reproducible --version --help',
    operands: 'data*',
    special: cpio,
    runsThings: true,
  }),
  tool('pax', {
    options: '-r -w -f=edit -s=data -x=data -a -b=data -c -d -i -k -l -n -o=data -p=data -t -u -v -X -z',
    operands: 'read*',
    recursive: true,
  }),
].flat();
