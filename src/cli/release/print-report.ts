/** A report in the form that was asked for: on the terminal, as data, and for CI servers. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { extname, relative } from 'node:path';
import {
  builtIn,
  githubAnnotations,
  githubSummary,
  jsonReport,
  junitReport,
  type ReportLine,
  type ScanReport,
  sarifReport,
  textReport,
} from '../../../release-guard/index.ts';
import { CordonError } from '../../contract/errors.ts';
import { flag, type Invocation, texts } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output, Style } from '../output.ts';
import { version } from '../version.ts';

/** What stdout gets; at most one of them. */
const forms = ['json', 'sarif', 'junit', 'github'] as const;

export function reportExit(report: ScanReport): number {
  return report.verdict === 'block' ? exitCodes.denied : exitCodes.ok;
}

export function printReport({ options, out }: Invocation, report: ScanReport, folder: string): void {
  const chosen = forms.filter((form) => flag(options, form));
  if (chosen.length > 1) {
    throw new CordonError(
      'usage',
      `--${chosen.join(' and --')} together`,
      'keep one; --report FILE writes further ones',
    );
  }
  for (const file of texts(options, 'report')) writeReport(file, report);
  switch (chosen[0]) {
    case 'json':
      out.jsonLine(jsonReport(report));
      break;
    case 'sarif':
      out.jsonLine(sarif(report));
      break;
    case 'junit':
      out.answerRaw(junitReport(report));
      break;
    case 'github':
      github(out, report, folder);
      break;
    default:
      print(out, textReport(report, { all: flag(options, 'all') }));
  }
}

function sarif(report: ScanReport): Record<string, unknown> {
  return sarifReport(report, { toolVersion: version(), rules: [...builtIn.rules.values()] });
}

const writers: Readonly<Record<string, (report: ScanReport) => string>> = {
  '.json': (report) => `${JSON.stringify(jsonReport(report), null, 2)}\n`,
  '.sarif': (report) => `${JSON.stringify(sarif(report), null, 2)}\n`,
  '.xml': junitReport,
  '.md': githubSummary,
};

function writeReport(file: string, report: ScanReport): void {
  const writer = writers[extname(file)];
  if (writer === undefined) {
    throw new CordonError(
      'usage',
      `--report ${file}: no such kind of report`,
      `end the name in ${Object.keys(writers).join(', ')}`,
    );
  }
  try {
    writeFileSync(file, writer(report));
  } catch (thrown) {
    throw new CordonError(
      'usage',
      `--report ${file} cannot be written: ${(thrown as Error).message}`,
      'name another file',
      thrown,
    );
  }
}

/** Annotations on stdout, and the summary where the runner shows it. */
function github(out: Output, report: ScanReport, folder: string): void {
  const base = process.env.GITHUB_WORKSPACE ?? process.cwd();
  const inRepository = relative(base, folder);
  const shown = inRepository === '' || inRepository.startsWith('..') ? '.' : inRepository;
  for (const line of githubAnnotations(report, shown)) out.answer(line);
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (summary !== undefined && summary !== '') appendFileSync(summary, githubSummary(report));
  const [headline] = textReport(report);
  if (headline !== undefined) out.note(headline.text);
}

const styles: Readonly<Record<ReportLine['role'], Style>> = {
  block: 'red',
  warn: 'yellow',
  info: 'dim',
  fix: 'green',
  pass: 'green',
  plain: 'reset',
};

/** The answer is on stdout; colour only where stdout is a terminal. */
function print(out: Output, lines: readonly ReportLine[]): void {
  for (const { role, text } of lines) out.styled(styles[role], text);
}
