/** The commands, loaded only when asked for: `cordon --help` loads none of them. */
import type { Command } from './command.ts';

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

export const commands: readonly CommandEntry[] = [
  {
    name: 'run',
    summary: 'run an agent on a repository: every call is judged, contained and logged; ends with a patch',
    load: async () => (await import('./commands/run.ts')).runCommand,
  },
  {
    name: 'demo',
    summary: 'a scripted run on a hostile sample repository; 0 only if every attack was stopped',
    load: async () => (await import('./commands/demo.ts')).demoCommand,
  },
  {
    name: 'exec',
    summary: 'one command through the gate and the sandbox, no model',
    load: async () => (await import('./commands/exec.ts')).execCommand,
  },
  {
    name: 'check',
    summary: 'what the policy says of a command; runs nothing',
    load: async () => (await import('./commands/check.ts')).checkCommand,
  },
  {
    name: 'explain',
    summary: 'why: findings in the command, effects, rules with file and line',
    load: async () => (await import('./commands/explain.ts')).explainCommand,
  },
  {
    name: 'sessions',
    summary: 'what earlier runs left: list, show, diff, apply, rm',
    load: async () => (await import('./commands/sessions.ts')).sessionsCommand,
  },
  {
    name: 'audit',
    summary: 'the log: verify, show',
    load: async () => (await import('./commands/audit.ts')).auditCommand,
  },
  {
    name: 'policy',
    summary: 'policy files: check, show',
    load: async () => (await import('./commands/policy.ts')).policyCommand,
  },
  {
    name: 'release-guard',
    summary: 'what a publish would ship: maps, secrets, files not meant to; scan, approve, publish',
    load: async () => (await import('./commands/release-guard.ts')).releaseGuardCommand,
  },
  {
    name: 'sandbox',
    summary: 'containers and volumes that cordon owns: list, clean',
    load: async () => (await import('./commands/sandbox.ts')).sandboxCommand,
  },
  {
    name: 'doctor',
    summary: 'health of this machine for cordon, with a fix per line',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  {
    name: 'setup',
    summary: 'container engine and sandbox image',
    load: async () => (await import('./commands/setup.ts')).setupCommand,
  },
];
