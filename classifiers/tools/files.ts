/** Programs that make, move, change and remove files. */
import type { Field } from '../analysis.ts';
import { hasOption, optionValue } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';

/** A symbolic link does not read what it points to, but later paths lead through it. */
const link: Special = (invocation, actions) => {
  const fields = invocation.operands.map((operand) => operand.field);
  const symbolic = hasOption(invocation, '--symbolic');
  const into = optionValue(invocation, '--target-directory');
  const last = into === null && fields.length > 1 ? fields.pop() : undefined;
  if (last !== undefined) actions.write(last);
  for (const field of fields) {
    const name = lastSegment(field, actions);
    if (into === null && last === undefined) actions.write(name);
    if (symbolic) actions.link(field, fields.length === 1 ? (last ?? name) : name);
    else actions.read(field);
  }
};

function lastSegment(field: Field, actions: ToolActions): Field {
  const name = field.text?.replace(/\/+$/, '').split('/').pop();
  return name === undefined || name === '' ? field : actions.literal(name, field);
}

/** `chmod -x f`: a mode may look like an option, and with `--reference` there is none. */
const modeThenFiles: Special = (invocation, actions, command) => {
  const fields = invocation.operands.map((operand) => operand.field);
  const modeIsOption = command.args.some(
    (field) => /^-[rwxXst,ugo+=-]+$/.test(field.text ?? '') && field.text !== '--',
  );
  if (!modeIsOption && !hasOption(invocation, '--reference')) fields.shift();
  for (const field of fields) actions.write(field, { recursive: hasOption(invocation, '--recursive', '-R') });
};

/** `install -d` makes directories; otherwise it copies. */
const install: Special = (invocation, actions) => {
  const fields = invocation.operands.map((operand) => operand.field);
  const last =
    hasOption(invocation, '--directory') || hasOption(invocation, '--target-directory') ? undefined : fields.pop();
  for (const field of fields) {
    if (hasOption(invocation, '--directory')) actions.write(field);
    else actions.read(field);
  }
  if (last !== undefined) actions.write(last);
};

/** `split f part_` writes `part_aa` and so on. */
const split: Special = (invocation, actions, command) => {
  const [source, prefix] = invocation.operands.map((operand) => operand.field);
  if (source !== undefined && source.text !== '-') actions.read(source);
  if (hasOption(invocation, '--filter')) return;
  const start = prefix ?? actions.literal('x', command.program);
  actions.write(start.text === null ? start : { ...start, text: `${start.text}*`, pattern: true });
};

/** A script for ed can run commands; `--get` runs a version control program. */
const patch: Special = (invocation, actions, command) => {
  if (hasOption(invocation, '--ed', '--get'))
    actions.signal('mini-language', command.program, 'patch hands its input to ed or to a version control program');
  const folder = optionValue(invocation, '--directory');
  if (folder !== null && invocation.operands.length === 0)
    actions.write(folder, { recursive: true, cwd: actions.literal('.', folder) });
};

