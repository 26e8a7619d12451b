/** From the syntax tree of JavaScript to the common form: expressions and what is assigned to. */
import { type CodeNode, childOf, namedOf } from '../grammars.ts';
import { dataOf, ignored, placeOf, positional, textExpression, unknownSyntax } from '../lowering.ts';
import type { Argument, Entry, Expression, FunctionCode, Pattern } from '../program.ts';
import { javascriptText } from './strings.ts';

export interface JavascriptLowering {
  readonly code: string;
  expression(node: CodeNode): Expression;
  pattern(node: CodeNode): Pattern;
  name(node: CodeNode): string;
  text(node: CodeNode): string;
  functionOf(node: CodeNode): FunctionCode;
  classOf(node: CodeNode): Expression;
}

export function stringText(node: CodeNode, code: string): string | null {
  return node.type === 'string' ? javascriptText(code.slice(node.start + 1, node.end - 1)) : null;
}

export function lowerExpression(node: CodeNode, lowering: JavascriptLowering): Expression {
  const at = placeOf(node);
  const field = (name: string): Expression => {
    const child = childOf(node, name);
    return child === undefined ? dataOf([], at) : lowering.expression(child);
  };
  const all = (): Expression[] => namedOf(node).map(lowering.expression);
  switch (node.type) {
    case 'identifier':
    case 'shorthand_property_identifier':
    case 'undefined':
      return { kind: 'name', name: lowering.name(node), at };
    case 'this':
    case 'super':
      return { kind: 'name', name: node.type, at };
    case 'string':
      return textExpression(stringText(node, lowering.code), at);
    case 'template_string':
      return template(node, lowering);
    case 'number':
      return numberExpression(lowering.text(node), at);
    case 'true':
    case 'false':
      return textExpression(node.type, at);
    case 'null':
    case 'regex':
    case 'meta_property':
      return dataOf([], at);
    case 'member_expression':
      return member(node, lowering);
    case 'subscript_expression':
      return { kind: 'index', object: field('object'), index: field('index'), at };
    case 'call_expression':
      return call(node, lowering);
    case 'new_expression':
      return {
        kind: 'call',
        callee: field('constructor'),
        args: argumentsOf(childOf(node, 'arguments'), lowering),
        at,
      };
    case 'array':
      return {
        kind: 'list',
        items: namedOf(node).map((child) => ({
          spread: child.type === 'spread_element',
          value: lowering.expression(child),
        })),
        at,
      };
    case 'object':
      return { kind: 'map', entries: namedOf(node).flatMap((child) => entries(child, lowering)), at };
    case 'arrow_function':
    case 'function_expression':
    case 'function':
    case 'generator_function':
      return { kind: 'function', code: lowering.functionOf(node), at };
    case 'class':
      return lowering.classOf(node);
    case 'assignment_expression':
      return { kind: 'assign', target: patternField(node, 'left', lowering), value: field('right'), operator: '=', at };
    case 'augmented_assignment_expression': {
      const operator = childOf(node, 'operator');
      const sign = operator === undefined ? '+=' : lowering.text(operator);
      return {
        kind: 'assign',
        target: patternField(node, 'left', lowering),
        value: field('right'),
        operator: sign,
        at,
      };
    }
    case 'update_expression':
      return {
        kind: 'assign',
        target: patternField(node, 'argument', lowering),
        value: dataOf([], at),
        operator: '-=',
        at,
      };
    case 'binary_expression':
      return binary(node, lowering);
    case 'ternary_expression':
      return { kind: 'choice', test: field('condition'), options: [field('consequence'), field('alternative')], at };
    case 'unary_expression':
      return unary(node, lowering);
    case 'sequence_expression':
    case 'parenthesized_expression':
    case 'await_expression':
    case 'yield_expression':
    case 'spread_element':
      return { kind: 'last', parts: all(), at };
    case 'import':
      return { kind: 'name', name: 'import', at };
    default:
      return unknownSyntax(node);
  }
}

