/** The loop with the real gate: what runs is what the log allows, and nothing else. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { contentDigest, createConversation } from '../../src/agent/conversation.ts';
import { runAgent } from '../../src/agent/loop.ts';
import { createScriptedProvider } from '../../src/agent/providers/scripted.ts';
import { type Decision, type Execution, emptyResult, toolNames } from '../../src/contract/index.ts';
import { createGate } from '../../src/gate/gate.ts';
import { closeWorlds, FakeClock, type MemoryAudit, world } from './world.ts';

afterEach(closeWorlds);

const noEffects = { reads: [], writes: [], execs: [], hosts: [], env: [] };
const digest = `sha256:${'0'.repeat(64)}`;

/** Denies what mentions rm, asks for what mentions push, allows the rest. */
function smallGate(audit: MemoryAudit, ran: string[]) {
  return createGate({
    audit,
    approver: null,
    mode: () => 'default',
    classifier: {
      version: 'test',
      assess: ({ id: callId }) => {
        return {
          callId,
          parse: 'ok',
          findings: [],
          effects: noEffects,
          commands: [],
          contacts: [],
          opaque: [],
          classifierVersion: 'test',
        };
      },
    },
    resolver: { resolve: async () => new Map() },
    policy: {
      digest,
      decide: ({ call }): Decision => {
        const text = JSON.stringify(call.input);
        const verdict = text.includes('rm') ? 'deny' : text.includes('push') ? 'ask' : 'allow';
        const reasons = [
          { rule: verdict, layer: 'user' as const, file: null, line: null, text: verdict, suggestion: null },
        ];
        const obligations = {
          sandbox: 'container' as const,
          limits: {},
          approval: [],
          redact: [],
          log: 'full' as const,
        };
        return { callId: call.id, verdict, reasons, obligations, policyDigest: digest };
      },
    },
    sandbox: {
      tier: 'container',
      plan: (call) => ({ callId: call.id }) as Execution,
      run: async ({ callId }) => {
        ran.push(callId);
        return { ...emptyResult(callId, 'killed'), status: 'ok', exitCode: 0 };
      },
    },
  });
}

const word = fc.constantFrom('ls', 'rm -rf x', 'git push', 'npm test', 'cat a');
const type = fc.constant('tool_use');
const good = fc.oneof(
  fc.record({ type, name: fc.constant('bash'), input: fc.record({ command: word }) }),
  fc.record({ type, name: fc.constantFrom('read', 'ls'), input: fc.record({ path: word }) }),
  fc.record({ type, name: fc.constant('write'), input: fc.record({ path: word, content: word }) }),
);
const bad = fc.record({ type, name: fc.constantFrom(...toolNames, 'exec'), input: fc.jsonValue() });
const call = fc.oneof({ weight: 4, arbitrary: good }, { weight: 1, arbitrary: bad });
const fault = fc.constantFrom(undefined, undefined, 'cut', 'no-stop', 'max-tokens', 'malformed-input', 'error-event');
const rule = fc.record({ emit: fc.array(call, { minLength: 1, maxLength: 4 }), fault });

test('for any script, the calls that ran are the calls that the log allowed, each once', async () => {
  let some = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(rule, { minLength: 1, maxLength: 6 }), async (rules) => {
      const text = JSON.stringify({ version: 1, seed: 'fuzz', rules });
      const w = await world({ provider: createScriptedProvider({ text, file: 'fuzz.json' }) });
      const ran: string[] = [];
      const outcome = await runAgent({ ...w.options, gate: smallGate(w.audit, ran) });
      expect(['done', 'approval-needed', 'bad-calls', 'stuck', 'output-cut', 'provider-unavailable']).toContain(
        outcome.status,
      );
      const decisions = w.audit.entries.filter(({ kind }) => kind === 'call.decision');
      const allowed = decisions.filter(({ body }) => body.verdict === 'allow').map(({ callId }) => callId);
      expect([...ran].sort()).toEqual([...allowed].sort());
      expect(new Set(ran).size).toBe(ran.length);
      const records = w.options.conversation.records;
      const asked = records.flatMap((record) =>
        record.type === 'assistant' ? record.content.filter(({ type }) => type === 'tool_use') : [],
      );
      expect(records.filter(({ type }) => type === 'result')).toHaveLength(asked.length);
      // A run that is done either needed nobody, or got around it by something that ran later.
      const lastWait = decisions.findLastIndex(({ body }) => JSON.stringify(body).includes('no-approver'));
      const around = decisions.slice(lastWait).some(({ body }) => body.verdict === 'allow');
      if (outcome.status === 'done' && lastWait >= 0) expect(around).toBe(true);
      some += ran.length;
      await closeWorlds();
    }),
    { numRuns: 60 },
  );
  expect(some).toBeGreaterThan(20);
});

