import { inputText } from '../bash/constant-output.ts';
import { language, scriptFile } from './code-sources.ts';
import { hasOption, type Invocation, optionValue } from './invocation.ts';
import { type Special, tool } from './model.ts';

/** Modules of perl that only compute. */
const PERL_MODULES =
  /^['"]?-?(?:strict|warnings|utf8|feature|v?5[\d.]*|List::Util|List::MoreUtils|Scalar::Util|POSIX|Data::Dumper|JSON(?:::PP|::XS)?|Time::\w+|File::(?:Basename|Spec\w*|Find)|Text::\w+|Encode|MIME::Base64|Digest::\w+|Getopt::Long|Cwd|Storable|constant|integer|bigint|bignum|open|Term::ANSIColor|Unicode::\w+|charnames|Carp|Math::\w+|Tie::File|locale|re|English|autodie|lib|diagnostics|YAML(?:::\w+)?|Benchmark|Config)(?:[=\s].*)?['"]?$/;

/** `-n`, `-p` and `-i` make the operands of perl and ruby files that are read, and with `-i` rewritten. */
function filter(name: string, code: readonly string[]): Special {
  return (invocation, actions, command) => {
    language(name, code)(invocation, actions, command);
    if (!hasOption(invocation, ...code) || !hasOption(invocation, '-n', '-p', '-i')) return;
    const kept = optionValue(invocation, '-i')?.text ?? '';
    for (const { field } of invocation.operands) {
      if (field.text === '-') continue;
      actions.read(field);
      if (!hasOption(invocation, '-i')) continue;
      actions.write(field);
      if (kept !== '' && field.text !== null)
        actions.write(
          actions.literal(kept.includes('*') ? kept.replaceAll('*', field.text) : `${field.text}${kept}`, field),
        );
    }
  };
}

const perl: Special = (invocation, actions, command) => {
  filter('perl', ['-e', '-E'])(invocation, actions, command);
  for (const { name, value, field } of invocation.options) {
    if ((name === '-M' || name === '-m') && value !== null && !PERL_MODULES.test(value.text ?? ''))
      actions.signal(
        'mini-language',
        value,
        `perl loads ${value.text ?? 'a module'}`,
        /[/.;({]/.test(value.text ?? ''),
      );
    if (name === '-d') actions.signal('mini-language', field, 'perl runs a debugger', /:/.test(value?.text ?? ''));
  }
};

/** `ruby -run -e cp -- -r a b`: small tools in the library `un`. */
const ruby: Special = (invocation, actions, command) => {
  const libraries = invocation.options.flatMap(({ name, value }) => (name === '-r' && value !== null ? [value] : []));
  const name = optionValue(invocation, '-e');
  if (libraries.some((field) => field.text === 'un') && name?.text !== undefined && name.text !== null) {
    const words = invocation.operands.map((operand) => operand.field);
    if (/^(?:cp|mv|rm|ln|mkdir|rmdir|install|chmod|touch)$/.test(name.text))
      actions.open([name, ...words], { inside: true });
    else actions.signal('mini-language', name, 'ruby starts a small server', true);
    return;
  }
  for (const field of libraries) {
    if (/^\.{0,2}\//.test(field.text ?? '')) scriptFile(field, actions);
    else if (/^(?:socket|open-uri|net\/\w+|pty|fiddle|open3)$/.test(field.text ?? ''))
      actions.signal('mini-language', field, `ruby loads ${field.text}`);
  }
  filter('ruby', ['-e'])(invocation, actions, command);
};

/** Settings of php that load or run something. */
const PHP_SETTING =
  /^(?:auto_(?:prepend|append)_file|extension|zend_extension|extension_dir|sendmail_path|disable_functions|open_basedir|allow_url_include|allow_url_fopen|include_path|opcache\.preload|ffi\.\w+|mail\.log|error_log)\s*=/i;

const php: Special = (invocation, actions, command) => {
  for (const { name, value, field } of invocation.options) {
    if (name === '-d' && PHP_SETTING.test(value?.text ?? '=') && value !== null)
      actions.signal('mini-language', value, `php is told ${value.text ?? 'a setting known only at run time'}`, true);
    if (name === '-i') actions.signal('environment', field, 'php prints its environment');
  }
  const script = invocation.operands[0];
  const local = !hasOption(invocation, '-S') || script === undefined;
  if (local) language('php', ['-r', '-R', '-B', '-E'], ['-f', '-i', '-m', '-S'])(invocation, actions, command);
  else scriptFile(script.field, actions);
};

/** Words of code that prints a sum or a version. */
const PRINTS = new Set(
  'print println printf puts putStrLn say cat display write echo io IO format inspect version VERSION _VERSION R string Base main show newline sqrt sum length len max min abs round floor math exit quit halt true false nil null let var val in i x y n System out Console WriteLine Sys erlang init stop otp_release system_info'.split(
    ' ',
  ),
);

function onlyPrints(code: string): boolean {
  const bare = code.replace(/"(?:[^"\\#$]|\\[^(])*"|'(?:[^'\\])*'/g, '""');
  if (/[`#$@|<]|::/.test(bare)) return false;
  return [...bare.matchAll(/[A-Za-z_]\w*/g)].every((word) => PRINTS.has(word[0]));
}

/** Code in an option or on standard input, or a script. */
function other(options: readonly string[], scripts: readonly string[] = []): Special {
  return (invocation, actions, command) => {
    const codes = invocation.options.flatMap(({ name, value }) =>
      options.includes(name) && value !== null ? [value] : [],
    );
    const typed = codes.length === 0 && invocation.operands.length === 0 ? inputText(command) : null;
    const all = typed === null ? codes : [actions.literal(typed, command.program)];
    if (all.length === 0) return language('other', [], scripts)(invocation, actions, command);
    for (const field of all) if (field.text === null || !onlyPrints(field.text)) actions.code('other', field);
  };
}

const installed = (invocation: Invocation): boolean => invocation.operands[0]?.field.text === 'CMD';
const statistics: Special = (invocation, actions, command) => {
  if (installed(invocation)) return;
  other(['--eval'], ['--file'])(invocation, actions, command);
};

const CODE_OPTION = '-e,--eval,-eval,--execute,-E=data';

export const languageTools = [
  tool('perl', {
    options:
      '-e=data -E=data -n -p -i=?data -l=#data -a -F=data -0=#data -w -W -t -T -c -v -s -S -x=?data -I=data -M=data -m=data -d=?data -C=?data -D=?data -V=?data -g -h -u -U -X -f',
    operands: 'data*',
    stopAtOperand: true,
    style: 'plain',
    special: perl,
    runsThings: true,
    examples: [
      { command: "perl -i.bak -pe 's/a/b/' f", reads: ['f'], writes: ['f', 'f.bak'] },
      { command: 'perl -Ilib s.pl a', reads: ['s.pl'] },
    ],
  }),
  tool('ruby jruby', {
    options:
      '-e=data -n -p -i=?data -l -a -F=data -0=#data -w -W=?data -c -v --version -s -S -x=?data -I=data -r=data -C=cwd -X=cwd -E=data -K=data -T=?data -U -d,--debug -y -h --help --yjit --jit --disable=data --enable=data --verbose --external-encoding=data --internal-encoding=data --encoding=data --copyright',
    operands: 'data*',
    stopAtOperand: true,
    style: 'plain',
    special: ruby,
    runsThings: true,
    examples: [{ command: "ruby -ne 'print if /x/' a", reads: ['a'] }],
  }),
  tool('erb erubi', {
    options: '-x -n -v -T=data -r=data -S=data -P -U -E=data -d -h',
    operands: 'script*',
    style: 'plain',
  }),
  tool('irb pry', {
    options: '-r=data -I=data -e=data -f --noscript --simple-prompt',
    operands: 'data*',
    special: language('ruby', ['-e']),
  }),
  tool('php', {
    options:
      '-r=data -R=data -B=data -E=data -F=script -f=script -l -a -c=settings -d=data -e -i -m -n -s -v -w -z=plugin -S=data -t=read -h -H -q --ini --rf=data --rc=data --re=data --ri=data --rz=data',
    operands: 'data*',
    stopAtOperand: true,
    style: 'plain',
    special: php,
    runsThings: true,
  }),
  tool('lua luajit luau', {
    options: '-e=data -l=data -i -v -E -W -j=data -O=?data -b -',
    operands: 'data*',
    stopAtOperand: true,
    style: 'plain',
    special: (invocation, actions, command) => {
      for (const { name, value } of invocation.options)
        if (name === '-l' && value !== null)
          actions.signal('mini-language', value, `lua loads ${value.text ?? 'a module'}`);
      other(['-e'])(invocation, actions, command);
    },
    runsThings: true,
  }),
  tool('R Rscript r littler', {
    options:
      '-e,--eval=data -f,--file=script --no-save --slave --vanilla -q,--quiet,--silent --no-restore --no-environ --no-init-file --verbose --version --help --default-packages=data --args -g=data',
    operands: 'data*',
    stopAtOperand: true,
    style: 'plain',
    special: statistics,
    runsThings: true,
  }),
  tool('tclsh wish jimsh', {
    options: '-encoding=data',
    operands: 'data*',
    stopAtOperand: true,
    style: 'single',
    special: other(['-c']),
    runsThings: true,
  }),
  tool(
    'guile gjs cjs seed racket groovy scala scala-cli kotlin kotlinc elixir iex erl ghci ghc runghc runhaskell julia osascript swift octave octave-cli matlab bb sbcl clisp ecl jshell jrunscript jjs ocaml utop raku perl6 janet hy coffee maxima gap scheme chicken csi fennel io j gforth swipl gprolog ponyc dart-repl lein-repl nashorn rhino d8 qjs mujs xsltproc-js node-red',
    {
      options: `${CODE_OPTION} -c,--code=data -r,-batch=data -l,--load,-load=script -s -p,--print=data -f,--file=script -g=data -t=data -M -i -v,--version --help -q,--quiet --no-save --vanilla -noshell -norc --no-history --norc --script=script --non-interactive --project=?data --threads=data -noinput -pa=data -sname=data -name=data --startup-file=data -h -cp,--classpath=data -O=?data -o=write -W=?data -package=data -X=data --color=data --banner=data --noinit --no-userinit --no-sysinit --disable-debugger --end-toplevel-options`,
      operands: 'data*',
      stopAtOperand: true,
      style: 'plain',
      special: other(['-e', '--eval', '-c', '--code', '-r', '-g', '-t', '--print']),
      runsThings: true,
    },
  ),
  tool('clojure clj', {
    options:
      '-M=?data -A=?data -X=?data -T=?data -S=?data -e,--eval=data -m,--main=data -i,--init=script -Sdeps=data -Spath -P -version --help -r',
    operands: 'data*',
    stopAtOperand: true,
    style: 'plain',
    special: (invocation, actions) => {
      for (const { name, value } of invocation.options) {
        if (name === '--eval' && value !== null) actions.code('other', value);
        if (name === '-Sdeps' && value !== null)
          actions.signal('mini-language', value, 'dependencies are named in an argument');
      }
      const [script] = invocation.operands;
      if (script !== undefined && /\.clj[cs]?$/.test(script.field.text ?? '')) scriptFile(script.field, actions);
    },
    runsThings: true,
  }),
].flat();
