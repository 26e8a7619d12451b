/** The programs that a command would start, in the words that they would get, and in which order they start each other. */
import type { SimpleCommand, Span } from '../contract/index.ts';

export interface ResolvedCommand {
  /** Null when known only at run time. */
  readonly program: string | null;
  /** Null where a word is known only at run time. */
  readonly args: readonly (string | null)[];
  /** Words as a shell would take them; `<?>` for what is not known. */
  readonly text: string;
  readonly span: Span;
  /** As it stands in the command. */
  readonly written: string;
  /** What starts would not be recognised in what is written: quotes, escapes, braces, variables, patterns. */
  readonly disguised: boolean;
  /** 0 for what the shell itself starts, 1 for what `sudo`, `xargs`, `bash -c` start, and so on. */
  readonly depth: number;
}

export function resolveCommands(command: string, list: readonly SimpleCommand[]): ResolvedCommand[] {
  const bytes = Buffer.from(command);
  const above: { readonly one: SimpleCommand; readonly depth: number }[] = [];
  const resolved: ResolvedCommand[] = [];
  for (const one of list) {
    while (above.length > 0 && !startedBy(one, above.at(-1)?.one)) above.pop();
    const depth = above.length;
    above.push({ one, depth });
    const words = [one.program, ...one.args];
    const written = bytes.subarray(one.span.start, one.span.end).toString();
    resolved.push({
      program: one.program,
      args: one.args,
      text: words.map((word) => (word === null ? '<?>' : shown(word))).join(' '),
      span: one.span,
      written,
      disguised: !words.every((word) => word === null || contains(written, word)),
      depth,
    });
  }
  return resolved;
}

/** The starter stands in front: its span covers the other's, and with equal spans the other's name is among its words. */
function startedBy(one: SimpleCommand, starter: SimpleCommand | undefined): boolean {
  if (starter === undefined) return false;
  const [inner, outer] = [one.span, starter.span];
  if (inner.start < outer.start || inner.end > outer.end) return false;
  if (inner.start !== outer.start || inner.end !== outer.end) return true;
  return one.program !== null && starter.args.includes(one.program) && one.args.length <= starter.args.length + 1;
}

/** A word in quotes is no disguise, nor is a value in quotes, nor code in double quotes whose inner quotes are escaped. */
function contains(written: string, word: string): boolean {
  const unescaped = written.replaceAll(/\\(["$`\\])/g, '$1');
  const unquoted = unescaped.replaceAll(/(?<=[\s=:,])["']|["'](?=\s|$)/g, '');
  return [written, unescaped, unquoted].some((text) => text.includes(word));
}

/** Quoted where a shell would cut or expand it; patterns and `~` stay as they are, since both can be meant. */
function shown(word: string): string {
  if (word !== '' && !/[\s"'`$\\;&|<>()]/.test(word)) return word;
  return /'/.test(word) && !/["`$\\!]/.test(word) ? `"${word}"` : `'${word.replaceAll("'", "'\\''")}'`;
}
