/** Everything that shows something, fed with hostile text: what reaches the terminal holds nothing that it obeys. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOutput, type Output } from '../../src/cli/output.ts';
import { RunScreen } from '../../src/cli/run-screen.ts';
import { tellChanges } from '../../src/cli/tell-changes.ts';
import { CordonError } from '../../src/contract/errors.ts';
import { emptyResult, type Obligations } from '../../src/contract/index.ts';
import type { AgentEvent } from '../../src/index.ts';

const hostile = 'x\u001b[2J\u001b]0;t\u0007\u009b31m\u202e\u200b\r\u{e0041}y';
let written: string;

beforeEach(() => {
  written = '';
  const take = (chunk: string | Uint8Array) => {
    written += String(chunk);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(take);
  vi.spyOn(process.stderr, 'write').mockImplementation(take);
});
afterEach(() => {
  vi.restoreAllMocks();
});

function expectHarmless(): void {
  const text = written;
  vi.restoreAllMocks();
  const withoutOurColours = text.replaceAll(/\u001b\[\d{1,3}m/g, '');
  expect(withoutOurColours).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e\u200b]|\u{e0041}/u);
  expect(text).toMatch(/x\\(x1b|u001b)/);
}

describe('Output', () => {
  const ways: Readonly<Record<string, (out: Output) => void>> = {
    answer: (out) => out.answer(hostile),
    answerPart: (out) => out.answerPart(hostile),
    jsonLine: (out) => out.jsonLine({ [hostile]: [hostile] }),
    note: (out) => out.note(hostile),
    notePart: (out) => out.notePart(hostile),
    complain: (out) => out.complain(hostile),
    error: (out) => out.error(new CordonError('usage', hostile, hostile)),
    paint: (out) => out.painted(out.paint('red', hostile)),
  };
  it.each(Object.keys(ways))('%s spells out what a terminal obeys', (name) => {
    ways[name]?.(createOutput(false));
    expectHarmless();
  });
  it('error with --json too', () => {
    createOutput(true).error(new CordonError('usage', hostile, hostile));
    expectHarmless();
  });
});

const callId = 'c1';
const obligations: Obligations = { sandbox: 'container', limits: {}, approval: [], redact: [], log: 'full' };
const reason = { rule: hostile, layer: 'project', file: hostile, line: 1, text: hostile, suggestion: hostile } as const;

function decision(verdict: 'allow' | 'deny'): AgentEvent {
  const call = {
    id: callId,
    sessionId: 's',
    source: 'agent',
    tool: hostile,
    input: { command: hostile },
    cwd: '/workspace',
    at: '2026-01-01T00:00:00Z',
  } as const;
  return {
    kind: 'decision',
    call,
    decision: { callId, verdict, reasons: [reason], obligations, policyDigest: `sha256:${'0'.repeat(64)}` },
  };
}

function ended(status: 'ok' | null): AgentEvent {
  const result = status === null ? null : { ...emptyResult(callId, 'unknown'), status, exitCode: 0 };
  return { kind: 'result', callId, tool: hostile, isError: true, text: hostile, result };
}

describe('the run screen', () => {
  const scenes: Readonly<Record<string, readonly AgentEvent[]>> = {
    'model text': [{ kind: 'live.text', turn: 1, text: hostile }],
    'withdrawn text': [{ kind: 'live.withdrawn', turn: 1, why: hostile }],
    'a state': [{ kind: 'live.state', state: 'retrying', detail: hostile, elapsedMs: 5000 }],
    'a denied call': [decision('deny'), ended(null)],
    'a call with output': [
      decision('allow'),
      { kind: 'output', callId, stream: 'stdout', chunk: Buffer.from(`${hostile}\n${hostile}`) },
      { kind: 'output', callId, stream: 'stderr', chunk: Buffer.from(`${hostile}\n`) },
      ended('ok'),
    ],
    'a call that never reached the gate': [ended(null)],
  };
  it.each(Object.keys(scenes))('%s', (name) => {
    const screen = new RunScreen(createOutput(false));
    for (const event of scenes[name] ?? []) screen.show(event);
    screen.end();
    expectHarmless();
  });
});

it('the list of changes', () => {
  const change = {
    path: hostile,
    change: 'added',
    type: 'file',
    mode: 0o644,
    sha256: null,
    size: 0,
    base: null,
  } as const;
  tellChanges(createOutput(false), 's', {
    version: 1,
    base: `sha256:${'0'.repeat(64)}`,
    changes: [change],
    refused: [{ path: hostile, reason: hostile }],
    flagged: [{ path: hostile, why: hostile }],
  });
  expectHarmless();
});
