/** Archivers. Many can run a program by an option. */
import type { Field } from '../analysis.ts';
import { hasOption, type Invocation, optionValue } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';

/** tar accepts its first word without a dash. */
const tar: Special = (invocation, actions, command) => {
  const operands = invocation.operands.map((operand) => operand.field);
  const bundled = bundledOptions(command.args[0]);
  const has = (short: string, ...names: string[]): boolean =>
    bundled.includes(short) || hasOption(invocation, ...names);
  if (bundled !== '') operands.shift();
  const archive = bundled.includes('f') ? operands.shift() : (optionValue(invocation, '--file') ?? undefined);
  const cwd = optionValue(invocation, '--directory') ?? undefined;
  for (const option of invocation.options) {
    if (option.name === '--checkpoint-action' && option.value !== null) checkpoint(option.value, actions);
  }
  if (archive !== undefined)
    archiveAccess(archive, has('c', '--create') || has('r', '--append') || has('u', '--update'), actions);
  if (has('c', '--create') || has('r', '--append') || has('u', '--update')) {
    for (const field of operands) actions.read(field, { recursive: true, cwd });
    if (hasOption(invocation, '--remove-files'))
      for (const field of operands) actions.remove(field, { recursive: true, cwd });
  } else if (has('x', '--extract') && !hasOption(invocation, '--to-stdout'))
    actions.write(cwd ?? actions.literal('.', command.program), { recursive: true });
};

function archiveAccess(archive: Field, creates: boolean, actions: ToolActions): void {
  if (archive.text === '-') return;
  if (/^[^/]+:/.test(archive.text ?? ''))
    actions.contact(/^(?:[^@]*@)?([^:]+)/.exec(archive.text ?? '')?.[1] ?? null, 22, archive);
  else if (creates) actions.write(archive);
  else actions.read(archive);
}

function bundledOptions(first: Field | undefined): string {
  const text = first?.text ?? '';
  return /^[A-Za-z]+$/.test(text) && /[cxtruA]/.test(text) ? text : '';
}

function checkpoint(value: Field, actions: ToolActions): void {
  const code = /^exec=(.*)$/s.exec(value.text ?? '')?.[1];
  if (code === undefined && value.text !== null) return;
  actions.signal('mini-language', value, 'tar runs a command at a checkpoint', true);
  if (code !== undefined) actions.shell(actions.literal(code, value));
}

const zip: Special = (invocation, actions) => {
  const [archive, ...files] = invocation.operands.map((operand) => operand.field);
  if (archive !== undefined && archive.text !== '-') actions.write(archive);
  for (const field of files)
    if (field.text !== '-') actions.read(field, { recursive: hasOption(invocation, '--recurse-paths') });
  const test = optionValue(invocation, '--unzip-command');
  if (test !== null) actions.shell(test);
};

const unzip: Special = (invocation, actions, command) => {
  const [archive] = invocation.operands;
  if (archive !== undefined) actions.read(archive.field);
  if (hasOption(invocation, '-l', '-t', '-p', '-v', '-Z')) return;
  actions.write(optionValue(invocation, '-d') ?? actions.literal('.', command.program), { recursive: true });
};

const compress: Special = (invocation, actions) => {
  const out = hasOption(invocation, '--stdout');
  for (const { field } of invocation.operands) {
    actions.read(field);
    if (out || hasOption(invocation, '--test', '--list')) continue;
    if (field.text === null) continue;
    const unpacks =
      hasOption(invocation, '--decompress') ||
      /^(?:gunzip|bunzip2|unxz|unzstd|uncompress)$/.test(invocation.program ?? '');
    actions.write(
      unpacks
        ? actions.literal(field.text.replace(/\.[^.]*$/, ''), field)
        : { ...field, text: `${field.text}${suffix(invocation)}` },
    );
    if (!hasOption(invocation, '--keep')) actions.remove(field);
  }
};

function suffix(invocation: Invocation): string {
  return { bzip2: '.bz2', xz: '.xz', zstd: '.zst', lz4: '.lz4' }[invocation.program ?? ''] ?? '.gz';
}

const TAR =
  '-c,--create -x,--extract,--get -t,--list -r,--append -u,--update -A,--catenate -d,--diff --delete -f,--file=data -C,--directory=data -z,--gzip -j,--bzip2 -J,--xz --zstd -a,--auto-compress -I,--use-compress-program=sh -F,--info-script,--new-volume-script=sh --to-command=sh --rsh-command=sh --rmt-command=sh --checkpoint=?data --checkpoint-action=data -v,--verbose -p,--preserve-permissions -P,--absolute-names -O,--to-stdout -k,--keep-old-files --overwrite --strip-components=data --exclude=data -X,--exclude-from=read -T,--files-from=read --exclude-vcs --transform,--xform=data --owner=data --group=data --mode=data --mtime=data -h,--dereference --no-recursion --one-top-level=?write -m -n -o -s -S -w -W --wildcards --null -b=data -g=edit --sort=data --numeric-owner --remove-files --no-same-owner -B --totals --index-file=write --warning=data';

export const archiveTools = [
  tool('tar gtar bsdtar', {
    examples: [
      { command: 'tar czf o.tgz a', reads: ['a'], writes: ['o.tgz'] },
      { command: 'tar -xf o.tar -C d', reads: ['o.tar'], writes: ['d'] },
      { command: 'tar -tf o.tar', reads: ['o.tar'], writes: [] },
    ],
    options: TAR,
    operands: 'data*',
    special: tar,
    runsThings: true,
  }),
  tool('zip', {
    options:
      '-r,--recurse-paths -q -9 -0 -1 -j -x=data -i=data -u -d -m -e -P=data -T,--test -TT,--unzip-command=data -y -l -v -@ -g -f -o -X -D',
    operands: 'data*',
    style: 'plain',
    special: zip,
    runsThings: true,
  }),
  tool('unzip', {
    options: '-o -n -q -qq -d=data -l -t -p -v -Z -j -x=data -P=data -a -u -f -C -L -X',
    operands: 'data*',
    style: 'plain',
    special: unzip,
  }),
  tool('gzip gunzip bzip2 bunzip2 xz unxz zstd unzstd lz4 compress uncompress pigz', {
    options:
      '-c,--stdout,--to-stdout -d,--decompress,--uncompress -k,--keep -f,--force -v,--verbose -q,--quiet -t,--test -l,--list -r,--recursive -n -N -S,--suffix=data -1 -6 -9 -T,--threads=data -o=write -z --fast --best --rm',
    operands: 'data*',
    special: compress,
  }),
  tool('zcat bzcat xzcat zstdcat gzcat zless zmore', { options: '-f -c -v -q', operands: 'read*' }),
  tool('7z 7za 7zr', {
    options: '-o=?write -p=?data -y -r -t=?data -m=?data -x=?data',
    operands: 'data edit*',
    style: 'plain',
  }),
  tool('cpio', {
    options: '-i -o -p -d -m -u -v -t -F=edit -I=read -O=write -H=data -D=cwd --rsh-command=sh --no-absolute-filenames',
    operands: 'write*',
    runsThings: true,
  }),
].flat();
