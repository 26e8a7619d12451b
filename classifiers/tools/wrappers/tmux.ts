/** tmux(1): a command language of its own, in which many commands take shell code and others further tmux commands. */
import type { Field } from '../../analysis.ts';
import { parseArguments } from '../argv.ts';
import type { Invocation } from '../invocation.ts';
import { compileTool, type Special, type ToolActions, type ToolSpec, tool } from '../model.ts';
import { joinedText } from './opening.ts';

type Kind = 'program' | 'keys' | 'shell' | 'condition' | 'tmux' | 'bound' | 'hooked' | 'file' | 'plain';

interface TmuxCommand {
  readonly names: string;
  readonly options: string;
  readonly kind: Kind;
}

const COMMANDS: readonly TmuxCommand[] = [
  {
    names: 'new-session new',
    options: '-A -d -D -E -P -X -c=cwd -e=env -F=data -f=data -n=data -s=data -t=data -x=data -y=data',
    kind: 'program',
  },
  {
    names: 'new-window neww split-window splitw respawn-pane respawnp respawn-window respawnw',
    options: '-a -b -d -f -h -I -k -v -P -S -Z -c=cwd -e=env -F=data -l=data -n=data -p=data -t=data',
    kind: 'program',
  },
  {
    names: 'display-popup popup',
    options: '-B -C -E -b=data -c=data -d=cwd -e=env -h=data -s=data -S=data -t=data -T=data -w=data -x=data -y=data',
    kind: 'program',
  },
  { names: 'send-keys send', options: '-F -H -K -l -M -R -X -c=data -N=data -t=data', kind: 'keys' },
  { names: 'set-buffer setb', options: '-a -w -b=data -n=data -t=data', kind: 'keys' },
  { names: 'run-shell run', options: '-b -C -E -c=cwd -d=data -t=data', kind: 'shell' },
  { names: 'pipe-pane pipep', options: '-I -O -o -t=data', kind: 'shell' },
  { names: 'copy-pipe copy-pipe-and-cancel', options: '', kind: 'shell' },
  { names: 'if-shell if', options: '-b -F -t=data', kind: 'condition' },
  {
    names: 'confirm-before confirm command-prompt',
    options: '-1 -b -e -i -k -N -p=data -I=data -T=data -t=data -c=data',
    kind: 'tmux',
  },
  { names: 'bind-key bind', options: '-n -r -N=data -T=data', kind: 'bound' },
  { names: 'set-hook', options: '-a -g -p -R -u -w -t=data', kind: 'hooked' },
  { names: 'source-file source', options: '-F -n -q -v -t=data', kind: 'file' },
  { names: 'load-buffer loadb', options: '-w -b=data -t=data', kind: 'file' },
];

const PLAIN =
  /^(?:attach(?:-session)?|detach(?:-client)?|has(?:-session)?|kill-(?:session|server|window|pane)|kill[wp]|ls|list-\w+|ls[a-z]+|rename\w*(?:-\w+)?|select-\w+|select[wpl]|swap\w*(?:-\w+)?|resize\w*(?:-\w+)?|show\w*(?:-\w+)*|display(?:-message)?|capture-pane|capturep|set(?:-option|-window-option|-environment|env|w)?|switch-client|switchc|next\w*(?:-\w+)?|prev\w*(?:-\w+)?|last\w*(?:-\w+)?|move-\w+|move[wp]|break-pane|breakp|join-pane|joinp|clear-history|clearhist|refresh-client|refresh|start(?:-server)?|wait-for|wait|info|server-info|unbind(?:-key)?|copy-mode|paste-buffer|pasteb|delete-buffer|deleteb|save-buffer|saveb|lock\w*(?:-\w+)?|suspend-client|suspendc|choose-\w+|find-window|findw|link-window|linkw|unlink-window|unlinkw|rotate-window|rotatew|clock-mode|customize-mode)$/;

/** Commands are separated by `;`, alone or at the end of a word. */
function runCommands(words: readonly Field[], actions: ToolActions, depth = 0): undefined {
  let current: Field[] = [];
  for (const word of words) {
    const text = word.text ?? '';
    if (text !== ';' && !text.endsWith(';')) current.push(word);
    else {
      if (text.length > 1) current.push(actions.literal(text.slice(0, -1), word));
      runCommand(current, actions, depth);
      current = [];
    }
  }
  runCommand(current, actions, depth);
}

