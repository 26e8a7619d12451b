/** From the syntax tree of Python to the common form: expressions and what is assigned to. */
import { type CodeNode, childOf, childrenOf, namedOf } from '../grammars.ts';
import { dataOf, ignored, placeOf, textExpression, unknownSyntax } from '../lowering.ts';
import type { Argument, Clause, Entry, Expression, FunctionCode, Pattern } from '../program.ts';
import { pythonText } from './strings.ts';

type Lower = (node: CodeNode) => Expression;

/** Python compares identifiers after NFKC. */
export function nameOf(node: CodeNode, code: string): string {
  return code.slice(node.start, node.end).normalize('NFKC');
}

export function lowerExpression(
  node: CodeNode,
  code: string,
  functionOf: (node: CodeNode) => FunctionCode,
): Expression {
  const at = placeOf(node);
  const lower: Lower = (child) => lowerExpression(child, code, functionOf);
  const field = (name: string): Expression => {
    const child = childOf(node, name);
    return child === undefined ? dataOf([], at) : lower(child);
  };
  switch (node.type) {
    case 'identifier':
      return { kind: 'name', name: nameOf(node, code), at };
    case 'string':
      return stringExpression(node, code, lower);
    case 'concatenated_string':
      return { kind: 'join', parts: namedOf(node).map(lower), at };
    case 'integer':
      return numberExpression(node, code);
    case 'true':
    case 'false':
    case 'none':
      return textlessConstant(node.type, at);
    case 'float':
    case 'ellipsis':
      return dataOf([], at);
    case 'attribute':
      return { kind: 'member', object: field('object'), name: nameOf(childOf(node, 'attribute') ?? node, code), at };
    case 'subscript':
      return subscript(node, lower);
    case 'call':
      return {
        kind: 'call',
        callee: field('function'),
        args: argumentsOf(childOf(node, 'arguments'), code, lower),
        at,
      };
    case 'list':
    case 'tuple':
    case 'set':
    case 'expression_list':
      return { kind: 'list', items: namedOf(node).map((child) => item(child, lower)), at };
    case 'dictionary':
      return { kind: 'map', entries: namedOf(node).map((child) => entry(child, lower)), at };
    case 'list_comprehension':
    case 'set_comprehension':
    case 'generator_expression':
    case 'dictionary_comprehension':
      return comprehension(node, code, lower);
    case 'lambda':
      return { kind: 'function', code: functionOf(node), at };
    case 'assignment':
      return {
        kind: 'assign',
        target: patternField(node, 'left', code, lower),
        value: field('right'),
        operator: '=',
        at,
      };
    case 'named_expression':
      return {
        kind: 'assign',
        target: patternField(node, 'name', code, lower),
        value: field('value'),
        operator: '=',
        at,
      };
    case 'augmented_assignment':
      return {
        kind: 'assign',
        target: patternField(node, 'left', code, lower),
        value: field('right'),
        operator: operatorOf(node, code),
        at,
      };
    case 'binary_operator':
      return { kind: 'binary', operator: operatorOf(node, code), left: field('left'), right: field('right'), at };
    case 'boolean_operator':
      return { kind: 'choice', test: null, options: [field('left'), field('right')], at };
    case 'conditional_expression': {
      const [value, test, other] = namedOf(node).map(lower);
      return { kind: 'choice', test: test ?? null, options: [value, other].filter((one) => one !== undefined), at };
    }
    case 'unary_operator':
      return unary(node, code, field('argument'));
    case 'generic_type':
    case 'type_parameter':
    case 'union_type':
    case 'member_type':
    case 'constrained_type':
    case 'splat_type':
    case 'comparison_operator':
    case 'not_operator':
      return { kind: 'data', parts: namedOf(node).map(lower), at };
    case 'parenthesized_expression':
    case 'await':
    case 'yield':
    case 'type':
    case 'keyword_separator':
      return { kind: 'last', parts: namedOf(node).map(lower), at };
    case 'list_splat':
    case 'dictionary_splat':
      return { kind: 'last', parts: namedOf(node).map(lower), at };
    case 'as_pattern':
      return field('value');
    default:
      return unknownSyntax(node);
  }
}

function textlessConstant(type: string, at: Expression['at']): Expression {
  // Options such as `shell=False` are looked at as text.
  return textExpression(type === 'true' ? 'true' : type === 'false' ? 'false' : 'false', at);
}

function numberExpression(node: CodeNode, code: string): Expression {
  const digits = code.slice(node.start, node.end).replaceAll('_', '');
  const value = /^\d+$/.test(digits) ? Number.parseInt(digits, 10) : Number(digits);
  return Number.isSafeInteger(value) ? { kind: 'number', value, at: placeOf(node) } : dataOf([], placeOf(node));
}

function unary(node: CodeNode, code: string, argument: Expression): Expression {
  if (argument.kind === 'number' && operatorOf(node, code) === '-') return { ...argument, value: -argument.value };
  return dataOf([argument], placeOf(node));
}

function operatorOf(node: CodeNode, code: string): string {
  const operator = childOf(node, 'operator');
  return operator === undefined ? '' : code.slice(operator.start, operator.end);
}

