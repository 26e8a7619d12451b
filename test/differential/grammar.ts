/**
 * Commands made from a grammar of bash. Programs have numbered names that stand in no folder (`p1`), files numbered names too, so
 * that whatever starts or is written can be told apart.
 */
import type { Job } from './container.ts';
import { WordMaker } from './grammar-words.ts';
import { Random } from './random.ts';

/** A piece of a script; the bodies of its here-documents follow the line that it stands in. */
export interface Piece {
  readonly text: string;
  readonly bodies: readonly string[];
}

const plain = (text: string): Piece => ({ text, bodies: [] });

/** With the bodies behind it, so that anything may follow. */
export function flush({ text, bodies }: Piece): string {
  return bodies.length === 0 ? text : `${text}\n${bodies.join('')}`;
}

/** `;` and the like between two pieces; a line that ends in the second one brings the bodies of the first. */
function combine(first: Piece, operator: string, second: Piece): Piece {
  if (first.bodies.length > 0 && second.text.includes('\n')) {
    const kept = /^[;\s]*$/.test(operator) ? '' : operator;
    return { text: `${first.text}${kept}\n${first.bodies.join('')}${second.text}`, bodies: second.bodies };
  }
  return { text: first.text + operator + second.text, bodies: [...first.bodies, ...second.bodies] };
}

function around(before: string, inner: Piece, after: string): Piece {
  return combine(combine(plain(before), '', inner), '', plain(after));
}

export function generate(seed: number, count: number): Job[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `seed ${seed}, ${index}`,
    command: makeCommand(seed * 1_000_003 + index),
  }));
}

/** One command; small numbers of `seed` are as good as large ones. */
export function makeCommand(seed: number): string {
  const random = new Random(seed);
  const maker = new ScriptMaker(random);
  const script = flush(maker.script(1 + random.below(3)));
  return script.trimEnd();
}

class ScriptMaker {
  readonly #random: Random;
  readonly #words: WordMaker;
  #counter = 0;
  #functions: string[] = [];

