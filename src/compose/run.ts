/** A whole agent run: session, loop, export, close. */
import { readFile } from 'node:fs/promises';
import type { ChangeSet } from '../../sandbox/index.ts';
import {
  type AgentEvent,
  createAnthropicProvider,
  createConversation,
  createScriptedProvider,
  type Provider,
  type RunOutcome,
  runAgent,
} from '../agent/index.ts';
import { asCordonError, CordonError, type Mode, WORKSPACE } from '../contract/index.ts';
import type { LoadedPolicy } from '../policy/index.ts';
import { openSession, type Session, type SessionEnd, type SessionOptions } from './session.ts';

/** Keys and addresses come from the caller, who has them from the user: never from a repository. */
export type ProviderChoice =
  | {
      readonly name: 'anthropic';
      readonly model: string;
      readonly apiKey: string;
      readonly baseURL?: string | undefined;
      readonly fallbackModels: readonly string[];
    }
  | { readonly name: 'scripted'; readonly script: string };

export interface RunLimits {
  readonly maxTurns: number;
  readonly budgetTokens: number;
  readonly contextWindow?: number | undefined;
  /** Longest silence of the provider, in milliseconds. */
  readonly idleMs: number;
}

export interface RunOptions extends Omit<SessionOptions, 'kind' | 'mode' | 'provider' | 'secrets'> {
  readonly kind: 'run' | 'demo';
  readonly mode: Mode;
  readonly provider: ProviderChoice;
  readonly limits: RunLimits;
  readonly onEvent: (event: AgentEvent) => void;
  /** Told once the workspace stands, before the first request. */
  readonly onReady?: ((ready: ReadyRun) => void) | undefined;
}

export interface ReadyRun {
  readonly sessionId: string;
  readonly imported: Session['imported'];
  readonly policy: LoadedPolicy;
  readonly provider: Provider;
}

export interface RunReport {
  readonly sessionId: string;
  readonly outcome: RunOutcome;
  /** Null when nothing could be taken out, such as after the engine died. */
  readonly changeSet: ChangeSet | null;
  readonly patch: string;
  /** Git-ignored paths that were not copied in. */
  readonly leftOut: readonly string[];
  readonly auditPath: string;
  readonly imageDigest: string;
  /** What went wrong while the changes were taken out. */
  readonly exportError: CordonError | null;
}

export async function run(options: RunOptions): Promise<RunReport> {
  const [provider, ...fallbacks] = await createProviders(options.provider);
  if (provider === undefined) throw new CordonError('usage', 'no provider was chosen', 'cordon run --help');
  const { name, model, scripted } = provider;
  const session = await openSession({
    ...options,
    provider: { name, model, scripted },
    secrets: secretsOf(options.provider),
    mode: () => options.mode,
  });
  let outcome: RunOutcome | null = null;
  try {
    options.onReady?.({ sessionId: session.id, imported: session.imported, policy: session.policy, provider });
    outcome = await converse(options, session, provider, fallbacks);
    const { end, error } = await takeOut(session);
    // A run whose changes were lost is not done, whatever the model says.
    if (error === null) await session.close(outcome.status, outcome.exitCode);
    else await session.close(error.code, outcome.exitCode || 2);
    return {
      sessionId: session.id,
      outcome,
      changeSet: end.changeSet,
      patch: end.patch,
      leftOut: session.imported.leftOut,
      auditPath: session.audit.path,
      imageDigest: session.imageDigest,
      exportError: error,
    };
  } finally {
    await session.close('failed', outcome?.exitCode ?? 2);
  }
}

/** Values that neither the log nor a request's body may hold. */
function secretsOf(choice: ProviderChoice): string[] {
  return choice.name === 'anthropic' ? [choice.apiKey] : [];
}

async function createProviders(choice: ProviderChoice): Promise<Provider[]> {
  if (choice.name === 'scripted') {
    const text = await readFile(choice.script, 'utf8').catch((thrown: Error) => {
      throw new CordonError('provider-script', `the script cannot be read: ${thrown.message}`, '--script FILE', thrown);
    });
    return [createScriptedProvider({ text, file: choice.script })];
  }
  const { apiKey, baseURL } = choice;
  const connection = { apiKey, ...(baseURL === undefined ? {} : { baseURL }) };
  return [choice.model, ...choice.fallbackModels].map((model) => createAnthropicProvider({ ...connection, model }));
}

async function converse(
  options: RunOptions,
  session: Session,
  provider: Provider,
  fallbacks: readonly Provider[],
): Promise<RunOutcome> {
  const conversation = await createConversation(session.folder);
  const { maxTurns, budgetTokens, contextWindow, idleMs } = options.limits;
  try {
    return await runAgent({
      task: options.task,
      provider,
      fallbacks,
      gate: session.gate,
      audit: session.audit,
      sessionId: session.id,
      cwd: WORKSPACE,
      mode: options.mode,
      limits: { maxTurns, budgetTokens, idleMs, ...(contextWindow === undefined ? {} : { contextWindow }) },
      conversation,
      secrets: secretsOf(options.provider),
      signal: options.signal,
      onEvent: options.onEvent,
    });
  } finally {
    await conversation.close();
  }
}

/** What was done so far is kept even when the run failed; when it cannot be taken out, the report says why. */
async function takeOut(session: Session): Promise<{ end: SessionEnd; error: CordonError | null }> {
  try {
    return { end: await session.exportChanges(), error: null };
  } catch (thrown) {
    const error = asCordonError(thrown, 'export-refused', 'cordon doctor');
    return { end: { changeSet: null, patch: '' }, error };
  }
}