function runCommand(words: readonly Field[], actions: ToolActions, depth: number): undefined {
  const [name, ...args] = words;
  if (name === undefined) return;
  if (name.text === null) return actions.opaque(name, 'a tmux command known only at run time');
  for (const field of args) formatCode(field, actions);
  const known = COMMANDS.find((entry) => entry.names.split(' ').includes(name.text ?? ''));
  if (known === undefined) {
    if (!PLAIN.test(name.text)) actions.opaque(name, 'a tmux command that is not known here');
    return;
  }
  const [entry] = tool(known.names.split(' ')[0] ?? '', {
    options: known.options,
    stopAtOperand: known.kind !== 'keys',
  });
  if (entry === undefined) return;
  perform(known.kind, parseArguments(compileTool(entry), name.text, args), actions, depth);
}

/** `#(command)` in a format is run by the server. */
function formatCode(field: Field, actions: ToolActions): undefined {
  for (const match of (field.text ?? '').matchAll(/#\(([^)]*)\)/g))
    actions.shell(actions.literal(match[1] ?? '', field));
}

function perform(kind: Kind, invocation: Invocation, actions: ToolActions, depth: number): undefined {
  const fields = invocation.operands.map((operand) => operand.field);
  const [first, ...rest] = fields;
  if (first === undefined) return;
  const asTmux = invocation.options.some((option) => option.name === '-C');
  switch (kind) {
    case 'program':
      return rest.length === 0 ? actions.shell(first) : actions.open(fields);
    case 'keys':
      return actions.shell(typed(fields));
    case 'shell':
      return asTmux ? nested(first, actions, depth) : actions.shell(joinedText(fields) ?? first);
    case 'condition':
      actions.shell(first);
      for (const field of rest) nested(field, actions, depth);
      return;
    case 'tmux':
      return nested(joinedText(fields) ?? first, actions, depth);
    case 'bound':
    case 'hooked':
      actions.signal('mini-language', first, 'tmux runs this later');
      return rest.length === 1 && rest[0] !== undefined
        ? nested(rest[0], actions, depth)
        : runCommands(rest, actions, depth);
    case 'file':
      if (first.text !== '-') actions.read(first);
      return;
    case 'plain':
      return;
  }
}

/** A tmux command in one word. */
function nested(field: Field, actions: ToolActions, depth: number): undefined {
  if (field.text === null || depth > 3 || /\\/.test(field.text)) {
    actions.opaque(field, 'tmux commands that are not understood');
    return;
  }
  const words = field.text.match(/"[^"]*"|'[^']*'|[^\s"']+/g) ?? [];
  runCommands(
    words.map((word) => actions.literal(word.replace(/^(["'])(.*)\1$/s, '$2'), field)),
    actions,
    depth + 1,
  );
}

/** Keys as text: what the shell in the pane reads. */
function typed(fields: readonly Field[]): Field {
  const [first] = fields;
  const text = fields.some((field) => field.text === null)
    ? null
    : fields.map((field) => KEYS[field.text ?? ''] ?? (/^[CM]-.$/.test(field.text ?? '') ? '\n' : field.text)).join('');
  return { ...(first as Field), text, prefix: text ?? '', pattern: false };
}

const KEYS: Readonly<Record<string, string>> = {
  Enter: '\n',
  KPEnter: '\n',
  'C-m': '\n',
  'C-j': '\n',
  Space: ' ',
  Tab: '\t',
  Escape: '',
  BSpace: '',
  Up: '\n',
  Down: '\n',
};

const tmux: Special = (invocation, actions) => {
  runCommands(
    invocation.operands.map((operand) => operand.field),
    actions,
  );
};

const spec: ToolSpec = {
  examples: [
    { command: "tmux new-session -d -s x 'cat a'", reads: ['a'], execs: ['tmux', 'cat'] },
    { command: "tmux send-keys -t x 'cat a' Enter", reads: ['a'], execs: ['tmux', 'cat'] },
    { command: "tmux new -d \\; run-shell 'cat a'", reads: ['a'] },
    { command: 'tmux if-shell true \'run-shell "cat a"\'', reads: ['a'], execs: ['tmux', 'cat'] },
    { command: 'tmux display-message "#(cat a)"', reads: ['a'] },
    { command: 'tmux ls', execs: ['tmux'] },
  ],
  options: '-2 -C -CC -D -l -N -u -v -V -c=sh -f=settings -L=data -S=data -T=data',
  operands: 'data*',
  stopAtOperand: true,
  special: tmux,
};

export const tmuxTools = tool('tmux byobu psmux', spec);
