/** Programs that make, move, change and remove files. */
import { type Special, tool } from './model.ts';

const linkTarget: Special = (invocation, actions) => {
  const [source, ...rest] = invocation.operands;
  if (source === undefined || rest.length > 0) return;
  const name = source.field.text?.replace(/\/+$/, '').split('/').pop();
  if (name !== undefined && source.field.text !== null) actions.write(actions.literal(name, source.field));
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
  '-a,--archive -b,--backup=?data -d -f,--force -i,--interactive -H -l,--link -L,--dereference -n,--no-clobber -P,--no-dereference -p --preserve=?data -r,-R,--recursive -s,--symbolic-link -S,--suffix=data -t,--target-directory=write -T,--no-target-directory -u,--update=?data -v,--verbose -x,--one-file-system -Z --parents --reflink=?data --sparse=data --strip-trailing-slashes --remove-destination';

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
    ],
    options:
      '-b -f,--force -i,--interactive -L,--logical -n,--no-dereference -P,--physical -r,--relative -s,--symbolic -S,--suffix=data -t,--target-directory=write -T,--no-target-directory -v,--verbose',
    operands: 'read write*',
    special: linkTarget,
  }),
  tool('link', { operands: 'read write' }),
  tool('install', {
    options:
      '-b -C,--compare -c -D -d,--directory -g,--group=data -m,--mode=data -o,--owner=data -p,--preserve-timestamps -s,--strip -S,--suffix=data -t,--target-directory=write -T,--no-target-directory -v,--verbose',
    operands: 'read* write',
    noLastWith: '--target-directory',
  }),
  tool('chmod', {
    options:
      '-c,--changes -f,--silent,--quiet -v,--verbose -R,--recursive --reference=read --preserve-root --no-preserve-root',
    operands: 'data write*',
    recursive: '--recursive',
  }),
  tool('chown chgrp', {
    options:
      '-c,--changes -f,--silent,--quiet -v,--verbose -h,--no-dereference -R,--recursive -H -L -P --from=data --reference=read',
    operands: 'data write*',
    recursive: '--recursive',
  }),
  tool('setfacl', {
    options: '-m,--modify=data -x,--remove=data -b,--remove-all -R,--recursive -M,--modify-file=read',
    operands: 'write*',
  }),
  tool('chattr', { options: '-R -V -f', operands: 'data write*' }),
  tool('setcap', { options: '-q -v -r', operands: 'data write*' }),
  tool('dd', {
    examples: [{ command: 'dd if=a of=b bs=1k', reads: ['a'], writes: ['b'] }],
    style: 'none',
    operands: 'data*',
    special: ddOperands,
  }),
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
      '-a,--suffix-length=data -b,--bytes=data -C,--line-bytes=data -d -e -l,--lines=data -n,--number=data --filter=sh --additional-suffix=data',
    operands: 'read write',
    runsThings: true,
  }),
  tool('csplit', {
    options: '-b,--suffix-format=data -f,--prefix=write -k,--keep-files -n,--digits=data -s,--quiet -z',
    operands: 'read data*',
  }),
  tool('rename', { options: '-n -v -f -s -e=code', operands: 'code edit*', runsThings: true }),
  tool('patch', {
    options:
      '-p,--strip=data -i,--input=read -o,--output=write -d,--directory=cwd -R,--reverse -N,--forward -s,--quiet -b,--backup --dry-run -r,--reject-file=write -u -f -t -E',
    operands: 'edit read',
  }),
  tool('rsync', {
    options:
      '-a,--archive -v,--verbose -q,--quiet -c,--checksum -r,--recursive -R,--relative -b,--backup -u,--update -l,--links -L,--copy-links -H -p,--perms -A -X -o -g -D -t,--times -n,--dry-run -W -x -e,--rsh=sh --rsync-path=sh --delete --delete-after --delete-before --delete-during --delete-excluded --force --exclude=data --exclude-from=read --include=data --include-from=read --files-from=read --partial --progress -P -z,--compress -h,--human-readable -i --stats --out-format=data --log-file=write --password-file=read --port=data --bwlimit=data --rate=data -T,--temp-dir=write --backup-dir=write --remove-source-files -f,--filter=data --chmod=data --chown=data -s -M=data --daemon --config=read',
    operands: 'remote* remote-out',
    recursive: true,
    runsThings: true,
  }),
].flat();
