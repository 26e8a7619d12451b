/**
 * From a call to its assessment. INVARIANT: total and pure. Any text gives an assessment, the same text the same one; what
 * is not understood is in `opaque` and in a finding, never absent.
 *
 * What a severity means under the default policy: critical and high are denied, medium is asked about, low and info are notes.
 * Each check states which of its cases has which severity; `docs/categories.md` is generated from them.
 */
import type { Assessment, Finding, Opaque, Severity, Span } from '../src/contract/assessment.ts';
import type { ToolCall } from '../src/contract/tool-call.ts';
import { WORKSPACE } from '../src/contract/workspace.ts';
import type { BashParser } from './bash/parser.ts';
import { Scope } from './bash/scope.ts';
import { Session } from './bash/session.ts';
import { originalSource, type Range } from './bash/source.ts';
import { walkText } from './bash/walk-text.ts';
import { topPlace } from './bash/walker.ts';
import { checks } from './checks/index.ts';
import { commandsOf, contactsOf, effectsOf, showHome } from './effects.ts';
import { isBelow, normalizePath } from './paths.ts';
import { lookalikeSignals, textSignals } from './text-signals.ts';

export interface Frame {
  readonly callId: string;
  readonly classifierVersion: string;
  /** The workspace root, or null for the one that the call stands in. */
  readonly root: string | null;
}

export function rootOf(call: ToolCall, configured: string | null): string {
  const cwd = normalizePath(call.cwd);
  if (configured !== null) return normalizePath(configured);
  return isBelow(cwd, WORKSPACE) ? WORKSPACE : cwd;
}

/** One bash command. */
export function classifyBash(parser: BashParser, call: ToolCall, text: string, frame: Frame): Assessment {
  const session = new Session(parser, text, rootOf(call, frame.root), normalizePath(call.cwd));
  walk(session);
  return assemble(session, frame);
}

function walk(session: Session): void {
  const text = session.original;
  const whole = { start: 0, end: text.length };
  textSignals(session);
  if (text.includes('\0')) {
    session.parse = 'failed';
    session.signal('syntax', whole, 'a NUL character ends the command early', null, true);
    session.spot(whole, 'a NUL character', 'parse');
    return;
  }
  walkText(session, originalSource(text), new Scope([session.cwd]), 0, topPlace);
  for (const read of session.late) read();
  if (
    session.commands.length === 0 &&
    session.opaque.length === 0 &&
    !/^\s*(?:#[^\n]*\s*)*$/.test(text) &&
    session.env.length === 0 &&
    !isHarmlessSyntax(session)
  ) {
    session.spot(whole, 'nothing in it could be analysed', 'parse');
  }
  lookalikeSignals(session);
}

/** Assignments, tests and arithmetic without a command are understood and do nothing. */
function isHarmlessSyntax(session: Session): boolean {
  return (
    session.parse === 'ok' &&
    /^\s*(?:\(\(|\[\[|for|while|until|case|if|[\w.:-]+\s*\(\)|function\b|time\s*$|[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=)/.test(
      session.original,
    )
  );
}

export function assemble(session: Session, frame: Frame): Assessment {
  const text = session.original;
  const toSpan = session.plain ? sameSpan : spanner(text);
  const findings: Finding[] = [];
  for (const check of checks) {
    for (const { severity, range, message } of check.find(session)) {
      findings.push({
        category: check.id,
        severity,
        span: toSpan(range),
        evidence: text.slice(range.start, Math.min(range.end, range.start + 200)),
        message: showHome(message).slice(0, 400),
      });
    }
  }
  return {
    callId: frame.callId,
    parse: session.parse,
    findings: findings.length === 0 ? findings : order(withVisiblePayload(distinct(findings))),
    effects: effectsOf(session),
    commands: commandsOf(session, toSpan),
    contacts: contactsOf(session),
    opaque: distinctOpaque(
      session.opaque.map((spot) => ({ span: toSpan(spot.range), why: spot.why, kind: spot.kind })),
    ),
    classifierVersion: frame.classifierVersion,
  };
}

const RANK: readonly Severity[] = ['info', 'low', 'medium', 'high', 'critical'];
const rank = (finding: Finding): number => RANK.indexOf(finding.severity);

/** What does not parse is asked about, and refused when something dangerous is in plain sight in it. */
function withVisiblePayload(findings: readonly Finding[]): Finding[] {
  const visible = findings.some((finding) => finding.category !== 'parser-ambiguity' && rank(finding) >= 3);
  return findings.map((finding) =>
    visible && finding.category === 'parser-ambiguity' && finding.severity === 'medium'
      ? { ...finding, severity: 'high' }
      : finding,
  );
}

function distinct(findings: readonly Finding[]): Finding[] {
  const seen = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.category} ${finding.span.start} ${finding.span.end} ${finding.message}`;
    const other = seen.get(key);
    if (other === undefined || rank(other) < rank(finding)) seen.set(key, finding);
  }
  return [...seen.values()];
}

function order(findings: readonly Finding[]): Finding[] {
  return [...findings]
    .sort((a, b) => rank(b) - rank(a) || a.span.start - b.span.start || (a.category < b.category ? -1 : 1))
    .slice(0, 200);
}

function distinctOpaque(spots: Opaque[]): Opaque[] {
  if (spots.length < 2) return spots;
  return [...new Map(spots.map((spot) => [`${spot.span.start} ${spot.span.end} ${spot.why}`, spot])).values()];
}

const sameSpan = ({ start, end }: Range): Span => ({ start, end: Math.max(start, end) });

/** UTF-16 offsets to UTF-8 byte offsets. */
function spanner(text: string): (range: Range) => Span {
  const bytes = new Uint32Array(text.length + 1);
  let at = 0;
  for (let index = 0; index < text.length; index += 1) {
    bytes[index] = at;
    at += width(text, index);
  }
  bytes[text.length] = at;
  return ({ start, end }) => ({ start: bytes[start] ?? at, end: Math.max(bytes[start] ?? at, bytes[end] ?? at) });
}

/** A pair of surrogates counts at its first half; one alone is written as U+FFFD. */
function width(text: string, index: number): number {
  const code = text.charCodeAt(index);
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  const paired = code >= 0xd800 && code <= 0xdbff && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00;
  const second = code >= 0xdc00 && code <= 0xdfff && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800;
  return paired ? 4 : second ? 0 : 3;
}
