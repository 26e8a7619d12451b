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

export const languages: Readonly<Record<string, Language>> = { php };
