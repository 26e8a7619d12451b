import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { runAgent } from '../../src/agent/loop.ts';
import { createAnthropicProvider } from '../../src/agent/providers/anthropic.ts';
import type { AgentOptions } from '../../src/agent/run-context.ts';
import { CordonError, type ToolCall, toolTraits } from '../../src/contract/index.ts';
import {
  apiError,
  type MessagesServer,
  messageEvents,
  type ServerReply,
  startMessagesServer,
} from './messages-server.ts';
import { type Behaviour, closeWorlds, FakeClock, failing, ok, textOf, type World, world } from './world.ts';

const servers: MessagesServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  await closeWorlds();
});

const key = ['sk', 'ant', 'test', '0123456789abcdef'].join('-');

async function setUp(replies: readonly ServerReply[], behaviour?: Behaviour, given: Partial<AgentOptions> = {}) {
  const server = await startMessagesServer(replies);
  servers.push(server);
  const provider = createAnthropicProvider({ apiKey: key, baseURL: server.url, model: 'test-model' });
  const w: World = await world({ provider, ...given }, behaviour);
  return { ...w, server };
}

const done: ServerReply = { events: messageEvents([{ text: 'All done.' }]) };
const bash = (id: string, command: string) => ({ id, tool: 'bash', input: { command } });
const calls = (...blocks: Parameters<typeof messageEvents>[0]): ServerReply => ({ events: messageEvents(blocks) });

describe('a task with tools', () => {
  test('runs over the real SDK: three replies, one final text, each call through the gate', async () => {
    const { options, gate, server, events, audit } = await setUp([
      calls({ text: 'I look.' }, { id: 'a1', tool: 'read', input: { path: 'x' } }),
      calls(bash('a2', 'npm test')),
      done,
    ]);
    const outcome = await runAgent(options);
    expect(outcome).toMatchObject({ status: 'done', exitCode: 0, finalText: 'All done.', turns: 3, scripted: false });
    expect(outcome.usage).toEqual({ inputTokens: 300, outputTokens: 60 });
    expect(gate.calls.map(({ id, tool }) => [id, tool])).toEqual([
      ['a1', 'read'],
      ['a2', 'bash'],
    ]);
    expect(server.requests).toHaveLength(3);
    expect(textOf(events)).toBe('I look.All done.');
    expect(audit.of('loop.message').map((body) => body.role)).toEqual(['user', 'assistant', 'assistant', 'assistant']);
    expect(audit.of('loop.message')[1]).toMatchObject({
      provider: 'anthropic',
      scripted: false,
      stopReason: 'tool_use',
    });
    expect(outcome.stats).toEqual({
      read: { calls: 1, firstTryValid: 1, denied: 0 },
      bash: { calls: 1, firstTryValid: 1, denied: 0 },
    });
  });

  test('text is told before the server has sent its last event', async () => {
    let release: () => void = () => undefined;
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    const events = messageEvents([{ text: 'early words' }]);
    const { options, server } = await setUp([{ events, hold: { before: events.length - 1, until } }]);
    const first = new Promise<string>((resolve) => {
      const onEvent: AgentOptions['onEvent'] = (event) => event.kind === 'live.text' && resolve(event.text);
      void runAgent({ ...options, onEvent }).then(() => resolve('only at the end'));
    });
    expect(await first).toBe('early ');
    expect(server.left).toBe(0);
    release();
  });

  test('results stand in call order in one user message, slow one first; readers run side by side', async () => {
    let running = 0;
    let most = 0;
    const behaviour: Behaviour = async (call) => {
      running += 1;
      most = Math.max(most, running);
      for (let i = 0; i < (call.id === 'p1' ? 20 : 1); i++) await new Promise(setImmediate);
      running -= 1;
      return ok(call, `result of ${call.id}`);
    };
    const three = ['p1', 'p2', 'p3'].map((id) => ({ id, tool: 'read', input: { path: id } }));
    const { options, server } = await setUp([calls(...three), done], behaviour);
    await runAgent(options);
    const last = server.requests[1]!.body.messages.at(-1)!;
    expect(last.content.map((block) => block.tool_use_id)).toEqual(['p1', 'p2', 'p3']);
    expect(last.content.map((block) => block.content)).toEqual(['result of p1', 'result of p2', 'result of p3']);
    expect(most).toBe(3);
  });

  test('calls that are not safe side by side run alone and in order', async () => {
    let running = 0;
    const order: string[] = [];
    const behaviour: Behaviour = async (call) => {
      running += 1;
      order.push(`${call.id}:${running}`);
      await new Promise(setImmediate);
      running -= 1;
      return ok(call, '');
    };
    const { options } = await setUp(
      [calls(bash('b1', 'a'), bash('b2', 'b'), { id: 'r1', tool: 'ls' }, bash('b3', 'c')), done],
      behaviour,
    );
    await runAgent(options);
    expect(order).toEqual(['b1:1', 'b2:1', 'r1:1', 'b3:1']);
  });

  test('in plan mode the request has no tool that changes anything, and such a call never reaches the gate', async () => {
    const { options, server, gate } = await setUp([calls(bash('b1', 'rm -rf .')), done], undefined, { mode: 'plan' });
    await runAgent(options);
    const offered = server.requests[0]!.body.tools.map(({ name }) => name);
    expect(offered).toEqual(
      Object.entries(toolTraits)
        .filter(([, traits]) => traits.readOnly)
        .map(([name]) => name),
    );
    expect(gate.calls).toEqual([]);
  });

  test('a broken display does not change the run', async () => {
    const { options } = await setUp([done]);
    const onEvent = () => {
      throw new Error('no terminal');
    };
    expect((await runAgent({ ...options, onEvent })).status).toBe('done');
  });
});

