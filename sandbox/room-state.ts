/** The life of one container: notices its end, ends its processes, says in words why it is gone. */
import { CordonError } from '../src/contract/index.ts';
import { type Engine, refusalStatus } from './docker.ts';

/** How long every process may take to be gone after the kill, milliseconds. */
const TREE_GONE_MS = 800;
const LOST_HINT = 'cordon run --resume SESSION';

export class RoomState {
  readonly containerId: string;
  readonly #engine: Engine;
  readonly #watch = new AbortController();
  readonly #listeners = new Set<(error: CordonError) => void>();
  #loss: CordonError | null = null;
  #closed = false;

  constructor(engine: Engine, containerId: string) {
    this.#engine = engine;
    this.containerId = containerId;
  }

  /** Null while the container lives. */
  get loss(): CordonError | null {
    return this.#loss;
  }

  /** Watches until close(). */
  watch(): void {
    this.#engine.waitExit(this.containerId, this.#watch.signal).then(
      async (exitCode) => this.#lose(await this.#endOfContainer(exitCode)),
      (error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        this.#lose(new CordonError('engine-lost', `the engine is gone: ${why}`, 'cordon doctor', error));
      },
    );
  }

  /** Calls back once when engine or container are lost; at once when they already are. Returns how to stop listening. */
  onLost(listener: (error: CordonError) => void): () => void {
    if (this.#loss !== null) listener(this.#loss);
    else this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  assertAlive(): void {
    if (this.#closed) throw new CordonError('sandbox-failed', 'the sandbox session is closed', 'start a new session');
    if (this.#loss !== null) throw this.#loss;
  }

  /** The error that the caller shall see: a refused request often only means that the container has ended. */
  async explain(error: unknown): Promise<unknown> {
    if (this.#loss !== null) return this.#loss;
    if (refusalStatus(error) === null) {
      if (error instanceof CordonError && error.code === 'engine-lost') this.#lose(error);
      return error;
    }
    try {
      const { State } = await this.#engine.inspect(this.containerId);
      if (State.Running) return error;
      this.#lose(endedError(State.OOMKilled, State.ExitCode));
    } catch (inspectError) {
      this.#lose(lostContainer(inspectError));
    }
    return this.#loss ?? error;
  }

  /**
   * Ends every process but PID 1 and has the engine confirm it; else ends the container.
   * INVARIANT: when this resolves, nothing that a command started is running.
   */
  async killTree(): Promise<void> {
    const until = Date.now() + TREE_GONE_MS;
    try {
      do {
        await this.#engine.signal(this.containerId, 'SIGUSR1');
        if ((await this.#engine.processCount(this.containerId)) <= 1) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      } while (Date.now() < until);
    } catch (error) {
      if (this.#loss !== null) return;
      await this.explain(error);
    }
    await this.killContainer('its processes could not be ended');
  }

  /** True when nothing but PID 1 runs. */
  async isQuiet(): Promise<boolean> {
    try {
      return (await this.#engine.processCount(this.containerId)) <= 1;
    } catch (error) {
      throw await this.explain(error);
    }
  }

  async killContainer(why: string): Promise<void> {
    this.#lose(new CordonError('sandbox-failed', `the container was ended: ${why}`, LOST_HINT));
    try {
      await this.#engine.signal(this.containerId, 'SIGKILL');
    } catch {
      // Already ended, or the engine is gone: the loss is noted either way, and cleanup removes what is left.
    }
  }

  close(): void {
    this.#closed = true;
    this.#watch.abort();
    this.#listeners.clear();
  }

  async #endOfContainer(exitCode: number): Promise<CordonError> {
    try {
      const { State } = await this.#engine.inspect(this.containerId);
      return endedError(State.OOMKilled, exitCode);
    } catch (error) {
      return lostContainer(error);
    }
  }

  #lose(error: CordonError): void {
    if (this.#closed || this.#loss !== null) return;
    this.#loss = error;
    for (const listener of this.#listeners) listener(error);
    this.#listeners.clear();
  }
}

function endedError(outOfMemory: boolean, exitCode: number): CordonError {
  if (outOfMemory) {
    return new CordonError('resource-exhausted', 'the container ran out of memory and was ended', LOST_HINT);
  }
  return new CordonError('engine-lost', `the container ended by itself or from outside (exit ${exitCode})`, LOST_HINT);
}

function lostContainer(error: unknown): CordonError {
  if (refusalStatus(error) !== 404) {
    const why = error instanceof Error ? error.message : String(error);
    return new CordonError('engine-lost', `the engine is gone: ${why}`, 'cordon doctor', error);
  }
  return new CordonError('engine-lost', 'the container was removed from outside', LOST_HINT, error);
}
