/** What belongs to a command, found without going through everything again: a script of thousands of commands stays linear. */
import type { Access, Analysis, Command, Contact } from './analysis.ts';
import type { Range } from './bash/source.ts';

interface Index {
  readonly contacts: ReadonlyMap<Command, readonly Contact[]>;
  readonly accesses: ReadonlyMap<Command, readonly Access[]>;
  readonly places: ReadonlyMap<string, readonly Command[]>;
}

/** Made on first use, when the walk is over. */
const indexes = new WeakMap<Analysis, Index>();
const NONE: readonly never[] = [];

function indexOf(analysis: Analysis): Index {
  const known = indexes.get(analysis);
  if (known !== undefined) return known;
  const index = {
    contacts: Map.groupBy(analysis.contacts, ({ command }) => command),
    accesses: Map.groupBy(analysis.accesses, ({ command }) => command),
    places: Map.groupBy(analysis.commands, ({ range }) => keyOf(range)),
  };
  indexes.set(analysis, index);
  return index;
}

const keyOf = ({ start, end }: Range): string => `${start} ${end}`;

export function contactsOf(analysis: Analysis, command: Command): readonly Contact[] {
  return analysis.contacts.length === 0 ? NONE : (indexOf(analysis).contacts.get(command) ?? NONE);
}

export function accessesOf(analysis: Analysis, command: Command): readonly Access[] {
  return analysis.accesses.length === 0 ? NONE : (indexOf(analysis).accesses.get(command) ?? NONE);
}

/** Commands that stand at the same place: a wrapper and what it starts. */
export function commandsAt(analysis: Analysis, range: Range): readonly Command[] {
  return indexOf(analysis).places.get(keyOf(range)) ?? NONE;
}
