import type { Severity } from '../../src/contract/assessment.ts';
import type { Access, Analysis, Command } from '../analysis.ts';
import { originsOf, toolOf } from '../flow.ts';
import { absolutePath, isBelow } from '../paths.ts';
import { globMatches } from '../patterns.ts';
import { dotenvPlaces, placeOf, secretPlaces } from '../sensitive.ts';
import { type Check, type CheckFinding, finding } from './check.ts';
import { findRules } from './rules.ts';
import { secretRules } from './secret-rules.ts';

export const secretAccess: Check = {
  id: 'secret-access',
  title: 'A secret is read',
  definition: 'Credentials, keys, the environment of processes, histories or secret stores are read.',
  why: 'What an agent has read is in its context, and from there in every later request.',
  attack: ['T1552.001', 'T1552.004', 'T1003.007'],
  cwe: ['CWE-522'],
  severities: {
    high: 'credentials, keys, process environments, secret stores',
    medium: 'settings of the project that may hold secrets, the environment of this shell',
    low: 'variables of the environment that are picked out by harmless names',
  },
  instead: 'Let the program that needs the secret read it; look at an example file for its shape.',
  examples: {
    flagged: [
      'npm config get //packages.example/:_authToken',
      'cat ~/.aws/credentials',
      "tr '\\0' '\\n' < /proc/1/environ",
      'cat ~/.ssh/id_ed25519',
      'cp ~/.netrc .',
      'cat .env',
      'grep TOKEN .env.production',
      'base64 server.key',
      'cat /proc/self/environ',
      'gh auth token',
      'tar czf k.tgz ~/.ssh',
      'head /etc/shadow',
      'less "$HOME"/.kube/config',
      'cat /workspace/../root/.ssh/id_rsa',
      'env',
      'printenv',
      'find / -name id_rsa -exec cat {} +',
      'echo "$GITHUB_TOKEN"',
      'grep -r AWS_ ~',
      "awk 'BEGIN{for (k in ENVIRON) print k}'",
      'jq -n env',
      'grep -r --include=.env KEY .',
      'ansible-vault view vars.yml',
    ],
    clean: [
      'cat .env.example',
      'ls -la',
      'cat ~/.ssh/known_hosts',
      'grep -rn token src',
      'cat src/env.ts',
      'printenv PATH',
      'env | grep -i node',
      'env FOO=1 node x.js',
      'cat keys.ts',
      'find / -name "*.conf"',
      'jq .env package.json',
      'awk \'BEGIN{print ENVIRON["HOME"]}\'',
      'grep -rn --include="*.ts" env src',
    ],
  },
  find(analysis) {
    return [
      ...analysis.accesses.flatMap(read),
      ...analysis.commands.flatMap((command) => [
        ...environment(command, analysis),
        ...fed(command),
        ...printed(command),
        ...mentioned(analysis, command),
      ]),
      ...analysis.signals.flatMap((signal): CheckFinding[] =>
        signal.kind === 'environment'
          ? [finding('medium', signal, `Reads the environment: ${signal.detail}.`, signal.command)]
          : [],
      ),
      ...findRules(analysis, secretRules),
    ];
  },
};

function read(access: Access): CheckFinding[] {
  if (access.path === null || access.kind === 'delete' || access.kind === 'write') return [];
  const judged = judgeSecretPath(access.path, access.pattern) ?? judgeTree(access, access.path);
  return judged === null
    ? []
    : [finding(judged.severity, access, `Reads ${judged.what}: ${access.path}.`, access.command)];
}

/** Programs that go through a tree and show no more than names. */
const LISTERS = new Set(
  'find gfind ls dir vdir tree du exa eza lsd fd fdfind stat chmod chown chgrp touch rm mv'.split(' '),
);

/** A home, `/etc` or the whole machine read with all that is in it. */
function judgeTree(access: Access, path: string): { severity: Severity; what: string } | null {
  const folder = /^(.*)\/\*\*(?:\/\*)?$/.exec(path)?.[1] ?? (access.recursive ? path : null);
  if (folder === null || access.kind !== 'read' || LISTERS.has(toolOf(access.command))) return null;
  const holds = secretPlaces.some(
    ({ example }) => !example.startsWith('/workspace') && isBelow(example, folder || '/'),
  );
  const homes = /^\/(?:root|home(?:\/[^/]+)?|Users(?:\/[^/]+)?)?$/.test(folder) || /^\/proc(?:\/[^/]+)?$/.test(folder);
  return holds || homes ? { severity: 'medium', what: 'a tree with credentials in it' } : null;
}

