/** Subcommands that talk to other repositories. A remote's name (`origin`) leads where the settings of the repository say. */
import type { Field } from '../../analysis.ts';
import { parseContact, parseRemotePath } from '../hosts.ts';
import { hasOption, optionValue } from '../invocation.ts';
import type { Special, ToolActions, ToolExample, ToolSpec } from '../model.ts';
import { pathOfSpec, readSensitive, splitPaths } from './paths.ts';
import { assignment } from './settings.ts';

/** An address is contacted, a local path read; a name without either is a remote of the repository. */
function address(field: Field | undefined, actions: ToolActions, use: 'from' | 'to' = 'from'): void {
  if (field === undefined) return;
  const text = field.text ?? field.prefix;
  if (/^[a-z][\w+-]*::/.test(text)) return;
  const parsed = parseRemotePath(field);
  if (parsed !== null) {
    actions.contact(parsed.host, parsed.port, field);
    return;
  }
  const local = /^file:\/\//.test(text) ? actions.literal(text.slice(7), field) : field;
  if (!/^(?:\.{1,2}(?:\/|$)|\/|\0~|file:)|\.(?:bundle|git)\/?$/.test(text)) return;
  if (use === 'from') actions.read(local, { recursive: true });
  else actions.write(local, { recursive: true });
}

const remoteAt =
  (index: number, use: 'from' | 'to' = 'from'): Special =>
  (invocation, actions) =>
    address(invocation.operands[index]?.field, actions, use);

const push: Special = (invocation, actions) =>
  address(optionValue(invocation, '--repo') ?? invocation.operands[0]?.field, actions, 'to');

const clone: Special = (invocation, actions) => {
  const [url, directory] = invocation.operands.map((operand) => operand.field);
  for (const option of invocation.options)
    if (option.name === '--config' && option.value !== null) assignment(option.value, actions);
  const template = optionValue(invocation, '--template');
  if (template !== null && template.text !== '')
    actions.signal('mini-language', template, 'git copies hooks from there', true);
  address(url, actions);
  if (directory !== undefined) actions.write(directory);
  else if (url !== undefined) {
    const name = repositoryName(url);
    const bare = hasOption(invocation, '--bare', '--mirror') ? '.git' : '';
    if (name !== null) actions.write(actions.literal(`${name}${bare}`, url));
  }
};

/** Only `add -f`, `update`, `show` and `prune` contact the server; the others note its address. */
const remote: Special = (invocation, actions) => {
  const verb = invocation.sub[1];
  if (verb === 'add' && hasOption(invocation, '--fetch')) address(invocation.operands[1]?.field, actions);
};

/** `git submodule add URL [path]`. */
export const submoduleAdd: Special = (invocation, actions) => {
  const [url, path] = invocation.operands.map((operand) => operand.field);
  if (url === undefined) return;
  address(url, actions);
  const name = repositoryName(url);
  if (path !== undefined) actions.write(path);
  else if (name !== null) actions.write(actions.literal(name, url));
};

/** The directory that git makes for an address. */
function repositoryName(url: Field): string | null {
  const name = url.text
    ?.replace(/\/+$/, '')
    .replace(/\.(?:git|bundle)$/, '')
    .split(/[/:]/)
    .pop();
  return name === undefined || name === '' ? null : name;
}

const archive: Special = (invocation, actions, command) => {
  address(optionValue(invocation, '--remote') ?? undefined, actions);
  for (const field of splitPaths(invocation, command).paths)
    readSensitive(pathOfSpec(field, actions)?.text ?? '', field, actions);
};

const bundle: Special = (invocation, actions) => {
  const [verb, file] = invocation.operands.map((operand) => operand.field);
  if (file === undefined || file.text === '-') return;
  if (verb?.text === 'create') actions.write(file);
  else actions.read(file);
};

const formatPatch: Special = (invocation, actions, command) => {
  if (hasOption(invocation, '--stdout', '--output-directory', '--output')) return;
  actions.write({ ...actions.literal('*.patch', command.program), pattern: true });
};

const sendEmail: Special = (invocation, actions) => {
  const server = optionValue(invocation, '--smtp-server');
  if (server?.text?.includes('/') === true) {
    actions.signal('mini-language', server, 'git runs the program as a mail server', true);
    actions.open([server]);
  } else if (server !== null) {
    const host = parseContact(server, 'host');
    if (host !== null) actions.contact(host.host, host.port ?? 25, server);
  }
};

/** `git remote-ext name 'command'`: the helper behind `ext::`. */
const remoteExt: Special = (invocation, actions) => {
  const code = invocation.operands[1]?.field;
  if (code === undefined) return;
  actions.signal('mini-language', code, 'git runs the address as a command', true);
  actions.shell(code);
};

