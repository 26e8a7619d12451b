import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkPolicyText, formatProblem } from '../../src/policy/index.ts';
import { REPO_VARIABLE } from '../../src/policy/paths.ts';
import { schemaText } from '../../src/policy/schema-text.ts';

const example = readFileSync(new URL('./example.yaml', import.meta.url), 'utf8');
const check = (text: string) => checkPolicyText(text, 'p.yaml').problems.map(formatProblem);

describe('the format', () => {
  it.each(['schema.json', 'release.schema.json'] as const)(
    'policies/%s is what the types say (node src/policy/write-schema.ts writes it)',
    (name) => {
      expect(readFileSync(new URL(`../../policies/${name}`, import.meta.url), 'utf8')).toBe(schemaText(name));
    },
  );

  it('takes the example, and runs what it carries', () => {
    const report = checkPolicyText(example, 'example.yaml');
    expect(report).toEqual({ problems: [], rules: 12, examples: 12, skipped: [] });
  });
});

/** Each key of the example, misspelt in three ways, at its line. */
function misspellings(): { line: number; key: string; wrong: string; text: string }[] {
  const rows = example.split('\n');
  return rows.flatMap((row, index) => {
    const match = /^(\s*(?:- )?)([A-Za-z]+):/.exec(row);
    if (match === null) return [];
    const [whole, indent = '', key = ''] = match;
    const swapped = key.length > 1 ? `${key[1]}${key[0]}${key.slice(2)}` : `${key}${key}`;
    const variants = [`${key}s`, key.slice(0, -1), swapped, key.toUpperCase()];
    return [...new Set(variants)]
      .filter((wrong) => wrong !== key && wrong !== '')
      .map((wrong) => {
        const changed = rows.with(index, `${indent}${wrong}:${row.slice(whole.length)}`);
        return { line: index + 1, key, wrong, text: changed.join('\n') };
      });
  });
}

describe('P15 each single-key misspelling is refused', () => {
  const all = misspellings();
  it('there are hundreds of them', () => {
    expect(all.length).toBeGreaterThan(400);
  });
  it('and each is named at its line, nearly always with the key that was meant', () => {
    let hinted = 0;
    for (const { line, key, wrong, text } of all) {
      const problems = checkPolicyText(text, 'p.yaml').problems;
      if (problems.length === 0) expect.fail(`line ${line}: ${wrong} for ${key} was accepted`);
      const here = problems.filter((problem) => problem.line === line && problem.message.includes(wrong));
      if (here.some(({ hint }) => hint.includes(`"${key}"`))) hinted += 1;
    }
    expect(hinted / all.length).toBeGreaterThan(0.9);
  });
});

const head = 'apiVersion: cordon.policy/v1\nmetadata: { id: t, layer: managed, issued: 2026-10-01T00:00:00Z }\n';
const rule = (text: string) => `${head}rules:\n  - ${text}\n`;
const project = 'apiVersion: cordon.policy/v1\nmetadata: { id: t, layer: project }\n';

