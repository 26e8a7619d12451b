/**
 * Settings that git runs or obeys (git-config manual), wherever they are given: `-c name=value`, `git config name value`,
 * `git clone -c`. Names are compared in lower case.
 */
import type { Field } from '../../analysis.ts';
import { hasOption, type Invocation } from '../invocation.ts';
import type { Special, ToolActions } from '../model.ts';

interface Setting {
  readonly name: RegExp;
  /**
   * command: the value is a command line. shell: the value runs only with `!` in front. obeyed: the value leads git to other code,
   * settings or servers.
   */
  readonly kind: 'command' | 'alias' | 'obeyed';
  /** Harmless values. */
  readonly fine?: RegExp;
  readonly examples: readonly string[];
}

const PAGERS = /^(?:cat|less(?: -[A-Za-z]+)*|more|delta|bat|diff-so-fancy|false|true|)$/;
const EDITORS = /^(?:true|:|cat|vi|vim|nvim|nano|emacs|code --wait|code -w|)$/;

const SETTINGS: readonly Setting[] = [
  { name: /^core\.pager$|^pager\./, kind: 'command', fine: PAGERS, examples: ['core.pager', 'pager.log'] },
  { name: /^core\.editor$|^sequence\.editor$/, kind: 'command', fine: EDITORS, examples: ['core.editor'] },
  {
    name: /^core\.(?:sshcommand|askpass|gitproxy|alternaterefscommand)$/,
    kind: 'command',
    fine: /^(?:ssh|true|false|:|echo|\/bin\/(?:true|false|echo)|)$/,
    examples: ['core.sshCommand'],
  },
  { name: /^core\.fsmonitor$/, kind: 'command', fine: /^(?:true|false|0|1|)$/, examples: ['core.fsmonitor'] },
  { name: /^core\.hookspath$/, kind: 'obeyed', fine: /^(?:\.husky(?:\/_)?)$/, examples: ['core.hooksPath'] },
  {
    name: /^(?:diff\.external|diff\..*\.(?:command|textconv)|difftool\..*\.(?:cmd|path)|mergetool\..*\.(?:cmd|path)|merge\..*\.driver|interactive\.difffilter)$/,
    kind: 'command',
    fine: /^(?:delta|diff-so-fancy|cat|)$/,
    examples: ['diff.external', 'merge.x.driver'],
  },
  {
    name: /^filter\..*\.(?:clean|smudge|process)$/,
    kind: 'command',
    fine: /^(?:git-lfs (?:clean|smudge|filter-process)(?: -- %f| --skip -- %f| --skip)?|cat|)$/,
    examples: ['filter.x.clean'],
  },
  {
    name: /^credential\.(?:.*\.)?helper$/,
    kind: 'command',
    fine: /^(?:cache(?: --timeout[ =]\w+)?|store|osxkeychain|manager(?:-core)?|)$/,
    examples: ['credential.helper'],
  },
  {
    name: /^gpg\.(?:.*\.)?program$|^gpg\.ssh\.defaultkeycommand$/,
    kind: 'command',
    fine: /^(?:gpg2?|ssh-keygen|)$/,
    examples: ['gpg.program'],
  },
  {
    name: /^(?:uploadpack\.packobjectshook|trailer\..*\.(?:command|cmd)|sendemail\..*(?:cmd|command|server|smtpserver)|remote\..*\.(?:uploadpack|receivepack|vcs)|browser\..*\.(?:cmd|path)|man\..*\.(?:cmd|path)|web\.browser|guitool\..*\.cmd|imap\.tunnel|instaweb\.httpd|submodule\..*\.update|receive\.procreceiverefs|maintenance\..*command|gc\.recentobjectshook)$/,
    kind: 'command',
    fine: /^(?:checkout|merge|rebase|none|)$/,
    examples: ['remote.origin.uploadpack'],
  },
  { name: /^alias\./, kind: 'alias', examples: ['alias.x'] },
  {
    name: /^(?:include\.path|includeif\..*\.path|init\.templatedir|core\.(?:attributesfile|worktree)|http\.(?:.*\.)?(?:proxy|cookiefile|sslcert|sslkey|sslcainfo)|https\.proxy|protocol\.(?:.*\.)?allow|extensions\.\w+|core\.gitdir)$/,
    kind: 'obeyed',
    fine: /^(?:never|user|)$/,
    examples: ['include.path'],
  },
  {
    name: /^url\..*\.(?:insteadof|pushinsteadof)$/,
    kind: 'obeyed',
    fine: /^(?:git@github\.com:|ssh:\/\/git@github\.com\/?|git:\/\/github\.com\/?)$/,
    examples: ['url.x.insteadOf'],
  },
];

/** Name and value of a setting that git will run or obey; null for the many others. */
export function dangerousSetting(name: string, value: string | null): Setting | null {
  const lower = name.toLowerCase();
  const setting = SETTINGS.find((candidate) => candidate.name.test(lower));
  if (setting === undefined) return null;
  if (value === null) return setting;
  if (setting.kind === 'alias' && !value.startsWith('!')) return aliasIsPlain(value) ? null : setting;
  return setting.fine?.test(value) === true ? null : setting;
}

