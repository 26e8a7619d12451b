/** What tools can do, carried out on the session of the walk. */
import type { Command, EnvSetting, Field, SignalKind } from '../analysis.ts';
import { HOME_MARK, literalField } from '../analysis.ts';
import { judgeCode } from '../code/index.ts';
import { isBelow } from '../paths.ts';
import { closedBox } from '../tools/closed-box.ts';
import { parseContact, parseRemotePath } from '../tools/hosts.ts';
import { toolNamed } from '../tools/index.ts';
import { hasOption } from '../tools/invocation.ts';
import { isLineAddress } from '../tools/line-numbers.ts';
import type { AccessOptions, OpenOptions, Role, ToolModel } from '../tools/model.ts';
import { noteAccess, noteLink, pathsOf } from './accesses.ts';
import { fieldValue } from './field-value.ts';
import { type CodeActions, carryOut } from './inline-code.ts';
import { fixedSource } from './source.ts';
import { type Opening, topPlace, type Walker } from './walker.ts';
import { writtenText } from './written.ts';

/** Helpers that tools start every day: compressors, pagers, typesetters, ssh. */
const KNOWN_HELPER =
  /^(?:ssh(?:\s+-p\s*\d+|\s+-[46CTxqv]+|\s+-i\s+[\w./~-]+|\s+-l\s+\w+)*|(?:gzip|pigz|bzip2|pbzip2|lbzip2|xz|pixz|zstd|pzstd|lz4|lzop|brotli|lzip|cat|less|more|never|xelatex|pdflatex|lualatex|tectonic|typst|weasyprint|wkhtmltopdf)?(?:\s+-{1,2}[\w=]+)*)$/;

export class CommandActions implements CodeActions {
  readonly #walker: Walker;
  readonly #command: Command;
  readonly #opening: Opening;
  readonly opened: Command[] = [];
  /** Set by `-C DIR` and the like: what the paths of the command are relative to. */
  #base: Field | undefined;

  constructor(walker: Walker, command: Command, opening: Opening) {
    this.#walker = walker;
    this.#command = command;
    this.#opening = opening;
  }

