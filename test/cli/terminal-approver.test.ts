/** Only a typed yes is a yes. */
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createTerminalApprover, questionText } from '../../src/cli/terminal-approver.ts';
import type { Assessment, Decision } from '../../src/contract/index.ts';
import { noEffects } from '../../src/contract/index.ts';
import { strictObligations } from '../../src/gate/judge.ts';
import { call } from '../gate/ports-in-memory.ts';

const command = 'echo \u001b[2J; rm -rf dist';
const asked = call({ input: { command } });
const assessment: Assessment = {
  callId: asked.id,
  parse: 'ok',
  findings: [
    { category: 'mass-deletion', severity: 'medium', span: { start: 11, end: 22 }, evidence: '', message: 'Deletes.' },
  ],
  effects: noEffects,
  commands: [],
  contacts: [],
  opaque: [],
  classifierVersion: 'test',
};
const reason = {
  rule: 'rule-1',
  layer: 'user' as const,
  file: '/p.yaml',
  line: 3,
  text: 'why \u202e not',
  suggestion: null,
};
const decision: Decision = {
  callId: asked.id,
  verdict: 'ask',
  reasons: [reason],
  obligations: strictObligations,
  policyDigest: '',
};

/** Asks, and types each text once the question stands on the screen. */
async function ask(typed: readonly string[], { end = false, abort = false, timeoutMs = 60_000, before = '' } = {}) {
  const input = new PassThrough();
  const controller = new AbortController();
  let screen = '';
  let done = false;
  const write = (text: string) => {
    screen += text;
    if (done || !text.includes('[y] yes')) return;
    done = true;
    setImmediate(() => {
      for (const text of typed) input.write(text);
      if (end) input.end();
      if (abort) controller.abort();
    });
  };
  if (before !== '') input.write(before);
  const approver = createTerminalApprover({ input, write, signal: controller.signal, timeoutMs, columns: 100 });
  const approval = await approver.ask(asked, assessment, decision);
  return { approval, screen };
}

describe('the answer', () => {
  it.each(['y\n', 'Y\n', 'yes\n', ' yes \n'])('%j is a yes', async (text) => {
    expect((await ask([text])).approval).toMatchObject({ granted: true, how: 'terminal' });
  });
  it.each(['\n', 'n\n', 'no\n', 'yeah\n', 'y y\n', 'sure\n', '\u0003\n', 'ｙ\n'])('%j is a no', async (text) => {
    expect((await ask([text])).approval.granted).toBe(false);
  });
  it('end of input, Ctrl-C and time-out are a no', async () => {
    expect((await ask([], { end: true })).approval.granted).toBe(false);
    expect((await ask(['y'], { abort: true })).approval.granted).toBe(false);
    expect((await ask([], { timeoutMs: 1 })).approval.granted).toBe(false);
  });
  it('what was typed before the question does not count', async () => {
    expect((await ask(['\n'], { before: 'y\ny\n' })).approval.granted).toBe(false);
  });
  it('two questions at once are put one after the other, each with its own answer', async () => {
    const input = new PassThrough();
    const answers = ['y\n', 'n\n'];
    const write = (text: string) => {
      if (text.includes('[y] yes')) setImmediate(() => input.write(answers.shift()));
    };
    const approver = createTerminalApprover({
      input,
      write,
      signal: new AbortController().signal,
      timeoutMs: 60_000,
      columns: 100,
    });
    const [first, second] = await Promise.all([1, 2].map(() => approver.ask(asked, assessment, decision)));
    await sleep(0);
    expect([first!.granted, second!.granted]).toEqual([true, false]);
  });
});

it('the question shows the whole command escaped, marks the risky part, and names rule and place', () => {
  const text = questionText(asked, assessment, decision, 100);
  expect(text).toContain('echo \\x1b[2J; rm -rf dist\n');
  expect(text).toMatch(/\n {4} {14}\^{11}\n/);
  expect(text).toContain('why: why \\u{202e} not [rule-1, user /p.yaml:3]');
  expect(text).not.toMatch(/[\u001b\u202e]/);
});
