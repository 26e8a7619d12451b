/** Words for the grammar: a text spelled in one of the ways that bash reads as that text, and words that run something. */
import type { Random } from './random.ts';

interface Surroundings {
  fresh(prefix: string): string;
  /** A list of statements. */
  nested(depth: number): string;
}

export class WordMaker {
  readonly #random: Random;
  readonly #around: Surroundings;
  #setup = '';

  constructor(random: Random, around: Surroundings) {
    this.#random = random;
    this.#around = around;
  }

  /** Assignments that the words made so far rely on; they stand before the command. */
  takeSetup(): string {
    const setup = this.#setup;
    this.#setup = '';
    return setup;
  }

  /** `text` (letters, digits, dots) spelled in some way; the shell makes it one word again. */
  spell(text: string, depth: number): string {
    if (this.#random.chance(0.55)) return text;
    const at = 1 + this.#random.below(Math.max(1, text.length - 1));
    const [head, tail] = [text.slice(0, at), text.slice(at)];
    const variable = this.#around.fresh('v');
    const cheap: [() => string, ...(() => string)[]] = [
      () => `'${text}'`,
      () => `"${text}"`,
      () => `${head}''${tail}`,
      () => `${head}""${tail}`,
      () => `${head}"${tail}"`,
      () => `${head}'${tail}'`,
      () => `\\${text}`,
      () => `${head}\\\n${tail}`,
      () => `$'${hexadecimal(text)}'`,
      () => `$'${head}'${tail}`,
      () => `$"${text}"`,
      () => `\${${variable}:-${text}}`,
      () => `\${${variable}-${text}}`,
      () => `"\${${variable}:=${text}}"`,
      () => `${head}\${${variable}}${tail}`,
      () => `${head}$*${tail}`,
      () => `${head}"$@"${tail}`,
    ];
    const more: [() => string, ...(() => string)[]] = [
      () => this.#assigned(variable, text, `$${variable}`),
      () => this.#assigned(variable, text, `"\${${variable}}"`),
      () => this.#assigned(variable, head, `\${${variable}}${tail}`),
      () => this.#assigned(variable, `(x ${text})`, `\${${variable}[1]}`),
      () => this.#assigned(variable, `(${text} y)`, `"$${variable}"`),
      () => this.#assigned(variable, `${text}zz`, `\${${variable}%zz}`),
      () => this.#assigned(variable, `zz${text}`, `\${${variable}#zz}`),
      () => this.#assigned(variable, `q${text}q`, `\${${variable}//q/}`),
      () => this.#assigned(variable, text.toUpperCase(), `\${${variable},,}`),
      () => this.#assigned(variable, `zz${text}`, `\${${variable}:2}`),
      () => `$(echo ${text})`,
      () => `$(printf %s ${text})`,
      () => `\`echo ${text}\``,
      () => `"$(echo '${text}')"`,
      () => `${head}$(echo ${tail})`,
      () => `$(cat <<< ${text})`,
    ];
    return depth > 0 && this.#random.chance(0.4) ? this.#random.pick(more)() : this.#random.pick(cheap)();
  }

  #assigned(variable: string, value: string, use: string): string {
    this.#setup += `${variable}=${value}; `;
    return use;
  }

  /** Any word, perhaps one that runs something. */
  word(depth: number): string {
    if (depth <= 0 || this.#random.chance(0.6)) {
      return this.#random.pick([
        'x',
        '-v',
        '--long=value',
        "'a b'",
        '"a $HOME b"',
        '*.txt',
        '"*"',
        '{a,b}',
        '{1..3}',
        '~/x',
        '$UNSET',
        '"$UNSET"',
        '${#HOME}',
        "$'a\\tb'",
        'a\\ b',
        "'`p0`'",
        "'$(p0)'",
        '"\\$(p0)"',
        '\\`p0\\`',
        '"#"',
        'a#b',
        '--',
        '""',
        'a=b',
        '$$',
        '"$(( 1 + 2 ))"',
        '$[1+2]',
        '\\;',
        '"}"',
        "')'",
      ]);
    }
    return this.#running(depth - 1);
  }

  #running(depth: number): string {
    const code = this.#around.nested(depth);
    const short = this.#around.fresh('p');
    const name = this.#around.fresh('v');
    const close = code.includes('\n') ? '\n)' : ')';
    return this.#random.pick([
      `$(${code}${close}`,
      `"$(${code}${close}"`,
      `"a $(${code}${close} b"`,
      `\`${short}\``,
      `"\`${short} a\`"`,
      `\`${short} \\\`p0\\\`\``,
      `<(${code}${close}`,
      `\${${name}:-$(${short})}`,
      `\${${name}:-\`${short}\`}`,
      `"\${${name}:=$(${short})}"`,
      `"\${${name}-"$(${short})"}"`,
      `\${HOME:+$(${short})}`,
      `\${HOME#$(${short})}`,
      `\${HOME%%"$(${short})"}`,
      `\${HOME/a/$(${short})}`,
      `\${HOME:$(${short}; echo 1)}`,
      `$(( $(${short}; echo 1) + 1 ))`,
      `$(( \`${short}; echo 1\` ))`,
      `$[ $(${short}; echo 1) ]`,
      `$(< $(${short}; echo a.txt))`,
      `"$(${short} "$(${this.#around.fresh('p')} 'a)')")"`,
      `$(case x in x) ${short};; esac)`,
      `$(case x in (x) ${short};; esac)`,
      `$(${short} # ) comment\n)`,
      `$( (${short}) )`,
      `$((${short}) )`,
      `x{$(${short}),b}`,
      `\${arr[$(${short}; echo 1)]}`,
    ]);
  }

  /** Something that arithmetic takes for a number. */
  number(depth: number): string {
    if (depth <= 0 || this.#random.chance(0.5)) return this.#random.pick(['2', 'x', '(1+1)', '1<<2', '0x2']);
    return this.#random.pick([
      `$(${this.#around.fresh('p')}; echo 1)`,
      `\`${this.#around.fresh('p')}; echo 1\``,
      `\${x:-$(${this.#around.fresh('p')}; echo 1)}`,
    ]);
  }

  documentLine(depth: number, isQuoted: boolean): string {
    const short = this.#around.fresh('p');
    if (isQuoted) return this.#random.pick(['text', '$(p0)', '`p0`', '${x:-$(p0)}', "it's"]);
    const code = depth > 0 ? this.#around.nested(0).replaceAll('\n', ' ') : short;
    return this.#random.pick([
      'text',
      `$(${short})`,
      `a $(${short}) b`,
      `\`${short}\``,
      `\${x:-$(${short})}`,
      `\${x:-\`${short}\`}`,
      `$(( $(${short}; echo 1) ))`,
      `\\$(p0)`,
      `\\\`p0\\\``,
      `'$(${short})'`,
      `"$(${short} ")")"`,
      /[\\#]/.test(code) ? `$(${short})` : `$(${code})`,
      "it's",
    ]);
  }

  /** A text as one word in single quotes. */
  quoteCode(code: string): string {
    return `'${code.replaceAll("'", "'\\''")}'`;
  }
}

function hexadecimal(text: string): string {
  return [...text].map((char) => `\\x${char.charCodeAt(0).toString(16)}`).join('');
}