  get #session() {
    return this.#walker.session;
  }

  /** Applies the tool's table, then its special part. A program without a model is a closed box: only its words are seen. */
  run(): undefined {
    const { invocation } = this.#command;
    const model = invocation.program === null ? undefined : toolNamed(invocation.program);
    if (model === undefined) return closedBox(this.#command, this);
    const active = invocation.sub.reduce<ToolModel>(
      (at, name) => at.subcommands.get(name) ?? at.subcommands.get('*') ?? at,
      model,
    );
    this.#reportOptions(active);
    const recursive = this.#isRecursive(active);
    const valued = invocation.options.filter((option) => option.value !== null && option.role !== null);
    for (const option of valued.toSorted((a, b) => Number(b.role === 'cwd') - Number(a.role === 'cwd'))) {
      if (option.value !== null && option.role !== null) this.#apply(option.role, [option.value], false);
    }
    let at = 0;
    for (const operand of invocation.operands) {
      if (operand.role === 'command') {
        this.open(invocation.operands.slice(at).map((rest) => rest.field));
        break;
      }
      this.#apply(operand.role, [operand.field], recursive);
      at += 1;
    }
    this.#defaultRead(active);
    if (model.spec.special !== undefined && model !== active) model.spec.special(invocation, this, this.#command);
    active.spec.special?.(invocation, this, this.#command);
  }

  #reportOptions(model: ToolModel): undefined {
    const { invocation } = this.#command;
    for (const option of invocation.options) {
      if (option.abbreviated && option.name !== '--')
        this.signal(
          'abbreviation',
          option.field,
          `short for ${option.name}`,
          option.role === 'sh' || option.role === 'exec',
        );
    }
    const { uncertain } = invocation;
    if (uncertain !== null && invocation.sub.length === 0 && model.spec.subcommands !== undefined)
      this.signal('indirect', uncertain, `a subcommand of ${model.name} that is known only at run time`);
    if (model.spec.runsThings !== true) return;
    for (const field of invocation.unknownOptions)
      if (!/^--(?:help|version)$/.test(field.text ?? ''))
        this.signal('unknown-option', field, `an option of ${model.name} that is not known here`);
    if (uncertain !== null && !isLineAddress(uncertain, this.#command))
      this.opaque(uncertain, 'a word known only at run time could be an option');
  }

  #isRecursive(model: ToolModel): boolean {
    const { recursive } = model.spec;
    if (recursive === undefined) return false;
    return recursive === true || hasOption(this.#command.invocation, ...recursive.split(' '));
  }

  #defaultRead(model: ToolModel): undefined {
    const { defaultRead } = model.spec;
    if (defaultRead === undefined) return;
    const { invocation } = this.#command;
    const parts = defaultRead.split(' ');
    const path = parts.pop() ?? '.';
    if (parts.length > 0 && !hasOption(invocation, ...parts)) return;
    if (invocation.operands.some((operand) => operand.role === 'read')) return;
    if (invocation.options.some((option) => option.role === 'read' && option.name === '--files-from')) return;
    this.read(literalField(path, this.#command.program.range), { recursive: true });
  }

  #apply(role: Role, fields: readonly Field[], recursive: boolean): undefined {
    for (const field of fields) this.#applyOne(role, field, recursive);
  }

  #applyOne(role: Role, field: Field, recursive: boolean): undefined {
    const standardStream = field.text === '-';
    switch (role) {
      case 'data':
      case 'command':
        return;
      case 'cwd':
        return this.#workIn(field);
      case 'read':
        return standardStream ? undefined : this.read(field, { recursive });
      case 'upload':
        return standardStream ? undefined : this.read(field, { recursive, uploaded: true });
      case 'write':
        return standardStream ? undefined : this.write(field, { recursive });
      case 'delete':
        return this.remove(field, { recursive });
      case 'edit':
        this.read(field, { recursive });
        return this.write(field, { recursive });
      case 'move':
        this.read(field, { recursive: true });
        return this.write(field, { recursive: true });
      case 'exec':
        return this.open([field]);
      case 'script':
        if (standardStream) return;
        this.read(field);
        return this.execute(field);
      case 'sh':
        return this.shell(field);
      case 'code':
        return this.code(this.#command.invocation.tool ?? '', field);
      case 'host':
      case 'url':
        return this.#contactOf(field, role);
      case 'remote':
      case 'remote-out':
        return this.#remote(field, role, recursive);
      case 'env':
        return this.#envWord(field);
      case 'hook':
        return this.hook(field);
      case 'plugin':
        if (/[/.]/.test(field.text ?? '')) this.read(field);
        return this.signal('mini-language', field, `${this.#toolName()} loads ${field.text ?? 'a library'}`, true);
      case 'settings':
        if (standardStream)
          return this.signal('mini-language', field, `${this.#toolName()} takes orders from its input`);
        this.read(field);
        return this.signal('mini-language', field, `${this.#toolName()} takes orders from ${field.text ?? 'a file'}`);
    }
  }

  #toolName(): string {
    return this.#command.invocation.program ?? 'the program';
  }

  hook(field: Field): undefined {
    const name = this.#toolName();
    if (field.text === null) {
      const known = /^(?:ssh|cat|less|gzip|xz|zstd) /.test(field.prefix);
      this.signal('mini-language', field, `${name} runs a program known only at run time`, !known);
      return known ? this.opaque(field, 'a part of the program is known only at run time') : this.shell(field);
    }
    if (!KNOWN_HELPER.test(field.text)) this.signal('mini-language', field, `${name} runs ${field.text}`, true);
    if (field.text !== '') this.shell(field);
  }

  #contactOf(field: Field, role: 'host' | 'url'): undefined {
    const parsed = parseContact(field, role);
    if (parsed !== null) this.contact(parsed.host, parsed.port, field);
  }

  #remote(field: Field, role: 'remote' | 'remote-out', recursive: boolean): undefined {
    const remote = parseRemotePath(field);
    if (remote !== null) this.contact(remote.host, remote.port, field);
    else if (role === 'remote') this.read(field, { recursive });
    else this.write(field, { recursive });
  }

  #envWord(field: Field): undefined {
    const match = /^([A-Za-z_]\w*)=/.exec(field.text ?? field.prefix);
    if (match !== null) this.env(match[1] ?? '', null, field);
  }

  /** A directory outside the workspace is read as a whole by a tool that is sent there. */
  #workIn(field: Field): undefined {
    this.#base = field;
    const paths = field.text === null ? null : pathsOf(field.text, field.pattern, this.#command.cwds);
    if (paths?.every((path) => isBelow(path, this.#session.root)) === true) return;
    noteAccess(this.#session, this.#command, 'read', field, {});
  }

  #cwds(given: Field | undefined) {
    const cwd = given ?? this.#base;
    if (cwd === undefined) return this.#command.cwds;
    return cwd.text === null || cwd.pattern ? null : pathsOf(cwd.text, false, this.#command.cwds);
  }

  read(field: Field, options: AccessOptions = {}): undefined {
    this.#access('read', field, options);
  }

  write(field: Field, options: AccessOptions = {}): undefined {
    this.#access('write', field, options);
  }

  remove(field: Field, options: AccessOptions = {}): undefined {
    this.#access('delete', field, options);
  }

  execute(field: Field): undefined {
    this.#access('execute', field, {});
  }

  link(target: Field, name: Field): undefined {
    if (this.#opening.remote === true) return;
    noteLink(this.#session, this.#command, target, name);
  }

  #access(kind: 'read' | 'write' | 'delete' | 'execute', field: Field, options: AccessOptions): undefined {
    if (this.#opening.remote === true) return;
    noteAccess(this.#session, this.#command, kind, field, { ...options, cwds: this.#cwds(options.cwd) });
  }

  contact(host: string | null, port: number | null, field: Field): undefined {
    this.#session.contacts.push({ host, port, command: this.#command, field, range: field.range });
    if (host === null) this.opaque(field, 'the host is known only at run time');
  }

  open(fields: readonly Field[], options: OpenOptions = {}): undefined {
    if (fields.length === 0) return;
    const name = this.#command.program.text ?? '';
    const env: EnvSetting[] = (options.env ?? []).map(({ name: variable, value, field }) => ({
      name: variable,
      value,
      range: field.range,
      scope: 'wrapper',
    }));
    const scope = this.#opening.scope.fork();
    scope.cwds = this.#cwds(options.cwd);
    const { place } = this.#opening;
    const opened = this.#walker.open([...fields, ...(options.appended ?? [])], {
      ...this.#opening,
      scope,
      place: { ...place, via: [...place.via, name] },
      redirects: options.fed === true ? [] : this.#opening.redirects,
      env,
      outer: true,
      depth: this.#opening.depth + 1,
      fed: options.fed ?? false,
      inside: options.inside ?? false,
      remote: options.remote === true || options.otherRoot === true || this.#opening.remote === true,
      otherRoot: options.otherRoot === true || this.#opening.otherRoot === true,
    });
    this.opened.push(...opened);
  }

  shell(code: Field, args: readonly Field[] = []): undefined {
    if (code.text === null || code.pattern) {
      this.signal('inline-code', code, 'shell code known only at run time', true);
      this.opaque(code, 'shell code known only at run time');
      return;
    }
    const name = this.#command.program.text ?? '';
    const scope = this.#opening.scope.fork();
    scope.forgetFunctions();
    scope.positional = args.some((field) => field.splits) ? null : args.slice(1).map(fieldValue);
    if (args[0] !== undefined && !args[0].splits) scope.set('0', fieldValue(args[0]));
    const place = { ...topPlace, stdin: this.#opening.place.stdin, via: [...this.#opening.place.via, name] };
    const source = fixedSource(this.#session.original, shellSpelling(code.text), code.range);
    this.opened.push(...this.#walker.text(source, scope, 1 + this.#opening.depth, place));
  }

  /** As `shell`, in the shell at hand: eval sees and changes its variables. */
  shellHere(code: Field): Command[] {
    const source = fixedSource(this.#session.original, shellSpelling(code.text ?? ''), code.range);
    const { scope, place } = this.#opening;
    return this.#walker.text(source, scope, 1, { ...place, trailing: [] });
  }

  code(language: string, code: Field): undefined {
    if (code.text === null) {
      this.signal('inline-code', code, `${language} code known only at run time`, true);
      this.opaque(code, `${language} code known only at run time`);
      return;
    }
    const words = this.#command.invocation.operands.map(({ field }) => (field.pattern ? null : field.text));
    const judged = judgeCode(language, code.text, words[0] === '-' ? words.slice(1) : words);
    carryOut(judged, language, fixedSource(this.#session.original, code.text, code.range), this);
  }

  /** As `contact`, from a word that may be an address. */
  address(field: Field, role: 'url' | 'host', port: number | null): undefined {
    const parsed = parseContact(field, role);
    if (parsed !== null) this.contact(parsed.host, parsed.port ?? port, field);
  }

  signal(kind: SignalKind, field: Field, detail: string, grave = false): undefined {
    this.#session.signal(kind, field.range, detail, this.#command, grave);
  }

  opaque(field: Field, why: string): undefined {
    this.#session.spot(field.range, why, 'runtime');
  }

  written(field: Field): string | null {
    return writtenText(this.#session, this.#command, field);
  }

  env(name: string, value: Field | null, field: Field): undefined {
    this.#session.env.push({ name, value, range: field.range, scope: 'wrapper' });
  }

  literal(text: string, like: Field): Field {
    return literalField(text, like.range);
  }
}

/** The mark of the home directory as the shell would read it back. */
function shellSpelling(text: string): string {
  return text.replaceAll(HOME_MARK, '~');
}
