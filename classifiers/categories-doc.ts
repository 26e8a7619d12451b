/** `docs/categories.md`, generated from the checks so that it cannot say something else than they do. */

import { attackList } from './checks/attack-techniques.ts';
import type { Check } from './checks/check.ts';
import { checks } from './checks/index.ts';
import { referencesOf } from './checks/references.ts';
import { weaknessList } from './checks/weaknesses.ts';

const HEAD = `# The categories of the bash risk classifier

Generated from \`classifiers/checks/\`; a test compares this file with them.

A finding explains; the policy decides. Under the default policy **critical and high are denied, medium is asked about, low and
info are notes**. A command may have several findings; the strictest counts. Wrappers (sudo, env, xargs, timeout, find -exec) are
opened and their payload is judged. What cannot be understood is \`parser-ambiguity\`; it is never allowed.

Where several categories fit, each is reported and the more telling one is the stricter: sink before source (data sent away is
\`data-exfiltration\`, with \`secret-access\` beside it), running before fetching, persistence before writing outside, loss of
history before deletion, a channel before a contact.

The classifier reduces questions and says why. It is not the boundary: the container is.

\`cordon explain -- COMMAND\` shows what is found in a command; \`cordon explain --category ID\` prints a section of this page.
References are to published lists; ids and names were compared with them in November 2026:

- ${listLine(attackList)}
- ${listLine(weaknessList)}
`;

/** A declaration, as the text above it needs it. */
function listLine({ name, version, remark }: { name: string; version: string; remark: string }): string {
  return `${name}, version ${version}. ${remark}`;
}

const ORDER = ['critical', 'high', 'medium', 'low', 'info'] as const;

export function renderCategoriesDoc(): string {
  const summary = [
    '| category | what it finds |',
    '|---|---|',
    ...checks.map((check) => `| [\`${check.id}\`](#${check.id}) | ${check.title} |`),
  ];
  return `${[HEAD, summary.join('\n'), ...checks.map(section)].join('\n\n').replace(/\n{3,}/g, '\n\n')}\n`;
}

function section(check: Check): string {
  const severities = ORDER.flatMap((severity) =>
    check.severities[severity] === undefined ? [] : [`- **${severity}**: ${check.severities[severity]}`],
  );
  const references = referencesOf(check).map(({ id, name, url }) => `- [${id}](${url}) ${name}`);
  return [
    `## ${check.id}`,
    '',
    `${check.title}. ${check.definition} ${check.why}`,
    '',
    ...severities,
    '',
    `Instead: ${check.instead}`,
    '',
    'References:',
    ...references,
    '',
    'Found, for example:',
    ...check.examples.flagged.slice(0, 4).map(example),
    '',
    'Not found:',
    ...check.examples.clean.slice(0, 3).map(example),
  ].join('\n');
}

/** One line, invisible characters spelled out. */
function example(command: string): string {
  const shown = [...command]
    .map((char) =>
      /[ -~\u00c0-\u024f\p{Script=Han}✓👩💻]/u.test(char) ? char : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
    )
    .join('');
  const fence = shown.includes('`') ? '``' : '`';
  return `- ${fence}${fence === '``' ? ' ' : ''}${shown}${fence === '``' ? ' ' : ''}${fence}`;
}
