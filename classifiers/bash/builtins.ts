/** Builtins of bash by name. Those that neither change the shell nor run code only have arguments. */
import type { Command } from '../analysis.ts';
import type { Builtin } from './builtin-call.ts';
import { alias, completion, evaluate, history, runRest, source, trap } from './builtin-code.ts';
import { changeDirectory, shellOptions } from './builtin-shell.ts';
import {
  declare,
  letBuiltin,
  printfBuiltin,
  readVariables,
  testBuiltin,
  unset,
  waitBuiltin,
} from './builtin-variables.ts';
import type { Opening, Walker } from './walker.ts';

const PLAIN =
  ': [ bg break caller continue dirs disown echo enable exit logout false fg getopts hash help jobs kill popd pwd return shift suspend times true type ulimit umask unalias';

/** Settings of the shell that change how the rest is read, or run something later. */
const STATE = 'shopt set enable hash';

export function isBuiltin(name: string): boolean {
  return table.has(name);
}

export function runBuiltin(name: string, walker: Walker, command: Command, opening: Opening): Command[] {
  const run = table.get(name);
  return run?.({ name, walker, command, opening, args: command.args }) ?? [command];
}

function returnsNothing(): undefined {
  return undefined;
}

function all(names: string, builtin: Builtin): Record<string, Builtin> {
  return Object.fromEntries(names.split(' ').map((name) => [name, builtin]));
}

const table: ReadonlyMap<string, Builtin> = new Map(
  Object.entries<Builtin>({
    ...all(PLAIN, returnsNothing),
    ...all(STATE, shellOptions),
    ...all('cd pushd', changeDirectory),
    ...all('export declare typeset readonly local', declare),
    ...all('read mapfile readarray', readVariables),
    ...all('source .', source),
    ...all('exec command builtin', runRest),
    ...all('complete compgen compopt bind fc', completion),
    popd: (call) => {
      call.opening.scope.cwds = null;
      return undefined;
    },
    printf: printfBuiltin,
    eval: evaluate,
    trap,
    alias,
    unset,
    history,
    let: letBuiltin,
    wait: waitBuiltin,
    test: testBuiltin,
    '[': testBuiltin,
  }),
);
