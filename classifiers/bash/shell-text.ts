/** A shell text ready to be walked: normalised, parsed, with the tree's substitutions by offset. */
import type { HeredocBody } from './normalize.ts';
import type { SyntaxNode, SyntaxTree } from './parser.ts';
import type { Source } from './source.ts';

export class ShellText {
  readonly source: Source;
  readonly heredocs: ReadonlyMap<number, HeredocBody>;
  readonly root: SyntaxNode;
  readonly hasError: boolean;
  #substitutions: ReadonlyMap<number, SyntaxNode> | null = null;

  constructor(source: Source, heredocs: ReadonlyMap<number, HeredocBody>, tree: SyntaxTree) {
    this.source = source;
    this.heredocs = heredocs;
    this.root = tree.root;
    this.hasError = tree.hasError;
  }

  /** The command or process substitution of the tree whose first character stands at the offset. */
  substitutionAt(offset: number): SyntaxNode | undefined {
    this.#substitutions ??= substitutionsOf(this.root);
    return this.#substitutions.get(offset);
  }
}

function substitutionsOf(root: SyntaxNode): Map<number, SyntaxNode> {
  const substitutions = new Map<number, SyntaxNode>();
  const queue: SyntaxNode[] = [root];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (node.type === 'command_substitution' || node.type === 'process_substitution')
      substitutions.set(node.start, node);
    for (const child of node.children) queue.push(child);
  }
  return substitutions;
}
