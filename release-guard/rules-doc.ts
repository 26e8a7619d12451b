/** `docs/release-guard-rules.md`, made of the rules: `node release-guard/rules-doc.ts` writes it; a test fails while it differs. */
import { writeFileSync } from 'node:fs';
import { builtIn } from './catalogue.ts';
import type { ReleaseRule } from './detector.ts';

export function renderRulesDoc(): string {
  const rules = [...builtIn.rules.values()];
  return [
    '# Rules of the release guard',
    '',
    'Generated from the rules (`node release-guard/rules-doc.ts`). Severities are those of the usual case; a detector may say another one.',
    'Rules marked with a lock cannot be lowered in `.cordon/release.yaml`: suppress one finding instead.',
    '',
    `${rules.length} rules.`,
    ...(['block', 'warn', 'info'] as const).flatMap((severity) => [
      '',
      `## ${severity}`,
      ...rules.filter((rule) => rule.severity === severity).flatMap(entry),
    ]),
    '',
  ].join('\n');
}

function entry({ id, title, why, fix, locked }: ReleaseRule): string[] {
  return [
    '',
    `### \`${id}\`${locked === true ? ' :lock:' : ''}`,
    '',
    `**${plain(title)}.** ${plain(why)}`,
    '',
    `Fix: ${plain(fix)}`,
  ];
}

/** Stars of path patterns would be read as emphasis. */
function plain(text: string): string {
  return text.replaceAll(/[*_<>]/g, '\\$&');
}

if (import.meta.main) writeFileSync(new URL('../docs/release-guard-rules.md', import.meta.url), renderRulesDoc());
