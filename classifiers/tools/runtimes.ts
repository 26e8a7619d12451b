/** m4, Java and debuggers: what they load, and what orders in their arguments run. */
import type { Field } from '../analysis.ts';
import { inputText } from '../bash/constant-output.ts';
import { scriptFile } from './code-sources.ts';
import { hasOption, optionValue } from './invocation.ts';
import { type Special, tool } from './model.ts';

const macros: Special = (invocation, actions, command) => {
  const defined = invocation.options.flatMap(({ name, value }) =>
    name === '--define' && value !== null ? [value] : [],
  );
  const typed = inputText(command);
  const texts: Field[] = typed === null ? defined : [...defined, actions.literal(typed, command.program)];
  for (const field of texts) {
    if (field.text !== null && !/syscmd|esyscmd|include|undivert|mkstemp|maketemp|builtin|indir/.test(field.text))
      continue;
    actions.signal('mini-language', field, 'm4 runs a command', true);
    const code = /syscmd\(\s*[`']?([^)']*)/.exec(field.text ?? '')?.[1];
    if (code !== undefined) actions.shell(actions.literal(code, field));
  }
  for (const { field } of invocation.operands) if (field.text !== '-') scriptFile(field, actions);
};

const DEBUGGER_HARMLESS =
  /^\s*(?:bt|backtrace|where|run|r|quit|q|c|continue|n|next|s|step|finish|info \w+|thread apply all bt(?: full)?|frame \d*|f \d*|up|down|p \w+|print \w+|b [\w.:]+|break [\w.:]+|list|l|set (?:confirm|pagination|width|height|print pretty) \w+|disas(?:semble)?(?: \w+)?|x\/\w+ [$\w]+|bt full|generate-core-file|starti|tbreak \w+|kill)\s*$/;

const debuggerOrders: Special = (invocation, actions, command) => {
  for (const { name, value } of invocation.options) {
    if (!['--eval-command', '--one-line'].includes(name) || value === null) continue;
    if (DEBUGGER_HARMLESS.test(value.text ?? '!')) continue;
    const code = /^\s*(?:!|shell\s|platform shell\s|make\s|pipe\s[^|]*\|)\s*(.*)/s.exec(value.text ?? '')?.[1];
    actions.signal(
      'mini-language',
      value,
      'the debugger runs a command',
      code !== undefined || /python|call|system|source/.test(value.text ?? ''),
    );
    if (code !== undefined) actions.shell(actions.literal(code, value));
  }
  const at = command.args.findIndex((field) => /^--?args?$/.test(field.text ?? ''));
  if (at >= 0) return actions.open(command.args.slice(at + 1).filter((field) => field.text !== '--'));
  const process = optionValue(invocation, '--pid', '--attach-pid');
  if (process !== null) actions.signal('mini-language', process, 'the debugger opens a running process');
  const typed = inputText(command);
  for (const line of typed?.split('\n') ?? [])
    if (line.trim() !== '' && !DEBUGGER_HARMLESS.test(line))
      actions.signal(
        'mini-language',
        command.program,
        `the debugger runs ${line}`,
        /^\s*(?:!|shell|python|pipe|source|make)/.test(line),
      );
  const [program, core] = invocation.operands.map((operand) => operand.field);
  for (const field of [program, core]) if (field !== undefined && !/^\d+$/.test(field.text ?? '')) actions.read(field);
  if (
    program !== undefined &&
    invocation.options.some(({ value }) => /^\s*(?:r|run|start|starti)\s*$/.test(value?.text ?? ''))
  )
    actions.execute(program);
};

/** `-javaagent:x.jar` and the like are joined to their value by a colon. */
const java: Special = (invocation, actions, command) => {
  for (const { name, value } of invocation.options) {
    if (value?.text === undefined || value.text === null || !/^--(?:class|module)-path$/.test(name)) continue;
    for (const path of value.text.split(':'))
      if (path !== '') actions.read(actions.literal(path.replace(/\/\*$/, ''), value));
  }
  for (const field of command.args) {
    const loaded =
      /^-(?:javaagent|agentlib|agentpath|XX:(?:OnError|OnOutOfMemoryError|Flags)|XX:VMOptionsFile)[:=](.*)$/s.exec(
        field.text ?? field.prefix,
      )?.[1];
    if (loaded === undefined || /^jdwp=/.test(loaded)) continue;
    actions.signal(
      'mini-language',
      field,
      `java loads or runs ${loaded}`,
      /OnError|OnOutOf|agentpath/.test(field.text ?? ''),
    );
  }
  const [first] = invocation.operands;
  if (first !== undefined && !hasOption(invocation, '-jar', '-m') && /\.(?:java|jar)$/.test(first.field.text ?? ''))
    scriptFile(first.field, actions);
};

export const runtimeTools = [
  tool('m4 gm4', {
    options:
      '-D,--define=data -U,--undefine=data -I,--include=data -P,--prefix-builtins -s,--synclines -E,--fatal-warnings -i,--interactive -Q,--quiet,--silent -d,--debug=?data -F,--freeze-state=write -R,--reload-state=settings -o,--debugfile=write -G,--traditional -g,--gnu -t,--trace=data -L=data -H=data',
    operands: 'data*',
    special: macros,
    runsThings: true,
  }),
  tool('java', {
    options:
      '-jar=script -cp,-classpath,--class-path=data -version,--version -m,--module=data -p,--module-path=data --add-opens=data --add-exports=data --add-modules=data --enable-preview --source=data -ea -esa -da -server -client -Xshare=data --list-modules -showversion --enable-native-access=data -help --help -h -?',
    operands: 'data*',
    stopAtOperand: true,
    style: 'single',
    special: java,
  }),
  tool('gdb lldb gdb-multiarch cgdb', {
    options:
      '-batch,--batch --batch-silent --eval-command,-ex,-eval-command,--ex,-iex,-pex,-k=data -o,--one-line,-O=data -x,-command,--command,-ix=settings -p,-pid,--pid=data -q,-quiet,--quiet,-silent -nx,--nx -nh -n -args,--args -c,-core,--core=read -s,-symbols,-source,--source=settings -se=read -d,-directory=read -cd=cwd -tui -tty=data -nw -w -write -version,--version -help,--help -f,--file=read --attach-pid=data --no-lldbinit -b',
    operands: 'data*',
    style: 'single',
    restAfter: '--args',
    special: debuggerOrders,
    runsThings: true,
  }),
].flat();
