/** From the syntax tree of JavaScript to the common form: statements. */
import { type CodeNode, childOf, childrenOf, namedOf, parseCode } from '../grammars.ts';
import { dataOf, placeOf, unknownSyntax } from '../lowering.ts';
import type { Expression, FunctionCode, Parameter, Pattern, Statement } from '../program.ts';
import { type JavascriptLowering, keyOf, lowerExpression, lowerPattern, stringText } from './expressions.ts';
import { javascriptName } from './strings.ts';

/** Null where the code does not parse. */
export function lowerJavascript(code: string): readonly Statement[] | null {
  // Old comment marks of HTML are comments to some readers only.
  if (/<!--|^\s*-->/m.test(code)) return null;
  const root = parseCode('javascript', code);
  return root === null ? null : new Lowering(code).block(root);
}

class Lowering implements JavascriptLowering {
  readonly code: string;

  constructor(code: string) {
    this.code = code;
  }

  /** Functions are there before the statements around them. */
  block(node: CodeNode | undefined): Statement[] {
    if (node === undefined) return [];
    const children = namedOf(node);
    const isFunction = (child: CodeNode): boolean => /^(?:generator_)?function_declaration$/.test(child.type);
    return [...children.filter(isFunction), ...children.filter((child) => !isFunction(child))].flatMap((child) =>
      this.statement(child),
    );
  }

  readonly expression = (node: CodeNode): Expression => lowerExpression(node, this);
  readonly pattern = (node: CodeNode): Pattern => lowerPattern(node, this);

  text(node: CodeNode): string {
    return this.code.slice(node.start, node.end);
  }

  name(node: CodeNode): string {
    return javascriptName(this.text(node));
  }

  functionOf(node: CodeNode): FunctionCode {
    const name = childOf(node, 'name');
    const body = childOf(node, 'body');
    const single = childOf(node, 'parameter');
    const parameters =
      single === undefined ? namedOf(childOf(node, 'parameters') ?? { ...node, children: [] }) : [single];
    return {
      name: name === undefined ? null : this.name(name),
      parameters: parameters.map((child) => this.#parameter(child)),
      body:
        body === undefined
          ? []
          : body.type === 'statement_block'
            ? this.block(body)
            : [{ kind: 'return', value: this.expression(body) }],
    };
  }

  classOf(node: CodeNode): Expression {
    const heritage = namedOf(node).filter((child) => child.type === 'class_heritage');
    const bases = heritage.flatMap((child) => namedOf(child).map(this.expression));
    const body = childOf(node, 'body');
    return {
      kind: 'class',
      bases,
      body: namedOf(body ?? node).flatMap((child) => this.#member(child)),
      at: placeOf(node),
    };
  }

  #member(node: CodeNode): Statement[] {
    switch (node.type) {
      case 'method_definition': {
        const name = childOf(node, 'name');
        const key: Statement[] = name === undefined ? [] : [{ kind: 'expression', value: keyOf(name, this) }];
        return [
          ...key,
          { kind: 'expression', value: { kind: 'function', code: this.functionOf(node), at: placeOf(node) } },
        ];
      }
      case 'field_definition': {
        const value = childOf(node, 'value');
        return value === undefined
          ? []
          : [{ kind: 'expression', value: dataOf([this.expression(value)], placeOf(node)) }];
      }
      case 'class_static_block':
        return this.block(childOf(node, 'body'));
      default:
        return node.type === 'identifier' || node.type === 'class_heritage'
          ? []
          : [{ kind: 'expression', value: unknownSyntax(node) }];
    }
  }

  #parameter(node: CodeNode): Parameter {
    if (node.type === 'assignment_pattern') {
      const left = childOf(node, 'left');
      const right = childOf(node, 'right');
      return {
        pattern: left === undefined ? { kind: 'list', items: [] } : this.pattern(left),
        name: null,
        rest: false,
        fallback: right === undefined ? null : this.expression(right),
      };
    }
    if (node.type === 'rest_pattern') {
      const inner = namedOf(node)[0];
      return {
        pattern: inner === undefined ? { kind: 'list', items: [] } : this.pattern(inner),
        name: null,
        rest: true,
        fallback: null,
      };
    }
    return { pattern: this.pattern(node), name: null, rest: false, fallback: null };
  }