test('calls that an earlier process left open are answered as unknown and not run again', async () => {
  const text = JSON.stringify({ version: 1, seed: 'resume', rules: [{ emit: [{ type: 'text', text: 'I see.' }] }] });
  const w = await world({ provider: createScriptedProvider({ text, file: 'r.json' }) });
  const content = [{ type: 'tool_use' as const, id: 'old', name: 'bash', input: { command: 'npm publish' } }];
  const from = { provider: 'scripted', model: 'script:resume', scripted: true, messageId: 'm', stopReason: 'tool_use' };
  await w.options.conversation.append({ type: 'user', origin: 'person', text: 'before' });
  await w.options.conversation.append({
    type: 'assistant',
    ...from,
    content,
    digest: contentDigest(content),
    usage: { inputTokens: 1, outputTokens: 1 },
  });
  expect((await runAgent(w.options)).status).toBe('done');
  expect(w.gate.calls).toEqual([]);
  expect(w.options.conversation.records[2]).toMatchObject({
    type: 'result',
    toolUseId: 'old',
    outcome: 'unknown',
    isError: true,
  });
  expect(w.audit.of('loop.recovery')).toMatchObject([{ path: 'R7' }]);
});

test('a folder that has a conversation is not taken for a new one', async () => {
  const w = await world({
    provider: createScriptedProvider({
      text: '{"version":1,"seed":"x","rules":[{"emit":[{"type":"text","text":"x"}]}]}',
      file: 'x',
    }),
  });
  await expect(createConversation(w.folder)).rejects.toMatchObject({ code: 'internal' });
});

test('a run is never silent for more than two seconds', async () => {
  const clock = new FakeClock();
  const text = JSON.stringify({
    version: 1,
    seed: 'slow',
    rules: [
      { emit: [{ type: 'tool_use', name: 'bash', input: { command: 'sleep' } }] },
      { emit: [{ type: 'text', text: 'end' }] },
    ],
  });
  let finish: () => void = () => undefined;
  const w = await world({ provider: createScriptedProvider({ text, file: 's' }), clock }, async ({ id }) => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    return { ...emptyResult(id, 'killed'), status: 'ok', exitCode: 0 };
  });
  const times: number[] = [clock.now()];
  const running = runAgent({ ...w.options, onEvent: () => times.push(clock.now()) });
  for (let i = 0; i < 200 && w.gate.calls.length === 0; i++) await new Promise((resolve) => setTimeout(resolve, 1));
  for (let second = 0; second < 30; second++) clock.advance(1000);
  finish();
  expect((await running).status).toBe('done');
  const gaps = times.slice(1).map((time, index) => time - times[index]!);
  expect(times.at(-1)! - times[0]!).toBe(30_000);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(2000);
});

test('the SDK is not loaded before the first request', () => {
  const script = `
    import { registerHooks } from 'node:module';
    const seen = [];
    registerHooks({ resolve(specifier, context, next) { seen.push(specifier); return next(specifier, context); } });
    const { createAnthropicProvider } = await import('./src/agent/index.ts');
    createAnthropicProvider({ apiKey: 'k', model: 'm' });
    console.log(JSON.stringify(seen));`;
  const root = join(import.meta.dirname, '../..');
  const seen: string[] = JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root, encoding: 'utf8' }),
  );
  expect(seen).toContain('./providers/anthropic.ts');
  expect(seen.filter((specifier) => specifier.includes('sdk'))).toEqual([]);
});
