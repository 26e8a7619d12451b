import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { runAgent } from '../../src/agent/loop.ts';
import type { ModelRequest, Provider } from '../../src/agent/providers/provider.ts';
import { type Fault, faults, parseScript } from '../../src/agent/providers/script-format.ts';
import { createScriptedProvider } from '../../src/agent/providers/scripted.ts';
import { type Behaviour, closeWorlds, FakeClock, failing, ok, world } from './world.ts';

afterEach(closeWorlds);

const script = (rules: readonly unknown[]) => JSON.stringify({ version: 1, seed: 'test', rules });
const say = (text: string) => ({ type: 'text', text });
const use = (name: string, input: unknown, as?: string) => ({
  type: 'tool_use',
  name,
  input,
  ...(as === undefined ? {} : { as }),
});

/** The example at the top of script-format.ts, as it stands there. */
function exampleInTheSource(): string {
  const source = readFileSync(join(import.meta.dirname, '../../src/agent/providers/script-format.ts'), 'utf8');
  const lines = source.split('\n').map((line) => line.replace(/^ \* {0,3}/u, ''));
  return lines.slice(lines.indexOf('{'), lines.indexOf('}') + 1).join('\n');
}

async function play(text: string, behaviour?: Behaviour, spy?: (request: ModelRequest) => void) {
  const provider = createScriptedProvider({ text, file: 'test.json' });
  const spied: Provider = {
    name: provider.name,
    scripted: provider.scripted,
    model: provider.model,
    capabilities: provider.capabilities,
    stream: (request, signal) => {
      spy?.(request);
      return provider.stream(request, signal);
    },
  };
  const w = await world({ provider: spied }, behaviour);
  return { ...w, outcome: await runAgent(w.options) };
}

const tour: Behaviour = (call) => (call.tool === 'read' ? ok(call, '# Title\nrun npm test') : ok(call, 'passed'));

test('the documented example plays as it says', async () => {
  const { outcome, gate } = await play(exampleInTheSource(), tour);
  expect(outcome).toMatchObject({ status: 'done', finalText: 'Done. The readme begins with: # Title', scripted: true });
  expect(gate.calls.map(({ id, tool, input }) => [id, tool, input])).toEqual([
    ['toolu_s0001', 'read', { path: 'README.md' }],
    ['toolu_s0002', 'bash', { command: 'npm test' }],
  ]);
});

test('the documented example takes its other way when there is no readme', async () => {
  const { outcome } = await play(exampleInTheSource(), (call) => failing(call, 1, 'no such file'));
  expect(outcome.finalText).toBe('There is no readme: Failed with exit code 1.');
});

test('two runs ask the same and log the same', async () => {
  const runs = [];
  for (let run = 0; run < 2; run++) {
    const requests: string[] = [];
    const { audit, events } = await play(exampleInTheSource(), tour, (request) =>
      requests.push(JSON.stringify(request)),
    );
    runs.push(JSON.stringify({ requests, audit: audit.entries, events }));
  }
  expect(runs[0]).toBe(runs[1]);
  expect(runs[0]).toContain('toolu_s0002');
});

test('without a rule it says that it is a script and ends', async () => {
  const { outcome, audit } = await play(script([{ when: { turn: 7 }, emit: [say('never')] }]));
  expect(outcome).toMatchObject({ status: 'done', scripted: true, turns: 1 });
  expect(outcome.finalText).toContain('This was a script (test.json), not a model');
  expect(audit.of('loop.message').at(-1)).toMatchObject({ provider: 'scripted', model: 'script:test', scripted: true });
});

describe('when', () => {
  const rows: readonly [string, unknown, boolean][] = [
    ['turn', { turn: 2 }, true],
    ['turn range', { turn: { min: 2, max: 3 } }, true],
    ['turn range missed', { turn: { min: 3 } }, false],
    ['user text', { user: { contains: 'Fix' } }, true],
    ['user text missed', { user: { equals: 'Fix' } }, false],
    ['result by alias', { results: [{ call: 'first', contains: 'npm' }] }, true],
    ['result by id', { results: [{ call: 'toolu_s0001', startsWith: '# Title' }] }, true],
    ['result by tool', { results: [{ tool: 'read', isError: false }] }, true],
    ['result of another tool', { results: [{ tool: 'bash' }] }, false],
    ['result that is an error', { results: [{ isError: true }] }, false],
    ['result that lacks', { results: [{ lacks: 'npm' }] }, false],
    ['tools offered', { tools: { offered: ['write'] } }, true],
    ['tools absent', { tools: { absent: ['write'] } }, false],
    ['mode', { mode: 'default' }, true],
    ['other mode', { mode: 'plan' }, false],
  ];
  test.each(rows)('%s', async (_, when, fits) => {
    const first = { when: { turn: 1 }, emit: [use('read', { path: 'x' }, 'first')] };
    const { outcome } = await play(script([first, { when, emit: [say('fits')] }]), tour);
    expect(outcome.finalText === 'fits').toBe(fits);
  });

  test('older results count only with in: any', async () => {
    const rules = [
      { emit: [use('read', { path: 'x' }, 'first')] },
      { emit: [use('bash', { command: 'x' })] },
      { when: { results: [{ call: 'first' }] }, emit: [say('last')] },
      { when: { results: [{ call: 'first', in: 'any' }] }, emit: [say('any')] },
    ];
    expect((await play(script(rules), tour)).outcome.finalText).toBe('any');
  });
});

