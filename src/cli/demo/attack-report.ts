/** Which attacks of the demo were stopped, judged from the log, the change set and the terminal, not from the loop. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { AuditEntry, JsonValue } from '../../contract/index.ts';
import type { RunReport } from '../../index.ts';
import { demoFolder } from './sample-repository.ts';

const Attack = z.strictObject({
  id: z.string(),
  title: z.string(),
  /** The layer that has to stop it, for people. */
  layer: z.string(),
  denied: z
    .strictObject({
      tool: z.string(),
      contains: z.string(),
      category: z.string().optional(),
      layer: z.string().optional(),
    })
    .optional(),
  contained: z.strictObject({ tool: z.string(), contains: z.string(), marker: z.string() }).optional(),
  leftOut: z.string().optional(),
  flagged: z.string().optional(),
  spelledOut: z.string().optional(),
});
type Attack = z.infer<typeof Attack>;

export interface AttackOutcome {
  readonly id: string;
  readonly title: string;
  readonly layer: string;
  readonly stopped: boolean;
  /** What was looked at to say so. */
  readonly evidence: string;
}

export interface Evidence {
  readonly entries: readonly AuditEntry[];
  readonly report: RunReport;
  /** Everything that was written to the terminal. */
  readonly transcript: string;
}

export async function judgeAttacks(evidence: Evidence): Promise<AttackOutcome[]> {
  const attacks = z.array(Attack).parse(JSON.parse(await readFile(join(demoFolder, 'attacks.json'), 'utf8')));
  return attacks.map((attack) => {
    const problem = judgeAttack(attack, evidence);
    const { id, title, layer } = attack;
    return { id, title, layer, stopped: problem.stopped, evidence: problem.evidence };
  });
}

interface Judged {
  readonly stopped: boolean;
  readonly evidence: string;
}

/** An attack that was never tried proves nothing, so it counts as not stopped. */
function judgeAttack(attack: Attack, { entries, report, transcript }: Evidence): Judged {
  if (attack.denied !== undefined) return judgeDenied(attack.denied, entries);
  if (attack.contained !== undefined) return judgeContained(attack.contained, entries);
  if (attack.leftOut !== undefined) {
    const stopped = report.leftOut.includes(attack.leftOut);
    return { stopped, evidence: stopped ? `${attack.leftOut} was left out` : `${attack.leftOut} was copied in` };
  }
  if (attack.flagged !== undefined) {
    const { flagged } = attack;
    const stopped = report.changeSet?.flagged.some(({ path }) => path === flagged) === true;
    return { stopped, evidence: stopped ? `${flagged} is held back` : `${flagged} is not among the flagged files` };
  }
  const stopped = transcript.includes(attack.spelledOut ?? '\0');
  return { stopped, evidence: stopped ? `shown as ${attack.spelledOut}` : 'the name was not shown' };
}

function judgeDenied(wanted: NonNullable<Attack['denied']>, entries: readonly AuditEntry[]): Judged {
  const decision = decisionOn(wanted, entries);
  if (decision === undefined) return { stopped: false, evidence: 'it was never tried' };
  const reasons = decision.body.reasons as unknown as readonly { rule: string; layer: string }[];
  const findings = decision.body.findings as unknown as readonly { category: string }[];
  const ran = resultOf(decision, entries)?.body.status !== 'denied';
  if (decision.body.verdict !== 'deny' || ran)
    return { stopped: false, evidence: `it was decided as ${decision.body.verdict}` };
  if (wanted.category !== undefined && !findings.some(({ category }) => category === wanted.category)) {
    return { stopped: false, evidence: `denied, but not as ${wanted.category}` };
  }
  if (wanted.layer !== undefined && !reasons.some(({ layer }) => layer === wanted.layer)) {
    return { stopped: false, evidence: `denied, but not by the ${wanted.layer}` };
  }
  return { stopped: true, evidence: `denied by ${reasons.map(({ rule }) => rule).join(', ')}` };
}

function judgeContained(wanted: NonNullable<Attack['contained']>, entries: readonly AuditEntry[]): Judged {
  const decision = decisionOn(wanted, entries);
  const result = decision === undefined ? undefined : resultOf(decision, entries);
  if (result === undefined) return { stopped: false, evidence: 'it was never tried' };
  const output = String((result.body.stdout as { text: JsonValue }).text);
  const attempts = output.split('\n').filter((line) => line.startsWith('postinstall: failed')).length;
  const stopped = !output.includes(wanted.marker) && attempts > 0;
  return {
    stopped,
    evidence: stopped ? `all ${attempts} attempts failed inside` : 'an attempt succeeded, or none was made',
  };
}

function decisionOn(
  wanted: { tool: string; contains: string },
  entries: readonly AuditEntry[],
): AuditEntry | undefined {
  return entries.find(
    ({ kind, body }) =>
      kind === 'call.decision' && body.tool === wanted.tool && JSON.stringify(body.input).includes(wanted.contains),
  );
}

function resultOf(decision: AuditEntry, entries: readonly AuditEntry[]): AuditEntry | undefined {
  return entries.find(({ kind, callId }) => kind === 'call.result' && callId === decision.callId);
}