function numberExpression(digits: string, at: Expression['at']): Expression {
  const value = Number(digits.replaceAll('_', ''));
  return Number.isSafeInteger(value) ? { kind: 'number', value, at } : dataOf([], at);
}

function template(node: CodeNode, lowering: JavascriptLowering): Expression {
  const parts: Expression[] = [];
  let from = node.start + 1;
  for (const child of node.children) {
    if (child.type !== 'template_substitution') continue;
    parts.push(textExpression(javascriptText(lowering.code.slice(from, child.start)), placeOf(node)));
    parts.push({ kind: 'last', parts: namedOf(child).map(lowering.expression), at: placeOf(child) });
    from = child.end;
  }
  parts.push(textExpression(javascriptText(lowering.code.slice(from, node.end - 1)), placeOf(node)));
  return { kind: 'join', parts, at: placeOf(node) };
}

function member(node: CodeNode, lowering: JavascriptLowering): Expression {
  const object = childOf(node, 'object');
  const property = childOf(node, 'property');
  if (object === undefined || property === undefined) return unknownSyntax(node);
  if (object.type === 'import') return dataOf([], placeOf(node));
  return { kind: 'member', object: lowering.expression(object), name: lowering.name(property), at: placeOf(node) };
}

/** A template behind a function is a call with its pieces. */
function call(node: CodeNode, lowering: JavascriptLowering): Expression {
  const callee = childOf(node, 'function');
  const given = childOf(node, 'arguments');
  const at = placeOf(node);
  if (callee === undefined) return unknownSyntax(node);
  const args =
    given?.type === 'template_string' ? [positional(lowering.expression(given))] : argumentsOf(given, lowering);
  return { kind: 'call', callee: lowering.expression(callee), args, at };
}

function argumentsOf(node: CodeNode | undefined, lowering: JavascriptLowering): Argument[] {
  if (node === undefined) return [];
  return namedOf(node).map((child) => ({
    name: null,
    spread: child.type === 'spread_element',
    value: lowering.expression(child),
  }));
}

export function keyOf(node: CodeNode, lowering: JavascriptLowering): Expression {
  const at = placeOf(node);
  switch (node.type) {
    case 'property_identifier':
    case 'private_property_identifier':
    case 'shorthand_property_identifier':
    case 'shorthand_property_identifier_pattern':
      return textExpression(lowering.name(node), at);
    case 'computed_property_name':
      return { kind: 'last', parts: namedOf(node).map(lowering.expression), at };
    default:
      return lowering.expression(node);
  }
}

function entries(node: CodeNode, lowering: JavascriptLowering): Entry[] {
  const at = placeOf(node);
  switch (node.type) {
    case 'pair': {
      const key = childOf(node, 'key');
      const value = childOf(node, 'value');
      if (key === undefined || value === undefined) return [];
      return [{ key: keyOf(key, lowering), value: lowering.expression(value) }];
    }
    case 'shorthand_property_identifier':
      return [{ key: textExpression(lowering.name(node), at), value: lowering.expression(node) }];
    case 'method_definition': {
      const name = childOf(node, 'name');
      if (name === undefined) return [];
      return [{ key: keyOf(name, lowering), value: { kind: 'function', code: lowering.functionOf(node), at } }];
    }
    case 'spread_element':
      return [{ key: null, value: lowering.expression(node) }];
    default:
      return [{ key: textExpression('', at), value: unknownSyntax(node) }];
  }
}

function binary(node: CodeNode, lowering: JavascriptLowering): Expression {
  const at = placeOf(node);
  const operatorNode = childOf(node, 'operator');
  const operator = operatorNode === undefined ? '' : lowering.text(operatorNode);
  const sides = [childOf(node, 'left'), childOf(node, 'right')].filter((side) => side !== undefined);
  const [left, right] = sides
    .filter((side) => side.type !== 'private_property_identifier')
    .map((side) => lowering.expression(side));
  if (left === undefined || right === undefined)
    return dataOf(
      [left, right].filter((side) => side !== undefined),
      at,
    );
  if (operator === '||' || operator === '&&' || operator === '??')
    return { kind: 'choice', test: null, options: [left, right], at };
  if (operator === '+') return { kind: 'binary', operator, left, right, at };
  return dataOf([left, right], at);
}

