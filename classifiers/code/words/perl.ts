/** Perl, word by word. */
import type { Findings } from '../judgement.ts';
import { tokenizePerl } from './perl-tokens.ts';
import { argumentsAfter, codeWord, command, MAX_INNER, onlyText, type Token } from './tokens.ts';

/** Functions and keywords that neither start a program nor touch a file, whatever they are given. */
const HARMLESS = new Set(
  `abs and atan2 bless caller chomp chop chr cmp close cos defined delete die do each else elsif eof eq exists exit exp fc fileno for foreach ge getc
  gmtime goto grep gt hex if index int join keys last lc lcfirst le length local localtime log lt map my ne next no not oct or ord our pack pop pos
  print printf push quotemeta rand read readline ref redo return reverse rindex say scalar seek shift sin sleep sort splice split sprintf sqrt srand
  state sub substr tell tie time times uc ucfirst undef unless unpack unshift until values wait wantarray warn while x xor BEGIN END STDIN STDOUT STDERR
  ARGV __PACKAGE__ __LINE__ __FILE__ binmode glob stat lstat first sum sum0 max min maxstr minstr uniq uniqnum any all none shuffle reduce pairs
  floor ceil fmod strftime mktime Dumper decode_json encode_json to_json from_json dirname basename fileparse timelocal timegm blessed reftype
  looks_like_number dualvar weaken encode decode encode_utf8 decode_utf8 croak carp confess cluck md5_hex sha1_hex sha256_hex sha512_hex encode_base64
  INIT CHECK UNITCHECK isa given when default continue break package lock prototype study reset utf8 true false`.split(
    /\s+/,
  ),
);

/** Modules without effect of their own; what they bring is in the list above or called as a method. */
const MODULES =
  /^(?:v?5(?:[._]\d+)*|strict|warnings|utf8|feature|integer|bigint|bignum|bytes|constant|experimental|locale|vars|parent|base|fields|overload|open|autodie|diagnostics|sort|lib|if|List::Util|List::MoreUtils|Scalar::Util|Hash::Util|Data::Dumper|POSIX|Time::Local|Time::HiRes|Time::Piece|Time::Seconds|JSON|JSON::PP|JSON::XS|JSON::MaybeXS|Cpanel::JSON::XS|YAML::Tiny|Text::Wrap|Text::ParseWords|Text::Tabs|Text::Abbrev|Text::Balanced|Encode|MIME::Base64|Digest::MD5|Digest::SHA|File::Basename|File::Spec|File::Spec::Functions|Getopt::Long|Getopt::Std|Carp|Math::\w+|Tie::\w+|Unicode::\w+|Term::ANSIColor|Benchmark|English|Exporter|Test::More|Test::Simple|Storable::dclone|Cwd|Config|B::Deparse|Memoize|charnames|re|mro|version|subs|less|filetest|encoding::warnings|threads::shared)$/;
/** Name spaces whose modules can start programs, reach the network or change files. */
const ACTING =
  /^(?:IPC|IO|Net|LWP|HTTP|WWW|Socket|File|Sys|Inline|DynaLoader|XSLoader|Storable|threads|Thread|Fcntl|DBI|DBD|Mail|Email|FTP|Proc|Expect|Filter|Acme|Devel|CPAN|App|Safe|Opcode|B|O|PerlIO|Shell|Env|Win32|Module|Archive|Compress|Path|Capture|System|POE|AnyEvent|Mojo|URI|Fatal|sigtrap|blib|ok|Tie::File|Parallel|Memcached|Redis|Crypt|Term|FindBin|UNIVERSAL|SelfLoader|AutoLoader|Attribute|Symbol|attributes|perl5db|Pod|ExtUtils|TAP|Test)(?:::|$)/;

export function judgePerl(code: string, findings: Findings, depth = 0): undefined {
  const whole = { start: 0, end: code.length };
  const tokens = depth > MAX_INNER ? null : tokenizePerl(code);
  if (tokens === null) return findings.doubt('is not understood', whole);
  const own = new Set<string>();
  tokens.forEach((token, at) => {
    if (token.text === 'sub' && tokens[at + 1]?.kind === 'word') own.add(tokens[at + 1]?.text ?? '');
  });
  for (const [at, token] of tokens.entries()) {
    for (const inner of token.inner) judgePerl(inner, findings, depth + 1);
    if (token.kind === 'word') judgeWord(tokens, at, token, own, findings);
    else if (token.kind === 'variable') judgeVariable(tokens, at, token, findings);
    else if (token.kind === 'shell') {
      findings.doubt('hands code to a shell', token.at);
      findings.shellCode(codeWord(token.value, token.at));
    } else if (token.kind === 'sign') judgeSign(tokens, at, token, findings);
  }
}

function isKey(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  const after = tokens[at + 1];
  if (after?.text === '=>') return true;
  return (
    before?.text === '{' &&
    after?.text === '}' &&
    !before.spaced &&
    ['variable', 'sign'].includes(tokens[at - 2]?.kind ?? '')
  );
}

