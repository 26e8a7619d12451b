/**
 * cordon as a library: `createCordon()` wires the rooms together and loads each only when it is used.
 *
 * @example
 * const cordon = createCordon({ env: process.env });
 * const judge = await cordon.openJudge({});
 * const { decision } = await judge.judgeCommand('rm -rf /');
 */
import type { ApplyOutcome, StoredChanges } from './compose/apply.ts';
import type { Check } from './compose/doctor.ts';
import type { CategoryPage, Judge } from './compose/judge.ts';
import type { LogReader } from './compose/logs.ts';
import type { OwnedObjects } from './compose/owned.ts';
import type { PolicyChoice } from './compose/policy.ts';
import type { ReleaseLog } from './compose/release.ts';
import type { RunOptions, RunReport } from './compose/run.ts';
import type { Session, SessionOptions } from './compose/session.ts';
import type { ReleaseChoices } from './contract/index.ts';
import { stateDirectory } from './session/places.ts';
import { SessionStore } from './session/store.ts';

export type { AgentEvent } from './agent/index.ts';
export type { ApplyOutcome, StoredChanges } from './compose/apply.ts';
export type { Check } from './compose/doctor.ts';
export type { CommandExplanation } from './compose/explanation.ts';
export type { CategoryPage, Judge } from './compose/judge.ts';
export type { LogReader } from './compose/logs.ts';
export type { OwnedObjects } from './compose/owned.ts';
export type { ReleaseLog } from './compose/release.ts';
export type { ProviderChoice, ReadyRun, RunOptions, RunReport } from './compose/run.ts';
export type { Session, SessionEnd } from './compose/session.ts';
export { CordonError } from './contract/errors.ts';
export type * from './contract/index.ts';
export type { Judgement } from './gate/judge.ts';
export type { Explanation, LoadedPolicy } from './policy/index.ts';
export type { SessionRecord } from './session/store.ts';

export interface CordonOptions {
  /** The user's environment: places by XDG, and nothing of it ever enters a container. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Sessions, logs and keys; default `$XDG_STATE_HOME/cordon`. */
  readonly stateDir?: string | undefined;
}

type WithoutPlaces<T> = Omit<T, 'env' | 'stateDir'>;

export interface Cordon {
  readonly stateDir: string;
  readonly sessions: SessionStore;
  /** Classifier and policy only: what would be decided. Throws CordonError `policy-*`. */
  openJudge(choice: WithoutPlaces<PolicyChoice>): Promise<Judge>;
  /** Policy, log and container for calls that the caller makes itself. Close it. */
  openSession(options: WithoutPlaces<SessionOptions>): Promise<Session>;
  /** A whole agent run: session, loop, export. */
  run(options: WithoutPlaces<RunOptions>): Promise<RunReport>;
  /** What a finished session changed. */
  changes(session: string): Promise<StoredChanges>;
  /** Writes them to the host tree, all or none. */
  apply(stored: StoredChanges, accept: readonly string[]): Promise<ApplyOutcome>;
  /** A page on one risk category. Throws CordonError `not-found`. */
  describeCategory(id: string): Promise<CategoryPage>;
  logs(): Promise<LogReader>;
  /** A log of its own for the verdicts on one release. Close it. */
  openReleaseLog(): Promise<ReleaseLog>;
  owned(): Promise<OwnedObjects>;
  doctor(): Promise<Check[]>;
}

export function createCordon(options: CordonOptions): Cordon {
  const { env } = options;
  const stateDir = stateDirectory(env, options.stateDir);
  return {
    stateDir,
    sessions: new SessionStore(stateDir),
    openJudge: async (choice) => (await import('./compose/judge.ts')).openJudge({ ...choice, env }),
    openSession: async (session) => (await import('./compose/session.ts')).openSession({ ...session, env, stateDir }),
    run: async (run) => (await import('./compose/run.ts')).run({ ...run, env, stateDir }),
    changes: async (session) => (await import('./compose/apply.ts')).storedChanges(stateDir, session),
    apply: async (stored, accept) => (await import('./compose/apply.ts')).applyStored(stateDir, stored, accept),
    describeCategory: async (id) => (await import('./compose/judge.ts')).describeCategory(id),
    logs: async () => (await import('./compose/logs.ts')).logReader(stateDir),
    openReleaseLog: async () => (await import('./compose/release.ts')).openReleaseLog(stateDir),
    owned: async () => (await import('./compose/owned.ts')).ownedObjects(),
    doctor: async () => (await import('./compose/doctor.ts')).examine(env, stateDir),
  };
}

/**
 * The publisher's choices in a `.cordon/release.yaml`, for the release guard.
 * Throws CordonError `policy-unreadable`, `policy-syntax` or `policy-invalid`, each problem with file:line:column.
 */
export async function readReleaseFile(file: string): Promise<ReleaseChoices> {
  return (await import('./policy/index.ts')).loadReleaseFile(file);
}
