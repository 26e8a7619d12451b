/** An explanation in words. Everything that comes from the command is escaped where it is written. */
import {
  type CategoryId,
  type Finding,
  type Reason,
  type Severity,
  severities,
  type Verdict,
} from '../../contract/index.ts';
import type { CommandExplanation, Explanation } from '../../index.ts';
import type { Style } from '../output.ts';
import { reasonText } from '../reason-line.ts';
import { visibleShort } from '../terminal-text.ts';
import { drawCommand, type Mark } from './command-picture.ts';
import { firstOf, hanging, heading, type Line } from './sections.ts';

const verdictStyles: Readonly<Record<Verdict, Style>> = { allow: 'green', ask: 'yellow', deny: 'red' };
const severityStyles: Readonly<Record<Severity, Style>> = {
  critical: 'red',
  high: 'red',
  medium: 'yellow',
  low: 'dim',
  info: 'dim',
};

/** What is shown of each list; all of it is in the JSON. */
const most = { reasons: 6, findings: 12, commands: 16, effects: 40, unknown: 8, subjects: 6 };
/** Columns of a piece of the command that is quoted in a line. */
const quoted = 60;
/** Signs under the command. */
const signs = { found: '^', unknown: '?', noted: '-' } as const;
const meanings = { found: 'found', unknown: 'not known before it runs', noted: 'noted' } as const;
const rank = (severity: Severity) => severities.indexOf(severity);
const blank: Line = [];

export function commandLines(explanation: CommandExplanation, columns: number): Line[] {
  const { command, decision, atoms, categories } = explanation;
  const picture = drawCommand(command, marksOf(explanation), columns);
  const sections = [
    [...picture.rows, ...legend(picture.signs)],
    decisionLines(decision, columns),
    findingLines(explanation, columns),
    runLines(explanation, columns),
    effectLines(explanation, columns),
    unknownLines(explanation, columns),
    ruleLines(atoms, columns),
    readOn(
      explanation.assessment?.findings ?? [],
      categories.map(({ id }) => id),
    ),
  ].filter((section) => section.length > 0);
  return sections.flatMap((section, at) => (at === 0 ? section : [blank, ...section]));
}

/** `^` what was found, `?` what could not be known, `-` what is only noted; the gravest in front. */
function marksOf({ assessment, unknown }: CommandExplanation): Mark[] {
  const findings = [...(assessment?.findings ?? [])].sort((a, b) => rank(b.severity) - rank(a.severity));
  const mark = (sign: string) => (finding: Finding) => ({
    span: finding.span,
    sign,
    style: severityStyles[finding.severity],
  });
  return [
    ...findings.filter(({ severity }) => rank(severity) > rank('low')).map(mark(signs.found)),
    ...unknown.map(({ span }) => ({ span, sign: signs.unknown, style: 'cyan' as const })),
    ...findings.filter(({ severity }) => severity === 'low').map(mark(signs.noted)),
  ];
}

/** What the signs mean that are to be seen, unless they are the usual ones alone. */
function legend(used: ReadonlySet<string>): Line[] {
  const keys = (Object.keys(signs) as (keyof typeof signs)[]).filter((key) => used.has(signs[key]));
  if (keys.every((key) => key === 'found')) return [];
  return [[['dim', `  ${keys.map((key) => `${signs[key]} ${meanings[key]}`).join('   ')}`]]];
}

export function decisionLines({ verdict, reasons }: Explanation['decision'], columns: number): Line[] {
  const byRule = Map.groupBy(reasons, ({ rule, layer, file, line, suggestion }) =>
    JSON.stringify([rule, layer, file, line, suggestion]),
  );
  return [
    [
      ['bold', 'verdict: '],
      [verdictStyles[verdict], verdict],
    ],
    ...firstOf([...byRule.values()], most.reasons, (group, next) => reasonLines(group, next, columns), 2),
  ];
}

/** What one rule says; to what else it says the same stands in the lists below. */
function reasonLines(group: readonly Reason[], next: readonly Reason[] | undefined, columns: number): Line[] {
  const [first] = group;
  if (first === undefined) return [];
  const others = group.length - 1;
  const { suggestion } = first;
  return [
    ...hanging([null, '  '], reasonText(first), columns),
    ...(others === 0 ? [] : [[['dim', `    and ${others} more by the same rule`]] as Line]),
    ...(suggestion === null || suggestion === next?.[0]?.suggestion
      ? []
      : hanging(['dim', '    instead: '], suggestion, columns)),
  ];
}

function findingLines({ command, assessment }: CommandExplanation, columns: number): Line[] {
  if (assessment === null || assessment.findings.length === 0) return [];
  const bytes = Buffer.from(command);
  const lines = firstOf(
    assessment.findings,
    most.findings,
    ({ category, severity, span, message }, next) => {
      const label = [severityStyles[severity], `  ${severity.padEnd(8)}  `] as const;
      const told = hanging(label, `${category}: ${message}`, columns);
      const whole = span.end - span.start >= bytes.length;
      const same = next?.span.start === span.start && next.span.end === span.end;
      const excerpt = bytes.subarray(span.start, span.end).toString();
      if (whole || same || excerpt === '') return told;
      return [
        ...told,
        [
          [null, ' '.repeat(12)],
          ['dim', visibleShort(excerpt, Math.min(quoted, columns - 13))],
        ],
      ];
    },
    2,
  );
  return [heading('what was found:'), ...lines];
}

