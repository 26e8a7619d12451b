/** A shell text ready to be walked: normalised, parsed, with the tree's substitutions by offset. */
import type { HeredocBody } from './normalize.ts';
import type { SyntaxNode, SyntaxTree } from './parser.ts';
import type { Source } from './source.ts';

export interface ShellText {
  readonly source: Source;
  readonly heredocs: ReadonlyMap<number, HeredocBody>;
  readonly root: SyntaxNode;
  /** Command and process substitutions of the tree, by the offset of their first character. */
  readonly substitutions: ReadonlyMap<number, SyntaxNode>;
}

export function shellText(source: Source, heredocs: ReadonlyMap<number, HeredocBody>, tree: SyntaxTree): ShellText {
  const substitutions = new Map<number, SyntaxNode>();
  const queue: SyntaxNode[] = [tree.root];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (node.type === 'command_substitution' || node.type === 'process_substitution')
      substitutions.set(node.start, node);
    queue.push(...node.children);
  }
  return { source, heredocs, root: tree.root, substitutions };
}
