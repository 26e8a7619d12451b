/** Ruby, word by word. */
import type { Findings } from '../judgement.ts';
import { tokenizeRuby } from './ruby-tokens.ts';
import { argumentsAfter, codeWord, command, MAX_INNER, onlyText, type Token } from './tokens.ts';

/** Keywords, and methods that are harmless on whatever they are called, with everything they are given. */
const HARMLESS = new Set(
  `alias and begin break case class def defined? do else elsif end ensure false for if in module next nil not or redo rescue retry return self super
  then true undef unless until when while yield puts print p pp printf putc raise loop lambda proc rand srand sleep exit abort format sprintf gets
  block_given? catch throw private public protected attr_accessor attr_reader attr_writer include extend freeze frozen? tap then itself
  abs all? any? append at between? bytes byteslice bytesize capitalize ceil center chars chomp chop chr clear clone codepoints collect collect_concat
  combination compact compact! concat count cycle delete delete_at delete_if delete_prefix delete_suffix detect difference dig divmod downcase downcase! drop drop_while
  dump dup each each_char each_cons each_entry each_index each_key each_line each_pair each_slice each_value each_with_index each_with_object empty?
  encode encoding end_with? entries eql? equal? even? except fetch fetch_values fill filter filter_map find find_all find_index first flat_map flatten flatten! floor
  force_encoding from_json generate grep grep_v group_by gsub gsub! has_key? has_value? hash hex include? index inject insert inspect intersect? intersection
  invert is_a? join keep_if key key? keys kind_of? last lazy length lines ljust lstrip map map! match match? max max_by maxmin member? merge merge! min min_by minmax
  name names new next nil? none? nonzero? now oct odd? one? ord pack partition permutation pop positive? negative? pred prepend pretty_generate product push
  rassoc read_line readlines reduce reject reject! repeated_combination replace respond_to? reverse reverse! reverse_each rindex rjust rotate round rpartition rstrip
  sample scan select select! set shift shuffle size skip slice slice_when sort sort! sort_by sort_by! split squeeze start_with? step store strftime strip strip! sub sub! succ sum
  swapcase symbolize_names take take_while tally times to_a to_c to_csv to_f to_h to_i to_json to_proc to_r to_s to_set to_str to_sym to_yaml today tr transform_keys
  transform_values transpose truncate unicode_normalize union uniq uniq! unshift upcase upto downto upcase! utc values values_at valid_encoding? zero? zip
  parse parse! safe_load iso8601 rfc2822 year month day hour min sec wday yday to_time to_date to_datetime at mktime local gm captures named_captures pre_match post_match
  sqrt sin cos tan atan log log2 log10 exp hypot pow gcd lcm digits bit_length infinite? nan? hexdigest digest base64digest uuid hex random_number alphanumeric
  pretty_inspect instance_of? class object_id ancestors superclass instance_methods methods public_methods headers rows by_col read_nonblank
  string rewind eof? getc ungetc each_byte sync sync= flush fsync tty? isatty lineno pos seek write_nonblank message backtrace full_message
  __method__ __FILE__ __LINE__ __dir__ BEGIN END chunk_while each_entry sum minmax_by zip lstrip! rstrip! squeeze! tr! swap! basename extname dirname
  read write close each_char exist? exists? file? directory? size? zero? absolute? join expand_path realpath mtime ctime atime stat readable? writable? executable? symlink? fnmatch fnmatch? pwd children`.split(
    /\s+/,
  ),
);