function judgeWord(
  tokens: readonly Token[],
  at: number,
  token: Token,
  own: ReadonlySet<string>,
  findings: Findings,
): undefined {
  const { text } = token;
  const before = tokens[at - 1]?.text;
  if (isKey(tokens, at) || before === 'sub' || before === 'package') return;
  if (before === '->') return;
  if (/^(?:use|no|require)$/.test(text)) return judgeModule(tokens, at, findings);
  if (/^(?:use|no|require)$/.test(before ?? '')) return;
  if (text === 'eval') return tokens[at + 1]?.text === '{' ? undefined : evaluate(tokens, at, findings);
  if (text === 'do' && tokens[at + 1]?.text !== '{') return findings.doubt('runs a file', token.at);
  if (text.startsWith('CORE::')) return findings.doubt(`uses ${text}`, token.at);
  if (Object.hasOwn(EFFECTS, text) && text.includes('::'))
    return EFFECTS[text]?.(argumentsAfter(tokens, at + 1), token, findings);
  if (own.has(text) || (HARMLESS.has(text) && before !== '&')) return;
  if (/^[A-Z]\w*(?:::\w+)*$/.test(text)) {
    // A class, a handle, or a label.
    if (ACTING.test(text) && !MODULES.test(text)) return findings.doubt(`uses ${text}`, token.at);
    const next = tokens[at + 1]?.text;
    if (next === '->' || /^[A-Z]+$/.test(text)) return;
  }
  const effect = EFFECTS[text];
  if (effect === undefined || !Object.hasOwn(EFFECTS, text))
    return findings.doubt(`uses ${text}, which is not known to be harmless`, token.at);
  effect(argumentsAfter(tokens, at + 1), token, findings);
}

function evaluate(tokens: readonly Token[], at: number, findings: Findings): undefined {
  const [token] = [tokens[at]];
  const code = onlyText(argumentsAfter(tokens, at + 1)[0]);
  const place = token?.at ?? { start: 0, end: 0 };
  if (/\b(?:decode_base64|unpack|pack|reverse|rot13|tr|y)\b/.test(tokens.map(({ text }) => text).join(' ')))
    findings.trait('decoded-run', 'decoded text is run', place);
  if (/\b(?:LWP|HTTP|get|getprint|IO::Socket)\b/.test(tokens.map(({ text }) => text).join(' ')))
    findings.trait('fetched-run', 'fetched text is run', place);
  if (code === null) return findings.doubt('runs code put together at run time', place);
  judgePerl(code, findings, MAX_INNER - 1);
}

function judgeModule(tokens: readonly Token[], at: number, findings: Findings): undefined {
  const next = tokens[at + 1];
  const place = tokens[at]?.at ?? { start: 0, end: 0 };
  if (next === undefined) return findings.doubt('loads a module known only at run time', place);
  if (next.kind === 'number' || MODULES.test(next.text)) {
    if (next.text === 'lib' && !/^(?!.*\.\.)[\w.][\w./-]*$/.test(onlyText(argumentsAfter(tokens, at + 2)[0]) ?? ''))
      findings.doubt('loads modules from elsewhere', place);
    return;
  }
  if (next.kind === 'text' && next.value !== null)
    return findings.access('execute', codeWord(next.value, next.at), false);
  if (next.kind !== 'word' || ACTING.test(next.text)) findings.doubt(`loads ${next.text}`, next.at);
}

function judgeVariable(tokens: readonly Token[], at: number, token: Token, findings: Findings): undefined {
  const { text } = token;
  if (/^[@%]?%?ENV$/.test(text.slice(1)) || text === '%ENV' || text === '$ENV') {
    const key = tokens[at + 1]?.text === '{' && tokens[at + 3]?.text === '}' ? tokens[at + 2] : undefined;
    const name = key === undefined || text === '%ENV' ? null : (key.value ?? (key.kind === 'word' ? key.text : null));
    if (name === null) return findings.trait('environment', 'takes variables of the environment', token.at);
    if (/TOKEN|SECRET|PASSW|_KEY|CREDENTIAL|^AWS_/i.test(name))
      findings.trait('environment', `takes ${name} from the environment`, token.at);
    else if (tokens[at + 4]?.text === '=')
      findings.variable(name, codeWord(onlyText(argumentsAfter(tokens, at + 5)[0]), token.at));
    return;
  }
  if (
    /^[$@%&*](?:INC|SIG|::|main::|CORE::)/.test(text) ||
    text.startsWith('&') ||
    text.startsWith('*') ||
    text === '$^X'
  )
    findings.doubt(`uses ${text}`, token.at);
  const next = tokens[at + 1]?.text;
  // What stands in @ARGV is opened by `<>`, and run where it ends in a bar.
  const changes =
    next === '=' || /^(?:push|unshift|splice|\\)$/.test(tokens[at - 1]?.text ?? '') || tokens[at + 4]?.text === '=';
  if (/^[@$]ARGV$/.test(text) && changes) findings.doubt('changes what is read', token.at);
  if (next === '->' && tokens[at + 2]?.text === '(')
    findings.doubt('calls a function known only at run time', token.at);
  if (tokens[at - 1]?.text === '->') findings.doubt('calls a method known only at run time', token.at);
}