  statement(node: CodeNode): Statement[] {
    const expressionsIn = (): Statement[] =>
      namedOf(node).map((child) => ({ kind: 'expression', value: this.expression(child) }));
    switch (node.type) {
      case 'expression_statement':
        return expressionsIn();
      case 'throw_statement':
        return [{ kind: 'expression', value: dataOf(namedOf(node).map(this.expression), placeOf(node)) }];
      case 'lexical_declaration':
      case 'variable_declaration':
      case 'using_declaration':
        return this.#declaration(node);
      case 'function_declaration':
      case 'generator_function_declaration': {
        const code = this.functionOf(node);
        return [this.#declare(code.name ?? '', { kind: 'function', code, at: placeOf(node) })];
      }
      case 'class_declaration': {
        const name = childOf(node, 'name');
        return [this.#declare(name === undefined ? '' : this.name(name), this.classOf(node))];
      }
      case 'import_statement':
        return this.#import(node);
      case 'export_statement':
        return this.#export(node);
      case 'if_statement':
        return this.#if(node);
      case 'while_statement':
      case 'do_statement':
      case 'for_statement':
        return this.#loop(node);
      case 'for_in_statement':
        return [this.#each(node)];
      case 'try_statement':
        return this.#try(node);
      case 'switch_statement':
        return this.#switch(node);
      case 'statement_block':
      case 'program':
        return [{ kind: 'block', body: this.block(node) }];
      case 'labeled_statement': {
        const body = childOf(node, 'body');
        return body === undefined ? [] : this.statement(body);
      }
      case 'return_statement':
        return namedOf(node).map((child) => ({ kind: 'return', value: this.expression(child) }));
      case 'empty_statement':
      case 'break_statement':
      case 'continue_statement':
      case 'debugger_statement':
      case 'hash_bang_line':
      case 'comment':
        return [];
      default:
        // `with` gives names another meaning.
        return [{ kind: 'expression', value: unknownSyntax(node) }];
    }
  }

  #declare(name: string, value: Expression): Statement {
    return { kind: 'declare', pattern: { kind: 'name', name }, value, hoisted: false };
  }

  #declaration(node: CodeNode): Statement[] {
    const hoisted = node.type === 'variable_declaration';
    return namedOf(node)
      .filter((child) => child.type === 'variable_declarator')
      .map((child): Statement => {
        const name = childOf(child, 'name');
        const value = childOf(child, 'value');
        return {
          kind: 'declare',
          pattern: name === undefined ? { kind: 'list', items: [] } : this.pattern(name),
          value: value === undefined ? null : this.expression(value),
          hoisted,
        };
      });
  }

  #import(node: CodeNode): Statement[] {
    const source = childOf(node, 'source');
    const at = placeOf(node);
    const module: Expression = {
      kind: 'module',
      name: source === undefined ? '' : (stringText(source, this.code) ?? ''),
      at,
    };
    const clause = namedOf(node).find((child) => child.type === 'import_clause');
    if (clause === undefined) return [{ kind: 'expression', value: module }];
    return namedOf(clause).flatMap((child): Statement[] => {
      if (child.type === 'identifier') return [this.#declare(this.name(child), module)];
      if (child.type === 'namespace_import')
        return namedOf(child).map((inner) => this.#declare(this.name(inner), module));
      return namedOf(child).map((specifier): Statement => {
        const name = childOf(specifier, 'name') ?? specifier;
        const alias = childOf(specifier, 'alias') ?? name;
        const imported = name.type === 'string' ? (stringText(name, this.code) ?? '') : this.name(name);
        if (imported === 'default') return this.#declare(this.name(alias), module);
        return this.#declare(this.name(alias), { kind: 'member', object: module, name: imported, at });
      });
    });
  }

  #export(node: CodeNode): Statement[] {
    const declaration = childOf(node, 'declaration');
    if (declaration !== undefined) return this.statement(declaration);
    const value = childOf(node, 'value');
    if (value !== undefined) return [{ kind: 'expression', value: dataOf([this.expression(value)], placeOf(node)) }];
    const source = childOf(node, 'source');
    if (source === undefined) return [];
    return [
      { kind: 'expression', value: { kind: 'module', name: stringText(source, this.code) ?? '', at: placeOf(node) } },
    ];
  }

  #if(node: CodeNode): Statement[] {
    const condition = childOf(node, 'condition');
    const consequence = childOf(node, 'consequence');
    const alternative = childOf(node, 'alternative');
    return [
      {
        kind: 'branch',
        tests: condition === undefined ? [] : [this.expression(condition)],
        blocks: [
          consequence === undefined ? [] : this.statement(consequence),
          alternative === undefined ? [] : namedOf(alternative).flatMap((child) => this.statement(child)),
        ],
      },
    ];
  }

