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

/** Functions of PHP that neither touch files nor start anything, and words before a parenthesis that are none. */
const PHP_HARMLESS =
  'echo|print|printf|sprintf|vsprintf|number_format|print_r|var_dump|var_export|json_encode|json_decode|json_last_error\\w*|str\\w+|substr\\w*|ucfirst|ucwords|lcfirst|trim|ltrim|rtrim|chop|chunk_split|nl2br|html\\w+|implode|explode|join|array_(?:keys|values|merge|merge_recursive|combine|flip|fill|fill_keys|slice|splice|sum|product|unique|reverse|search|key_exists|key_first|key_last|column|chunk|pad|diff|diff_key|intersect|intersect_key|count_values|push|pop|shift|unshift|rand|is_list)|array|list|count|sizeof|in_array|range|compact|min|max|abs|floor|ceil|round|sqrt|pow|intdiv|fmod|random_int|rand|mt_rand|is_\\w+|isset|empty|unset|int\\w*|floatval|boolval|gettype|settype|date|time|mktime|microtime|hrtime|strtotime|checkdate|date_default_timezone_\\w+|php\\w*version|phpversion|phpinfo|php_sapi_name|php_uname|memory_get_\\w+|extension_loaded|get_loaded_extensions|function_exists|class_exists|method_exists|ini_get|error_reporting|set_time_limit|md5|sha1|crc32|hash|hash_algos|bin2hex|hex2bin|base64_encode|base64_decode|urlencode|urldecode|rawurlencode|rawurldecode|http_build_query|parse_url|parse_str|mb_\\w+|iconv\\w*|ctype_\\w+|preg_(?:match|match_all|replace|split|quote|grep|last_error)|ord|chr|dechex|hexdec|bindec|decbin|octdec|decoct|uniqid|random_bytes|usleep|sleep|exit|die|basename|dirname|pathinfo|gc_\\w+|if|while|for|foreach|switch|match|and|or|not|return|function|fn|catch|elseif';

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
        /\b(?:eval|assert|create_function|call_user_func\w*|include|require\w*|getenv|dl|unserialize)\b|\$\$|\$_|\$\w+\s*\(/,
      what: 'runs code put together at run time',
      grave: false,
    },
    {
      pattern: new RegExp(`(?<![\\w$>:\\\\])(?!(?:${PHP_HARMLESS})\\s*\\()[A-Za-z_][\\w\\\\]*\\s*\\(|\\bnew\\b|::`),
      what: 'calls what is not known to be harmless',
      grave: false,
    },
  ],
  shell: [/\b(?:system|exec|shell_exec|passthru|popen)\s*\(\s*(["'])((?:\\.|(?!\1).)*)\1/g],
  reads: [/\bfile_get_contents\s*\(\s*(["'])((?:\\.|(?!\1).)*)\1/g],
  writes: [/\bfile_put_contents\s*\(\s*(["'])((?:\\.|(?!\1).)*)\1/g],
};

export const languages: Readonly<Record<string, Language>> = { php };
