/** Shells: their code goes through the same analysis as the command itself. */
import type { Field } from '../analysis.ts';
import { codeStream } from '../bash/constant-output.ts';
import { codeFromInput, knownScript, language, scriptFile, startsItself } from './code-sources.ts';
import { hasOption } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';

const shell: Special = (invocation, actions, command) => {
  const operands = invocation.operands.map((operand) => operand.field);
  if (hasOption(invocation, '-c')) {
    const [code, ...args] = operands;
    if (code === undefined) return;
    actions.signal('inline-code', code, 'shell code in an argument');
    return actions.shell(code, args);
  }
  const [script] = operands;
  if (script !== undefined && !hasOption(invocation, '-s') && script.text !== '-') {
    const stream = codeStream(script, command);
    if (stream === null && hasOption(invocation, '-n')) return actions.read(script);
    if (stream === null)
      return knownScript(script, actions, (code) => {
        actions.signal('inline-code', code, 'a script that this text writes', startsItself(code.text ?? ''));
        actions.shell(code, operands);
      });
    actions.signal('inline-code', stream, 'shell code that another command prints', stream.text === null);
    return actions.shell(stream, operands);
  }
  codeFromInput(command, actions, (code) => {
    actions.signal('inline-code', code, 'shell code from standard input');
    actions.shell(code);
  });
};

/** Shells with a syntax of their own: what can be read as bash is, and the rest is asked about. */
const otherShell: Special = (invocation, actions, command) => {
  const codes = invocation.options.filter((option) => option.name === '--commands');
  for (const { value } of codes) {
    if (value === null) continue;
    actions.signal('inline-code', value, `${invocation.program} code, which is not bash`);
    actions.shell(value);
  }
  const [script] = invocation.operands;
  if (codes.length > 0) return;
  if (script !== undefined && script.field.text !== '-') return scriptFile(script.field, actions);
  codeFromInput(command, actions, (code) => {
    actions.signal('inline-code', code, `${invocation.program} code, which is not bash`, true);
    actions.shell(code);
  });
};

/** Options of PowerShell, in any case and any abbreviation. */
const POWERSHELL: readonly (readonly [string, RegExp])[] = [
  ['encoded', /^-{1,2}(?:e|ec|en|enc|enco\w*)$/i],
  ['command', /^-{1,2}(?:c|co|com|comm\w*|cwa|commandwithargs)$/i],
  ['file', /^-{1,2}(?:f|fi|fil|file)$/i],
  [
    'valued',
    /^-{1,2}(?:ex\w*|ep|w|wi\w*|wd|workingdirectory|inp\w*|if|o|of|outp\w*|settingsfile|configurationname|configurationfile|custompipename|v\w*)$/i,
  ],
];

const powershell: Special = (_invocation, actions, command) => {
  const { args } = command;
  for (let at = 0; at < args.length; at += 1) {
    const field = args[at];
    if (field === undefined) return;
    const text = field.text ?? field.prefix;
    const kind = POWERSHELL.find(([, pattern]) => pattern.test(text))?.[0];
    if (kind === 'encoded') return encoded(args[at + 1] ?? field, actions);
    if (kind === 'command') return cmdlets(args.slice(at + 1), actions);
    if (kind === 'file') return args[at + 1] === undefined ? undefined : scriptFile(args[at + 1] ?? field, actions);
    if (kind === 'valued') at += 1;
    else if (!text.startsWith('-'))
      return /\.ps1$/.test(text) ? scriptFile(field, actions) : cmdlets(args.slice(at), actions);
  }
  codeFromInput(command, actions, (code) => cmdlets([code], actions));
};

function encoded(field: Field, actions: ToolActions): undefined {
  actions.signal('decoded-code', field, 'PowerShell runs an encoded command', true);
  const text = Buffer.from(field.text ?? '', 'base64').toString('utf16le');
  if (/^[\t\n\r -~]+$/.test(text)) cmdlets([actions.literal(text, field)], actions);
}

function cmdlets(fields: readonly Field[], actions: ToolActions): undefined {
  const [first] = fields;
  if (first === undefined) return;
  const text = fields.every((field) => field.text !== null) ? fields.map((field) => field.text).join(' ') : null;
  if (
    text !== null &&
    /^[\s({]*\$?(?:PSVersionTable|Get-(?:ChildItem|Location|Date|Content|Help|Command|Module|Item))\b[\w\s.\\/*'":-]*[)}\s]*$/i.test(
      text,
    )
  )
    return;
  actions.signal('inline-code', first, 'PowerShell code');
  if (text === null) actions.opaque(first, 'PowerShell code known only at run time');
  else actions.shell(actions.literal(text, first));
}

const SHELL =
  '-c -i -l,--login -s -e -u -x -v -n -f -a -b -h -k -m -p -r,--restricted -t -B -C -D -E -H -P -T -o=data -O=data --norc --noprofile --posix --rcfile=script --init-file=script --version --help --verbose --debugger --noediting';

export const shellTools = [
  tool('bash sh dash zsh ksh ash mksh fish rbash osh yash rc oksh loksh posh lksh ash.static', {
    examples: [
      { command: "bash -ec 'cat a'", reads: ['a'], execs: ['bash', 'cat'] },
      { command: 'bash -x s.sh a', reads: ['s.sh'], execs: ['bash'] },
    ],
    options: SHELL,
    plusOptions: true,
    operands: 'data*',
    stopAtOperand: true,
    style: 'plain',
    special: shell,
    runsThings: true,
  }),
  tool('csh tcsh nu xonsh elvish ion es murex oil ysh', {
    options:
      '-c,--commands,--command=data -e,--execute=data -f -i,--interactive -l,--login -n -s -t -v -V -x -X -b -q -d -m --no-rc --rc=settings --config=settings --env-config=settings -D=data --no-config-file --version --help',
    operands: 'data*',
    stopAtOperand: true,
    style: 'plain',
    special: otherShell,
    runsThings: true,
  }),
  tool('pwsh powershell powershell.exe pwsh.exe', { style: 'none', operands: 'data*', special: powershell }),
  tool('cmd cmd.exe', {
    style: 'none',
    operands: 'data*',
    special: (_invocation, actions, command) => {
      const at = command.args.findIndex((field) => /^\/[ck]$/i.test(field.text ?? ''));
      if (at >= 0) cmdlets(command.args.slice(at + 1), actions);
    },
  }),
  tool('expect', {
    options: '-c=data -f=script -b -d -i -n -N -v',
    operands: 'script data*',
    stopAtOperand: true,
    special: language('other', ['-c'], ['-f']),
    runsThings: true,
  }),
  tool('busybox toybox', {
    operands: 'command*',
    stopAtOperand: true,
    options: '--list --help --install=?write -s',
    runsThings: true,
  }),
].flat();