  #loop(node: CodeNode): Statement[] {
    const initializer = childOf(node, 'initializer');
    const tests = [...childrenOf(node, 'condition'), ...childrenOf(node, 'increment')].filter((child) => child.named);
    const body = childOf(node, 'body');
    const before =
      initializer === undefined || initializer.type === 'empty_statement'
        ? []
        : /declaration$/.test(initializer.type)
          ? this.statement(initializer)
          : [{ kind: 'expression' as const, value: this.expression(initializer) }];
    const inner: Statement[] = tests
      .filter((child) => child.type !== 'empty_statement')
      .map((child) => ({ kind: 'expression', value: this.expression(child) }));
    const loop: Statement = {
      kind: 'loop',
      declares: 'before',
      keys: false,
      pattern: null,
      over: null,
      body: [...inner, ...(body === undefined ? [] : this.statement(body))],
    };
    return [{ kind: 'block', body: [...before, loop] }];
  }

  #each(node: CodeNode): Statement {
    const left = childOf(node, 'left');
    const right = childOf(node, 'right');
    const body = childOf(node, 'body');
    const operator = childOf(node, 'operator');
    return {
      kind: 'loop',
      declares: childOf(node, 'kind') === undefined ? 'before' : 'block',
      keys: operator !== undefined && this.text(operator) === 'in',
      pattern: left === undefined ? null : this.pattern(left),
      over: right === undefined ? null : this.expression(right),
      body: body === undefined ? [] : this.statement(body),
    };
  }

  #try(node: CodeNode): Statement[] {
    const handler = childOf(node, 'handler');
    const finalizer = childOf(node, 'finalizer');
    const parameter = handler === undefined ? undefined : childOf(handler, 'parameter');
    const caught: Statement[] =
      parameter === undefined
        ? []
        : [{ kind: 'declare', pattern: this.pattern(parameter), value: null, hoisted: false }];
    const rescue: Statement[] =
      handler === undefined ? [] : [{ kind: 'block', body: [...caught, ...this.block(childOf(handler, 'body'))] }];
    return [
      { kind: 'branch', tests: [], blocks: [[{ kind: 'block', body: this.block(childOf(node, 'body')) }]] },
      { kind: 'branch', tests: [], blocks: [rescue] },
      ...(finalizer === undefined ? [] : this.block(childOf(finalizer, 'body'))),
    ];
  }

  #switch(node: CodeNode): Statement[] {
    const value = childOf(node, 'value');
    const cases = namedOf(childOf(node, 'body') ?? { ...node, children: [] });
    const tests = [value, ...cases.map((one) => childOf(one, 'value'))].filter((one) => one !== undefined);
    const blocks = cases.map((one) =>
      childrenOf(one, 'body')
        .filter((child) => child.named)
        .flatMap((child) => this.statement(child)),
    );
    // One may fall into the next: the second round sees what the first one left.
    const branch: Statement = { kind: 'branch', tests: tests.map(this.expression), blocks };
    return [{ kind: 'block', body: [branch, { ...branch, tests: [] }] }];
  }
}
