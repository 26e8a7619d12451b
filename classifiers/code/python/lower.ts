/** From the syntax tree of Python to the common form: statements. */
import { type CodeNode, childOf, childrenOf, namedOf, parseCode } from '../grammars.ts';
import { dataOf, ignored, placeOf, textExpression, unknownSyntax } from '../lowering.ts';
import type { Expression, FunctionCode, Parameter, Pattern, Statement } from '../program.ts';
import { lowerExpression, lowerPattern, nameOf } from './expressions.ts';

/** `# -*- coding: x -*-` in one of the first lines changes what all that follows says. */
const CODING = /^(?:[^\n]*\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*(?!utf-?8|ascii|latin-?1)[-\w.]+/i;

export function lowerPython(code: string): readonly Statement[] | null {
  if (CODING.test(code)) return null;
  const root = parseCode('python', code);
  return root === null ? null : new PythonLowering(code).block(root);
}

class PythonLowering {
  readonly #code: string;

  constructor(code: string) {
    this.#code = code;
  }

  block(node: CodeNode | undefined): Statement[] {
    return node === undefined ? [] : namedOf(node).flatMap((child) => this.statement(child));
  }

  /** Arrow functions, so that they can be handed to the lowering of expressions. */
  readonly expression = (node: CodeNode): Expression => lowerExpression(node, this.#code, this.function);

  readonly function = (node: CodeNode): FunctionCode => {
    const name = childOf(node, 'name');
    const body = childOf(node, 'body');
    return {
      name: name === undefined ? null : this.#text(name),
      parameters: namedOf(childOf(node, 'parameters') ?? { ...node, children: [] }).flatMap((child) =>
        this.#parameter(child),
      ),
      body:
        node.type === 'lambda' && body !== undefined
          ? [{ kind: 'return', value: this.expression(body) }]
          : this.block(body),
    };
  };

  #text(node: CodeNode): string {
    return this.#code.slice(node.start, node.end);
  }

  #pattern(node: CodeNode): Pattern {
    return lowerPattern(node, this.#code, this.expression);
  }

  statement(node: CodeNode): Statement[] {
    switch (node.type) {
      case 'expression_statement':
        return this.#expressionStatement(node);
      case 'import_statement':
      case 'import_from_statement':
        return this.#import(node);
      case 'if_statement':
        return this.#if(node);
      case 'for_statement':
      case 'while_statement':
        return this.#loop(node);
      case 'try_statement':
        return this.#try(node);
      case 'with_statement':
        return this.#with(node);
      case 'function_definition':
        return [this.#declareFunction(node, [])];
      case 'class_definition':
        return [this.#declareClass(node, [])];
      case 'decorated_definition':
        return this.#decorated(node);
      case 'match_statement':
        return this.#match(node);
      case 'return_statement':
        return namedOf(node).map((child) => ({ kind: 'return', value: this.expression(child) }));
      case 'raise_statement':
      case 'assert_statement':
      case 'print_statement':
        return [this.#evaluate(namedOf(node), node)];
      case 'delete_statement':
        return [this.#evaluate(namedOf(node), node)];
      case 'global_statement':
      case 'nonlocal_statement':
        return [{ kind: 'outer', names: namedOf(node).map((child) => nameOf(child, this.#code)) }];
      case 'pass_statement':
      case 'break_statement':
      case 'continue_statement':
      case 'future_import_statement':
      case 'comment':
      case 'type_alias_statement':
        return [];
      case 'block':
      case 'module':
        return this.block(node);
      default:
        return [{ kind: 'expression', value: unknownSyntax(node) }];
    }
  }

  #evaluate(nodes: readonly CodeNode[], at: CodeNode): Statement {
    return { kind: 'expression', value: dataOf(nodes.map(this.expression), placeOf(at)) };
  }

  #expressionStatement(node: CodeNode): Statement[] {
    return namedOf(node).flatMap((child): Statement[] =>
      child.type === 'assignment' ? this.#assignment(child) : [{ kind: 'expression', value: this.expression(child) }],
    );
  }

  #assignment(node: CodeNode): Statement[] {
    const left = childOf(node, 'left');
    const right = childOf(node, 'right');
    const type = childOf(node, 'type');
    const annotation: Statement[] = type === undefined ? [] : [this.#evaluate([type], type)];
    if (left === undefined || right === undefined) return annotation;
    const pattern = this.#pattern(left);
    if (right.type !== 'assignment')
      return [...annotation, { kind: 'declare', pattern, value: this.expression(right), hoisted: true }];
    const inner = this.#assignment(right);
    const last = inner[inner.length - 1];
    const value = last?.kind === 'declare' ? last.value : null;
    return [...inner, { kind: 'declare', pattern, value, hoisted: true }];
  }

  #import(node: CodeNode): Statement[] {
    const from = childOf(node, 'module_name');
    const module = from === undefined ? null : this.#text(from).replace(/\s+/g, '');
    if (namedOf(node).some((child) => child.type === 'wildcard_import')) {
      const value: Expression = { kind: 'module', name: `${module ?? ''}.*`, at: placeOf(node) };
      return [{ kind: 'declare', pattern: { kind: 'name', name: '*' }, value, hoisted: true }];
    }
    return childrenOf(node, 'name').map((child): Statement => {
      const name = this.#text(childOf(child, 'name') ?? child)
        .replace(/\s+/g, '')
        .normalize('NFKC');
      const alias = childOf(child, 'alias');
      const at = placeOf(child);
      const bound =
        alias === undefined ? (module === null ? (name.split('.')[0] ?? name) : name) : nameOf(alias, this.#code);
      const whole = module === null ? (alias === undefined ? bound : name) : module.normalize('NFKC');
      const value: Expression = { kind: 'module', name: whole, at };
      const taken: Expression = module === null ? value : { kind: 'member', object: value, name, at };
      return { kind: 'declare', pattern: { kind: 'name', name: bound }, value: taken, hoisted: true };
    });
  }

  #if(node: CodeNode): Statement[] {
    const alternatives = childrenOf(node, 'alternative');
    const tests = [node, ...alternatives].flatMap((one) => childOf(one, 'condition') ?? []).map(this.expression);
    const blocks = [
      this.block(childOf(node, 'consequence')),
      ...alternatives.map((one) => this.block(childOf(one, 'consequence') ?? childOf(one, 'body'))),
    ];
    return [{ kind: 'branch', tests, blocks }];
  }

  #loop(node: CodeNode): Statement[] {
    const left = childOf(node, 'left');
    const right = childOf(node, 'right');
    const condition = childOf(node, 'condition');
    const test: Statement[] =
      condition === undefined ? [] : [{ kind: 'expression', value: this.expression(condition) }];
    const alternative = childOf(node, 'alternative');
    return [
      {
        kind: 'loop',
        declares: 'function',
        keys: false,
        pattern: left === undefined ? null : this.#pattern(left),
        over: right === undefined ? null : this.expression(right),
        body: [...test, ...this.block(childOf(node, 'body'))],
      },
      ...(alternative === undefined ? [] : this.block(childOf(alternative, 'body'))),
    ];
  }

  #try(node: CodeNode): Statement[] {
    const body = this.block(childOf(node, 'body'));
    const blocks = namedOf(node)
      .filter((child) => /^except/.test(child.type))
      .map((child) => this.#except(child));
    const rest = namedOf(node)
      .filter((child) => child.type === 'else_clause' || child.type === 'finally_clause')
      .flatMap((child) => namedOf(child).flatMap((inner) => (inner.type === 'block' ? this.block(inner) : [])));
    // What fails may have stopped anywhere: the body counts as one branch, each handler as another.
    return [{ kind: 'branch', tests: [], blocks: [body] }, { kind: 'branch', tests: [], blocks }, ...rest];
  }

  #except(node: CodeNode): Statement[] {
    return namedOf(node).flatMap((child): Statement[] => {
      if (child.type === 'block') return this.block(child);
      // The class is computed when something was raised.
      const caught = this.#evaluate([child.type === 'as_pattern' ? (namedOf(child)[0] ?? child) : child], child);
      const alias = childOf(child, 'alias');
      if (alias === undefined) return [caught];
      return [caught, { kind: 'declare', pattern: this.#pattern(alias), value: null, hoisted: true }];
    });
  }

  #with(node: CodeNode): Statement[] {
    const items = namedOf(node).flatMap((child) => (child.type === 'with_clause' ? this.#withItems(child) : []));
    const entered = items.map((item): Statement => {
      const value = childOf(item, 'value') ?? item;
      const alias = value.type === 'as_pattern' ? childOf(value, 'alias') : undefined;
      const inner = value.type === 'as_pattern' ? (namedOf(value)[0] ?? value) : value;
      if (alias === undefined) return { kind: 'expression', value: this.expression(inner) };
      return { kind: 'declare', pattern: this.#pattern(alias), value: this.expression(inner), hoisted: true };
    });
    return [...entered, ...this.block(childOf(node, 'body'))];
  }

  /** Parentheses around several items parse as a tuple. */
  #withItems(clause: CodeNode): CodeNode[] {
    return namedOf(clause).flatMap((item) => {
      const value = childOf(item, 'value');
      return value?.type === 'tuple' ? namedOf(value) : [item];
    });
  }

  #declareFunction(node: CodeNode, decorators: readonly Expression[]): Statement {
    const code = this.function(node);
    const annotations = [...namedOf(childOf(node, 'parameters') ?? node), node].flatMap((one) =>
      [...childrenOf(one, 'type'), ...childrenOf(one, 'return_type')].map(this.expression),
    );
    const plain: Expression = { kind: 'function', code, at: placeOf(node) };
    const value: Expression =
      annotations.length === 0
        ? plain
        : { kind: 'last', parts: [dataOf(annotations, placeOf(node)), plain], at: placeOf(node) };
    return this.#declare(code.name ?? '', value, decorators, node);
  }

  #declareClass(node: CodeNode, decorators: readonly Expression[]): Statement {
    const name = childOf(node, 'name');
    const bases = namedOf(childOf(node, 'superclasses') ?? { ...node, children: [] }).map((child) =>
      this.expression(childOf(child, 'value') ?? child),
    );
    const value: Expression = { kind: 'class', bases, body: this.block(childOf(node, 'body')), at: placeOf(node) };
    return this.#declare(name === undefined ? '' : nameOf(name, this.#code), value, decorators, node);
  }

  #declare(name: string, plain: Expression, decorators: readonly Expression[], node: CodeNode): Statement {
    const value = decorators.reduceRight<Expression>(
      // What a decorator makes of a function does what the function does; the code of the decorator is run as well.
      (inner, decorator) => ({
        kind: 'last',
        parts: [dataOf([decorator], decorator.at), inner],
        at: placeOf(node),
      }),
      plain,
    );
    return { kind: 'declare', pattern: { kind: 'name', name: name.normalize('NFKC') }, value, hoisted: true };
  }

  #decorated(node: CodeNode): Statement[] {
    const decorators = namedOf(node)
      .filter((child) => child.type === 'decorator')
      .flatMap((child) => namedOf(child).map(this.expression));
    const definition = childOf(node, 'definition');
    if (definition === undefined) return [];
    return [
      definition.type === 'class_definition'
        ? this.#declareClass(definition, decorators)
        : this.#declareFunction(definition, decorators),
    ];
  }

  #match(node: CodeNode): Statement[] {
    const subjects = childrenOf(node, 'subject').map(this.expression);
    const cases = namedOf(childOf(node, 'body') ?? { ...node, children: [] }).filter(
      (child) => child.type === 'case_clause',
    );
    const blocks = cases.map((one): Statement[] => [
      ...namesIn(one, this.#code).map(
        (name): Statement => ({
          kind: 'declare',
          pattern: { kind: 'name', name },
          value: subjects[0] ?? textExpression('', placeOf(one)),
          hoisted: true,
        }),
      ),
      ...childrenOf(one, 'guard').flatMap((guard) =>
        namedOf(guard).map((child): Statement => ({ kind: 'expression', value: this.expression(child) })),
      ),
      ...this.block(childOf(one, 'consequence')),
    ]);
    return [{ kind: 'branch', tests: subjects, blocks }];
  }

  #parameter(node: CodeNode): Parameter[] {
    const fallbackNode = childOf(node, 'value');
    const fallback = fallbackNode === undefined ? null : this.expression(fallbackNode);
    switch (node.type) {
      case 'identifier': {
        const name = nameOf(node, this.#code);
        return [{ pattern: { kind: 'name', name }, name, rest: false, fallback: null }];
      }
      case 'default_parameter':
      case 'typed_default_parameter': {
        const name = nameOf(childOf(node, 'name') ?? node, this.#code);
        return [{ pattern: { kind: 'name', name }, name, rest: false, fallback }];
      }
      case 'typed_parameter':
        return namedOf(node)
          .filter((child) => child.type !== 'type')
          .flatMap((child) => this.#parameter(child));
      case 'list_splat_pattern':
      case 'dictionary_splat_pattern': {
        const inner = namedOf(node)[0];
        const pattern: Pattern = inner === undefined ? ignored : { kind: 'name', name: nameOf(inner, this.#code) };
        return [{ pattern, name: null, rest: true, fallback: null }];
      }
      default:
        return [];
    }
  }
}

/** Names that a case binds, with those it only compares: all get what the subject is. */
function namesIn(clause: CodeNode, code: string): string[] {
  const names: string[] = [];
  const queue = clause.children.filter((child) => child.type === 'case_pattern');
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (node.type === 'identifier') names.push(nameOf(node, code));
    else if (node.type === 'dotted_name' && node.children.length === 1) names.push(nameOf(node, code));
    else if (node.type !== 'class_pattern') queue.push(...node.children);
    else queue.push(...node.children.filter((child) => child.type !== 'dotted_name'));
  }
  return names.filter((name) => name !== '_');
}
