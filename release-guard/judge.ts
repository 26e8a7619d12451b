/** Applies what the publisher chose to what was found: other severities, suppressions, order, verdict. */
import type { ReleaseChoices, Suppression } from '../src/contract/release-file.ts';
import type { ReleaseRule } from './detector.ts';
import { type Finding, severities } from './finding.ts';
import type { ReleaseVerdict, SuppressedFinding } from './scan-report.ts';

export interface Judgement {
  readonly verdict: ReleaseVerdict;
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
}

/** `today` is a day such as 2027-01-31 in UTC; a suppression holds through its last day. */
export function judge(
  found: readonly Finding[],
  rules: ReadonlyMap<string, ReleaseRule>,
  choices: Pick<ReleaseChoices, 'severity' | 'suppress'>,
  today: string,
): Judgement {
  const findings: Finding[] = [];
  const suppressed: SuppressedFinding[] = [];
  for (const each of found) {
    const finding = withChosenSeverity(each, rules.get(each.rule), choices.severity[each.rule]);
    if (finding === null) continue;
    const named = choices.suppress.filter((entry) => isAbout(entry, finding));
    const valid = named.find(({ expires }) => expires >= today);
    if (valid !== undefined) suppressed.push({ finding, reason: valid.reason, expires: valid.expires });
    else findings.push(named[0] === undefined ? finding : expired(finding, named[0]));
  }
  findings.sort(worstFirst);
  return { verdict: verdictOf(findings), findings, suppressed };
}

function isAbout(entry: Suppression, finding: Finding): boolean {
  return entry.rule === finding.rule && entry.path === finding.file && entry.fingerprint === finding.fingerprint;
}

function expired(finding: Finding, entry: Suppression): Finding {
  return { ...finding, message: `${finding.message} (its suppression ended on ${entry.expires})` };
}

/** INVARIANT: a locked rule (secrets, source text) is never turned off or lowered; a suppression names one finding instead. */
function withChosenSeverity(
  finding: Finding,
  rule: ReleaseRule | undefined,
  chosen: ReleaseChoices['severity'][string] | undefined,
): Finding | null {
  if (chosen === undefined) return finding;
  if (rule?.locked === true && (chosen === 'off' || rank(chosen) < rank(finding.severity)))
    return { ...finding, message: `${finding.message} (the severity of this rule cannot be lowered)` };
  return chosen === 'off' ? null : { ...finding, severity: chosen };
}

function rank(severity: Finding['severity']): number {
  return severities.indexOf(severity);
}

export function worstFirst(a: Finding, b: Finding): number {
  return (
    rank(b.severity) - rank(a.severity) ||
    compare(a.file, b.file) ||
    (a.offset ?? -1) - (b.offset ?? -1) ||
    compare(a.rule, b.rule) ||
    compare(a.message, b.message)
  );
}

/** By code units: the order is the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function verdictOf(findings: readonly Finding[]): ReleaseVerdict {
  if (findings.some(({ severity }) => severity === 'block')) return 'block';
  return findings.some(({ severity }) => severity === 'warn') ? 'warn' : 'pass';
}