/** Programs in the words that they get. Indented: started by the line above. */
function runLines({ runs }: CommandExplanation, columns: number): Line[] {
  const told = new Set<string>();
  const distinct = runs.filter(({ depth, text, disguised, written }) => {
    const key = `${depth} ${text} ${disguised ? written : ''}`;
    return !told.has(key) && told.add(key);
  });
  if (distinct.length === 0) return [];
  const lines = firstOf(
    distinct,
    most.commands,
    ({ depth, text, written, disguised }) => {
      const indent = '  '.repeat(Math.min(depth, 8) + 1);
      return [
        ...hanging([null, indent], clipped(text), columns),
        ...(disguised ? hanging(['dim', `${indent}  written: `], clipped(written), columns, 'dim') : []),
      ];
    },
    2,
  );
  return [heading('programs that would start:'), ...lines];
}

function clipped(text: string): string {
  return visibleShort(text, 400);
}

function effectLines({ assessment }: CommandExplanation, columns: number): Line[] {
  if (assessment === null) return [];
  const lines = Object.entries(assessment.effects).flatMap(([kind, list]) => {
    if (list.length === 0) return [];
    const shown = list.slice(0, most.effects);
    const hidden = list.length - shown.length;
    const text = [...shown, ...(hidden > 0 ? [`… and ${hidden} more`] : [])].join('  ');
    return hanging([null, `  ${kind.padEnd(8)}`], text, columns);
  });
  return [heading('effects:'), ...(lines.length === 0 ? [[[null, '  none predicted'] as const]] : lines)];
}

function unknownLines({ unknown }: CommandExplanation, columns: number): Line[] {
  if (unknown.length === 0) return [];
  const inOrder = [...unknown].sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  const lines = firstOf(
    [...Map.groupBy(inOrder, ({ why }) => why)],
    most.unknown,
    ([why, parts], next) => {
      const texts = [...new Set(parts.map(({ text }) => (text === '' ? '(the end)' : visibleShort(text, quoted))))];
      const named = [...texts.slice(0, most.subjects), ...(texts.length > most.subjects ? ['…'] : [])].join(', ');
      const rewriting = parts[0]?.rewriting ?? '';
      return [
        ...hanging([null, '  '], `${named}: ${why}`, columns),
        ...(rewriting === next?.[1][0]?.rewriting ? [] : hanging(['dim', '    instead: '], rewriting, columns)),
      ];
    },
    2,
  );
  return [heading('could not be known before it runs:'), ...lines];
}

/** Effects of which the same rules say the same are told together; the strictest come first. */
export function ruleLines(atoms: Explanation['atoms'], columns: number): Line[] {
  if (atoms.length === 0) return [];
  const groups = new Map<string, Explanation['atoms'][number][]>();
  for (const atom of atoms) {
    const { kind, verdict, by, suspendedBy, delegatedBy } = atom;
    const key = JSON.stringify([kind, verdict, by, suspendedBy, delegatedBy]);
    groups.set(key, [...(groups.get(key) ?? []), atom]);
  }
  const order: readonly Verdict[] = ['deny', 'ask', 'allow'];
  const sorted = [...groups.values()].sort(
    ([a], [b]) => order.indexOf(a?.verdict ?? 'deny') - order.indexOf(b?.verdict ?? 'deny'),
  );
  return [
    heading('what it does, and which rules speak of it:'),
    ...sorted.flatMap((group) => groupLines(group, columns)),
  ];
}

function groupLines(group: readonly Explanation['atoms'][number][], columns: number): Line[] {
  const [first] = group;
  if (first === undefined) return [];
  const { kind, verdict, by, suspendedBy, delegatedBy } = first;
  const subjects = [...new Set(group.map(({ subject }) => subject))];
  const label = `  ${verdict.padEnd(6)} ${kind.padEnd(7)}`;
  const told = firstOf(
    subjects.map((subject, at) => ({ subject, at })),
    most.subjects,
    ({ subject, at }) =>
      hanging(
        at === 0 ? [verdictStyles[verdict], label] : [null, ' '.repeat(label.length)],
        visibleShort(subject, 200),
        columns,
      ),
    label.length,
  );
  const places = by.map(
    ({ effect, layer, id, file, line }) => `${effect} by ${id}, ${layer}${file === null ? '' : ` ${file}:${line}`}`,
  );
  const lapsed = [
    ...suspendedBy.map((id) => `a rule is suspended by exception ${id}`),
    ...delegatedBy.map((id) => `permitted by delegation ${id}`),
  ];
  return [
    ...told,
    ...[...places, ...lapsed].flatMap((text) => hanging([null, ' '.repeat(label.length)], text, columns, 'dim')),
  ];
}

function readOn(findings: readonly Finding[], ids: readonly CategoryId[]): Line[] {
  const grave = ids.filter((id) => findings.some((one) => one.category === id && rank(one.severity) >= rank('medium')));
  return grave
    .slice(0, 3)
    .map((id, at): Line => [['dim', `${at === 0 ? 'more: ' : '      '}cordon explain --category ${id}`]]);
}
