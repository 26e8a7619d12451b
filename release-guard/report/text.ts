/** The report for people: what blocks first, one group a rule, the places, and the fix once. Nothing here is escaped for a terminal. */
import type { Finding, ReleaseSeverity } from '../finding.ts';
import type { ScanReport } from '../scan-report.ts';
import { oneLine, place, plural, rebuildableText, size } from './amounts.ts';

/** A line and what it is, so that whoever prints it can colour it. */
export interface ReportLine {
  readonly role: 'block' | 'warn' | 'info' | 'fix' | 'plain' | 'pass';
  readonly text: string;
}

export interface TextOptions {
  /** Places shown of each rule; the others are counted. */
  readonly placesEach?: number;
  /** Notes, too. */
  readonly all?: boolean;
}

const PLACES = 8;
const order: readonly ReleaseSeverity[] = ['block', 'warn', 'info'];

export function textReport(report: ScanReport, options: TextOptions = {}): ReportLine[] {
  const shown = report.findings.filter(({ severity }) => options.all === true || severity !== 'info');
  return [
    headline(report),
    ...grouped(shown).flatMap((group) => groupLines(group, options.placesEach ?? PLACES)),
    ...footer(report, shown.length),
  ];
}

function headline({ verdict, package: scanned, files, rebuildable }: ScanReport): ReportLine {
  const name =
    scanned.name === ''
      ? `this ${scanned.kind === 'npm' ? 'npm package' : scanned.kind}`
      : `${scanned.name}@${scanned.version}`;
  const unpacked = files.reduce((sum, file) => sum + Math.max(0, file.size), 0);
  const amount = `${plural(files.length, 'file')}, ${size(unpacked)}`;
  const leak = rebuildable.files === 0 ? '' : `; an outsider can rebuild ${rebuildableText(rebuildable)}`;
  const words = { pass: 'may ship', warn: 'may ship, look at the warnings', block: 'must not ship' };
  return { role: verdict, text: `${verdict.toUpperCase()}  ${oneLine(name)} ${words[verdict]} (${amount}${leak})` };
}

/** Findings of one rule, severity and fix together; the worst first, otherwise in the order of the report. */
function grouped(findings: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${order.indexOf(finding.severity)} ${finding.rule} ${finding.fix}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  const rank = (group: readonly Finding[]) => order.indexOf(group[0]?.severity ?? 'info');
  return [...groups.values()].sort((a, b) => rank(a) - rank(b));
}

function groupLines(group: readonly Finding[], limit: number): ReportLine[] {
  const [first] = group;
  if (first === undefined) return [];
  const { severity, rule } = first;
  const lines: ReportLine[] = [{ role: severity, text: `\n${severity} ${rule} (${plural(group.length, 'place')})` }];
  for (const finding of group.slice(0, limit)) {
    lines.push({ role: 'plain', text: `  ${oneLine(place(finding))}\n    ${oneLine(finding.message)}` });
  }
  if (group.length > limit)
    lines.push({ role: 'plain', text: `  and ${plural(group.length - limit, 'more place')} (--json lists all)` });
  lines.push({ role: 'fix', text: `  fix: ${oneLine(first.fix)}` });
  return lines;
}

function footer({ sha512, suppressed, findings }: ScanReport, shown: number): ReportLine[] {
  const notes = findings.length - shown;
  const parts = [
    ...(notes > 0 ? [`${plural(notes, 'note')} not shown (--all)`] : []),
    ...(suppressed.length > 0
      ? [`${plural(suppressed.length, 'finding')} suppressed until a day that the publisher named`]
      : []),
    ...(sha512 === null ? [] : [sha512]),
  ];
  return parts.length === 0 ? [] : [{ role: 'plain', text: `\n${parts.join('\n')}` }];
}
