/** A call and its decision spelled out as an execution. Pure. */
import {
  CordonError,
  type Decision,
  type Execution,
  isToolName,
  sandboxTiers,
  type ToolCall,
  toolInputs,
} from '../src/contract/index.ts';
import { type RoomLimits, roomEnv, roomTmpfs } from './container-spec.ts';
import { fileToolArgv } from './room-tools.ts';

export const DEFAULT_TIMEOUT_MS = 120_000;
/** Kept of each of stdout and stderr, bytes. */
export const DEFAULT_OUTPUT_BYTES = 256 * 1024;
/** Linux takes at most 128 KiB for one argument, the closing zero included; a longer script goes in through stdin. */
const MAX_ARGUMENT_BYTES = 120 * 1024;

export interface PlanContext {
  readonly imageDigest: string;
  readonly limits: RoomLimits;
}

/** Throws `call-invalid` for a call that the tool table does not know, `sandbox-failed` for a tier that is not this one. */
export function planExecution(call: ToolCall, decision: Decision, context: PlanContext): Execution {
  const { sandbox, limits } = decision.obligations;
  if (sandboxTiers.indexOf(sandbox) > sandboxTiers.indexOf('container')) {
    const message = `the policy asks for the ${sandbox} tier and this engine gives container`;
    throw new CordonError('sandbox-failed', message, 'cordon explain --call ID');
  }
  const { argv, stdin, timeoutMs } = commandOf(call);
  return {
    callId: call.id,
    imageDigest: context.imageDigest,
    argv,
    stdin,
    cwd: call.cwd,
    env: { ...roomEnv },
    mounts: Object.keys(roomTmpfs(context.limits)).map((target) => ({ target, kind: 'tmpfs' as const })),
    network: 'none',
    limits: {
      memoryBytes: Math.min(context.limits.memoryBytes, limits.memoryBytes ?? Number.POSITIVE_INFINITY),
      pids: context.limits.pids,
      cpus: context.limits.cpus,
      outputBytes: Math.max(1, Math.min(DEFAULT_OUTPUT_BYTES, limits.bytes ?? Number.POSITIVE_INFINITY)),
    },
    timeoutMs: Math.min(timeoutMs, limits.wallMs ?? Number.POSITIVE_INFINITY),
  };
}

interface Command {
  readonly argv: string[];
  readonly stdin: string;
  readonly timeoutMs: number;
}

function commandOf(call: ToolCall): Command {
  const { tool } = call;
  if (!isToolName(tool)) throw invalid(call, 'unknown tool');
  const input = toolInputs[tool].safeParse(call.input);
  if (!input.success) throw invalid(call, input.error.issues.map((issue) => issue.message).join('; '));
  if (tool !== 'bash') {
    return { argv: [...fileToolArgv(tool)], stdin: JSON.stringify(input.data), timeoutMs: DEFAULT_TIMEOUT_MS };
  }
  const bash = toolInputs.bash.parse(call.input);
  return { ...bashCommand(call, bash.command), timeoutMs: bash.timeoutMs ?? DEFAULT_TIMEOUT_MS };
}

const shell = ['bash', '--noprofile', '--norc', '-c'] as const;

function bashCommand(call: ToolCall, command: string): Omit<Command, 'timeoutMs'> {
  if (command.includes('\0')) throw invalid(call, 'the command holds a zero byte');
  if (Buffer.byteLength(command) <= MAX_ARGUMENT_BYTES) return { argv: [...shell, command], stdin: '' };
  // Read to its end before it runs, so that the commands in it see an empty stdin as they do otherwise.
  return { argv: [...shell, 'eval "$(</dev/stdin)"'], stdin: command };
}

function invalid(call: ToolCall, why: string): CordonError {
  return new CordonError('call-invalid', `the call ${call.id} of ${call.tool} cannot be run: ${why}`, 'cordon explain');
}