describe('the conversation on disk', () => {
  test('has the assistant message before its first call runs, and is private', async () => {
    const lines: number[] = [];
    const w = await setUp([calls(bash('b1', 'ls')), done], (call) => {
      const text = readFileSync(join(w.folder, 'conversation.jsonl'), 'utf8');
      lines.push(text.trim().split('\n').length);
      expect(JSON.parse(text.trim().split('\n').at(-1)!)).toMatchObject({ type: 'assistant', stopReason: 'tool_use' });
      return ok(call, 'x');
    });
    await runAgent(w.options);
    expect(lines).toEqual([2]);
    expect(statSync(join(w.folder, 'conversation.jsonl')).mode & 0o777).toBe(0o600);
  });

  test('a long result is cut in the middle and kept whole beside it', async () => {
    const long = Array.from({ length: 40_000 }, (_, line) => `line ${line} of the output`).join('\n');
    const { options, server, folder } = await setUp([calls(bash('b1', 'cat big')), done], (call) => ok(call, long));
    await runAgent(options);
    const sent = String(server.requests[1]!.body.messages.at(-1)!.content[0]!.content);
    expect(Buffer.byteLength(sent)).toBeLessThanOrEqual(24 * 1024);
    expect(sent).toMatch(/^line 0 of/u);
    expect(sent).toMatch(/line 39999 of the output$/u);
    const name = /outputs\/[0-9a-f]{16}\.txt/u.exec(sent)![0];
    expect(readFileSync(join(folder, name), 'utf8')).toBe(long);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });
});

