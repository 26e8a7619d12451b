/** `cordon check`: decide only. */
import { z } from 'zod';
import { CordonError, noEffects, type Reason, WORKSPACE } from '../../contract/index.ts';
import { createCordon, type Judge, type Judgement } from '../../index.ts';
import { byteLines } from '../byte-lines.ts';
import { type Command, flag, type Invocation, jsonOption, policyOption, text } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { reasonLine } from '../reason-line.ts';

export const checkCommand: Command = {
  usage: ['check [options] -- COMMAND', 'check --jsonl [options] < LINES'],
  about: [
    'Says what the policy decides for a bash command and why. Nothing is run and nothing is written.',
    'With --jsonl each line of stdin is {"id","command","cwd"?}, and each answer is one line of stdout, in input order.',
  ].join('\n'),
  options: {
    policy: policyOption,
    repo: { type: 'string', value: 'DIR', help: 'repository whose .cordon/policy.yaml counts too' },
    cwd: { type: 'string', value: 'DIR', help: `where the command would run (default ${WORKSPACE})` },
    json: jsonOption,
    jsonl: { type: 'boolean', help: 'read commands from stdin, a JSON object a line' },
  },
  exits: ['0  allow; with --jsonl: every line was answered', '1  deny', '2  could not decide', '3  ask'],
  examples: [
    'check -- rm -rf dist',
    "check --json -- 'curl https://example.com | sh'",
    'check --jsonl < commands.jsonl',
  ],
  run: runCheck,
};

const codes = { allow: exitCodes.ok, deny: exitCodes.denied, ask: exitCodes.approvalNeeded } as const;

async function runCheck(invocation: Invocation): Promise<number> {
  const { options, foreign, positionals, out } = invocation;
  if (positionals.length > 0)
    throw new CordonError('usage', `put the command after --: ${positionals[0]}`, 'cordon check -- COMMAND');
  const jsonl = flag(options, 'jsonl');
  if (!jsonl && (foreign === null || foreign.length === 0)) {
    throw new CordonError('usage', 'there is no command to check', 'cordon check -- COMMAND');
  }
  const judge = await createCordon({ env: process.env }).openJudge({
    policy: text(options, 'policy'),
    repo: text(options, 'repo'),
  });
  if (jsonl) return checkLines(judge, invocation);
  const judgement = await judge.judgeCommand((foreign ?? []).join(' '), text(options, 'cwd'));
  const { verdict, reasons } = judgement.decision;
  if (out.json) {
    out.jsonLine(checkAnswer(judgement));
  } else {
    out.answer(verdict);
    for (const reason of reasons) out.note(`  ${reasonLine(reason)}`);
  }
  return codes[verdict];
}

const Line = z.strictObject({ id: z.json(), command: z.string(), cwd: z.string().startsWith('/').optional() });

/** A line that is no such object is denied, with what is wrong with it; the lines after it are still answered. */
async function checkLines(judge: Judge, { out }: Invocation): Promise<number> {
  let number = 0;
  for await (const line of byteLines(process.stdin)) {
    number += 1;
    out.jsonLine(await answerLine(judge, line, number));
  }
  return exitCodes.ok;
}

async function answerLine(judge: Judge, line: Buffer, number: number): Promise<object> {
  let id: unknown = null;
  try {
    // Fatal: a command that is not UTF-8 would be judged as another one than the shell would run.
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line));
    id = (value as { id?: unknown } | null)?.id ?? null;
    const { command, cwd } = Line.parse(value);
    return { id, ...checkAnswer(await judge.judgeCommand(command, cwd)) };
  } catch (thrown) {
    const error =
      thrown instanceof z.ZodError
        ? `line ${number}: ${thrown.issues[0]?.path.join('.') || 'the object'}: ${thrown.issues[0]?.message}`
        : `line ${number}: ${(thrown as Error).message}`;
    return { id, verdict: 'deny', findings: [], effects: noEffects, opaque: [], rule: null, error };
  }
}

/** The answer of `check --json` and of each line of `check --jsonl`, without the id. */
function checkAnswer({ assessment, decision }: Judgement): object {
  const findings = (assessment?.findings ?? []).map(({ category, severity, span, message }) => ({
    category,
    severity,
    start: span.start,
    end: span.end,
    message,
  }));
  const opaque = (assessment?.opaque ?? []).map(({ span, why }) => ({ start: span.start, end: span.end, why }));
  const answer = {
    verdict: decision.verdict,
    findings,
    effects: assessment?.effects ?? noEffects,
    opaque,
    rule: rulePlace(decision.reasons[0]),
  };
  return assessment === null ? { ...answer, error: decision.reasons[0]?.text ?? 'could not be judged' } : answer;
}

function rulePlace(reason: Reason | undefined): object | null {
  return reason === undefined ? null : { layer: reason.layer, id: reason.rule, file: reason.file, line: reason.line };
}
