/** cmake: builds, scripts (`-P`), and `-E`, a set of file commands of its own. */
import type { Field } from '../analysis.ts';
import { type Special, type ToolActions, tool } from './model.ts';

/** `cmake -E command words`: the rest of the line belongs to the command. */
const commandMode: Special = (_invocation, actions, command) => {
  const at = command.args.findIndex((field) => field.text === '-E');
  const [verb, ...words] = at < 0 ? [] : command.args.slice(at + 1);
  if (verb === undefined) return;
  if (verb.text === null) return actions.opaque(verb, 'a command of cmake known only at run time');
  perform(
    verb.text,
    words.filter((field) => !/^-/.test(field.text ?? '')),
    words,
    actions,
  );
};

function perform(verb: string, files: readonly Field[], words: readonly Field[], actions: ToolActions): undefined {
  const [first] = files;
  switch (verb) {
    case 'rm':
    case 'remove':
    case 'remove_directory':
      for (const field of files) actions.remove(field, { recursive: verb !== 'remove' });
      return;
    case 'copy':
    case 'copy_if_different':
    case 'copy_directory':
    case 'copy_directory_if_different':
    case 'rename':
      for (const field of files.slice(0, -1)) actions.read(field, { recursive: true });
      for (const field of verb === 'rename' ? files : files.slice(-1)) actions.write(field, { recursive: true });
      return;
    case 'make_directory':
    case 'touch':
    case 'touch_nocreate':
      for (const field of files) actions.write(field);
      return;
    case 'create_symlink':
    case 'create_hardlink':
      if (files[0] !== undefined && files[1] !== undefined) actions.link(files[0], files[1]);
      return;
    case 'cat':
    case 'md5sum':
    case 'sha256sum':
    case 'compare_files':
      for (const field of files) actions.read(field);
      return;
    case 'env': {
      const program = words.findIndex((field) => !/^--|=/.test(field.text ?? '='));
      for (const field of words.slice(0, Math.max(0, program))) setting(field, actions);
      if (program >= 0) actions.open(words.slice(program));
      return;
    }
    case 'time':
      return actions.open(words);
    case 'chdir':
      return first === undefined ? undefined : actions.open(words.slice(1), { cwd: first });
    case 'tar':
      for (const field of files.slice(1)) {
        actions.read(field, { recursive: true });
        if (/x/.test(first?.text ?? '')) actions.write(actions.literal('.', field), { recursive: true });
      }
      return;
    case 'capabilities':
    case 'echo':
    case 'echo_append':
    case 'environment':
    case 'sleep':
    case 'true':
    case 'false':
    case 'server':
      return;
    default:
      if (first !== undefined) actions.opaque(first, `a command of cmake (${verb}) that is not known here`);
  }
}

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
