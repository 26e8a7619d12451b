/** What is known of each language, as data: modules that cannot do harm, and names that can. */

interface Danger {
  readonly pattern: RegExp;
  readonly what: string;
  readonly grave: boolean;
  readonly network?: boolean;
}

export interface Language {
  readonly literals: RegExp;
  /** First group: module names, separated by commas. */
  readonly imports: readonly RegExp[];
  readonly modules: ReadonlySet<string>;
  /** Modules that are files below the cwd: running them is what running such a file by its name is. */
  readonly local?: RegExp;
  /** Strings that are such names: `object["execSync"]`. */
  readonly dangerousNames?: RegExp;
  readonly dangers: readonly Danger[];
  /** Calls that hand a literal to a shell; the last group is the literal. */
  readonly shell: readonly RegExp[];
  readonly reads: readonly RegExp[];
  readonly writes: readonly RegExp[];
}

const HASH_LITERALS =
  /#[^\n]*|[A-Za-z]{0,2}"""[\s\S]*?"""|[A-Za-z]{0,2}'''[\s\S]*?'''|[A-Za-z]{0,2}"(?:\\[\s\S]|[^"\\\n])*"|[A-Za-z]{0,2}'(?:\\[\s\S]|[^'\\\n])*'/g;
const SLASH_LITERALS =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`/g;

const python: Language = {
  literals: HASH_LITERALS,
  imports: [/\bimport\s+([\w.]+(?:\s+as\s+\w+)?(?:\s*,\s*[\w.]+(?:\s+as\s+\w+)?)*)/g, /\bfrom\s+([\w.]+)\s+import\b/g],
  modules: new Set(
    'json sys math re collections datetime itertools functools string textwrap random statistics decimal fractions time calendar csv io struct hashlib base64 binascii unicodedata typing dataclasses enum operator bisect heapq copy pprint uuid html difflib ast tokenize keyword locale zlib colorsys ipaddress platform sysconfig tomllib configparser argparse numpy pandas yaml toml timeit traceback inspect contextlib abc numbers cmath secrets pathlib os os.path glob fnmatch urllib.parse'.split(
      ' ',
    ),
  ),
  dangers: [
    {
      pattern:
        /\b(?:os\s*\.\s*(?:system|popen|exec\w+|spawn\w+|posix_spawn\w*|fork\w*|kill\w*)|subprocess|pty\b|commands\s*\.|asyncio\s*\.\s*create_subprocess)/,
      what: 'starts a program',
      grave: false,
    },
    {
      pattern:
        /\b(?:socket|urllib\s*\.\s*request|urlopen|requests|httpx|aiohttp|http\s*\.\s*client|ftplib|smtplib|paramiko|telnetlib|xmlrpc)\b/,
      what: 'reaches the network',
      grave: false,
      network: true,
    },
    {
      pattern:
        /\b(?:shutil\s*\.\s*\w+|os\s*\.\s*(?:remove|unlink|rmdir|removedirs|rename\w*|replace|chmod|chown|symlink|link|truncate|makedirs|mkdir|open|putenv|setuid)|\.(?:write_text|write_bytes|unlink|rmdir|rename|touch|symlink_to|chmod)\s*\()/,
      what: 'changes files',
      grave: false,
    },
    { pattern: /\bopen\s*\([^)]*,\s*(?:mode\s*=\s*)?[^)\s]/, what: 'may write a file', grave: false },
    {
      pattern:
        /\b(?:eval|exec|compile|__import__|importlib|getattr|setattr|globals|vars|ctypes|cffi|marshal|pickle|shelve|runpy|code\s*\.\s*interact|breakpoint|ctypes|mmap|signal|multiprocessing|builtins)\b/,
      what: 'runs code put together at run time',
      grave: false,
    },
    { pattern: /__(?!name__|main__|version__|file__|doc__)\w+__/, what: 'reaches into the interpreter', grave: false },
    { pattern: /\bos\s*\.\s*environ\b|\bos\s*\.\s*getenv\b/, what: 'reads the environment', grave: false },
    {
      // A dangerous name under another one: what is called later can no longer be told by its name.
      pattern:
        /\bimport\s+(?:os|pathlib|io)\s+as\b|\bfrom\s+(?:os|io)\s+import\b|(?<!\bimport[^;\n]{0,200})\b(?:open|os|input)\b\s*(?:[;,)\]}]|$)|\.\s*(?:os|sys|io|builtins)\b/m,
      what: 'gives another name to what can change files or start programs',
      grave: false,
    },
  ],
  shell: [
    /\b(?:os\s*\.\s*(?:system|popen)|subprocess\s*\.\s*(?:getoutput|getstatusoutput))\s*\(\s*[rbf]?(["'])((?:\\.|(?!\1).)*)\1/g,
    /\bsubprocess\s*\.\s*\w+\s*\(\s*[rbf]?(["'])((?:\\.|(?!\1).)*)\1/g,
  ],
  reads: [/\bopen\s*\(\s*[rbf]?(["'])((?:\\.|(?!\1).)*)\1\s*(?:\)|,\s*["']r)/g],
  writes: [/\bopen\s*\(\s*[rbf]?(["'])((?:\\.|(?!\1).)*)\1\s*,\s*(?:mode\s*=\s*)?["'](?:[wax]|r\+)/g],
};

const node: Language = {
  literals: SLASH_LITERALS,
  dangerousNames:
    /^(?:exec\w*|spawn\w*|fork|constructor|require|child_process|writeFile\w*|appendFile\w*|unlink\w*|rm\w*|mainModule|binding|env|eval|Function|__proto__|prototype)$/,
  local: /^\.(?:\/(?!.*\.\.(?:\/|$)).*)?$/,
  imports: [/\brequire\s*\(\s*["'`]([^"'`]*)["'`]\s*\)/g, /\b(?:import|from)\s*\(?\s*["'`]([^"'`]*)["'`]/g],
  modules: new Set([
    ...'path util assert url querystring string_decoder events buffer crypto os punycode perf_hooks timers fs typescript lodash semver ./package.json ../package.json ./package-lock.json ./tsconfig.json'.split(
      ' ',
    ),
  ]),
  dangers: [
    {
      pattern:
        /\b(?:child_process|execSync|exec|spawn\w*|execFile\w*|fork|process\s*\.\s*(?:binding|dlopen|kill)|cluster|worker_threads|Worker)\b\s*(?:["'(.]|\))/,
      what: 'starts a program',
      grave: false,
    },
    {
      pattern: /\b(?:fetch|XMLHttpRequest|WebSocket|http|https|net|dgram|tls|dns|http2)\b\s*(?:["'(.]|\))/,
      what: 'reaches the network',
      grave: false,
      network: true,
    },
    {
      pattern:
        /\b(?:writeFile\w*|appendFile\w*|createWriteStream|unlink\w*|rm|rmSync|rmdir\w*|rename\w*|copyFile\w*|cp|cpSync|mkdir\w*|truncate\w*|symlink\w*|link|linkSync|chmod\w*|chown\w*|openSync|open|write|writeSync)\s*\(/,
      what: 'changes files',
      grave: false,
    },
    {
      pattern:
        /\b(?:eval|Function|vm|module\s*\.\s*_load|createRequire|WebAssembly|Reflect|Proxy|constructor)\b|\bglobalThis\s*\[|\bprocess\s*\[|\brequire\s*\(\s*(?!["'`])|\bimport\s*\(\s*(?!["'`])/,
      what: 'runs code put together at run time',
      grave: false,
    },
    {
      // A module by another way than one whole literal, a member by a computed name, a dangerous function under another name.
      pattern:
        /\brequire\b(?!\s*\(\s*(["'`])[^"'`]*\1\s*\))|\bimport\s*\((?!\s*(["'`])[^"'`]*\2\s*\))|\[[^[\]]{0,200}(?:""|``)[^[\]]{0,200}\+|\[[^[\]]{0,200}\+[^[\]]{0,200}(?:""|``)|\]\s*\(|\b(?:writeFile\w*|appendFile\w*|createWriteStream|unlink\w*|rmSync|rmdir\w*|renameSync|copyFile\w*|cpSync|mkdir\w*|symlink\w*|linkSync|chmod\w*|chown\w*|openSync|writeSync|execSync|execFile\w*|spawnSync)\b|\{[^{}:]{0,100}:[^{}]{0,200}\}\s*=\s*(?:await\s+)?(?:require|import)\b/,
      what: 'reaches functions by names put together or changed at run time',
      grave: false,
    },
    {
      pattern: /\bprocess\s*\.\s*env\b(?!\s*\.\s*(?:NODE_ENV|CI|npm_package_\w+)\b)/,
      what: 'reads the environment',
      grave: false,
    },
  ],
  shell: [/\b(?:execSync|exec)\s*\(\s*(["'`])((?:\\.|(?!\1).)*)\1/g],
  reads: [/\breadFile(?:Sync)?\s*\(\s*(["'`])((?:\\.|(?!\1).)*)\1/g],
  writes: [/\b(?:writeFile|appendFile)(?:Sync)?\s*\(\s*(["'`])((?:\\.|(?!\1).)*)\1/g],
};

const perl: Language = {
  literals: /(?<!\$)#[^\n]*|"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'/g,
  imports: [/\b(?:use|require)\s+([\w:]+)/g],
  modules: new Set(
    'strict warnings utf8 List::Util POSIX Data::Dumper Time::Local JSON::PP feature integer'.split(' '),
  ),
  dangers: [
    {
      pattern: /\b(?:system|exec|fork|qx|popen)\b|`|\bopen\b|\|\s*["']|\/[a-z]*e[a-z]*(?=[\s;})]|$)/,
      what: 'may start a program',
      grave: false,
    },
    {
      pattern: /\b(?:socket|Socket|LWP|HTTP|Net::|IO::Socket)/,
      what: 'reaches the network',
      grave: false,
      network: true,
    },
    {
      pattern: /\b(?:unlink|rename|rmdir|mkdir|chmod|chown|symlink|link|truncate|utime|sysopen|syswrite)\b/,
      what: 'changes files',
      grave: false,
    },
    {
      pattern: /\beval\b|\bdo\s+["'$]|\bsyscall\b|%ENV|\$ENV/,
      what: 'runs code put together at run time',
      grave: false,
    },
  ],
  shell: [/\b(?:system|exec)\s*\(?\s*(["'])((?:\\.|(?!\1).)*)\1/g, /\bqx\s*([{(/])((?:(?![})/]).)*)/g],
  reads: [],
  writes: [],
};

const ruby: Language = {
  literals: HASH_LITERALS,
  imports: [/\brequire(?:_relative)?\s*\(?\s*["']([^"']*)["']/g],
  modules: new Set('json yaml set date time csv bigdecimal digest securerandom ostruct erb pp'.split(' ')),
  dangers: [
    {
      pattern: /\b(?:system|exec|spawn|fork|popen\w*|Open3|Kernel)\b|`|%x|\bIO\s*\.|\bopen\b/,
      what: 'may start a program',
      grave: false,
    },
    {
      pattern: /\b(?:TCPSocket|Socket|Net::|URI\s*\.\s*open|open-uri)/,
      what: 'reaches the network',
      grave: false,
      network: true,
    },
    {
      pattern:
        /\bFile\s*\.\s*(?:write|delete|unlink|rename|open|chmod|symlink|new)|\bFileUtils|\bDir\s*\.\s*(?:mkdir|rmdir|delete)/,
      what: 'changes files',
      grave: false,
    },
    {
      pattern: /\b(?:eval|instance_eval|class_eval|send|__send__|public_send|const_get|load|ENV|Fiddle|ObjectSpace)\b/,
      what: 'runs code put together at run time',
      grave: false,
    },
  ],
  shell: [/\b(?:system|exec|spawn)\s*\(?\s*(["'])((?:\\.|(?!\1).)*)\1/g, /(`)([^`]*)`/g],
  reads: [/\bFile\s*\.\s*read\s*\(?\s*(["'])((?:\\.|(?!\1).)*)\1/g],
  writes: [/\bFile\s*\.\s*write\s*\(?\s*(["'])((?:\\.|(?!\1).)*)\1/g],
};

const php: Language = {
  literals: /\/\/[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'/g,
  imports: [/\b(?:require|include)(?:_once)?\s*\(?\s*["']([^"']*)["']/g],
  modules: new Set([]),
  dangers: [
    {
      pattern: /\b(?:system|exec|shell_exec|passthru|proc_open|popen|pcntl_\w+)\b|`/,
      what: 'starts a program',
      grave: false,
    },
    {
      pattern: /\b(?:fsockopen|curl_\w+|socket_\w+|stream_socket_\w+|file_get_contents|fopen|mail)\b/,
      what: 'may reach the network or files',
      grave: false,
      network: true,
    },
    {
      pattern: /\b(?:file_put_contents|unlink|rename|rmdir|mkdir|chmod|copy|symlink|touch|fwrite)\b/,
      what: 'changes files',
      grave: false,
    },
    {
      pattern:
        /\b(?:eval|assert|create_function|call_user_func\w*|include|require\w*|getenv|dl|unserialize)\b|\$\$|\$_/,
      what: 'runs code put together at run time',
      grave: false,
    },
  ],
  shell: [/\b(?:system|exec|shell_exec|passthru|popen)\s*\(\s*(["'])((?:\\.|(?!\1).)*)\1/g],
  reads: [/\bfile_get_contents\s*\(\s*(["'])((?:\\.|(?!\1).)*)\1/g],
  writes: [/\bfile_put_contents\s*\(\s*(["'])((?:\\.|(?!\1).)*)\1/g],
};

export const languages: Readonly<Record<string, Language>> = { python, node, perl, ruby, php };
