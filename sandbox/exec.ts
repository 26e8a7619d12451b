/** One command inside the container: feeds stdin, takes output under caps, ends it in time, reports how it ended. */
import { CordonError } from '../src/contract/index.ts';
import type { Engine, StartedExec } from './docker.ts';
import { FrameReader, type OutputStream } from './exec-frames.ts';
import type { RoomState } from './room-state.ts';

/** After this many bytes a command is ended, whatever is kept: endless output costs CPU of the host. */
export const HARD_OUTPUT_BYTES = 64 * 1024 * 1024;
/** How long a tree may take to be gone after the kill, before the container itself is ended. */
export const KILL_GRACE_MS = 900;
/** The engine cuts a held output 2 s after the main process ended; this is above it. */
const STATE_GRACE_MS = 5_000;

export interface ExecRequest {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string | AsyncIterable<Uint8Array>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Bytes of stdout and stderr together after which the command is ended; default HARD_OUTPUT_BYTES. */
  readonly outputBytes?: number;
  /** May return a promise: nothing more is read from the engine before it resolves. */
  readonly onOutput: (stream: OutputStream, chunk: Uint8Array) => undefined | void | Promise<void>;
}

export type ExecEnd =
  | { readonly how: 'exited'; readonly exitCode: number }
  | { readonly how: 'timeout' | 'aborted' | 'flooded' };

/** Rejects with a CordonError when engine or container is gone; never waits longer than the limits add up to. */
export async function runExec(engine: Engine, room: RoomState, request: ExecRequest): Promise<ExecEnd> {
  room.assertAlive();
  if (request.signal?.aborted === true) return { how: 'aborted' };
  const started = await startOrExplain(engine, room, request);
  const early = await streamUntilEnd(started, room, request);
  if (early !== 'ended') {
    await room.killTree();
    await settled(started, KILL_GRACE_MS);
    started.stream.destroy();
    return { how: early };
  }
  started.stream.destroy();
  return { how: 'exited', exitCode: await exitCodeOf(engine, room, started.id) };
}

async function startOrExplain(engine: Engine, room: RoomState, request: ExecRequest): Promise<StartedExec> {
  try {
    return await engine.exec(room.containerId, { argv: request.argv, env: request.env });
  } catch (error) {
    throw await room.explain(error);
  }
}

type StreamEnd = 'ended' | 'timeout' | 'aborted' | 'flooded';

/** Resolves at the first of: the stream ended, time is up, the caller gave up, too much output; rejects when the room is lost. */
function streamUntilEnd(started: StartedExec, room: RoomState, request: ExecRequest): Promise<StreamEnd> {
  const { stream } = started;
  const limit = request.outputBytes ?? HARD_OUTPUT_BYTES;
  return new Promise<StreamEnd>((resolve, reject) => {
    const finish = (end: StreamEnd): void => {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', onAbort);
      stopListening();
      // What still comes is thrown away: a stream that nobody reads would hold the engine's side open.
      if (end !== 'ended') stream.removeListener('data', onData).resume();
      resolve(end);
    };
    let seen = 0;
    const wait: { until: Promise<void> | undefined } = { until: undefined };
    const frames = new FrameReader((name, chunk) => {
      if (seen <= limit) wait.until = request.onOutput(name, chunk) ?? wait.until;
      seen += chunk.length;
    });
    const onData = (chunk: Buffer): void => {
      wait.until = undefined;
      frames.push(chunk);
      const until = wait.until as Promise<void> | undefined;
      if (until !== undefined) {
        stream.pause();
        until.then(() => stream.resume());
      }
      if (seen > limit) finish('flooded');
    };
    const onAbort = (): void => finish('aborted');
    const timer = setTimeout(() => finish('timeout'), request.timeoutMs);
    request.signal?.addEventListener('abort', onAbort, { once: true });
    stream.on('data', onData);
    for (const event of ['end', 'close', 'error'] as const) stream.once(event, () => finish('ended'));
    const stopListening = room.onLost((error) => {
      reject(error);
      stream.destroy();
    });
    // A source that fails would leave the command waiting for the rest of its input. A broken pipe does not come here.
    feed(started, request.stdin).catch(onAbort);
  });
}

async function feed(started: StartedExec, stdin: ExecRequest['stdin']): Promise<void> {
  const { stream } = started;
  // Without a listener a broken pipe would be an uncaught error.
  stream.on('error', () => {});
  if (typeof stdin === 'string') {
    stream.end(stdin);
    return;
  }
  for await (const chunk of stdin) {
    if (stream.destroyed || stream.writableEnded) return;
    if (!stream.write(chunk)) await drained(stream);
  }
  stream.end();
}

function drained(stream: StartedExec['stream']): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of ['drain', 'close', 'error'] as const) stream.removeListener(event, done);
      resolve();
    };
    for (const event of ['drain', 'close', 'error'] as const) stream.once(event, done);
  });
}

/** Waits for the stream's end, at most so many milliseconds. */
function settled(started: StartedExec, ms: number): Promise<void> {
  const { stream } = started;
  if (stream.readableEnded || stream.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    for (const event of ['end', 'close', 'error'] as const) {
      stream.once(event, () => {
        clearTimeout(timer);
        resolve();
      });
    }
  });
}

/** The stream can end a moment before the engine has noted the exit. */
async function exitCodeOf(engine: Engine, room: RoomState, execId: string): Promise<number> {
  const until = Date.now() + STATE_GRACE_MS;
  for (let pauseMs = 2; ; pauseMs = Math.min(pauseMs * 2, 100)) {
    try {
      const state = await engine.execState(execId);
      if (!state.running && state.exitCode !== null) return state.exitCode;
    } catch (error) {
      throw await room.explain(error);
    }
    if (Date.now() > until) {
      await room.killTree();
      throw new CordonError('sandbox-failed', 'a command closed its output and kept running', 'run it again');
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