/** Shared with the file tools. */
export function judgeSecretPath(path: string, pattern: boolean): { severity: Severity; what: string } | null {
  const secret = placeOf(secretPlaces, path);
  if (secret !== undefined) return { severity: 'high', what: secret.what };
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (
    pattern &&
    /[A-Za-z]{2}/.test(name.replace(/\*\.\w+$/, '')) &&
    ['id_rsa', 'id_ed25519', 'credentials', '.netrc', 'shadow'].some((file) => globMatches(name, file))
  ) {
    return { severity: 'high', what: 'what may be a key or credentials' };
  }
  const dotenv = placeOf(dotenvPlaces, path);
  if (dotenv !== undefined) return { severity: 'medium', what: dotenv.what };
  if (pattern && (/^\.e(?:n?v?)[*?[]/.test(name) || (/\benv\b/.test(name) && globMatches(name, '.env'))))
    return { severity: 'medium', what: 'what may be a settings file with secrets' };
  return null;
}

/** `find . -name .env | xargs cat` */
function fed(command: Command): CheckFinding[] {
  if (!command.fedArguments || LISTERS.has(toolOf(command))) return [];
  for (const origin of originsOf(command.stdin)) {
    if (!/^(?:g?find|fd|fdfind|locate|ls|git|rg|grep)$/.test(toolOf(origin))) continue;
    for (const field of origin.args) {
      const judged =
        field.text === null ? null : judgeSecretPath(`/workspace/${field.text.replace(/^\.?\//, '')}`, false);
      if (judged !== null)
        return [finding('medium', field, `Files that are found are handed on: ${judged.what}.`, command)];
    }
  }
  return [];
}

/** `env`, `printenv`, `export -p`, `set`, `declare -p` print everything. */
function environment(command: Command, analysis: Analysis): CheckFinding[] {
  const name = command.program.text ?? '';
  const plain = command.args.every((field) => /^-/.test(field.text ?? ''));
  const prints =
    (name === 'env' && command.args.length === 0) ||
    (name === 'printenv' && plain) ||
    (name === 'export' && command.args[0]?.text === '-p') ||
    (/^(?:declare|typeset)$/.test(name) &&
      command.args.length === 1 &&
      /^-(?:[gp]*[px][gp]*)$/.test(command.args[0]?.text ?? '')) ||
    (name === 'set' && command.args.length === 0 && command.kind === 'builtin') ||
    (name === 'export' && command.args.length === 0);
  if (prints && isPickedFrom(command, analysis))
    return [finding('low', command, 'Prints variables of the environment by name.', command)];
  if (prints) return [finding('medium', command, 'Prints the whole environment.', command)];
  const single =
    name === 'printenv' &&
    command.args.find((field) => /(?:TOKEN|SECRET|PASSW|_KEY|CREDENTIAL)/i.test(field.text ?? ''));
  return single === undefined || single === false
    ? []
    : [finding('medium', single, 'Prints a variable that holds a secret.', command)];
}

/** `env | grep -i node`: all that reads it picks out lines by a word, and the word is not one that secrets go by. */
function isPickedFrom(command: Command, analysis: Analysis): boolean {
  const readers = analysis.commands.filter((other) => other.stdin.includes(command));
  return readers.length > 0 && command.redirects.length === 0 && readers.every(picksHarmless);
}

function picksHarmless({ program, invocation }: Command): boolean {
  if (!/^(?:e|f)?grep$/.test(program.text ?? '') || invocation.options.some(({ name }) => !HARMLESS_GREP.test(name)))
    return false;
  const [word, ...rest] = invocation.operands.map(({ field }) => field.text);
  return (
    rest.length === 0 &&
    (/^\^?[A-Za-z_]{3,}(?:[|][A-Za-z_]{3,})*=?$/.test(word ?? '') || NAMES_FROM_START.test(word ?? '')) &&
    !SECRET_WORD.test(word ?? '')
  );
}

/** `^(CI|NODE_ENV)=`: each from its first letter on, so that short names say enough, too. */
const NAMES_FROM_START = /^\^(?:\([A-Z_]{2,}(?:[|][A-Z_]{2,})*\)|[A-Z_]{2,})=?$/;
const HARMLESS_GREP =
  /^(?:-[icEwFn]|--(?:ignore-case|word-regexp|extended-regexp|fixed-strings|line-number|count|colou?r))$/;
const SECRET_WORD = /tok|sec|pas|key|cred|auth|aws|gcp|azure|git|npm|api|pri|db|data|url|dsn|ses|acc|private|conn/i;

const SECRET_VARIABLE = /TOKEN|SECRET|PASSW|PASSPHRASE|_KEY$|^KEY$|APIKEY|CREDENTIAL|_AUTH$|SESSION_ID$/;
const PRINTERS = new Set(['echo', 'printf', 'cat', 'tee', 'rev', 'base64', 'xxd', 'od', 'hexdump', 'wc', 'print']);

/** `echo "$GITHUB_TOKEN"`: a variable that comes from outside, by a name that says what it holds. */
function printed(command: Command): CheckFinding[] {
  if (!PRINTERS.has(command.program.text ?? '')) return [];
  const bodies = command.redirects.flatMap((redirect) => (redirect.body === null ? [] : [redirect.body]));
  const field = [...command.args, ...bodies].find((word) =>
    word.unknownVariables.some((name) => SECRET_VARIABLE.test(name)),
  );
  return field === undefined ? [] : [finding('medium', field, 'Prints a variable that holds a secret.', command)];
}

/** A program that is not known here still gets no secret path handed over unseen. */
function mentioned(analysis: Analysis, command: Command): CheckFinding[] {
  const box = command.invocation.tool === null && command.kind === 'program';
  const cwd = command.cwds?.[0] ?? analysis.cwd;
  return command.args.flatMap((field): CheckFinding[] => {
    const text = field.text === null ? null : field.text.replace(/^-{1,2}[\w-]+=/, '').replace(/^@/, '');
    if (text === null || !/[/.\0]/.test(text) || text.startsWith('-')) return [];
    const listed = field.text?.startsWith('@/') === true;
    if (!box && !listed && !(command.kind === 'builtin' && field.pattern)) return [];
    const spelled = box ? [...text.matchAll(/(?<=[\s=:"'(,])\/[\w./-]+/g)].map((match) => match[0]).slice(0, 20) : [];
    for (const word of [text, ...spelled]) {
      const path = absolutePath(word, cwd);
      const place = path === null ? undefined : placeOf(secretPlaces, path);
      if (place !== undefined)
        return [
          finding('high', field, `Hands ${place.what} to ${command.program.text ?? 'a program'}: ${path}.`, command),
        ];
    }
    return [];
  });
}