/** Table 3.3 of the design: each fault of a stream with a call in it. What counts is that the call does not run. */
describe('faults of the stream', () => {
  const whole = messageEvents([{ text: 'I run it.' }, bash('c1', 'rm -rf build')]);
  const faults: readonly [string, ServerReply][] = [
    ['socket cut', { events: whole.slice(0, -3), end: 'cut' }],
    ['socket cut right before message_stop', { events: whole.slice(0, -1), end: 'cut' }],
    ['clean end without message_stop', { events: whole.slice(0, -1) }],
    ['error event', { events: [...whole.slice(0, -1), apiError('overloaded_error', 'busy')] }],
    ['bad data line', { events: whole.slice(0, -1), tail: 'event: message_stop\ndata: {"type"\n\n' }],
    ['message_stop without a stop reason', { events: whole.filter(({ type }) => type !== 'message_delta') }],
    ['block left open', { events: whole.filter(({ type, index }) => type !== 'content_block_stop' || index !== 1) }],
    ['delta for a closed block', { events: [...whole.slice(0, -2), whole[4]!, ...whole.slice(-2)] }],
  ];
  test.each(faults)('%s: nothing runs, the same request is sent again', async (_, fault) => {
    const { options, gate, server, audit, events } = await setUp([fault, done]);
    const outcome = await runAgent(options);
    expect(outcome.status).toBe('done');
    expect(gate.calls).toEqual([]);
    expect(server.requests[1]!.text).toBe(server.requests[0]!.text);
    expect(audit.of('loop.recovery')).toMatchObject([{ path: 'R2', attempt: 1, action: 'resend' }]);
    expect(events.some(({ kind }) => kind === 'live.withdrawn')).toBe(true);
  });

  test('three resends, then the run ends with 14', async () => {
    const cut: ServerReply = { events: whole.slice(0, -1) };
    const { options, gate, server } = await setUp([cut, cut, cut, cut, done]);
    const outcome = await runAgent(options);
    expect(outcome).toMatchObject({ status: 'provider-unavailable', exitCode: 14 });
    expect(server.requests).toHaveLength(4);
    expect(gate.calls).toEqual([]);
  });

  const inputs: readonly [string, string][] = [
    ['malformed', '{"command": rm}'],
    ['cut in a string', '{"command":"rm -rf buil'],
    ['cut after a whole member', '{"command":"rm -rf build"'],
    ['a JSON string', JSON.stringify(JSON.stringify({ command: 'ls' }))],
    ['an array', '["ls"]'],
    ['a duplicate key', '{"command":"ls","command":"rm -rf ."}'],
    ['a prototype key', '{"command":"ls","__proto__":{"x":1}}'],
    ['two values', '{"command":"ls"}{"command":"rm"}'],
    ['too deep', `{"command":${'['.repeat(70)}${']'.repeat(70)}}`],
    ['too large', JSON.stringify({ command: 'x'.repeat(1024 * 1024) })],
    ['an unknown member', '{"command":"ls","sudo":true}'],
    ['a wrong type', '{"command":7}'],
  ];
  test.each(inputs)('input that is %s is fed back and not run', async (_, rawInput) => {
    const { options, gate, server, audit } = await setUp([
      calls({ id: 'c1', tool: 'bash', rawInput }),
      calls(bash('c2', 'ls')),
      done,
    ]);
    const outcome = await runAgent(options);
    expect(outcome.status).toBe('done');
    expect(gate.calls.map(({ id }) => id)).toEqual(['c2']);
    expect(server.requests[1]!.body.messages.at(-1)!.content[0]).toMatchObject({ tool_use_id: 'c1', is_error: true });
    expect(audit.of('loop.recovery')).toMatchObject([{ path: 'R5' }]);
    expect(outcome.stats.bash).toEqual({ calls: 2, firstTryValid: 0, denied: 0 });
  });

  test('unknown events, blocks and deltas are passed over', async () => {
    const events = messageEvents([{ text: 'Hi' }]);
    const strange = [
      { type: 'content_block_start', index: 1, content_block: { type: 'hologram', data: 'x' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'hologram_delta', data: 'y' } },
      { type: 'content_block_stop', index: 1 },
      { type: 'weather_report', sky: 'blue' },
    ];
    const { options } = await setUp([{ events: [...events.slice(0, -2), ...strange, ...events.slice(-2)] }]);
    expect(await runAgent(options)).toMatchObject({ status: 'done', finalText: 'Hi' });
  });

  test('ids that clash or cannot be used are renamed, and each call runs once', async () => {
    const { options, gate, server } = await setUp([
      calls(bash('same', 'one'), bash('same', 'two'), bash('bad id!', 'three')),
      calls(bash('same', 'four')),
      done,
    ]);
    expect((await runAgent(options)).status).toBe('done');
    const ids = gate.calls.map(({ id }) => id);
    expect(ids).toEqual(['same', 'cordon_0001', 'cordon_0002', 'cordon_0003']);
    expect(gate.calls.map(({ input }) => input.command)).toEqual(['one', 'two', 'three', 'four']);
    expect(server.requests).toHaveLength(3);
  });

  test.each([
    ['refusal', 'refused', 10],
    ['model_context_window_exceeded', 'context', 12],
    ['from_the_future', 'provider-unavailable', 14],
  ] as const)('stop reason %s runs nothing and ends with %s', async (reason, status, exitCode) => {
    const { options, gate, server } = await setUp([
      { events: messageEvents([{ text: 'part' }, bash('c1', 'ls')], reason) },
    ]);
    expect(await runAgent(options)).toMatchObject({ status, exitCode });
    expect(gate.calls).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  test('thinking goes back byte-equal to the model that wrote it', async () => {
    const thinking = { thinking: 'Hm, “quotes” \u00e9\u{1f600} and\nlines', signature: 'c2lnbmF0dXJl+/==' };
    const { options, server } = await setUp([calls(thinking, bash('c1', 'ls')), done]);
    await runAgent(options);
    const [, assistant] = server.requests[1]!.body.messages;
    expect(assistant!.content[0]).toEqual({ type: 'thinking', ...thinking });
  });

  test('a silent stream is given up after the idle time, and only then', async () => {
    const clock = new FakeClock();
    const { options, server, audit } = await setUp([{ events: whole.slice(0, 4), end: 'hang' }, done], undefined, {
      clock,
    });
    let heard: () => void = () => undefined;
    const started = new Promise<void>((resolve) => {
      heard = resolve;
    });
    const running = runAgent({ ...options, onEvent: (event) => event.kind === 'live.text' && heard() });
    await started;
    await until(() => server.requests.length === 1);
    clock.advance(89_000);
    expect(audit.of('loop.recovery')).toEqual([]);
    await until(() => {
      clock.advance(1000);
      return server.requests.length === 2;
    });
    expect((await running).status).toBe('done');
    expect(audit.of('loop.recovery')).toMatchObject([{ path: 'R2', cause: 'nothing came for 90000 ms' }]);
  });
});

describe('a server that does not answer as it should', () => {
  test.each([
    [401, 'auth', 15],
    [403, 'auth', 15],
    [400, 'rejected', 18],
    [413, 'context', 12],
  ] as const)('%i ends the run at once with %s', async (code, status, exitCode) => {
    const { options, server } = await setUp([{ status: code }]);
    expect(await runAgent(options)).toMatchObject({ status, exitCode });
    expect(server.requests).toHaveLength(1);
  });

  test('overload: four tries with growing waits, as long as the server asks for', async () => {
    const busy: ServerReply = { status: 529 };
    const { options, server, clock } = await setUp([
      busy,
      { status: 429, headers: { 'retry-after': '9' } },
      busy,
      busy,
      done,
    ]);
    expect(await runAgent(options)).toMatchObject({ status: 'provider-unavailable', exitCode: 14 });
    expect(server.requests).toHaveLength(4);
    expect((clock as unknown as { slept: number[] }).slept).toEqual([550, 9000, 2200]);
  });

  test('a server that asks for hours is not waited for', async () => {
    const { options, server } = await setUp([{ status: 429, headers: { 'retry-after': '7200' } }, done]);
    const outcome = await runAgent(options);
    expect(outcome.status).toBe('provider-unavailable');
    expect(outcome.error!.message).toContain('7200 s');
    expect(server.requests).toHaveLength(1);
  });

  test('the fallback model takes over, without the thinking of the first', async () => {
    const thinking = { thinking: 'secret thoughts', signature: 'sig' };
    const busy: ServerReply = { status: 529 };
    const { options, server, audit } = await setUp([calls(thinking, bash('c1', 'ls')), busy, busy, busy, busy, done]);
    const second = createAnthropicProvider({ apiKey: key, baseURL: server.url, model: 'second-model' });
    expect((await runAgent({ ...options, fallbacks: [second] })).status).toBe('done');
    const last = server.requests.at(-1)!;
    expect(last.body.model).toBe('second-model');
    expect(last.text).not.toContain('secret thoughts');
    expect(audit.of('loop.recovery').at(-1)).toMatchObject({ path: 'R1', action: 'fallback' });
  });
});

describe('replies that are cut at the output limit', () => {
  const cutCall: ServerReply = { events: messageEvents([{ text: 'part' }, bash('c1', 'rm -rf build')], 'max_tokens') };

  test('calls of a cut reply never run: more room first, then a note', async () => {
    const { options, gate, server } = await setUp([cutCall, cutCall, done]);
    expect((await runAgent(options)).status).toBe('done');
    expect(gate.calls).toEqual([]);
    const [first, second, third] = server.requests.map(({ body }) => body);
    expect(second!.max_tokens).toBe(32_000);
    expect(second!.messages).toEqual(first!.messages);
    expect(JSON.stringify(third!.messages)).toContain('Split the work');
  });

  test('cut text is continued and joined', async () => {
    const { options } = await setUp([
      { events: messageEvents([{ text: 'The answer is ' }], 'max_tokens') },
      calls({ text: ' 42.' }),
    ]);
    expect(await runAgent(options)).toMatchObject({ status: 'done', finalText: 'The answer is 42.' });
  });

  test('it is bounded: one raise and three notes, then 16', async () => {
    const { options, gate, server } = await setUp(Array.from({ length: 9 }, () => cutCall));
    expect(await runAgent(options)).toMatchObject({ status: 'output-cut', exitCode: 16 });
    expect(server.requests).toHaveLength(5);
    expect(gate.calls).toEqual([]);
  });
});

describe('denials and failures', () => {
  test('a denial names rule and suggestion, and is not put to the gate again', async () => {
    const { options, gate, server, audit } = await setUp(
      [calls(bash('d1', 'curl x')), calls(bash('d2', 'curl x')), done],
      () => ({ deny: 'no-network' }),
    );
    const outcome = await runAgent(options);
    expect(outcome).toMatchObject({ status: 'done', exitCode: 0 });
    expect(gate.calls).toHaveLength(1);
    const answers = server.requests.slice(1).map(({ body }) => body.messages.at(-1)!.content[0]!);
    for (const answer of answers) {
      expect(answer).toMatchObject({ is_error: true });
      expect(answer.content).toContain('rule no-network (user)');
      expect(answer.content).toContain('Instead: use ls');
    }
    expect(audit.of('loop.recovery')).toMatchObject([{ path: 'R6', cause: 'denied before' }]);
    expect(outcome.stats.bash).toMatchObject({ denied: 2 });
  });

  test('a denial because a part of the gate failed is not held against the next try', async () => {
    const { options, gate } = await setUp([calls(bash('d1', 'x')), calls(bash('d2', 'x')), done], () => ({
      deny: 'resolver-failed',
      gate: true,
    }));
    await runAgent(options);
    expect(gate.calls).toHaveLength(2);
  });

  test('a run whose call nobody could approve ends with 3', async () => {
    const { options } = await setUp([calls(bash('d1', 'git push')), done], () => ({ deny: 'no-approver', gate: true }));
    const outcome = await runAgent(options);
    expect(outcome).toMatchObject({ status: 'approval-needed', exitCode: 3, finalText: 'All done.' });
    expect(outcome.error!.message).toContain('bash');
  });

  test('a call that nobody could approve, and that the model got around later, does not spoil the run', async () => {
    const plan = [
      { later: 'npm test', sameRound: false, status: 'done' },
      { later: 'npm test', sameRound: true, status: 'approval-needed' },
    ];
    for (const { later, sameRound, status } of plan) {
      const [push, around] = [bash('d1', 'git push'), bash('d2', later)];
      const replies = sameRound ? [calls(push, around), done] : [calls(push), calls(around), done];
      const { options } = await setUp(replies, (call) =>
        call.input.command === 'git push' ? { deny: 'no-approver', gate: true } : ok(call, 'fine'),
      );
      expect((await runAgent(options)).status).toBe(status);
    }
  });

  test('a rule of the project that calls itself no-approver does not make it so', async () => {
    const { options } = await setUp([calls(bash('d1', 'git push')), done], () => ({ deny: 'no-approver' }));
    expect((await runAgent(options)).status).toBe('done');
  });

  test('a failed command says its exit code and its output', async () => {
    const { options, server } = await setUp([calls(bash('f1', 'npm test')), done], (call) => failing(call, 7, 'boom'));
    await runAgent(options);
    expect(server.requests[1]!.body.messages.at(-1)!.content[0]).toMatchObject({
      is_error: true,
      content: 'Failed with exit code 7.\n[stderr]\nboom',
    });
  });

  test('equal calls: a nudge at three, the end at five', async () => {
    const same = (id: number) => calls(bash(`e${id}`, 'npm test'));
    const { options, server, audit } = await setUp([1, 2, 3, 4, 5, 6, 7, 8].map(same));
    expect(await runAgent(options)).toMatchObject({ status: 'stuck', exitCode: 13 });
    expect(server.requests).toHaveLength(5);
    expect(JSON.stringify(server.requests[3]!.body.messages)).toContain('was made 3 times');
    expect(audit.of('loop.alarm')).toMatchObject([{ alarm: 'nudge' }, { alarm: 'stop', count: 5 }]);
  });

  test('two calls in turn stop within 16 requests; twelve different reads raise no alarm', async () => {
    const turns = Array.from({ length: 16 }, (_, turn) => calls(bash(`p${turn}`, turn % 2 === 0 ? 'a' : 'b')));
    const pingPong = await setUp(turns);
    expect((await runAgent(pingPong.options)).status).toBe('stuck');
    const reads = Array.from({ length: 12 }, (_, turn) =>
      calls({ id: `r${turn}`, tool: 'read', input: { path: `f${turn}` } }),
    );
    const reading = await setUp([...reads, done]);
    expect((await runAgent(reading.options)).status).toBe('done');
    expect(reading.audit.of('loop.alarm')).toEqual([]);
  });

  test('bad calls without end stop with 17', async () => {
    const bad = Array.from({ length: 9 }, (_, turn) => calls({ id: `x${turn}`, tool: 'fly', input: { turn } }));
    const { options, gate, server } = await setUp(bad);
    expect(await runAgent(options)).toMatchObject({ status: 'bad-calls', exitCode: 17 });
    expect(server.requests).toHaveLength(5);
    expect(gate.calls).toEqual([]);
  });
});

describe('limits', () => {
  test('turns', async () => {
    const endless = Array.from({ length: 5 }, (_, turn) => calls(bash(`t${turn}`, `echo ${turn}`)));
    const { options, server } = await setUp(endless, undefined, {
      limits: { maxTurns: 3, budgetTokens: 1e6, idleMs: 9e4 },
    });
    expect(await runAgent(options)).toMatchObject({ status: 'budget', exitCode: 11, turns: 3 });
    expect(server.requests).toHaveLength(3);
  });

  test('budget: the request that would exceed it is not sent', async () => {
    const { options, server } = await setUp([done], undefined, {
      limits: { maxTurns: 9, budgetTokens: 500, idleMs: 9e4 },
    });
    expect(await runAgent(options)).toMatchObject({ status: 'budget', exitCode: 11 });
    expect(server.requests).toHaveLength(0);
  });

  test('context: a conversation that cannot fit is not sent', async () => {
    const limits = { maxTurns: 9, budgetTokens: 1e6, idleMs: 9e4, contextWindow: 4000 };
    const { options, server } = await setUp([calls(bash('c1', 'cat')), done], (call) => ok(call, 'x'.repeat(20_000)), {
      limits,
    });
    expect(await runAgent(options)).toMatchObject({ status: 'context', exitCode: 12 });
    expect(server.requests).toHaveLength(1);
  });

  test('a known secret in the conversation is not sent', async () => {
    const { options, server } = await setUp([calls(bash('c1', 'env')), done], (call) => ok(call, `KEY=${key}`), {
      secrets: [key],
    });
    const outcome = await runAgent(options);
    expect(outcome).toMatchObject({ status: 'rejected', exitCode: 18 });
    expect(outcome.error!.message).not.toContain(key);
    expect(server.requests).toHaveLength(1);
  });
});

describe('the end of everything else', () => {
  test('interrupt: the running call and those behind it are paired, 130', async () => {
    const w = await setUp(
      [calls(bash('i1', 'sleep'), bash('i2', 'x'), { id: 'i3', tool: 'ls' })],
      (call, { signal }) => {
        setImmediate(() => w.abort.abort());
        return new Promise((resolve) =>
          signal!.addEventListener('abort', () => resolve({ ...ok(call, 'part'), status: 'killed', exitCode: null })),
        );
      },
    );
    expect(await runAgent(w.options)).toMatchObject({ status: 'interrupted', exitCode: 130 });
    expect(results(w)).toEqual([
      ['i1', 'interrupted'],
      ['i2', 'not-started'],
      ['i3', 'not-started'],
    ]);
  });

  test('interrupt: a call that does not end in time has an unknown outcome', async () => {
    const w = await setUp([calls(bash('i1', 'sleep'))], () => {
      setImmediate(() => w.abort.abort());
      return new Promise(() => undefined);
    });
    expect((await runAgent(w.options)).status).toBe('interrupted');
    expect(results(w)).toEqual([['i1', 'unknown']]);
  });

  test('interrupt while the model speaks', async () => {
    const w = await setUp([{ events: messageEvents([{ text: 'Hello' }]).slice(0, 4), end: 'hang' }]);
    const onEvent: AgentOptions['onEvent'] = (event) => event.kind === 'live.text' && w.abort.abort();
    expect(await runAgent({ ...w.options, onEvent })).toMatchObject({ status: 'interrupted', exitCode: 130 });
    expect(w.options.conversation.records).toHaveLength(1);
  });

  test.each([0, 1, 2])(
    'a log that fails after %i entries ends the run with 4 and lets nothing more run',
    async (entries) => {
      const w = await setUp([calls(bash('c1', 'ls')), calls(bash('c2', 'ls -l')), done]);
      w.audit.failAfter = entries;
      expect(await runAgent(w.options)).toMatchObject({ status: 'audit-lost', exitCode: 4 });
      expect(w.gate.calls.length).toBe(entries === 2 ? 1 : 0);
    },
  );

  test('a gate that lost its log ends the run with 4, paired', async () => {
    const w = await setUp([calls(bash('c1', 'a'), bash('c2', 'b'))], () => {
      throw new CordonError('audit-write-failed', 'disk full', 'free space');
    });
    expect((await runAgent(w.options)).exitCode).toBe(4);
    expect(results(w)).toEqual([
      ['c1', 'unknown'],
      ['c2', 'not-started'],
    ]);
    expect(w.gate.calls).toHaveLength(1);
  });

  test('a lost engine ends the run with 2, paired', async () => {
    const failure = new CordonError('engine-lost', 'the daemon went away', 'cordon doctor');
    const w = await setUp([calls(bash('c1', 'a'), bash('c2', 'b'))], () => ({ failure }));
    expect(await runAgent(w.options)).toMatchObject({ status: 'engine-lost', exitCode: 2 });
    expect(results(w)).toEqual([
      ['c1', 'failed'],
      ['c2', 'not-started'],
    ]);
  });

  test('every end but done has an error with a hint', async () => {
    const { options } = await setUp([{ status: 401 }]);
    const { error } = await runAgent(options);
    expect(error!.hint).toContain('ANTHROPIC_API_KEY');
  });
});

test('the frozen value that was checked is the one that the gate gets', async () => {
  const seen: ToolCall[] = [];
  const { options } = await setUp([calls(bash('c1', 'ls')), done], (call) => {
    seen.push(call);
    return ok(call, '');
  });
  await runAgent(options);
  expect(Object.isFrozen(seen[0]!.input)).toBe(true);
  expect(seen[0]).toMatchObject({ sessionId: 's-test', source: 'agent', cwd: '/workspace', input: { command: 'ls' } });
});

function results(w: World): [string, string][] {
  return w.options.conversation.records.flatMap((record): [string, string][] =>
    record.type === 'result' ? [[record.toolUseId, record.outcome]] : [],
  );
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 2000 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(condition()).toBe(true);
}