/** Bridges to other systems, which have commands and servers of their own. */
const foreign: Special = (_invocation, actions, command) =>
  actions.opaque(command.program, 'a bridge to another system, which is not modelled');

const FETCH =
  '-v,--verbose -q,--quiet --all --set-upstream -a,--append --atomic --upload-pack=sh -f,--force -m,--multiple -t,--tags -n -j,--jobs=data --prefetch -p,--prune -P,--prune-tags --recurse-submodules=?data --dry-run --write-fetch-head -k,--keep -u,--update-head-ok --progress --depth=data --shallow-since=data --shallow-exclude=data --deepen=data --unshallow --refetch --update-shallow --refmap=data -o,--server-option=data -4,--ipv4 -6,--ipv6 --negotiation-tip=data --negotiate-only --filter=data --auto-maintenance --auto-gc --show-forced-updates --write-commit-graph --stdin --porcelain';

export const remoteCommands: Readonly<Record<string, ToolSpec>> = {
  clone: {
    options:
      '-v,--verbose -q,--quiet --progress --reject-shallow -n,--no-checkout --bare --mirror -l,--local --no-hardlinks -s,--shared --recurse-submodules,--recursive=?data -j,--jobs=data --template=read --reference=read --reference-if-able=read --dissociate -o,--origin=data -b,--branch=data -u,--upload-pack=sh --depth=data --shallow-since=data --shallow-exclude=data --single-branch --no-tags --tags --shallow-submodules --separate-git-dir=write -c,--config=data --server-option=data -4,--ipv4 -6,--ipv6 --filter=data --also-filter-submodules --remote-submodules --sparse --bundle-uri=url --revision=data --ref-format=data',
    special: clone,
  },
  fetch: { options: FETCH, special: remoteAt(0) },
  pull: {
    options: `${FETCH} -r,--rebase=?data --stat --log=?data --signoff --squash --commit --edit --cleanup=data --ff --ff-only --verify --verify-signatures --autostash -s,--strategy=data -X,--strategy-option=data -S,--gpg-sign=?data --allow-unrelated-histories --no-verify`,
    special: remoteAt(0),
  },
  push: {
    options:
      '-v,--verbose -q,--quiet --repo=data --all,--branches --mirror -d,--delete --tags -n,--dry-run --porcelain -f,--force --force-with-lease=?data --force-if-includes --recurse-submodules=data --thin --receive-pack,--exec=sh -u,--set-upstream --progress --prune --no-verify --follow-tags --signed=?data --atomic -o,--push-option=data -4,--ipv4 -6,--ipv6',
    special: push,
  },
  'ls-remote': {
    options:
      '-q,--quiet --upload-pack,--exec=sh -t,--tags -h,-b,--heads,--branches --refs --get-url --sort=data --exit-code --symref -o,--server-option=data',
    special: remoteAt(0),
  },
  remote: {
    options: '-v,--verbose',
    subcommands: {
      add: { options: '-t,--track=data -m,--master=data -f,--fetch --tags --mirror=?data', special: remote },
      'set-url get-url': { options: '--push --all --add --delete' },
      'show prune update': { options: '-n,--dry-run -p,--prune' },
      'remove rm rename set-head set-branches': { options: '-a,--auto -d,--delete --add --progress' },
    },
  },
  archive: {
    options:
      '--format=data --prefix=data --add-file=read --add-virtual-file=data -o,--output=write --worktree-attributes -v,--verbose -l,--list --remote=data --exec=sh --mtime=data',
    special: archive,
  },
  bundle: {
    options:
      '-q,--quiet --progress --all-progress --all-progress-implied --version=data --all --branches --tags --since=data',
    special: bundle,
  },
  'format-patch': {
    options:
      '-n,--numbered -N,--no-numbered -s,--signoff --stdout --cover-letter --numbered-files --suffix=data --start-number=data -v,--reroll-count=data --filename-max-length=data --rfc=?data --cover-from-description=data --description-file=read --subject-prefix=data -o,--output-directory=write --output=write -k,--keep-subject --no-binary --zero-commit --ignore-if-in-upstream --always -p,--no-stat --add-header=data --to=data --cc=data --from=?data --in-reply-to=data --attach=?data --inline=?data --thread=?data --signature=data --signature-file=read --base=data -q,--quiet --progress --interdiff=data --range-diff=data --creation-factor=data --force-in-body-from --root -M,--find-renames=?data --stat=?data -U,--unified=data -1 -W --notes=?data',
    special: formatPatch,
  },
  'send-email imap-send': {
    options:
      '--from=data --to=data --cc=data --bcc=data --subject=data --in-reply-to=data --reply-to=data --compose --annotate --smtp-server=data --smtp-server-port=data --smtp-user=data --smtp-pass=data --smtp-encryption=data --smtp-ssl-cert-path=read --smtp-debug=data --smtp-domain=data --smtp-auth=data --sendmail-cmd=sh --to-cmd=sh --cc-cmd=sh --header-cmd=sh --confirm=data --dry-run --force --quiet --validate --suppress-cc=data --thread --identity=data --batch-size=data --relogin-delay=data -v,--verbose --curl',
    operands: 'upload*',
    special: sendEmail,
  },
  'request-pull': { options: '-p', special: remoteAt(1) },
  'fetch-pack http-fetch': {
    options:
      '--all --stdin --quiet,-q --keep,-k --thin --include-tag --upload-pack,--exec=sh --depth=data --progress --diag-url -v --recover -w=data -c -t -a --packfile=data --index-pack-args=data --deepen-relative --refetch --check-self-contained-and-connected',
    special: remoteAt(0),
  },
  'send-pack http-push': {
    options:
      '-v,--verbose -q,--quiet --receive-pack,--exec=sh --remote=data --all -n,--dry-run --mirror -f,--force --signed=?data --push-option=data --progress --thin --atomic --stateless-rpc --stdin --helper-status --force-with-lease=?data --force-if-includes -d -D',
    special: remoteAt(0, 'to'),
  },
  'remote-ext remote-fd': { special: remoteExt },
  'remote-http remote-https remote-ftp remote-ftps': { special: remoteAt(1) },
  daemon: {
    options:
      '--verbose --syslog --export-all --timeout=data --init-timeout=data --max-connections=data --strict-paths --base-path=read --base-path-relaxed --user-path=?data --interpolated-path=data --reuseaddr --pid-file=write --enable=data --disable=data --allow-override=data --forbid-override=data --access-hook=exec --informative-errors --inetd --listen=data --port=data --detach --user=data --group=data --log-destination=data',
    operands: 'read*',
    special: foreign,
  },
  'upload-pack upload-archive receive-pack http-backend shell': {
    options: '--stateless-rpc --strict --timeout=data -q,--quiet -c=data --advertise-refs --http-backend-info-refs',
    operands: 'read',
  },
  'instaweb web--browse': {
    options:
      '-l,--local -d,--httpd=sh -m,--module-path=data -p,--port=data -b,--browser=exec -t,--tool=exec -c,--config=data --start --stop --restart',
    special: foreign,
  },
  lfs: {
    options:
      '-f,--force --local --system --skip-repo --skip-smudge --all -I,--include=data -X,--exclude=data --dry-run -d --everything --include-ref=data --above=data --json -l,--long -s,--size -n,--name-only --recent --verify-remote --filename',
    operands: 'data*',
  },
  'svn p4 cvsimport cvsexportcommit cvsserver archimport quiltimport flow subtree-foreign': {
    options: '--patches=read --series=read --author=data -n,--dry-run --keep-non-patch',
    special: foreign,
  },
  subtree: {
    options:
      '-q,--quiet -d,--debug -P,--prefix=data --annotate=data -b,--branch=data --ignore-joins --onto=data --rejoin --squash -m,--message=data -S,--gpg-sign=?data',
    special: (invocation, actions, command) => {
      const verb = invocation.operands[0]?.field.text;
      if (verb === 'pull' || verb === 'push' || (verb === 'add' && invocation.operands.length > 2))
        remoteAt(1, verb === 'push' ? 'to' : 'from')(invocation, actions, command);
    },
  },
  mailinfo: {
    options: '-k -b -m,--message-id -u -n --encoding=data --scissors --quoted-cr=data',
    operands: 'write write',
  },
  mailsplit: { options: '-d=data -f=data -b --keep-cr -o=write', operands: 'read*' },
};

export const remoteExamples: readonly ToolExample[] = [
  { command: 'git clone https://h.example/r.git', writes: ['r'], hosts: ['h.example'] },
  { command: 'git clone --depth 1 git@h.example:a/r.git d', writes: ['d'], hosts: ['h.example'] },
  { command: 'git clone ../r d', reads: ['/r'], writes: ['d'], hosts: [] },
  { command: 'git fetch origin main', hosts: [], reads: [] },
  { command: 'git push https://h.example/r.git main', hosts: ['h.example'] },
  { command: 'git remote add up https://h.example/r.git', hosts: [] },
  { command: 'git archive -o a.zip HEAD', writes: ['a.zip'] },
  { command: 'git archive --remote=ssh://h.example/r HEAD', hosts: ['h.example'] },
  { command: 'git bundle create r.bundle --all', writes: ['r.bundle'] },
  { command: 'git format-patch -o out -3', writes: ['out'] },
  { command: 'git submodule add https://h.example/s.git', hosts: ['h.example'], writes: ['s'] },
  { command: "git remote-ext origin 'touch p'", execs: ['git', 'touch'], writes: ['p'] },
];
