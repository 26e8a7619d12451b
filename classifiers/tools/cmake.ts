/** cmake: builds, scripts (`-P`), and `-E`, a set of file commands of its own. */
import type { Field } from '../analysis.ts';
import { type Special, type ToolActions, tool } from './model.ts';

/** `cmake -E command words`: the rest of the line belongs to the command. */
const commandMode: Special = (_invocation, actions, command) => {
  const at = command.args.findIndex((field) => field.text === '-E');
  const [verb, ...words] = at < 0 ? [] : command.args.slice(at + 1);
  if (verb === undefined) return;
  if (verb.text === null) return actions.opaque(verb, 'a command of cmake known only at run time');
  const files = words.filter((field) => !/^-/.test(field.text ?? ''));
  const mode = byName.get(verb.text);
  if (mode === undefined) actions.opaque(verb, `a command of cmake (${verb.text}) that is not known here`);
  else mode(files, words, actions);
};

type CommandMode = (files: readonly Field[], words: readonly Field[], actions: ToolActions) => undefined;

const nothing: CommandMode = () => undefined;
const copies: CommandMode = (files, _words, actions) => {
  for (const field of files.slice(0, -1)) actions.read(field, { recursive: true });
  for (const field of files.slice(-1)) actions.write(field, { recursive: true });
};
const makes: CommandMode = (files, _words, actions) => {
  for (const field of files) actions.write(field);
};
const reads: CommandMode = (files, _words, actions) => {
  for (const field of files) actions.read(field);
};
const removes =
  (recursive: boolean): CommandMode =>
  (files, _words, actions) => {
    for (const field of files) actions.remove(field, { recursive });
  };

/** cmake(1), "Run a Command-Line Tool". */
const COMMANDS: Readonly<Record<string, CommandMode>> = {
  'rm remove_directory': removes(true),
  remove: removes(false),
  'copy copy_if_different copy_directory copy_directory_if_different copy_directory_if_newer copy_if_newer': copies,
  rename(files, words, actions) {
    copies(files, words, actions);
    for (const field of files.slice(0, 1)) actions.write(field, { recursive: true });
  },
  'make_directory touch touch_nocreate': makes,
  'create_symlink create_hardlink': ([target, name], _words, actions) =>
    target === undefined || name === undefined ? undefined : actions.link(target, name),
  'cat md5sum sha1sum sha224sum sha256sum sha384sum sha512sum compare_files': reads,
  env(_files, words, actions) {
    const program = words.findIndex((field) => !/^--|=/.test(field.text ?? '='));
    for (const field of program < 0 ? words : words.slice(0, program)) setting(field, actions);
    if (program >= 0) actions.open(words.slice(program));
  },
  time: (_files, words, actions) => actions.open(words),
  chdir: ([folder], words, actions) =>
    folder === undefined ? undefined : actions.open(words.slice(1), { cwd: folder }),
  tar([mode, ...files], _words, actions) {
    for (const field of files) actions.read(field, { recursive: true });
    const [archive] = files;
    if (/x/.test(mode?.text ?? '') && archive !== undefined)
      actions.write(actions.literal('.', archive), { recursive: true });
  },
  'capabilities echo echo_append environment sleep true false server': nothing,
};
const byName = new Map(
  Object.entries(COMMANDS).flatMap(([names, mode]) => names.split(' ').map((name) => [name, mode] as const)),
);

function setting(field: Field, actions: ToolActions): undefined {
  const text = field.text ?? field.prefix;
  const at = text.indexOf('=');
  if (at > 0 && !text.startsWith('--'))
    actions.env(text.slice(0, at), actions.literal(text.slice(at + 1), field), field);
}

export const cmakeTools = tool('cmake cmake3', {
  examples: [
    { command: 'cmake -S . -B build -DCMAKE_BUILD_TYPE=Debug', reads: ['.'], writes: ['build'] },
    { command: 'cmake --build build -j4', writes: ['build'] },
    { command: 'cmake -E rm -rf out', writes: ['out'], reads: [], execs: ['cmake'] },
    { command: 'cmake -E copy a b', reads: ['a'], writes: ['b'] },
    { command: 'cmake -E env A=1 cat a', reads: ['a'], execs: ['cmake', 'cat'] },
    { command: 'cmake -P x.cmake', reads: ['x.cmake'] },
  ],
  options:
    '-S=read -B=write -D=?data -G=data -C=read -P=script -U=data -A=data -T=data --build=write --install=write --target=data -t=data -j=?data --parallel=?data --config=data --prefix=write --preset=data -E -N -L -Wdev -Wno-dev --fresh --open=data --log-level=data --trace --graphviz=write --clean-first -v,--verbose --component=data --strip --toolchain=read --workflow --list-presets --version -h,--help',
  operands: 'read*',
  restAfter: '-E',
  style: 'plain',
  runsThings: true,
  special: commandMode,
});