/** An alias without `!` is a subcommand with options; those may run things too. */
function aliasIsPlain(value: string): boolean {
  return (
    /^[a-z][a-z-]*(?:\s+[^\s;|&`$]+)*$/.test(value) && !/\s-c|--exec|--upload-pack|--receive-pack|-O|-x/.test(value)
  );
}

/** `name=value`, of `-c`. */
export function assignment(field: Field, actions: ToolActions): void {
  const text = field.text ?? field.prefix;
  const at = text.indexOf('=');
  if (field.text === null && at < 0) {
    actions.opaque(field, 'a git setting known only at run time');
    return;
  }
  const name = at < 0 ? text : text.slice(0, at);
  applySetting(name, field.text === null ? null : at < 0 ? 'true' : text.slice(at + 1), field, actions);
}

/** `obeyed` settings are asked about, those that run something are refused. */
export function applySetting(name: string, value: string | null, field: Field, actions: ToolActions, now = true): void {
  if (value !== null && /\$\(|`|\$\{|^user\..*["';|&<>(){}]/.test(/^user\./i.test(name) ? `user.${value}` : value))
    actions.signal('mini-language', field, `the value of ${name} is code to whoever pastes it into a command`);
  const setting = dangerousSetting(name, value);
  if (setting === null) return;
  const runs = setting.kind !== 'obeyed' || /^protocol\.(?:.*\.)?allow$|^include/i.test(name);
  actions.signal('mini-language', field, `git ${runs ? 'runs' : 'obeys'} the value of ${name}`, runs);
  if (setting.kind === 'obeyed' || value === null || !now) return;
  const code = value.replace(/^!/, '');
  if (setting.kind === 'alias' && !value.startsWith('!')) actions.shell(actions.literal(`git ${code}`, field));
  else if (code !== '') actions.shell(actions.literal(code, field));
}

/** What stands before the subcommand, and addresses that are commands. */
export const globals: Special = (invocation, actions) => {
  for (const option of invocation.options) {
    const { name, value } = option;
    if (value === null) continue;
    if (name === '-c') assignment(value, actions);
    if (name === '--config-env') actions.signal('mini-language', value, 'a git setting from the environment', true);
    if (name === '--exec-path') actions.signal('mini-language', value, 'git takes its programs from there', true);
    if (name === '--git-dir' && !ownRepository(value.text))
      actions.signal('mini-language', value, 'git obeys the settings of another repository');
  }
  for (const { field } of invocation.operands) transport(field, actions, invocation.sub[0] !== 'config');
  const bare = invocation.options.find((option) => option.name === '--bare');
  if (bare !== undefined && invocation.sub[0] !== 'clone' && invocation.sub[0] !== 'init')
    actions.signal('mini-language', bare.field, 'git obeys the settings of a bare repository');
};

/** `.git` of a directory below: the workspace's own repositories. */
function ownRepository(path: string | null): boolean {
  return path !== null && /^(?:\.\/|\/workspace\/)?(?:[\w@-][\w.@-]*\/)*\.git\/?$/.test(path);
}

/** `ext::command` runs the command; another `helper::address` runs `git-remote-helper`. */
function transport(field: Field, actions: ToolActions, now: boolean): void {
  const text = field.text ?? field.prefix;
  const match = /^([a-z][\w+-]*)::(.*)$/s.exec(text);
  if (match === null) return;
  actions.signal('mini-language', field, 'git runs a program for this address', true);
  if (match[1] === 'ext' && field.text !== null && now)
    actions.shell(actions.literal((match[2] ?? '').replace(/%([ %])/g, '$1').replace(/%[sSGV]/g, ''), field));
}

const READING = ['--get', '--list', '--get-all', '--get-regexp', '--get-urlmatch', '--get-color', '--get-colorbool'];
const REMOVING = ['--unset', '--unset-all', '--remove-section', '--rename-section'];

export const configCommand: Special = (invocation, actions, command) => {
  const words = settingWords(invocation);
  const [name, value] = words;
  if (hasOption(invocation, '--edit')) actions.opaque(command.program, 'settings are changed in an editor');
  if (name === undefined || hasOption(invocation, ...READING)) return;
  if (value === undefined && !hasOption(invocation, ...REMOVING)) return;
  if (name.text === null) return actions.opaque(name, 'a git setting known only at run time');
  if (value !== undefined && !hasOption(invocation, ...REMOVING))
    applySetting(name.text, value.text, value, actions, false);
  const dangerous = value !== undefined && dangerousSetting(name.text, value.text) !== null;
  if (hasOption(invocation, '--system')) actions.write(actions.literal('/etc/gitconfig', name));
  else if (hasOption(invocation, '--global') && dangerous) actions.write(actions.literal('\0~/.gitconfig', name));
};

/** `git config set name value` (git 2.46) and `git config name value` alike. */
function settingWords(invocation: Invocation): Field[] {
  const fields = invocation.operands.map((operand) => operand.field);
  const verb = fields[0]?.text;
  if (verb === 'set') return fields.slice(1);
  return verb === 'get' || verb === 'list' || verb === 'unset' || verb === 'edit' ? [] : fields;
}
