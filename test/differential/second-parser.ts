/** The simple commands of a script by a second, independent parser (unbash), and by the walk. */
import { forEachChild, type ParsedScript, parse, type SyntaxNode, type Command as Theirs } from 'unbash';
import type { Command as Ours } from '../../classifiers/analysis.ts';
import { loadBashParser } from '../../classifiers/bash/parser.ts';
import { Scope } from '../../classifiers/bash/scope.ts';
import { Session } from '../../classifiers/bash/session.ts';
import { originalSource } from '../../classifiers/bash/source.ts';
import { walkText } from '../../classifiers/bash/walk-text.ts';
import { topPlace } from '../../classifiers/bash/walker.ts';

const parser = await loadBashParser();

/** A command of the second parser, in a form that can be compared. */
interface Wanted {
  readonly start: number;
  /** Offsets of the words behind the program. */
  readonly words: readonly number[];
  /** Starts of the commands whose output it reads; null where those are no simple commands. */
  readonly reads: readonly number[] | null;
}

export interface Agreement {
  /** Simple commands that both parsers see. */
  readonly commands: number;
  /** What the walk misses or reads otherwise. */
  readonly misses: readonly string[];
  /** Why the texts were not compared. */
  readonly skipped: 'second parser' | 'not understood' | null;
}

/** @param walked the text that the walk gets; another one than the second parser's only to show that a miss is seen */
export function agreement(text: string, walked = text): Agreement {
  const script = parse(text);
  const collector = new Collector(text);
  collector.script(script, null);
  if (collector.hasError) return { commands: 0, misses: [], skipped: 'second parser' };
  const session = new Session(parser, walked, '/workspace', '/workspace');
  walkText(session, originalSource(walked), new Scope(['/workspace']), 0, topPlace);
  if (session.opaque.some(({ kind }) => kind === 'parse')) {
    return { commands: 0, misses: [], skipped: 'not understood' };
  }
  const byStart = new Map<number, Ours[]>();
  for (const command of session.commands) {
    if (command.via.length > 0) continue;
    const { start } = command.program.range;
    byStart.set(start, [...(byStart.get(start) ?? []), command]);
  }
  const misses = collector.wanted.flatMap(
    (wanted) => missOf(text, wanted, byStart.get(wanted.start), session.commands) ?? [],
  );
  return { commands: collector.wanted.length, misses, skipped: null };
}

function missOf(text: string, wanted: Wanted, found: readonly Ours[] | undefined, all: readonly Ours[]): string | null {
  const shown = JSON.stringify(text.slice(wanted.start, wanted.start + 40));
  if (found === undefined) return `no command at ${wanted.start}: ${shown}`;
  const own = found.map(({ args }) => new Set(args.map(({ range }) => range.start)));
  if (!own.some((starts) => wanted.words.every((start) => starts.has(start))))
    return `other words at ${wanted.start}: ${shown}`;
  const { reads } = wanted;
  if (reads === null) return null;
  // The output of a function is that of the commands in it.
  const functions = new Set(all.filter(({ kind }) => kind === 'function').map(({ program }) => program.range.start));
  if (reads.some((start) => functions.has(start))) return null;
  const inputs = found.map(({ stdin }) =>
    stdin.filter(({ via }) => via.length === 0).map(({ program }) => program.range.start),
  );
  const same = (starts: readonly number[]): boolean =>
    starts.length === reads.length && reads.every((start) => starts.includes(start));
  return inputs.some(same) ? null : `another input at ${wanted.start}: ${shown}`;
}

class Collector {
  readonly wanted: Wanted[] = [];
  hasError = false;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  script(script: ParsedScript, reads: readonly number[] | null): void {
    if ((script.errors?.length ?? 0) > 0) this.hasError = true;
    // In backticks inside backticks the offsets are those of another text.
    if (script.source === undefined) forEachChild(script, (child) => this.#visit(child, reads));
  }

  #visit(node: SyntaxNode, reads: readonly number[] | null): void {
    switch (node.type) {
      case 'Script':
        this.script(node, null);
        return;
      case 'Function':
        // Its body is walked where it is called.
        return;
      case 'Pipeline':
        this.#pipeline(node.commands);
        return;
      case 'Command':
        this.#command(node, reads);
        break;
      default:
        break;
    }
    forEachChild(node, (child) => this.#visit(child, null));
  }

  #pipeline(stages: readonly SyntaxNode[]): void {
    let before: readonly number[] | null = null;
    for (const stage of stages) {
      this.#visit(stage, before);
      before = stage.type === 'Command' && isPlain(stage) ? [stage.name?.pos ?? stage.pos] : null;
    }
  }

  #command(command: Theirs, reads: readonly number[] | null): void {
    const { name } = command;
    if (name === undefined || !isPlain(command) || isSkipped(name.text)) return;
    const words = command.args.flatMap((word) => (word.type === 'Word' && !mayVanish(word.text) ? [word.pos] : []));
    const start = this.#text.startsWith(name.text, name.pos) ? name.pos : -1;
    if (start >= 0) this.wanted.push({ start, words, reads });
  }
}

/** The name stands as it is: no expansion that could vanish or become several words. */
function isPlain({ name }: Theirs): boolean {
  return name !== undefined && !/[$`{<*?[]/.test(name.text);
}

/** A descriptor (`{fd}>x`) and the like, which are no commands to either side. */
function isSkipped(name: string): boolean {
  return /^\{\w+\}$/.test(name);
}

function mayVanish(text: string): boolean {
  return /[$`{<>]/.test(text);
}
