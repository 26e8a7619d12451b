/** What a loop's body may change, so that nothing is taken for known at its beginning that a round before has set. */
import type { SyntaxNode } from './parser.ts';
import type { ShellText } from './shell-text.ts';

/** Names that some command in a loop may set. */
export function assignedNames(shell: ShellText, nodes: readonly SyntaxNode[]): Set<string> {
  const names = new Set<string>();
  const queue = [...nodes];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    const text = shell.source.text.slice(node.start, Math.min(node.end, node.start + 300));
    if (node.type === 'variable_assignment') names.add(/^[A-Za-z_]\w*/.exec(text)?.[0] ?? '');
    else if (node.type === 'for_statement') names.add(/^\w+\s+([A-Za-z_]\w*)/.exec(text)?.[1] ?? '');
    else if (
      node.type === 'command' &&
      /^(?:[A-Za-z_]\w*=\S*\s+)*(?:read|mapfile|readarray|getopts|printf|eval)\b/.test(text)
    ) {
      for (const match of text.matchAll(/[A-Za-z_]\w*/g)) names.add(match[0]);
    } else if (node.type === 'expansion') {
      const assigned = /^\$\{([A-Za-z_]\w*):?=/.exec(text)?.[1];
      if (assigned !== undefined) names.add(assigned);
    }
    queue.push(...node.children);
  }
  names.delete('');
  return names;
}

export function changesDirectory(shell: ShellText, body: SyntaxNode): boolean {
  if (body.type === 'subshell' || body.type === 'function_definition' || body.type === 'command_substitution')
    return false;
  if (body.type === 'command') {
    return /^(?:builtin\s+|command\s+)?(?:cd|pushd|popd)\b/.test(shell.source.text.slice(body.start, body.start + 40));
  }
  return body.children.some((child) => changesDirectory(shell, child));
}
