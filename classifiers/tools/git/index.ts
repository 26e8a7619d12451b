/**
 * git: every subcommand of `git help -a`. Its `-c`, aliases, hooks and helper options can run commands; contents of `.git` are left
 * out of the effects.
 */
import { type Special, type ToolSpec, tool } from '../model.ts';
import { changingCommands, changingExamples } from './changing.ts';
import { GLOBAL } from './options.ts';
import { readingCommands, readingExamples } from './reading.ts';
import { refCommands, refExamples } from './refs.ts';
import { remoteCommands, remoteExamples } from './remotes.ts';
import { globals } from './settings.ts';

const subcommands: Readonly<Record<string, ToolSpec>> = {
  ...readingCommands,
  ...changingCommands,
  ...refCommands,
  ...remoteCommands,
};
const known = new Set(Object.keys(subcommands).flatMap((names) => names.split(' ')));

/** An unknown word is an alias of the settings or a program `git-word`. */
const git: Special = (invocation, actions, command) => {
  globals(invocation, actions, command);
  const [word] = invocation.operands;
  if (invocation.sub.length > 0 || word === undefined) return;
  if (invocation.options.some((option) => option.name === '--help')) return;
  actions.signal('unknown-option', word.field, 'an alias of git or a program that is not known here');
};

/** `git-reset` in git's own directory is `git reset`. */
const dashed: Special = (invocation, actions, command) => {
  const name = invocation.tool?.slice(4) ?? '';
  actions.open([actions.literal('git', command.program), actions.literal(name, command.program), ...command.args]);
};

export const gitTools = [
  tool('git', {
    examples: [...readingExamples, ...changingExamples, ...refExamples, ...remoteExamples],
    options: GLOBAL,
    operands: 'data*',
    runsThings: true,
    ownOptions: true,
    negations: true,
    special: git,
    subcommands,
  }),
  [...known].flatMap((name) => tool(`git-${name}`, { operands: 'data*', style: 'none', special: dashed })),
  tool('scalar', {
    options: '-C=cwd -c=data -b,--branch=data --single-branch --src --full-clone --task=data -a,--all',
    subcommands: { clone: { operands: 'url write' }, 'register unregister run list reconfigure diagnose delete': {} },
  }),
  tool('gitk tig lazygit gitui', { options: '--all', operands: 'data*' }),
].flat();