/** Classes and modules whose methods in the list above have no effect. */
const CONSTANTS = new Set(
  `Array Hash String Integer Float Symbol Range Regexp Struct Set Time Date DateTime Math Random Rational Complex Comparable Enumerable Enumerator
  JSON YAML Psych CSV BigDecimal Digest MD5 SHA1 SHA256 SHA512 SecureRandom OpenStruct StringIO Encoding UTF_8 ASCII_8BIT RUBY_VERSION RUBY_PLATFORM RUBY_ENGINE RUBY_PATCHLEVEL RUBY_COPYRIGHT
  RUBY_DESCRIPTION PI E StandardError RuntimeError ArgumentError TypeError KeyError IndexError NameError NoMethodError ZeroDivisionError Errno ENOENT
  ParserError SyntaxError Exception STDIN STDOUT STDERR ARGV ARGF NilClass TrueClass FalseClass Numeric Benchmark Shellwords Abbrev Base64 Data Matrix Prime
  Object BasicObject Module Class Proc Method MatchData Gem Version VERSION Bundler INFINITY NAN EPSILON MAX MIN DATA Zlib crc32 Ripper Set SortedSet PP ERB`.split(
    /\s+/,
  ),
);
const LIBRARIES =
  /^(?:json|yaml|psych|set|date|time|csv|bigdecimal|digest|digest\/\w+|securerandom|ostruct|pp|prettyprint|benchmark|shellwords|abbrev|base64|matrix|prime|stringio|strscan|forwardable|singleton|observer|optparse|English|erb|erubi|ripper|tsort|delegate|comparable|enumerator|rational|complex|bundler\/setup|rubygems|pathname|fileutils|tempfile|find)$/;

