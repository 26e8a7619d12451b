/** A redirect of the grammar as what it does to files. */
import { literalField, type Redirect, type RedirectKind } from '../analysis.ts';
import type { Scope } from './scope.ts';
import type { Part } from './simple.ts';
import type { derivedSource } from './source.ts';
import type { Walker } from './walker.ts';
import { resolveWhole, resolveWord } from './words.ts';

const KINDS: Readonly<Record<string, RedirectKind>> = {
  '<': 'read',
  '>': 'write',
  '>>': 'append',
  '>|': 'write',
  '&>': 'write',
  '&>>': 'append',
  '<>': 'both',
  '<&': 'duplicate',
  '>&': 'duplicate',
  '<&-': 'duplicate',
  '>&-': 'duplicate',
};

export function readRedirect(walker: Walker, part: Part & { kind: 'redirect' }, scope: Scope): Redirect {
  const { node, target } = part;
  const source = walker.shell.source;
  const range = source.range(part.start, part.end);
  const token = node.children.find((child) => !child.named && /[<>]/.test(child.type));
  const operatorStart = token?.start ?? node.start;
  const operator = spelledOperator(source.text, operatorStart) ?? token?.type ?? '';
  const descriptor = node.children.find((child) => child.type === 'file_descriptor');
  const fd = descriptor === undefined ? null : source.text.slice(descriptor.start, descriptor.end);
  const heredoc = walker.shell.heredocs.get(operatorStart);
  if (heredoc !== undefined) {
    const body = heredoc.quoted ? literalBody(heredoc.text, heredoc.source) : liveBody(walker, heredoc, scope);
    return { kind: 'heredoc', operator: '<<', fd, target: null, body, range };
  }
  // `< 2> f`: the number belongs to the redirect that follows.
  if (
    target !== null &&
    /^\d+[<>]/.test(source.text.slice(target.start, target.end + 1)) &&
    target.end - target.start < 9
  )
    walker.disagree(target, 'a redirect without a target');
  const context = walker.context(scope);
  if (operator === '<<<') {
    const body = target === null ? null : resolveWhole(context, target.start, target.end, 'parameter');
    return { kind: 'herestring', operator, fd, target: null, body, range };
  }
  const fields = target === null ? [] : resolveWord(context, target.start, target.end);
  const field = fields.length === 1 ? (fields[0] ?? null) : null;
  if (field?.text === '!')
    walker.session.signal('dialect', range, 'a redirect as zsh writes it; bash writes a file of that name');
  if (fields.length > 1) walker.session.signal('syntax', range, 'a redirect to several words');
  // `<&3` is what `exec 3< file` opened.
  const opened = /^[<>]&$/.test(operator) ? scope.descriptor(field?.text ?? '') : undefined;
  if (opened !== undefined) return { ...opened, operator, fd, range };
  return { kind: kindOf(operator, field?.text ?? null), operator, fd, target: field, body: null, range };
}

/** Where the grammar was given another spelling, the text says what stands there. */
function spelledOperator(text: string, at: number): string | null {
  return text.startsWith('<<<', at) ? '<<<' : text.startsWith('<>', at) ? '<>' : null;
}

/** `>&2` and `2>&1` copy a descriptor; `>& file` writes a file. */
function kindOf(operator: string, target: string | null): RedirectKind {
  const kind = KINDS[operator] ?? 'both';
  if (kind !== 'duplicate' || (target !== null && /^(?:\d*-?)$/.test(target))) return kind;
  return operator === '>&' ? 'write' : 'duplicate';
}

type Body = { readonly text: string; readonly source: Parameters<typeof derivedSource>[0] };

function literalBody(text: string, source: Body['source']) {
  return literalField(text, source.range(0, text.length));
}

/** The body of an unquoted here-document: expansions and backticks in it run (silent gap 1). */
function liveBody(walker: Walker, heredoc: Body, scope: Scope) {
  const context = { ...walker.contextFor(heredoc.source, scope) };
  return resolveWhole(context, 0, heredoc.text.length, 'heredoc');
}
