/** Values that leave what can be followed. */
import type { Place } from './program.ts';
import type { Call, Runner } from './runner.ts';
import type { Closure, Value } from './values.ts';

export function escapeArguments(runner: Runner, given: Call): undefined {
  given.positional.forEach((value, at) => {
    runner.escape(value, given.places[at] ?? given.at);
  });
  for (const value of given.named.values()) runner.escape(value, given.at);
}

/** A function that escapes may run at any time; something of the library that can act may not escape unseen. */
export function escapeValue(
  runner: Runner,
  value: Value,
  at: Place,
  later: (closure: Closure) => undefined,
): undefined {
  switch (value.kind) {
    case 'closure':
      for (const closure of value.closures) later(closure);
      return;
    case 'ref':
      if (runner.language.table.get(value.name)?.effects[0]?.kind === 'environment')
        runner.findings.trait('environment', 'takes the whole environment', at);
      else if (!isInert(runner, value.name))
        runner.findings.doubt(`hands ${value.name} on, so that it can act under another name`, at);
      return;
    case 'list':
      for (const item of value.items) escapeValue(runner, item, at, later);
      return;
    case 'map':
      for (const entry of value.entries.values()) escapeValue(runner, entry, at, later);
      return;
  }
}

function isInert(runner: Runner, name: string): boolean {
  const signature = runner.language.table.get(name);
  return signature === null ? runner.language.isPure(name) : signature.effects.length === 0;
}