/** What is typed, and what comes back: file:line:column, what is wrong, and what to type next. */
const refusals: [string, string, string][] = [
  [
    'a misspelt effect',
    rule('{ id: a, efect: deny, on: read, paths: ["/x"] }'),
    'p.yaml:4:14: unknown key "efect" in rules[0] (did you mean "effect"?)',
  ],
  [
    'a key of no use',
    rule('{ id: a, effect: deny, on: read, paths: ["/x"], zzzzzz: 1 }'),
    'p.yaml:4:53: unknown key "zzzzzz" in rules[0] (keys here: id, reason, suggestion, quiet, when, until, obligations, tests, effect, on, paths, exclude)',
  ],
  [
    'a misspelt value',
    rule('{ id: a, effect: dney, on: read, paths: ["/x"] }'),
    'p.yaml:4:22: rules[0].effect is "dney" (did you mean "deny"?)',
  ],
  [
    'a misspelt kind',
    rule('{ id: a, effect: deny, on: raed, paths: ["/x"] }'),
    'p.yaml:4:28: on is "raed" (did you mean "read"?)',
  ],
  ['a missing key', rule('{ id: a, effect: deny, on: read }'), 'p.yaml:4:5: rules[0] has no "paths" (add "paths:")'],
  [
    'allow by default',
    `${head}defaults: { unmatched: allow }\n`,
    'p.yaml:3:24: defaults.unmatched is "allow" (write one of deny, ask)',
  ],
  [
    'allow on risk',
    rule('{ id: a, effect: allow, on: risk }'),
    'p.yaml:4:22: rules[0].effect is "allow" (write ask or deny: a rule on risk can only tighten)',
  ],
  [
    'an unknown category',
    rule('{ id: a, effect: deny, on: risk, categories: [secret-acess] }'),
    'p.yaml:4:51: rules[0].categories[0] is "secret-acess" (did you mean "secret-access"?)',
  ],
  [
    'an unknown tool',
    rule('{ id: a, effect: deny, on: tool, names: [bsh] }'),
    `p.yaml:4:46: rules[0].names[0] is "bsh" (did you mean "bash"?)`,
  ],
  [
    'a deny that ends',
    rule('{ id: a, effect: deny, on: read, paths: ["/x"], until: 2026-10-02T00:00:00Z }'),
    'p.yaml:4:60: "until" on a rule of this effect (remove it: a deny or ask that lapses would widen by itself; only an allow may end)',
  ],
  [
    'an ask that ends',
    rule('{ id: a, effect: ask, on: read, paths: ["/x"], until: 2026-10-02T00:00:00Z }'),
    'p.yaml:4:59: "until" on a rule of this effect (remove it: a deny or ask that lapses would widen by itself; only an allow may end)',
  ],
  [
    'a date of no calendar',
    rule('{ id: a, effect: allow, on: read, paths: ["/x"], until: 2026-13-02T00:00:00Z }'),
    'p.yaml:4:61: until is no date of the calendar (write a moment such as 2026-11-01T00:00:00Z)',
  ],
  [
    'a dangling set',
    `${head}sets: { keys: ["/x"] }\nrules:\n  - { id: a, effect: deny, on: read, paths: ["@kys"] }\n`,
    'p.yaml:5:46: there is no set "kys" (did you mean "@keys"?)',
  ],
  [
    'a dangling exception',
    `${rule('{ id: abc, effect: deny, on: read, paths: ["/x"] }')}exceptions:\n  - { id: e, suspends: abd, narrow: { paths: ["/x/y"] }, until: 2026-10-05T00:00:00Z, approvedBy: [x] }\n`,
    'p.yaml:6:24: there is no rule "abd" in this file (did you mean "abc"?)',
  ],
  [
    'a long exception',
    `${rule('{ id: abc, effect: deny, on: read, paths: ["/x"] }')}exceptions:\n  - { id: e, suspends: abc, narrow: { paths: ["/x/y"] }, until: 2026-11-05T00:00:00Z, approvedBy: [x] }\n`,
    'p.yaml:6:65: the exception ends more than 30 days after the file was issued (end it earlier and issue the file anew when it is still needed)',
  ],
  [
    'an exception to nothing',
    `${rule('{ id: abc, effect: allow, on: read, paths: ["/x"] }')}exceptions:\n  - { id: e, suspends: abc, narrow: { paths: ["/x/y"] }, until: 2026-10-05T00:00:00Z, approvedBy: [x] }\n`,
    'p.yaml:6:24: rule "abc" is no deny of an action (only a deny on an action can be suspended)',
  ],
  [
    'a wide exception',
    `${rule('{ id: abc, effect: deny, on: read, paths: ["/x"] }')}exceptions:\n  - { id: e, suspends: abc, narrow: {}, until: 2026-10-05T00:00:00Z, approvedBy: [x] }\n`,
    'p.yaml:6:37: exceptions[0].narrow is empty (write one of repo, program, args, paths, hosts, names)',
  ],
  [
    'every program on the host',
    rule('{ id: a, effect: allow, on: exec, program: "*" }'),
    'p.yaml:4:48: "*" permits every program outside a container (add "obligations: {sandbox: container}")',
  ],
  [
    'every program under bwrap',
    rule('{ id: a, effect: allow, on: exec, program: "*", obligations: { sandbox: bwrap } }'),
    'p.yaml:4:48: "*" permits every program outside a container (add "obligations: {sandbox: container}")',
  ],
  [
    'a bare interpreter',
    rule('{ id: a, effect: allow, on: exec, program: /usr/bin/python3 }'),
    'p.yaml:4:48: "/usr/bin/python3" runs whatever it is given (add "args:" or "obligations: {sandbox: container}")',
  ],
  [
    'an opaque program',
    rule('{ id: a, effect: allow, on: exec, program: git, opaque: true }'),
    'p.yaml:4:61: opaque on a rule that does not cover every program (write program: "*" or remove opaque)',
  ],
  [
    'every host',
    rule('{ id: a, effect: allow, on: net, hosts: ["*"] }'),
    'p.yaml:4:45: "*" would permit every host (name the hosts)',
  ],
  [
    'a host with a scheme',
    rule('{ id: a, effect: deny, on: net, hosts: ["https://x.example"] }'),
    'p.yaml:4:45: "https://x.example" is no host, no pattern of hosts and no address (write a host, "*.domain", "**.domain", an address or a range such as 10.0.0.0/8)',
  ],
  [
    'a relative path',
    rule('{ id: a, effect: deny, on: read, paths: [src/x] }'),
    `p.yaml:4:46: "src/x" begins with none of "/", "~", "**" and "${REPO_VARIABLE}" (write an absolute path, or begin with "~/", "${REPO_VARIABLE}/" or "**/")`,
  ],
  [
    'riskMax on a deny',
    rule('{ id: a, effect: deny, on: read, paths: ["/x"], when: { riskMax: low } }'),
    'p.yaml:4:70: riskMax on a rule that does not allow (use a rule `on: risk` to tighten by risk)',
  ],
  [
    'obligations of a deny',
    rule('{ id: a, effect: deny, on: read, paths: ["/x"], obligations: { log: full } }'),
    'p.yaml:4:66: "obligations" on a rule of this effect (remove it: a deny has nothing to oblige)',
  ],
  [
    'one id twice',
    rule('{ id: a, effect: deny, on: read, paths: ["/x"] }\n  - { id: a, effect: deny, on: read, paths: ["/y"] }'),
    'p.yaml:5:11: id "a" is taken by rules[0] (give each entry an id of its own)',
  ],
  [
    'one rule twice',
    rule('{ id: a, effect: deny, on: read, paths: ["/x"] }\n  - { id: b, effect: deny, on: read, paths: ["/x"] }'),
    'p.yaml:5:5: rule "b" says the same as "a" and can never decide (remove one of the two)',
  ],
  [
    'an example that does not hold',
    rule('{ id: a, effect: deny, on: read, paths: ["/x"], tests: { match: [/y] } }'),
    'p.yaml:4:70: rule "a" does not match "/y" (mend the rule or the example)',
  ],
  [
    'a test that does not hold',
    `${head}tests:\n  - { call: { read: /y }, expect: allow }\n`,
    'p.yaml:4:5: {"read":"/y"} gives deny (default), not allow (mend the rules or the test)',
  ],
  [
    'a test by another rule',
    `${rule('{ id: a, effect: deny, on: read, paths: ["/x"] }')}tests:\n  - { call: { read: /y }, expect: deny, rule: a }\n`,
    'p.yaml:6:5: {"read":"/y"} gives deny by default, not by a (mend the rules or the test)',
  ],
  [
    'a test of a rule that is not there',
    `${head}tests:\n  - { call: { read: /y }, expect: deny, rule: nope }\n`,
    'p.yaml:4:47: there is no rule "nope" in this file (name a rule of this file, or default)',
  ],
  [
    'two actions in a test',
    `${head}tests:\n  - { call: { read: /y, write: /z }, expect: deny }\n`,
    'p.yaml:4:13: tests[0].call has more than one member (keep one and write the others as entries of their own)',
  ],
  [
    'delegation in a project file',
    `${project}delegate: []\n`,
    'p.yaml:3:11: "delegate" in a file of a lower layer (remove it: only a managed file may have it; lower layers have sets, rules and tests)',
  ],
  [
    'exceptions in a project file',
    `${project}exceptions: []\n`,
    'p.yaml:3:13: "exceptions" in a file of a lower layer (remove it: only a managed file may have it; lower layers have sets, rules and tests)',
  ],
  [
    'defaults in a project file',
    `${project}defaults: { unmatched: ask }\n`,
    'p.yaml:3:11: "defaults" in a file of a lower layer (remove it: only a managed file may have it; lower layers have sets, rules and tests)',
  ],
  [
    'another version',
    'apiVersion: cordon.policy/v2\nmetadata: { id: t, layer: user }\n',
    'p.yaml:1:13: apiVersion is "cordon.policy/v2" (did you mean "cordon.policy/v1"?)',
  ],
  [
    'a key twice',
    'apiVersion: cordon.policy/v1\napiVersion: cordon.policy/v1\n',
    'p.yaml:2:1: Map keys must be unique (keep one of the two keys)',
  ],
  [
    'an alias',
    `${head}sets: { a: &x ["/x"], b: *x }\n`,
    'p.yaml:3:15: anchor &x (write the value out where it is used)',
  ],
  ['a tag', 'apiVersion: !!str cordon.policy/v1\n', 'p.yaml:1:19: tag tag:yaml.org,2002:str (remove the tag)'],
  [
    'two documents',
    'a: 1\n---\nb: 2\n',
    'p.yaml:2:1: Source contains multiple documents; please use YAML.parseAllDocuments() (keep one document a file)',
  ],
  ['nothing', '', 'p.yaml:1:1: the file is empty (write `apiVersion: cordon.policy/v1` first)'],
  ['only comments', '# nothing\n', 'p.yaml:1:1: the file is empty (write `apiVersion: cordon.policy/v1` first)'],
  ['a list', '- a\n', 'p.yaml:1:1: the file is a list (write a map)'],
  [
    'a yes of another version',
    rule('{ id: a, effect: allow, on: exec, program: "*", opaque: yes, obligations: { sandbox: container } }'),
    'p.yaml:4:61: rules[0].opaque is "yes" (write true or false)',
  ],
];

