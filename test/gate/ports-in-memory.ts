/** In-memory ports for the gate: each records what it was asked, and each can be made to fail. */
import {
  type Assessment,
  type AuditEntry,
  type AuditKind,
  CordonError,
  type Decision,
  type Execution,
  emptyResult,
  type JsonObject,
  noEffects,
  type Result,
  type ToolCall,
  type Verdict,
} from '../../src/contract/index.ts';
import type { GatePorts } from '../../src/gate/gate.ts';
import { strictObligations } from '../../src/gate/judge.ts';

export interface Happening {
  readonly what: string;
  readonly detail?: unknown;
}

export interface Setting {
  verdict?: Verdict;
  approve?: boolean | 'throw' | 'nobody';
  fail?: readonly ('classifier' | 'resolver' | 'policy' | 'audit' | 'sandbox' | 'plan')[];
  /** The nth append (from 1) fails, and all after it. */
  auditFailsAt?: number;
  obligedTier?: Decision['obligations']['sandbox'];
  foreignDecision?: boolean;
  reads?: string[];
  approvalNeeds?: Decision['obligations']['approval'];
  sessionLimits?: { calls?: number; wallMs?: number };
  uptime?: () => number;
}

export function call(over: Partial<ToolCall> = {}): ToolCall {
  return {
    id: 'call-1',
    sessionId: 'session-1',
    source: 'agent',
    tool: 'bash',
    input: { command: 'true' },
    cwd: '/workspace',
    at: '2026-11-20T12:00:00.000Z',
    ...over,
  };
}

export function portsInMemory(setting: Setting): { ports: GatePorts; happened: Happening[]; entries: AuditEntry[] } {
  const happened: Happening[] = [];
  const entries: AuditEntry[] = [];
  const fails = (part: NonNullable<Setting['fail']>[number]) => {
    if (setting.fail?.includes(part)) throw new Error(`${part} broke`);
  };
  let appends = 0;
  const ports: GatePorts = {
    mode: () => 'default',
    ...(setting.sessionLimits === undefined ? {} : { sessionLimits: setting.sessionLimits }),
    ...(setting.uptime === undefined ? {} : { uptime: setting.uptime }),
    classifier: {
      version: 'test',
      assess: ({ id }): Assessment => {
        happened.push({ what: 'assess' });
        fails('classifier');
        return {
          callId: id,
          parse: 'ok',
          findings: [],
          effects: { ...noEffects, reads: setting.reads ?? [] },
          commands: [],
          contacts: [],
          opaque: [],
          classifierVersion: 'test',
        };
      },
    },
    resolver: {
      resolve: async () => {
        happened.push({ what: 'resolve' });
        fails('resolver');
        return new Map();
      },
    },
    policy: {
      digest: `sha256:${'0'.repeat(64)}`,
      decide: ({ call: asked }): Decision => {
        happened.push({ what: 'decide' });
        fails('policy');
        return {
          callId: setting.foreignDecision ? 'another' : asked.id,
          verdict: setting.verdict ?? 'allow',
          reasons: [],
          obligations: {
            ...strictObligations,
            sandbox: setting.obligedTier ?? 'container',
            approval: setting.approvalNeeds ?? [],
          },
          policyDigest: `sha256:${'0'.repeat(64)}`,
        };
      },
    },
    audit: {
      append: async (kind: AuditKind, callId: string | null, body: JsonObject, { durable }) => {
        appends += 1;
        if (
          setting.fail?.includes('audit') ||
          (setting.auditFailsAt !== undefined && appends >= setting.auditFailsAt)
        ) {
          throw new CordonError('audit-write-failed', 'no space left on device', 'free disk space');
        }
        happened.push({ what: kind, detail: { durable, body } });
        const hash = '0'.repeat(64);
        const entry: AuditEntry = {
          v: 1,
          seq: entries.length,
          at: '2026-11-20T12:00:00.000Z',
          kind,
          callId,
          body,
          prev: hash,
          hash,
        };
        entries.push(entry);
        return entry;
      },
    },
    approver:
      setting.approve === undefined || setting.approve === 'nobody'
        ? null
        : {
            ask: async () => {
              happened.push({ what: 'ask' });
              if (setting.approve === 'throw') throw new Error('the terminal went away');
              return {
                granted: setting.approve === true,
                by: 'tester',
                how: 'terminal',
                at: '2026-11-20T12:00:00.000Z',
              };
            },
          },
    sandbox: {
      tier: 'container',
      plan: (planned): Execution => {
        fails('plan');
        return {
          callId: planned.id,
          imageDigest: 'sha256:0',
          argv: ['true'],
          stdin: '',
          cwd: '/workspace',
          env: {},
          mounts: [],
          network: 'none',
          limits: { memoryBytes: 1, pids: 1, cpus: 1, outputBytes: 1 },
          timeoutMs: 1,
        };
      },
      run: async ({ callId }): Promise<Result> => {
        happened.push({ what: 'ran', detail: callId });
        fails('sandbox');
        return { ...emptyResult(callId, 'unknown'), status: 'ok', exitCode: 0 };
      },
    },
  };
  return { ports, happened, entries };
}