  constructor(random: Random) {
    this.#random = random;
    this.#words = new WordMaker(random, {
      fresh: (prefix) => this.#fresh(prefix),
      nested: (depth) => flush(this.list(depth)),
    });
  }

  #fresh(prefix: string): string {
    this.#counter += 1;
    return `${prefix}${this.#counter}`;
  }

  script(depth: number): Piece {
    const count = 1 + this.#random.below(2);
    let all = this.list(depth);
    for (let index = 1; index < count; index += 1)
      all = combine(all, this.#random.pick(['; ', '\n', '; ']), this.list(depth));
    return plain(flush(all));
  }

  /** Statements that can stand between keywords. */
  list(depth: number): Piece {
    const first = this.#statement(depth);
    if (this.#random.chance(0.6)) return first;
    const operator = this.#random.pick(['; ', ' && ', ' || ', ' | ', ' |& ', ' & ', ';', '\n', ' &&\n']);
    if (operator.includes('\n'))
      return combine(
        plain(flush(first)),
        operator === '\n' ? '\n' : '',
        first.bodies.length > 0
          ? this.#statement(depth)
          : combine(plain(operator.trimEnd()), '\n', this.#statement(depth)),
      );
    return combine(first, operator, this.#statement(depth));
  }

  #statement(depth: number): Piece {
    const { words, piece } = this.#prepared(depth);
    const before = words === '' ? piece : combine(plain(words), '', piece);
    return before;
  }

  #prepared(depth: number): { words: string; piece: Piece } {
    const piece = depth <= 0 || this.#random.chance(0.45) ? this.#simple(depth) : this.#compound(depth);
    return { words: this.#words.takeSetup(), piece };
  }

  #simple(depth: number): Piece {
    const kind = this.#random.below(12);
    if (kind < 5) return this.#redirected(this.#probe(depth), depth);
    if (kind < 8) return this.#redirected(plain(this.#fileCommand(depth)), depth);
    if (kind === 8) return this.#redirected(plain(`echo ${this.#words.word(depth)}`), depth);
    if (kind === 9) return this.#hereDocument(depth);
    if (kind === 10) return this.#wrapped(depth);
    return plain(this.#expansionOnly(depth));
  }

  #probe(depth: number): Piece {
    const name = this.#words.spell(this.#fresh('p'), depth);
    const count = this.#random.below(3);
    const args = Array.from({ length: count }, () => this.#words.word(depth));
    const setting = this.#random.chance(0.12) ? `V=${this.#words.word(depth)} ` : '';
    const gap = this.#random.pick([' ', ' ', ' ', '  ', '\t', ' \\\n']);
    return plain(setting + [name, ...args].join(gap));
  }

  #fileCommand(depth: number): string {
    const file = this.#words.spell(this.#fresh('w'), depth);
    return this.#random.pick([
      `touch ${file}`,
      `touch -- ${file}`,
      `rm -f ${file}`,
      `mkdir -p ${file}/sub`,
      `cp a.txt ${file}`,
      `cp -t ${this.#words.spell('dir', depth)} a.txt b.txt`,
      `mv b.txt ${file}`,
      `ln -s a.txt ${file}`,
      `tee ${file} < a.txt`,
      `sed -n 'w ${this.#fresh('w')}' a.txt`,
      `dd if=a.txt of=${file}`,
      `sort -o ${file} a.txt`,
      `truncate -s 0 ${file}`,
      `find src -name '*.ts' -exec cp {} ${file} ';'`,
      `ls | xargs -I{} touch ${this.#fresh('w')}/{}`,
      `awk '{ print > "${this.#fresh('w')}" }' a.txt`,
    ]);
  }

  #redirected(piece: Piece, depth: number): Piece {
    if (this.#random.chance(0.65)) return piece;
    const file = this.#words.spell(this.#fresh('w'), depth - 1);
    const redirect = this.#random.pick([
      `> ${file}`,
      `>${file}`,
      `>> ${file}`,
      `2> ${file}`,
      `2>/dev/null`,
      `&> ${file}`,
      `>| ${file}`,
      `<> ${file}`,
      `>& ${file}`,
      `> ${file} 2>&1`,
      `2>&1`,
      `< a.txt`,
      `<<< ${this.#words.word(depth)}`,
      `{fd}> ${file}`,
      `3> ${file} 4>&3`,
    ]);
    const first = this.#random.chance(0.15) && !piece.text.startsWith('V=');
    return first ? combine(plain(`${redirect} `), '', piece) : combine(piece, ' ', plain(redirect));
  }

  #hereDocument(depth: number): Piece {
    const end = this.#random.pick(['E', 'EOF', 'END_1']);
    const isQuoted = this.#random.chance(0.3);
    const dash = this.#random.chance(0.2) ? '-' : '';
    const lines = Array.from({ length: 1 + this.#random.below(2) }, () => this.#words.documentLine(depth, isQuoted));
    const mark = isQuoted ? this.#random.pick([`'${end}'`, `"${end}"`, `\\${end}`]) : end;
    const reader = this.#random.pick(['cat', 'p0 -', 'cat -n', 'sh', 'tee w0']);
    const file = this.#random.chance(0.3) ? ` > ${this.#fresh('w')}` : '';
    const tab = dash === '-' ? '\t' : '';
    const body = `${lines.map((line) => `${tab}${line}\n`).join('')}${tab}${end}\n`;
    const shape = this.#random.below(4);
    const operator = `<<${dash}${mark}`;
    const text = shape === 0 ? `${operator} ${reader}${file}` : `${reader} ${operator}${file}`;
    return { text, bodies: [body] };
  }

  /** A wrapper around a simple command, or around another wrapper. */
  #wrapped(depth: number): Piece {
    const inner = this.#random.chance(0.3) && depth > 0 ? this.#wrapped(depth - 1).text : this.#probe(0).text;
    if (/^V=|\n/.test(inner)) return plain(inner);
    const code = this.#words.quoteCode(inner);
    return plain(
      this.#random.pick([
        `env ${inner}`,
        `env -i PATH="$PATH" ${inner}`,
        `env A=1 B=2 ${inner}`,
        `nice -n 5 ${inner}`,
        `nice ${inner}`,
        `timeout 5 ${inner}`,
        `timeout -k 1 -s TERM 5 ${inner}`,
        `nohup ${inner}`,
        `stdbuf -oL ${inner}`,
        `setsid ${inner}`,
        `setsid -w ${inner}`,
        `ionice -c 3 ${inner}`,
        `sudo ${inner}`,
        `sudo -u root ${inner}`,
        `sudo -n A=1 ${inner}`,
        `command ${inner}`,
        `command -- ${inner}`,
        `time ${inner}`,
        `time -p ${inner}`,
        `! ${inner}`,
        `coproc ${inner}`,
        `eval ${code}`,
        `eval ${inner}`,
        `sh -c ${code}`,
        `bash -c ${code}`,
        `bash -ec ${code} x y`,
        `bash --norc -c ${code}`,
        `echo a | xargs ${inner}`,
        `echo a b | xargs -n 1 ${inner}`,
        `printf 'a\\n' | xargs -I{} ${inner} {}`,
        `xargs -a a.txt ${inner}`,
        `find a.txt -exec ${inner} {} ';'`,
        `find a.txt -exec ${inner} {} +`,
        `find . -maxdepth 1 -name a.txt -execdir ${inner} \\;`,
        `flock w0 ${inner}`,
        `flock w0 -c ${code}`,
        `env -S ${this.#words.quoteCode(`${this.#fresh('p')} a`)}`,
        `trap ${code} EXIT`,
        `(exec ${inner})`,
        `(exec -a x ${inner})`,
        `watch -n 1 ${inner}`,
        `chrt -o 0 ${inner}`,
        `taskset 1 ${inner}`,
        `script -qc ${code} /dev/null`,
        `busybox ${inner}`,
        `awk 'BEGIN { system("${this.#fresh('p')} a") }'`,
        `awk 'BEGIN { "${this.#fresh('p')}" | getline x }'`,
        `awk 'BEGIN { print 1 | "${this.#fresh('p')}" }'`,
        `sed '1e ${this.#fresh('p')} a' a.txt`,
        `git -c alias.x='!${this.#fresh('p')}' x`,
        `tar -cf /dev/null --checkpoint=1 --checkpoint-action=exec=${this.#fresh('p')} a.txt`,
        `sort --compress-program=${this.#fresh('p')} a.txt`,
        `rg --pre ${this.#fresh('p')} x a.txt`,
        `python3 -c 'import os; os.system("${this.#fresh('p')} a")'`,
        `perl -e 'system("${this.#fresh('p')} a")'`,
      ]),
    );
  }

  /** Words without a command of their own. */
  #expansionOnly(depth: number): string {
    const name = this.#fresh('v');
    return this.#random.pick([
      `${name}=${this.#words.word(depth)}`,
      `: ${this.#words.word(depth)}`,
      `${name}=(${this.#words.word(depth)} ${this.#words.word(depth)})`,
      `export ${name}=${this.#words.word(depth)}`,
      `declare -a ${name}=(${this.#words.word(depth)})`,
      `declare -A ${name}=([k]=${this.#words.word(depth)})`,
      `readonly ${name}=${this.#words.word(depth)}`,
      `[[ -n ${this.#words.word(depth)} ]]`,
      `[[ x == ${this.#words.word(depth)} && y ]]`,
      `[ -n ${this.#words.word(depth)} ]`,
      `(( 1 + ${this.#words.number(depth)} ))`,
      `let ${name}=1+2`,
      `printf -v ${name} %s ${this.#words.word(depth)}`,
      `read ${name} <<< ${this.#words.word(depth)}`,
      `mapfile -t ${name} < <(${this.#fresh('p')})`,
      `${name}[1]=${this.#words.word(depth)}`,
      `${name}+=${this.#words.word(depth)}`,
    ]);
  }

  #compound(depth: number): Piece {
    const inner = (): Piece => this.list(depth - 1);
    const word = (): string => this.#words.word(depth - 1);
    const end = (piece: Piece): Piece =>
      piece.bodies.length > 0 ? plain(flush(piece)) : combine(piece, this.#endOf(piece), plain(''));
    switch (this.#random.below(15)) {
      case 0:
        return around('(', plain(flush(inner())), ')');
      case 1:
        return combine(around('{ ', end(inner()), '}'), '', plain(''));
      case 2:
        return combine(
          combine(around('if ', end(inner()), 'then '), '', end(inner())),
          '',
          plain(this.#maybeElse(depth)),
        );
      case 3:
        return plain(`for ${this.#fresh('i')} in ${word()} ${word()}; do ${flush(end(inner()))} done`);
      case 4:
        return plain(
          `case ${word()} in ${this.#random.pick(['x', '"x"', '(a|b', 'a*'])}) ${flush(inner()).replace(/\n$/, '\n')} ${this.#random.pick([';;', '\n;;', ';;&'])} *) ${flush(inner())}\n;; esac`,
        );
      case 5: {
        const body = flush(end(inner()));
        const name = this.#fresh('f');
        this.#functions.push(name);
        const call = `${name} ${word()}`;
        return plain(
          this.#random.pick([
            `${name}() { ${body} }; ${call}`,
            `function ${name} { ${body} }; ${call}`,
            `${name} () ( ${body} ); ${call}`,
          ]),
        );
      }
      case 6:
        return plain(`while ${flush(end(inner()))} do ${flush(end(inner()))} break; done`);
      case 7:
        return plain(`until ${flush(end(inner()))} do ${flush(end(inner()))} break; done`);
      case 8:
        return plain(`for ((i=0; i<${this.#words.number(0)}; i++)); do ${flush(end(inner()))} break; done`);
      case 9: {
        const code = this.#words.quoteCode(flush(inner()));
        return plain(
          this.#random.pick([
            `eval ${code}`,
            `sh -c ${code}`,
            `bash -c ${code}`,
            `bash <<< ${code}`,
            `echo ${code} | bash`,
            `. <(echo ${code})`,
          ]),
        );
      }
      case 10:
        return plain(
          `cd ${this.#random.pick(['src', '..', 'dir/sub', '/tmp', '-- src', './src/..', '~', '"$HOME"'])} && ${flush(inner())}`,
        );
      case 11:
        return plain(`coproc ${this.#random.pick(['', 'N '])}{ ${flush(end(inner()))} }`);
      case 12:
        return plain(`cat <(${flush(inner())}) > >(${flush(inner())})`);
      case 13:
        return plain(`set -- ${this.#fresh('p')} ${word()}; "$@"`);
      default:
        return plain(`time { ${flush(end(inner()))} }`);
    }
  }

  #endOf(piece: Piece): string {
    return /(?:[^\\]&|[^\\];)\s*$/.test(piece.text) ? ' ' : this.#random.pick(['; ', '\n', ' ;\n']);
  }

  #maybeElse(depth: number): string {
    const body = (): string => {
      const piece = this.list(depth - 1);
      return piece.bodies.length > 0 ? flush(piece) : piece.text + this.#endOf(piece);
    };
    return this.#random.pick([' fi', ` else ${body()} fi`, ` elif ${body()} then ${body()} fi`]).trimStart();
  }
}
