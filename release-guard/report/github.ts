/** GitHub Actions: workflow commands that become annotations, and the Markdown of a step summary. */
import type { Finding, ReleaseSeverity } from '../finding.ts';
import type { ScanReport } from '../scan-report.ts';
import { place, plural, rebuildableText } from './amounts.ts';

/** GitHub shows ten annotations of each level of a step; the first ones are the worst. */
const SHOWN = 10;
const commands: Readonly<Record<ReleaseSeverity, string>> = { info: 'notice', warn: 'warning', block: 'error' };

/** Lines for stdout. `folder` is the package's folder from the root of the repository, `.` for the root itself. */
export function githubAnnotations(report: ScanReport, folder: string): string[] {
  return (['block', 'warn', 'info'] as const).flatMap((severity) =>
    report.findings
      .filter((finding) => finding.severity === severity)
      .slice(0, SHOWN)
      .map((finding) => annotation(finding, folder)),
  );
}

function annotation(finding: Finding, folder: string): string {
  const file = folder === '.' ? finding.file : `${folder}/${finding.file}`;
  const line = finding.line === undefined ? '' : `,line=${finding.line}`;
  const title = `release-guard ${finding.rule}`;
  return `::${commands[finding.severity]} file=${property(file)}${line},title=${property(title)}::${data(`${finding.message}\nFix: ${finding.fix}`)}`;
}

/** The escapes of the runner's own toolkit: without them a file's name could write a command of its own. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

export function githubSummary(report: ScanReport): string {
  const { name, version, kind } = report.package;
  const marks = { pass: ':white_check_mark:', warn: ':warning:', block: ':no_entry:' };
  const rows = report.findings.slice(0, 200).map(row);
  const rest = report.findings.length - rows.length;
  return [
    `## ${marks[report.verdict]} release-guard: ${report.verdict}`,
    '',
    `${code(name === '' ? kind : `${name}@${version}`)}, ${plural(report.files.length, 'file')}.`,
    ...(report.rebuildable.files === 0
      ? []
      : ['', `**An outsider can rebuild ${rebuildableText(report.rebuildable)}.**`]),
    ...(rows.length === 0 ? [] : ['', '| | rule | where | what | fix |', '|---|---|---|---|---|', ...rows]),
    ...(rest > 0 ? ['', `${plural(rest, 'further finding')} in the JSON report.`] : []),
    ...(report.sha512 === null ? [] : ['', code(report.sha512)]),
    '',
  ].join('\n');
}

function row(finding: Finding): string {
  const cells = [finding.severity, finding.rule, code(place(finding)), plain(finding.message), plain(finding.fix)];
  return `| ${cells.join(' | ')} |`;
}

/** Inline code that nothing in the text can leave, also not in a table. */
function code(text: string): string {
  const flat = text
    .replaceAll(/[\r\n]/g, ' ')
    .replaceAll('`', "'")
    .replaceAll('|', '\\|');
  return `\`${flat}\``;
}

/** Text in which nothing is Markdown or HTML. */
function plain(text: string): string {
  return text
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/([\\`*_{}[\]()#+!|@~])/g, '\\$1');
}