export function judgeRuby(code: string, findings: Findings, depth = 0): undefined {
  const whole = { start: 0, end: code.length };
  const tokens = depth > MAX_INNER ? null : tokenizeRuby(code);
  if (tokens === null) return findings.doubt('is not understood', whole);
  const own = ownNames(tokens);
  for (const [at, token] of tokens.entries()) {
    for (const inner of token.inner) judgeInner(inner, own, findings, depth);
    if (token.kind === 'word') judgeWord(tokens, at, token, own, findings);
    else if (token.kind === 'shell') {
      findings.doubt('hands code to a shell', token.at);
      findings.shellCode(codeWord(token.value, token.at));
    } else if (token.kind === 'variable' && /^\$(?:LOAD_PATH|:|0|PROGRAM_NAME|"|LOADED_FEATURES)$/.test(token.text))
      findings.doubt(`uses ${token.text}`, token.at);
    else if (token.kind === 'text' && DANGEROUS.has(token.value ?? ''))
      findings.doubt(`names ${token.value}`, token.at);
    else if (token.text === '.(' || isBlockArgument(tokens, at))
      findings.doubt('calls a function known only at run time', token.at);
  }
}

/** `&name` in the place of a block: whatever the name holds is called. */
function isBlockArgument(tokens: readonly Token[], at: number): boolean {
  const [before, token, after] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (token?.text !== '&' || after === undefined || after.spaced || after.kind === 'text') return false;
  return before?.text === '(' || before?.text === ',' || token.spaced;
}

function judgeInner(code: string, own: ReadonlySet<string>, findings: Findings, depth: number): undefined {
  const names = [...own].map((name) => `${name} = 1`).join(';');
  judgeRuby(names === '' ? code : `${names};${code}`, findings, depth + 1);
}

/** Variables, parameters and methods that the code itself defines. */
function ownNames(tokens: readonly Token[]): Set<string> {
  const own = new Set<string>();
  let inBars = false;
  tokens.forEach((token, at) => {
    const before = tokens[at - 1]?.text;
    const after = tokens[at + 1]?.text;
    if (token.text === '|' && (before === '{' || before === 'do' || inBars)) inBars = !inBars;
    if (token.kind !== 'word' || before === '.' || before === '&.') return;
    if (inBars || before === 'def' || before === 'for' || before === 'class' || before === 'module' || before === '=>')
      own.add(token.text);
    if (after !== undefined && /^(?:=|\+=|-=|\*=|\/=|\|\|=|<<=|&&=|%=)$/.test(after)) own.add(token.text);
    if (after === ',' && /^(?:[a-z_]\w*)$/.test(token.text) && assignsLater(tokens, at)) own.add(token.text);
  });
  tokens.forEach((token, at) => {
    if (token.text === 'def')
      for (const arg of argumentsAfter(tokens, at + 2)) if (arg[0]?.kind === 'word') own.add(arg[0].text);
  });
  // What keeps its meaning in any case is never the code's own.
  for (const name of DANGEROUS) own.delete(name);
  return own;
}

/** `a, b = list` */
function assignsLater(tokens: readonly Token[], from: number): boolean {
  for (let at = from; at < Math.min(tokens.length, from + 24); at += 2) {
    if (tokens[at]?.kind !== 'word') return false;
    if (tokens[at + 1]?.text === '=') return true;
    if (tokens[at + 1]?.text !== ',') return false;
  }
  return false;
}

const DANGEROUS = new Set(
  `system exec spawn fork eval send __send__ public_send instance_eval class_eval module_eval instance_exec class_exec define_method method instance_method
  const_get const_missing binding open load require_relative syscall trap at_exit autoload popen constantize instance_variable_get instance_variable_set
  test callcc set_trace_func method_missing Kernel IO File Dir FileUtils Process ENV ObjectSpace Marshal Fiddle Open3 PTY Socket TCPSocket URI Net Pathname RubyVM`.split(
    /\s+/,
  ),
);

function judgeWord(
  tokens: readonly Token[],
  at: number,
  token: Token,
  own: ReadonlySet<string>,
  findings: Findings,
): undefined {
  const { text } = token;
  const before = tokens[at - 1]?.text;
  const after = tokens[at + 1];
  // A key, `name: value`.
  if (after?.text === ':' && !after.spaced && tokens[at + 2]?.text !== ':') return;
  if (before === 'def' && !DANGEROUS.has(text)) return;
  if (text === 'require') return library(tokens, at, findings);
  if (before !== '.' && (text === 'require_relative' || text === 'load')) return scriptOf(tokens, at, findings);
  if (before === '.' || before === '&.' || before === '::') {
    const owner = tokens[at - 2];
    if (text === 'load' && /^(?:YAML|Psych|JSON)$/.test(owner?.text ?? '')) return;
    const effect = owner?.kind === 'word' ? EFFECTS[`${owner.text}.${text}`] : undefined;
    if (effect !== undefined) return effect(argumentsAfter(tokens, at + 1), token, findings);
    if (owner?.kind === 'word' && owner.text === 'ENV')
      return environment(text === 'fetch' ? onlyText(argumentsAfter(tokens, at + 1)[0]) : null, token, findings);
    if (
      owner?.kind === 'word' &&
      /^(?:Process|IO|Kernel|ObjectSpace|Marshal|Signal|Socket|Net|URI|Open3|PTY|RubyVM|Fiddle|Object)$/.test(
        owner.text,
      ) &&
      !/^(?:clock_gettime|pid|CLOCK_MONOTONIC|parse|join|new|stdin|encode_www_form_component|decode_www_form_component)$/.test(
        text,
      )
    )
      return findings.doubt(`uses ${owner.text}.${text}`, token.at);
  }
  if (text === 'inject' || text === 'reduce') {
    const named = argumentsAfter(tokens, at + 1).some(
      (arg) =>
        arg[0]?.text !== '{' &&
        onlyText(arg) === null &&
        arg.some(({ kind }) => kind === 'text' || kind === 'word' || kind === 'variable'),
    );
    if (named && after?.text === '(') return findings.doubt('calls a function known only at run time', token.at);
  }
  if (OWNERS.has(text)) {
    if (text === 'ENV' && after?.text === '[')
      return environment(tokens[at + 3]?.text === ']' ? (tokens[at + 2]?.value ?? null) : null, token, findings);
    if (after?.text === '.' || after?.text === '::' || (text === 'Dir' && after?.text === '[')) return;
    return text === 'ENV' ? environment(null, token, findings) : findings.doubt(`uses ${text}`, token.at);
  }
  if (DANGEROUS.has(text)) {
    const effect = EFFECTS[text];
    if (effect !== undefined && before !== '.' && before !== '&.')
      return effect(argumentsAfter(tokens, at + 1), token, findings);
    return findings.doubt(`uses ${text}`, token.at);
  }
  if (HARMLESS.has(text) || CONSTANTS.has(text) || own.has(text)) return;
  findings.doubt(`uses ${text}, which is not known to be harmless`, token.at);
}

const OWNERS = new Set(
  'ENV File Dir FileUtils Process IO Kernel ObjectSpace Marshal Signal Socket Net URI Open3 PTY RubyVM Fiddle Pathname YAML Psych CSV'.split(
    ' ',
  ),
);

function environment(name: string | null, token: Token, findings: Findings): undefined {
  if (name !== null && !/TOKEN|SECRET|PASSW|_KEY|CREDENTIAL|^AWS_/i.test(name)) return;
  findings.trait(
    'environment',
    name === null ? 'takes variables of the environment' : `takes ${name} from the environment`,
    token.at,
  );
}

function library(tokens: readonly Token[], at: number, findings: Findings): undefined {
  const name = onlyText(argumentsAfter(tokens, at + 1)[0]);
  const place = tokens[at]?.at ?? { start: 0, end: 0 };
  if (name === null) return findings.doubt('loads a library known only at run time', place);
  if (/^\.{0,2}\//.test(name)) return findings.access('execute', codeWord(name, place), false);
  if (!LIBRARIES.test(name)) findings.doubt(`loads ${name}`, place);
}

function scriptOf(tokens: readonly Token[], at: number, findings: Findings): undefined {
  const name = onlyText(argumentsAfter(tokens, at + 1)[0]);
  const place = tokens[at]?.at ?? { start: 0, end: 0 };
  if (name === null) return findings.doubt('loads a file known only at run time', place);
  findings.access('execute', codeWord(name, place), false);
}

type Effect = (args: readonly (readonly Token[])[], token: Token, findings: Findings) => undefined;
type Kind = 'read' | 'write' | 'delete';

const onPaths =
  (kind: Kind, recursive = false, count = 99): Effect =>
  (args, token, findings) => {
    if (args.length === 0) return findings.access(kind, codeWord(null, token.at), recursive);
    for (const arg of args.slice(0, count)) {
      const [opening] = arg;
      if (opening?.kind === 'word' && arg[1]?.text === ':') continue;
      const list = opening?.text === '[' ? argumentsAfter(arg.slice(1), 0) : [arg];
      for (const one of list) {
        const path = pathOf(one, token);
        // `IO.read('| id')` starts a program.
        if (path.texts?.[0]?.startsWith('|') === true) command(findings, [one], token.at);
        findings.access(kind, path, recursive);
      }
    }
  };

/** A text, or `File.expand_path('~/x')`, or `Dir['src/*']`. */
function pathOf(arg: readonly Token[], token: Token): ReturnType<typeof codeWord> {
  const at = arg[0]?.at ?? token.at;
  const plain = onlyText(arg);
  if (plain !== null) return codeWord(plain, at);
  const spelled = arg.map(({ text }) => text);
  if (spelled[0] === 'File' && spelled[2] === 'expand_path') {
    const inner = onlyText(argumentsAfter(arg, 3)[0]);
    if (inner !== null) return codeWord(inner.replace(/^~(?=\/|$)/, '\0~'), at);
  }
  if (spelled[0] === 'Dir' && spelled[1] === '.' && spelled[2] === 'home' && arg.length === 3)
    return codeWord('\0~', at);
  const glob = spelled[0] === 'Dir' ? (arg.find(({ kind }) => kind === 'text')?.value ?? null) : null;
  return glob === null || /[{}]/.test(glob) ? codeWord(null, at) : codeWord(glob, at, true);
}

const start: Effect = (args, token, findings) => command(findings, args, token.at);
const both =
  (...effects: readonly Effect[]): Effect =>
  (args, token, findings) => {
    for (const effect of effects) effect(args, token, findings);
  };

const open: Effect = (args, token, findings) => {
  const path = onlyText(args[0]);
  if (path?.startsWith('|')) {
    findings.doubt('starts a program', token.at);
    return findings.shellCode(codeWord(path.slice(1), token.at));
  }
  const mode = args[1] === undefined ? 'r' : onlyText(args[1]);
  if (path === null && token.text === 'open')
    findings.doubt('opens something that is known only at run time', token.at);
  if (path !== null && /^(?:https?|ftp):/.test(path)) {
    findings.contact(codeWord(path, token.at), 'url', null);
    return;
  }
  if (mode === null || !/^[rwa]b?\+?(?::.*)?$/.test(mode))
    return both(onPaths('read', false, 1), onPaths('write', false, 1))(args, token, findings);
  if (/r|\+/.test(mode)) onPaths('read', false, 1)(args, token, findings);
  if (/[wa+]/.test(mode)) onPaths('write', false, 1)(args, token, findings);
};

const move: Effect = both(onPaths('read', true, 1), onPaths('write', true, 2));
const copy: Effect = (args, token, findings) => {
  onPaths('read', true, 1)(args, token, findings);
  onPaths('write', true, 1)(args.slice(1), token, findings);
};
const contact: Effect = (args, token, findings) => {
  findings.contact(codeWord(args.map(onlyText).find((text) => text !== null) ?? null, token.at), 'host', null);
  findings.trait('shell-channel', 'opens a connection', token.at);
  return findings.doubt('opens a connection', token.at);
};
const download: Effect = (args, token, findings) =>
  findings.contact(
    codeWord(
      args.map((arg) => arg.find(({ kind }) => kind === 'text')?.value ?? null).find((text) => text !== null) ?? null,
      token.at,
    ),
    'url',
    null,
  );
const code: Effect = (args, token, findings) => {
  const spelled = args
    .flat()
    .map(({ text }) => text)
    .join(' ');
  if (/URI|Net::|open-uri|\bopen\b/.test(spelled)) {
    findings.trait('fetched-run', 'fetched text is run', token.at);
  } else if (/unpack|decode|Base64|reverse|pack|inflate|tr\b/.test(spelled))
    findings.trait('decoded-run', 'decoded text is run', token.at);
  const known = onlyText(args[0]);
  if (known === null) return findings.doubt('runs code put together at run time', token.at);
  judgeRuby(known, findings, MAX_INNER - 1);
};

function table(rows: Readonly<Record<string, Effect>>): Readonly<Record<string, Effect>> {
  return Object.fromEntries(
    Object.entries(rows).flatMap(([names, effect]) => names.split(' ').map((name) => [name, effect])),
  );
}

const EFFECTS: Readonly<Record<string, Effect>> = {
  ...table({
    'system exec spawn Kernel.system Kernel.exec Process.spawn Kernel.spawn IO.popen Open3.capture2 Open3.capture2e Open3.capture3 Open3.popen3 PTY.spawn':
      start,
    'eval Kernel.eval': code,
    'open File.open File.new Kernel.open': open,
    'File.read File.readlines File.foreach IO.read IO.readlines IO.foreach File.binread YAML.load_file YAML.safe_load_file Psych.load_file JSON.load_file JSON.parse_file CSV.read CSV.foreach CSV.table':
      onPaths('read', false, 1),
    'File.write IO.write File.binwrite FileUtils.touch FileUtils.mkdir FileUtils.mkdir_p FileUtils.makedirs Dir.mkdir File.mkfifo':
      onPaths('write', false, 1),
    'File.truncate': onPaths('write', false, 1),
    'File.delete File.unlink Dir.rmdir Dir.delete Dir.unlink FileUtils.rm FileUtils.rm_f': onPaths('delete'),
    'FileUtils.rm_r FileUtils.rm_rf FileUtils.remove_dir FileUtils.remove_entry FileUtils.rmtree FileUtils.remove_entry_secure':
      onPaths('delete', true, 1),
    'File.rename FileUtils.mv FileUtils.move': move,
    'FileUtils.cp FileUtils.cp_r FileUtils.copy FileUtils.copy_file': copy,
    'File.symlink File.link FileUtils.ln_s FileUtils.ln FileUtils.ln_sf': (args, token, findings) =>
      onPaths('write', false, 1)(args.slice(1), token, findings),
    'File.chmod FileUtils.chmod FileUtils.chmod_R': (args, token, findings) =>
      onPaths('write')(args.slice(1), token, findings),
    'Dir.children Dir.entries Dir.each_child Dir.foreach': onPaths('read', false, 1),
    'Dir.glob Dir.[] Dir.pwd Dir.home Dir.exist? Dir.tmpdir': () => undefined,
    'TCPSocket.new TCPSocket.open Socket.tcp UDPSocket.new': contact,
    'Net::HTTP.get Net.HTTP HTTP.get HTTP.post HTTP.get_response HTTP.start HTTP.post_form URI.open': download,
    'fork Process.fork': (_args, token, findings) => {
      findings.trait('fork-loop', 'starts copies of itself', token.at);
      return findings.doubt('starts copies of itself', token.at);
    },
  }),
};