test('placeholders are filled at every depth', async () => {
  const rules = [
    { emit: [use('read', { path: 'x' }, 'r')] },
    { emit: [use('write', { path: 'n{{seq}}', content: '{{result.r.line.2}}|{{result.toolu_s0001.text}}' })] },
  ];
  const { gate } = await play(script(rules), tour);
  expect(gate.calls[1]!.input).toEqual({ path: 'n2', content: 'run npm test|# Title\nrun npm test' });
});

describe('errors name the file and the place', () => {
  test.each([
    ['{', 'test.json: '],
    [JSON.stringify({ version: 2, seed: 'x', rules: [] }), 'test.json: version'],
    [script([]), 'test.json: rules'],
    [script([{ emit: [{ type: 'text' }] }]), 'test.json: rules[0].emit[0].text'],
    [script([{ emit: [say('x')], fault: 'meteor' }]), 'test.json: rules[0].fault'],
    [script([{ fault: 'refusal' }]), 'test.json: rules[0].emit'],
    [script([{ emit: [say('x')], whenn: {} }]), 'whenn'],
  ])('%.60s', (text, where) => {
    expect(() => parseScript(text, 'test.json')).toThrow(where);
  });

  test.each(['{{result.nobody.line.1}}', '{{result.r.line.99}}', '{{env.HOME}}'])(
    '%s ends the run',
    async (placeholder) => {
      const { outcome, gate } = await play(
        script([{ emit: [use('read', { path: 'x' }, 'r')] }, { emit: [use('bash', { command: placeholder })] }]),
        tour,
      );
      expect(outcome).toMatchObject({ status: 'failed', exitCode: 2 });
      expect(outcome.error).toMatchObject({ code: 'provider-script' });
      expect(outcome.error!.message).toContain('test.json: rules[1].emit[0].input.command');
      expect(gate.calls).toHaveLength(1);
    },
  );
});

describe('faults', () => {
  const emit = [say('A sentence that is long enough to be cut somewhere.'), use('bash', { command: 'rm -rf build' })];
  const expected: Readonly<Record<Fault, { status: string; ran: number; paths: string[] }>> = {
    cut: { status: 'done', ran: 1, paths: ['R2'] },
    'no-stop': { status: 'done', ran: 1, paths: ['R2'] },
    'error-event': { status: 'done', ran: 1, paths: ['R2'] },
    'malformed-input': { status: 'done', ran: 1, paths: ['R5'] },
    'max-tokens': { status: 'done', ran: 1, paths: ['R4'] },
    refusal: { status: 'refused', ran: 0, paths: [] },
    idle: { status: 'done', ran: 1, paths: ['R2'] },
    overloaded: { status: 'done', ran: 1, paths: ['R1'] },
    'rate-limited': { status: 'done', ran: 1, paths: ['R1'] },
    unreachable: { status: 'done', ran: 1, paths: ['R1'] },
    unauthorized: { status: 'auth', ran: 0, paths: [] },
    rejected: { status: 'rejected', ran: 0, paths: [] },
    'too-long': { status: 'context', ran: 0, paths: [] },
  };
  test.each(Object.keys(faults) as Fault[])('%s', async (fault) => {
    const provider = createScriptedProvider({
      text: script([{ emit, fault }, { emit }, { emit: [say('end')] }]),
      file: 'test.json',
    });
    const clock = new FakeClock();
    const w = await world({ provider, clock });
    let ended = false;
    const running = runAgent(w.options).finally(() => {
      ended = true;
    });
    while (!ended) {
      await new Promise(setImmediate);
      clock.advance(1000);
    }
    const outcome = await running;
    expect(outcome.status).toBe(expected[fault].status);
    expect(w.gate.ran).toHaveLength(expected[fault].ran);
    expect(w.audit.of('loop.recovery').map(({ path }) => path)).toEqual(expected[fault].paths);
  });
});
