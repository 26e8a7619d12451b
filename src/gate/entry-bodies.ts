/** What the log says of a decision and of a result. The sink redacts; nothing secret is left out here on its behalf. */
import { createHash } from 'node:crypto';
import { type CordonError, canonicalJson, type JsonObject, type Result, riskOf } from '../contract/index.ts';
import type { Judgement } from './judge.ts';

/** Longest output text kept in an entry, in UTF-16 units; the digest covers the rest. */
const MAX_OUTPUT_TEXT = 8192;

/** Digest of the canonical call input: what an approval and a replay bind to. */
export function inputDigest(input: Judgement['call']['input']): string {
  return `sha256:${createHash('sha256').update(canonicalJson(input)).digest('hex')}`;
}

/** `stages` names the steps of the tool pipeline that this entry closes, in order. */
export function decisionBody({ call, assessment, decision }: Judgement, classifierVersion: string): JsonObject {
  return {
    stages: ['validate', 'classify', 'permission'],
    tool: call.tool,
    source: call.source,
    cwd: call.cwd,
    requestedAt: call.at,
    input: call.input,
    inputDigest: inputDigest(call.input),
    verdict: decision.verdict,
    reasons: decision.reasons,
    risk: riskOf(assessment),
    parse: assessment?.parse ?? 'failed',
    findings: assessment?.findings ?? [],
    effects: assessment?.effects ?? null,
    opaque: assessment?.opaque ?? [],
    obligations: asJson(decision.obligations),
    approval: decision.approval ?? null,
    policyDigest: decision.policyDigest,
    classifierVersion,
  };
}

export function resultBody(result: Result, error: CordonError | null): JsonObject {
  const ran = result.status !== 'denied' && result.status !== 'unavailable';
  return {
    stages: ran ? ['run', 'shape', 'integrate'] : ['shape', 'integrate'],
    status: result.status,
    exitCode: result.exitCode,
    durationMs: result.durationMs,
    stdout: outputBody(result.stdout),
    stderr: outputBody(result.stderr),
    changedFiles: result.changedFiles,
    usage: result.usage,
    error: error === null ? null : { code: error.code, message: error.message },
  };
}

/** Optional members are absent, not undefined, once spelled as JSON. */
function asJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

function outputBody(output: Result['stdout']): JsonObject {
  return {
    text: output.text.slice(0, MAX_OUTPUT_TEXT),
    bytes: output.bytes,
    sha256: output.sha256,
    truncated: output.truncated || output.text.length > MAX_OUTPUT_TEXT,
  };
}
