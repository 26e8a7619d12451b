import { describe, expect, it } from 'vitest';
import { roomLimits } from '../../sandbox/container-spec.ts';
import { planExecution } from '../../sandbox/plan.ts';
import { isReaderArgv } from '../../sandbox/room-tools.ts';
import { Execution, toolNames, toolTraits } from '../../src/contract/index.ts';
import { allowing, callOf } from './decision.ts';

const context = { imageDigest: `sha256:${'a'.repeat(64)}`, limits: roomLimits({}) };
const planned = (tool: string, input: Record<string, string | number | boolean>, limits = {}) => {
  const call = callOf(tool, input);
  return planExecution(call, allowing(call, limits), context);
};
const inputs: Record<string, Record<string, string>> = {
  bash: { command: 'ls' },
  read: { path: 'a' },
  write: { path: 'a', content: 'x' },
  edit: { path: 'a', oldText: 'x', newText: 'y' },
  glob: { pattern: '*' },
  grep: { pattern: 'x' },
  ls: {},
};

describe('plan', () => {
  it.for(toolNames)('%s: a whole execution, the same each time', (tool) => {
    const call = callOf(tool, inputs[tool] ?? {});
    const execution = planExecution(call, allowing(call), context);
    expect(Execution.parse(execution)).toEqual(execution);
    expect(planExecution(call, allowing(call), context)).toEqual(execution);
    expect(execution).toMatchObject({ cwd: '/workspace', network: 'none', imageDigest: context.imageDigest });
  });
  it.for(toolNames)('%s runs beside others only if it reads only', (tool) => {
    expect(isReaderArgv(planned(tool, inputs[tool] ?? {}).argv)).toBe(toolTraits[tool].readOnly);
  });
  it('gives bash the script as it is, without start-up files', () => {
    expect(planned('bash', { command: 'echo "$1" | x' }).argv).toEqual([
      'bash',
      '--noprofile',
      '--norc',
      '-c',
      'echo "$1" | x',
    ]);
  });
  it('feeds a script that is too long for an argument through stdin', () => {
    const command = `echo ${'é'.repeat(70_000)}`;
    const execution = planned('bash', { command });
    expect(execution.stdin).toBe(command);
    expect(Math.max(...execution.argv.map((word) => Buffer.byteLength(word)))).toBeLessThan(128 * 1024);
  });
  it('takes time-outs and limits from call and decision, the smaller one', () => {
    expect(planned('bash', { command: 'x' }).timeoutMs).toBe(120_000);
    expect(planned('bash', { command: 'x', timeoutMs: 5 }).timeoutMs).toBe(5);
    const limits = { wallMs: 7, memoryBytes: 1 << 20, bytes: 99 };
    expect(planned('bash', { command: 'x', timeoutMs: 500 }, limits)).toMatchObject({
      timeoutMs: 7,
      limits: { memoryBytes: 1 << 20, outputBytes: 99 },
    });
  });
  it('refuses what it does not know', () => {
    for (const tool of ['constructor', 'fetch', '__proto__']) {
      expect(() => planned(tool, {})).toThrow(expect.objectContaining({ code: 'call-invalid' }));
    }
    expect(() => planned('bash', { cmd: 'x' })).toThrow(expect.objectContaining({ code: 'call-invalid' }));
    expect(() => planned('bash', { command: 'a\0b' })).toThrow(expect.objectContaining({ code: 'call-invalid' }));
  });
  it('refuses a tier that this engine is not', () => {
    const call = callOf('bash', { command: 'x' });
    const decision = allowing(call);
    const strict = { ...decision, obligations: { ...decision.obligations, sandbox: 'gvisor' as const } };
    expect(() => planExecution(call, strict, context)).toThrow(expect.objectContaining({ code: 'sandbox-failed' }));
  });
});