/** Perl's rename takes code; the one of util-linux two plain words. */
const rename: Special = (invocation, actions) => {
  const fields = invocation.operands.map((operand) => operand.field);
  const named = optionValue(invocation, '-e');
  const code = named ?? fields.shift();
  if (code === undefined) return;
  if (named === null && /^[\w.-]*$/.test(code.text ?? '|')) fields.shift();
  else if (
    !/^(?:s|y|tr)([/|,!#])(?:(?!\1)[^\\$@`]|\\.|\$(?!\{|\())*\1(?:(?!\1)[^\\@`{]|\\.)*\1[gir]*$/.test(code.text ?? '')
  )
    actions.code('perl', code);
  if (hasOption(invocation, '--nono', '-n')) return;
  for (const field of fields) {
    actions.read(field);
    actions.write(field);
  }
};

const ddOperands: Special = (invocation, actions) => {
  for (const { field } of invocation.operands) {
    const known = field.text ?? field.prefix;
    const value = { ...field, text: field.text === null ? null : field.text.slice(3), prefix: field.prefix.slice(3) };
    if (known.startsWith('if=')) actions.read(value);
    if (known.startsWith('of=')) actions.write(value);
  }
};

const COPY =
  '-a,--archive -b,--backup=?data -d -f,--force -i,--interactive -H -l,--link -L,--dereference -n,--no-clobber -P,--no-dereference -p --preserve=?data -r,-R,--recursive -s,--symbolic-link -S,--suffix=data -t,--target-directory=write -T,--no-target-directory -u,--update=?data -v,--verbose -x,--one-file-system -Z --context=?data --parents --copy-contents --attributes-only --keep-directory-symlink --debug --reflink=?data --sparse=data --strip-trailing-slashes --remove-destination';

export const fileTools = [
  tool('cp', {
    examples: [
      { command: 'cp -r a b c', reads: ['a', 'b'], writes: ['c'] },
      { command: 'cp -t d a b', reads: ['a', 'b'], writes: ['d'] },
      { command: 'cp --targ=d -- -a', reads: ['-a'], writes: ['d'] },
    ],
    options: COPY,
    operands: 'read* write',
    recursive: '--recursive --archive',
    noLastWith: '--target-directory',
  }),
  tool('mv', {
    examples: [{ command: 'mv a b', reads: ['a'], writes: ['a', 'b'] }],
    options:
      '-b,--backup=?data -f,--force -i,--interactive -n,--no-clobber -S,--suffix=data -t,--target-directory=write -T,--no-target-directory -u,--update=?data -v,--verbose -Z --strip-trailing-slashes',
    operands: 'move* write',
    noLastWith: '--target-directory',
  }),
  tool('rm', {
    examples: [{ command: 'rm -rf -- a -b', writes: ['a', '-b'] }],
    options:
      '-f,--force -i -I --interactive=?data -r,-R,--recursive -d,--dir -v,--verbose --one-file-system --no-preserve-root --preserve-root=?data',
    operands: 'delete*',
    recursive: '--recursive',
  }),
  tool('rmdir', { options: '-p,--parents -v,--verbose --ignore-fail-on-non-empty', operands: 'delete*' }),
  tool('unlink', { operands: 'delete*' }),
  tool('shred', {
    options:
      '-f,--force -n,--iterations=data --random-source=read -s,--size=data -u --remove=?data -v,--verbose -x,--exact -z,--zero',
    operands: 'delete*',
  }),
  tool('mkdir', { options: '-m,--mode=data -p,--parents -v,--verbose -Z', operands: 'write*' }),
  tool('touch', {
    options: '-a -c,--no-create -d,--date=data -f -h,--no-dereference -m -r,--reference=read -t=data --time=data',
    operands: 'write*',
  }),
  tool('truncate', { options: '-c,--no-create -o,--io-blocks -r,--reference=read -s,--size=data', operands: 'write*' }),
  tool('fallocate', {
    options: '-l,--length=data -o,--offset=data -n,--keep-size -p,--punch-hole -z,--zero-range -x,--posix',
    operands: 'write*',
  }),
  tool('ln', {
    examples: [
      { command: 'ln -s ../a b', writes: ['b'] },
      { command: 'ln -s ../x/a', writes: ['a'] },
      { command: 'ln -sfn a b c d', reads: [], writes: ['d'] },
      { command: 'ln a b', reads: ['a'], writes: ['b'] },
    ],
    options:
      '-b -f,--force -i,--interactive -L,--logical -n,--no-dereference -P,--physical -r,--relative -s,--symbolic -S,--suffix=data -t,--target-directory=write -T,--no-target-directory -v,--verbose',
    operands: 'data*',
    special: link,
  }),
  tool('link', { operands: 'read write' }),
  tool('install', {
    options:
      '-b -C,--compare -c -D -d,--directory -g,--group=data -m,--mode=data -o,--owner=data -p,--preserve-timestamps -s,--strip --strip-program=hook -S,--suffix=data -t,--target-directory=write -T,--no-target-directory -v,--verbose',
    operands: 'data*',
    special: install,
    runsThings: true,
    examples: [
      { command: 'install -Dm755 a b/c', reads: ['a'], writes: ['b/c'] },
      { command: 'install -d a b', reads: [], writes: ['a', 'b'] },
    ],
  }),
  tool('chmod', {
    options:
      '-c,--changes -f,--silent,--quiet -v,--verbose -R,--recursive --reference=read --preserve-root --no-preserve-root -r -w -x -X -t -u -g -o',
    operands: 'data*',
    special: modeThenFiles,
    examples: [
      { command: 'chmod +x a b', writes: ['a', 'b'] },
      { command: 'chmod -x a', writes: ['a'] },
    ],
  }),
  tool('chown chgrp', {
    options:
      '-c,--changes -f,--silent,--quiet -v,--verbose -h,--no-dereference -R,--recursive -H -L -P --from=data --reference=read --dereference --preserve-root --no-preserve-root',
    operands: 'data*',
    special: modeThenFiles,
  }),
  tool('setfacl', {
    options: '-m,--modify=data -x,--remove=data -b,--remove-all -R,--recursive -M,--modify-file=read',
    operands: 'write*',
  }),
  tool('chattr', {
    examples: [{ command: 'chattr -i a', writes: ['a'] }],
    options: '-R -V -f -p=data -v=data',
    special: (invocation, actions) => {
      for (const { field } of invocation.operands) if (!/^[-+=][A-Za-z]+$/.test(field.text ?? '')) actions.write(field);
    },
  }),
  tool('setcap', { options: '-q -v -r', operands: 'data write*' }),
  tool('dd', {
    examples: [{ command: 'dd if=a of=b bs=1k', reads: ['a'], writes: ['b'] }],
    style: 'none',
    operands: 'data*',
    special: ddOperands,
  }),
  // As a wrapper starts them (`xargs test -f`): they look, and do nothing.
  tool('test [', { style: 'none' }),
  tool('mktemp', { options: '-d,--directory -u,--dry-run -q,--quiet --suffix=data -p,--tmpdir=?data -t' }),
  tool('mkfifo', { options: '-m,--mode=data', operands: 'write*' }),
  tool('mknod', { options: '-m,--mode=data', operands: 'write data*' }),
  tool('tee', {
    examples: [{ command: 'tee -a a b', writes: ['a', 'b'] }],
    options: '-a,--append -i,--ignore-interrupts -p --output-error=?data',
    operands: 'write*',
  }),
  tool('sponge', { options: '-a', operands: 'write*' }),
  tool('split', {
    options:
      '-a,--suffix-length=data -b,--bytes=data -C,--line-bytes=data -d -e -l,--lines=data -n,--number=data --filter=hook --additional-suffix=data -t,--separator=data -x --hex-suffixes=?data --numeric-suffixes=?data --verbose -u,--unbuffered',
    operands: 'data*',
    special: split,
    examples: [{ command: 'split -l 10 a p_', reads: ['a'], writes: ['p_*'] }],
    runsThings: true,
  }),
  tool('csplit', {
    options: '-b,--suffix-format=data -f,--prefix=write -k,--keep-files -n,--digits=data -s,--quiet -z',
    operands: 'read data*',
  }),
  tool('rename', {
    options:
      '-n,--nono,--no-act,--dry-run -v,--verbose -f,--force -s,--symlink -d,--filename,--nopath -u,--unicode=?data -E -e=data',
    operands: 'data*',
    special: rename,
    examples: [{ command: "rename 's/a/b/' a.txt", reads: ['a.txt'], writes: ['a.txt'] }],
    runsThings: true,
  }),
  tool('patch', {
    options:
      '-p,--strip=data -i,--input=read -o,--output=write -d,--directory=cwd -e,--ed -R,--reverse -N,--forward -s,--quiet -b,--backup --dry-run -r,--reject-file=write -u,--unified -f,--force -t,--batch -E,--remove-empty-files -l,--ignore-whitespace -c,--context -n,--normal -V,--version-control=data -z,--suffix=data -B,--prefix=data -Y,--basename-prefix=data -F,--fuzz=data -g,--get=data --verbose --quoting-style=data --no-backup-if-mismatch --follow-symlinks --binary --posix --merge=?data',
    operands: 'edit read',
    special: patch,
    runsThings: true,
    examples: [{ command: 'patch -p1 -i a.diff', reads: ['a.diff'] }],
  }),
  tool('rsync', {
    examples: [
      { command: 'rsync -av --exclude x a/ b/', reads: ['a'], writes: ['b'] },
      { command: 'rsync -e "ssh -p 22" a u@h.example:b', reads: ['a'], hosts: ['h.example'] },
    ],
    options:
      '-a,--archive -v,--verbose -q,--quiet -c,--checksum -r,--recursive -R,--relative -b,--backup -u,--update -l,--links -L,--copy-links -k,--copy-dirlinks -K,--keep-dirlinks -H,--hard-links -p,--perms -A,--acls -X,--xattrs -o,--owner -g,--group -D --devices --specials -t,--times -U,--atimes -O,--omit-dir-times -S,--sparse -d,--dirs --mkpath -n,--dry-run -W,--whole-file -x,--one-file-system -e,--rsh=hook --rsync-path=hook --delete --del --delete-after --delete-before --delete-during --delete-delay --delete-excluded --delete-missing-args --ignore-missing-args --ignore-errors --force --max-delete=data --max-size=data --min-size=data --exclude=data --exclude-from=read --include=data --include-from=read --files-from=read -0,--from0 --partial --partial-dir=write --progress --info=data --debug=data -P -z,--compress --compress-level=data --zc=data -h,--human-readable -i,--itemize-changes --stats --out-format=data --log-file=write --log-file-format=data --password-file=read --port=data --sockopts=data --timeout=data --contimeout=data --bwlimit=data --rate=data -T,--temp-dir=write --compare-dest=read --copy-dest=read --link-dest=read --backup-dir=write --suffix=data --remove-source-files --existing --ignore-existing --size-only -I,--ignore-times --modify-window=data --append --append-verify --inplace --safe-links --copy-unsafe-links --munge-links -f,--filter=data -F -C,--cvs-exclude --chmod=data --chown=data --usermap=data --groupmap=data --numeric-ids --fake-super --super -s,--protect-args,--secluded-args -M,--remote-option=data --list-only -4,--ipv4 -6,--ipv6 --daemon --config=settings --prune-empty-dirs -m --no-motd --outbuf=data --old-args --no-perms --no-owner --no-group --no-times --no-o --no-g --no-p --no-links --no-recursive --no-compress -8 -y --write-batch=write --only-write-batch=write --read-batch=read --early-input=read --iconv=data --checksum-choice=data --stop-after=data --trust-sender --fsync --cc=data --open-noatime -N -V,--version --help',
    operands: 'remote* remote-out',
    recursive: '--recursive --archive',
    runsThings: true,
    special: (invocation, actions) => {
      if (!hasOption(invocation, '--remove-source-files')) return;
      for (const { field } of invocation.operands.slice(0, -1)) actions.remove(field, { recursive: true });
    },
  }),
].flat();