function stringExpression(node: CodeNode, code: string, lower: Lower): Expression {
  const at = placeOf(node);
  const opening = node.children.find((child) => child.type === 'string_start');
  const closing = node.children.find((child) => child.type === 'string_end');
  if (opening === undefined || closing === undefined) return unknownSyntax(node);
  const marks = code.slice(opening.start, opening.end).toLowerCase();
  const isRaw = marks.includes('r');
  const isBytes = /^[a-z]*b/.test(marks);
  const isFormat = /^[a-z]*[ft]/.test(marks);
  if (!isFormat) return textExpression(pythonText(code.slice(opening.end, closing.start), isRaw, isBytes), at);
  const parts: Expression[] = [];
  for (const child of node.children) {
    if (child.type === 'string_content') {
      const plain = code.slice(child.start, child.end).replaceAll('{{', '{').replaceAll('}}', '}');
      parts.push(textExpression(pythonText(plain, isRaw, false), placeOf(child)));
    } else if (child.type === 'interpolation') parts.push(interpolation(child, lower));
  }
  return { kind: 'join', parts, at };
}

/** `{x!r:>{width}}`: a conversion or a format makes another text. */
function interpolation(node: CodeNode, lower: Lower): Expression {
  const at = placeOf(node);
  const inner = childrenOf(node, 'expression').map(lower);
  const formats = namedOf(node).filter(
    (child) => child.type === 'format_specifier' || child.type === 'type_conversion',
  );
  if (formats.length === 0) return { kind: 'last', parts: inner, at };
  const nested = formats
    .flatMap((format) => namedOf(format))
    .flatMap((child) => namedOf(child))
    .map(lower);
  return dataOf([...inner, ...nested], at);
}

function subscript(node: CodeNode, lower: Lower): Expression {
  const at = placeOf(node);
  const value = childOf(node, 'value');
  const object = value === undefined ? dataOf([], at) : lower(value);
  const subscripts = childrenOf(node, 'subscript').filter((child) => child.named);
  const [only] = subscripts;
  if (only === undefined || subscripts.length > 1)
    return dataOf([object, ...subscripts.flatMap((one) => partsOf(one, lower))], at);
  if (only.type === 'slice') return { kind: 'slice', object, parts: sliceParts(only, lower), at };
  return { kind: 'index', object, index: lower(only), at };
}

function partsOf(node: CodeNode, lower: Lower): Expression[] {
  return node.type === 'slice' ? namedOf(node).map(lower) : [lower(node)];
}

function sliceParts(node: CodeNode, lower: Lower): (Expression | null)[] {
  const parts: (Expression | null)[] = [null, null, null];
  let at = 0;
  for (const child of node.children) {
    if (child.type === ':') at += 1;
    else if (child.named) parts[at] = lower(child);
  }
  return parts;
}

function item(node: CodeNode, lower: Lower): { spread: boolean; value: Expression } {
  return { spread: node.type === 'list_splat', value: lower(node) };
}

function entry(node: CodeNode, lower: Lower): Entry {
  const key = childOf(node, 'key');
  const value = childOf(node, 'value');
  return { key: key === undefined ? null : lower(key), value: lower(value ?? node) };
}

export function argumentsOf(node: CodeNode | undefined, code: string, lower: Lower): Argument[] {
  if (node === undefined) return [];
  if (node.type === 'generator_expression') return [{ name: null, spread: false, value: lower(node) }];
  return namedOf(node).map((child): Argument => {
    if (child.type === 'keyword_argument') {
      const value = childOf(child, 'value');
      const name = nameOf(childOf(child, 'name') ?? child, code);
      return { name, spread: false, value: value === undefined ? dataOf([], placeOf(child)) : lower(value) };
    }
    return {
      name: null,
      spread: child.type === 'list_splat' || child.type === 'dictionary_splat',
      value: lower(child),
    };
  });
}

function comprehension(node: CodeNode, code: string, lower: Lower): Expression {
  const clauses: Clause[] = [];
  const parts: Expression[] = [];
  for (const child of namedOf(node)) {
    const left = childOf(child, 'left');
    const right = childOf(child, 'right');
    if (child.type === 'for_in_clause' && left !== undefined && right !== undefined)
      clauses.push({ pattern: lowerPattern(left, code, lower), over: lower(right) });
    else if (child.type === 'if_clause') parts.push(...namedOf(child).map(lower));
  }
  const body = childOf(node, 'body');
  const at = placeOf(node);
  if (body?.type === 'pair') {
    const pair = entry(body, lower);
    return { kind: 'each', clauses, parts: pair.key === null ? parts : [...parts, pair.key], body: pair.value, at };
  }
  return { kind: 'each', clauses, parts, body: body === undefined ? dataOf([], at) : lower(body), at };
}

function patternField(node: CodeNode, field: string, code: string, lower: Lower): Pattern {
  const child = childOf(node, field);
  return child === undefined ? ignored : lowerPattern(child, code, lower);
}

export function lowerPattern(node: CodeNode, code: string, lower: Lower): Pattern {
  switch (node.type) {
    case 'identifier':
      return { kind: 'name', name: nameOf(node, code) };
    case 'pattern_list':
    case 'tuple_pattern':
    case 'list_pattern':
    case 'expression_list':
    case 'tuple':
    case 'list':
      return { kind: 'list', items: namedOf(node).map((child) => lowerPattern(child, code, lower)) };
    case 'list_splat_pattern':
    case 'list_splat': {
      const inner = namedOf(node)[0];
      return { kind: 'rest', inner: inner === undefined ? ignored : lowerPattern(inner, code, lower) };
    }
    case 'as_pattern_target':
    case 'parenthesized_expression': {
      const inner = namedOf(node)[0];
      return inner === undefined ? ignored : lowerPattern(inner, code, lower);
    }
    default:
      return { kind: 'place', target: lower(node) };
  }
}