describe('what is refused, where, and what to type instead', () => {
  it.each(refusals)('%s', (_, text, expected) => {
    expect(check(text)).toContain(expected);
  });

  it('a text nested beyond the parser is one complaint, not a crash', () => {
    expect(check('['.repeat(50_000))).toEqual(['p.yaml:1:1: nested deeper than 32 levels (write it flatter)']);
  });

  it('a key that every object inherits is an unknown key like any other', () => {
    for (const key of ['__proto__', 'constructor', 'toString']) {
      expect(check(`${head}${key}: {}\n`)[0]).toContain(`p.yaml:3:1: unknown key "${key}" in the file`);
    }
    expect(check(rule('{ id: a, effect: deny, on: read, paths: ["@constructor"] }'))[0]).toContain(
      'there is no set "constructor"',
    );
  });

  it('line ends of other systems and a byte order mark make no difference', () => {
    const crlf = `\uFEFF${example.replaceAll('\n', '\r\n')}`;
    expect(checkPolicyText(crlf, 'p.yaml')).toMatchObject({ problems: [], rules: 12 });
  });

  it('a project file cannot make a start long with its examples', () => {
    const paths = Array.from({ length: 201 }, (_, at) => `/x/${at}`).join(', ');
    const text = `${project}rules:\n  - { id: a, effect: deny, on: read, paths: ["/x/**"], tests: { match: [${paths}] } }\n`;
    expect(check(text)).toEqual(['p.yaml:1:1: 201 examples in a project file (keep 200 at most)']);
    expect(check(text.replace(', /x/200', ''))).toEqual([]);
  });

  it('no text makes it throw', () => {
    const nested = `${'['.repeat(50_000)}`;
    const braces = `a: ${'{a: '.repeat(3000)}`;
    const deep = Array.from({ length: 200 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
    for (const text of [
      nested,
      braces,
      deep,
      '\u0000',
      '"',
      '- - - -',
      '? [a]: b',
      '__proto__: {}',
      `x${'y'.repeat(600_000)}`,
      '%YAML 1.1\n---\na: yes\n',
    ]) {
      expect(check(text).length).toBeGreaterThan(0);
    }
  });
});
