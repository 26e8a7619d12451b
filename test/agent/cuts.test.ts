/** A stream or an input that ends early, at each byte: nothing of it is ever taken for a call. */
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { Accumulator, type Reply } from '../../src/agent/accumulate.ts';
import { runAgent } from '../../src/agent/loop.ts';
import { createAnthropicProvider } from '../../src/agent/providers/anthropic.ts';
import { parseModelEvent } from '../../src/agent/providers/model-event.ts';
import { parseToolInput } from '../../src/agent/tool-input.ts';
import { toolNames, toolTraits } from '../../src/contract/index.ts';
import { messageEvents, sse, startMessagesServer } from './messages-server.ts';
import { closeWorlds, world } from './world.ts';

afterEach(closeWorlds);

const call = fc.record({
  id: fc.stringMatching(/^toolu_[a-z0-9]{4}$/),
  tool: fc.constantFrom(...toolNames),
  input: fc.record({ command: fc.string({ unit: 'grapheme' }), path: fc.string() }, { requiredKeys: [] }),
});
const text = fc.record({ text: fc.string({ unit: 'grapheme', minLength: 1 }) });
const thinking = fc.record({ thinking: fc.string(), signature: fc.base64String() });
const blocks = fc.array(fc.oneof(call, text, thinking), { minLength: 1, maxLength: 4 });

/** What a reader of server-sent events makes of the bytes: whole events only; one cut inside its data is an error. */
function read(bytes: Buffer): Reply {
  const accumulator = new Accumulator();
  for (const part of bytes.toString().split('\n\n').slice(0, -1)) {
    const event = parseModelEvent(JSON.parse(part.slice(part.indexOf('data: ') + 6)));
    if (event !== null) accumulator.add(event);
    if (accumulator.stopped) break;
  }
  return accumulator.complete();
}

test('10000 cuts of a stream give the whole message or none', () => {
  let whole = 0;
  fc.assert(
    fc.property(blocks, fc.double({ min: 0, max: 1, noNaN: true }), (content, share) => {
      const bytes = Buffer.from(messageEvents(content).map(sse).join(''));
      const cut = Math.floor(bytes.length * share);
      if (cut === bytes.length) {
        whole += 1;
        expect(read(bytes).content).toHaveLength(content.length);
      } else expect(() => read(bytes.subarray(0, cut))).toThrow();
    }),
    { numRuns: 10_000 },
  );
  expect(whole).toBeGreaterThan(0);
});

test('the whole stream gives back text, thinking with signature and raw input unchanged', () => {
  fc.assert(
    fc.property(blocks, (content) => {
      const reply = read(Buffer.from(messageEvents(content).map(sse).join('')));
      const expected = content.map((block) => {
        if ('tool' in block)
          return { type: 'tool_use', id: block.id, name: block.tool, rawInput: JSON.stringify(block.input) };
        return { type: 'text' in block ? 'text' : 'thinking', ...block };
      });
      expect(reply.content).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test('10000 cuts of an input are never a call of a tool that changes anything', () => {
  const effectful = toolNames.filter((name) => !toolTraits[name].readOnly);
  const inputs = fc.oneof(
    fc.record({
      command: fc.string({ unit: 'grapheme', minLength: 1 }),
      timeoutMs: fc.integer({ min: 1, max: 3_600_000 }),
    }),
    fc.record({ path: fc.string({ minLength: 1 }), content: fc.string() }),
    fc.record({
      path: fc.string({ minLength: 1 }),
      oldText: fc.string({ minLength: 1 }),
      newText: fc.string(),
      all: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(inputs, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (input, share) => {
      const bytes = Buffer.from(JSON.stringify(input));
      const raw = bytes.subarray(0, Math.floor(bytes.length * share)).toString();
      for (const name of effectful) expect(parseToolInput(name, raw, toolNames).ok).toBe(false);
    }),
    { numRuns: 10_000 },
  );
});

test('over HTTP: a stream cut anywhere runs nothing', async () => {
  const events = messageEvents([{ text: 'I run it.' }, { id: 'c1', tool: 'bash', input: { command: 'rm -rf build' } }]);
  const length = Buffer.byteLength(events.map(sse).join(''));
  const done = { events: messageEvents([{ text: 'ok' }]) };
  for (let cutAt = 0; cutAt < length; cutAt += Math.ceil(length / 40)) {
    const server = await startMessagesServer([{ events, cutAt, end: cutAt % 2 === 0 ? 'cut' : 'clean' }, done]);
    const key = ['sk', 'test', 'cuts'].join('-');
    const w = await world({ provider: createAnthropicProvider({ apiKey: key, baseURL: server.url, model: 'm' }) });
    expect(await runAgent(w.options)).toMatchObject({ status: 'done', finalText: 'ok' });
    expect(w.gate.calls).toEqual([]);
    expect(server.left).toBe(0);
    await server.close();
  }
});