function unary(node: CodeNode, lowering: JavascriptLowering): Expression {
  const argument = childOf(node, 'argument');
  const operator = childOf(node, 'operator');
  if (argument === undefined) return dataOf([], placeOf(node));
  const value = lowering.expression(argument);
  if (value.kind === 'number' && operator !== undefined && lowering.text(operator) === '-')
    return { ...value, value: -value.value };
  // `typeof name` asks for a name that may be absent.
  if (operator !== undefined && lowering.text(operator) === 'typeof' && argument.type === 'identifier')
    return dataOf([], placeOf(node));
  // `delete object.member`
  const parts = value.kind === 'member' ? [value.object] : value.kind === 'index' ? [value.object, value.index] : null;
  if (parts !== null) return { kind: 'last', parts: [...parts, dataOf([], placeOf(node))], at: placeOf(node) };
  return dataOf([value], placeOf(node));
}

function patternField(node: CodeNode, field: string, lowering: JavascriptLowering): Pattern {
  const child = childOf(node, field);
  return child === undefined ? ignored : lowering.pattern(child);
}

export function lowerPattern(node: CodeNode, lowering: JavascriptLowering): Pattern {
  switch (node.type) {
    case 'identifier':
    case 'shorthand_property_identifier_pattern':
      return { kind: 'name', name: lowering.name(node) };
    case 'array_pattern':
      return { kind: 'list', items: listItems(node, lowering) };
    case 'rest_pattern': {
      const inner = namedOf(node)[0];
      return { kind: 'rest', inner: inner === undefined ? ignored : lowering.pattern(inner) };
    }
    case 'assignment_pattern':
    case 'object_assignment_pattern': {
      const left = childOf(node, 'left');
      const right = childOf(node, 'right');
      if (left === undefined || right === undefined) return ignored;
      return { kind: 'either', inner: lowering.pattern(left), fallback: lowering.expression(right) };
    }
    case 'object_pattern':
      return objectPattern(node, lowering);
    case 'parenthesized_expression': {
      const inner = namedOf(node)[0];
      return inner === undefined ? ignored : lowering.pattern(inner);
    }
    default:
      return { kind: 'place', target: lowering.expression(node) };
  }
}

/** Holes count as items: `[, a] = list`. */
function listItems(node: CodeNode, lowering: JavascriptLowering): Pattern[] {
  const items: Pattern[] = [];
  let waiting: Pattern = ignored;
  for (const child of node.children) {
    if (child.named && child.type !== 'comment') waiting = lowering.pattern(child);
    else if (child.type === ',') {
      items.push(waiting);
      waiting = ignored;
    }
  }
  return [...items, waiting];
}

function objectPattern(node: CodeNode, lowering: JavascriptLowering): Pattern {
  const list: { key: Expression; pattern: Pattern }[] = [];
  let rest: Pattern | null = null;
  for (const child of namedOf(node)) {
    const at = placeOf(child);
    if (child.type === 'rest_pattern') {
      const inner = namedOf(child)[0];
      rest = inner === undefined ? ignored : lowering.pattern(inner);
    } else if (child.type === 'pair_pattern') {
      const key = childOf(child, 'key');
      const value = childOf(child, 'value');
      if (key !== undefined && value !== undefined)
        list.push({ key: keyOf(key, lowering), pattern: lowering.pattern(value) });
    } else {
      const name = child.type === 'object_assignment_pattern' ? (childOf(child, 'left') ?? child) : child;
      list.push({ key: textExpression(lowering.name(name), at), pattern: lowering.pattern(child) });
    }
  }
  return { kind: 'map', entries: list, rest };
}