function isOperand(token: Token | undefined): boolean {
  return token !== undefined && (token.kind !== 'sign' || token.text === ')' || token.text === ']');
}

function judgeSign(tokens: readonly Token[], at: number, token: Token, findings: Findings): undefined {
  const next = tokens[at + 1];
  if (
    token.text === '&' &&
    next !== undefined &&
    !next.spaced &&
    next.kind !== 'number' &&
    (next.text === '{' || !isOperand(tokens[at - 1]))
  )
    findings.doubt('calls a function by reference', token.at);
  if (token.text === '*' && next?.text === '{') findings.doubt('changes the table of names', token.at);
  if (token.text === '->' && next?.text === '(' && tokens[at - 1]?.kind !== 'variable')
    findings.doubt('calls a function known only at run time', token.at);
}

type Effect = (args: readonly (readonly Token[])[], token: Token, findings: Findings) => undefined;

const onPaths =
  (kind: 'read' | 'write' | 'delete', recursive = false): Effect =>
  (args, token, findings) => {
    const flat = args.flatMap((arg) => (arg[0]?.text === '(' ? argumentsAfter(arg, 0) : [arg]));
    if (flat.length === 0) return findings.access(kind, codeWord(null, token.at), recursive);
    for (const arg of flat)
      if (arg[0]?.kind !== 'number') findings.access(kind, codeWord(onlyText(arg), arg[0]?.at ?? token.at), recursive);
  };

const start: Effect = (args, token, findings) => command(findings, args, token.at);

const EFFECTS: Readonly<Record<string, Effect>> = {
  system: start,
  exec: start,
  readpipe: start,
  qx: start,
  unlink: onPaths('delete'),
  remove_tree: onPaths('delete', true),
  rmtree: onPaths('delete', true),
  'File::Path::remove_tree': onPaths('delete', true),
  'File::Path::rmtree': onPaths('delete', true),
  'File::Path::make_path': onPaths('write'),
  make_path: onPaths('write'),
  'File::Copy::copy': (args, token, findings) => {
    onPaths('read')(args.slice(0, 1), token, findings);
    onPaths('write')(args.slice(1, 2), token, findings);
  },
  rmdir: onPaths('delete'),
  rename: (args, token, findings) => {
    onPaths('read')(args.slice(0, 1), token, findings);
    onPaths('write')(args, token, findings);
  },
  mkdir: (args, token, findings) => onPaths('write')(args.slice(0, 1), token, findings),
  chmod: (args, token, findings) => onPaths('write')(args.slice(1), token, findings),
  utime: (args, token, findings) => onPaths('write')(args.slice(2), token, findings),
  truncate: (args, token, findings) => onPaths('write')(args.slice(0, 1), token, findings),
  symlink: (args, token, findings) => onPaths('write')(args.slice(1), token, findings),
  link: (args, token, findings) => onPaths('write')(args.slice(1), token, findings),
  opendir: (args, token, findings) => onPaths('read')(args.slice(1), token, findings),
  readdir: () => undefined,
  closedir: () => undefined,
  open: (args, token, findings) => {
    const mode = onlyText(args[1]);
    const [, , path] = args;
    if (args.length !== 3 || mode === null || !/^(?:\+?[<>]|>>)(?::[\w():-]+)?$/.test(mode.trim())) {
      if (mode !== null && /^\s*\||\|\s*$|^-\||\|-$/.test(mode)) {
        findings.doubt('starts a program', token.at);
        return findings.shellCode(codeWord(args.length === 2 ? mode.replaceAll('|', '') : onlyText(path), token.at));
      }
      return findings.doubt('opens something that is known only at run time', token.at);
    }
    if (path?.[0]?.text === '\\') return;
    if (/[<]|\+/.test(mode)) onPaths('read')([path ?? []], token, findings);
    if (/[>]|\+/.test(mode)) onPaths('write')([path ?? []], token, findings);
  },
  fork: (_args, token, findings) => {
    findings.trait('fork-loop', 'starts copies of itself', token.at);
    return findings.doubt('starts copies of itself', token.at);
  },
  decode_base64: () => undefined,
  setuid: (_args, token, findings) => {
    findings.trait('rights', 'changes the user', token.at);
    return findings.doubt('changes the user', token.at);
  },
  'POSIX::setuid': (_args, token, findings) => {
    findings.trait('rights', 'changes the user', token.at);
    return findings.doubt('changes the user', token.at);
  },
};
