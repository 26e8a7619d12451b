/** What a run tells while it goes on. Texts are raw: whoever shows them escapes them. */
import type { Decision, Result, ToolCall } from '../contract/index.ts';
import type { Clock } from './clock.ts';

export type LiveState = 'thinking' | 'waiting' | 'running' | 'asking' | 'retrying';

export type AgentEvent =
  | { readonly kind: 'live.text'; readonly turn: number; readonly text: string }
  /** The text of this turn so far belongs to a reply that was discarded. */
  | { readonly kind: 'live.withdrawn'; readonly turn: number; readonly why: string }
  /** `elapsedMs` since the state began: above 0 it is a sign of life of the same state. */
  | {
      readonly kind: 'live.state';
      readonly state: LiveState;
      readonly detail: string;
      readonly elapsedMs: number;
    }
  | { readonly kind: 'decision'; readonly call: ToolCall; readonly decision: Decision }
  | {
      readonly kind: 'output';
      readonly callId: string;
      readonly stream: 'stdout' | 'stderr';
      readonly chunk: Uint8Array;
    }
  /** `result` is null for a call that never reached the gate; `text` is what the model is told. */
  | {
      readonly kind: 'result';
      readonly callId: string;
      readonly tool: string;
      readonly isError: boolean;
      readonly text: string;
      readonly result: Result | null;
    };

export type OnEvent = (event: AgentEvent) => void;

/** A display that throws must not decide over the run. */
export function shielded(onEvent: OnEvent): OnEvent {
  return (event) => {
    try {
      onEvent(event);
    } catch {
      // What cannot be shown is still in the log.
    }
  };
}

/** Nobody should wonder for longer than this whether the run is alive. */
const SIGN_OF_LIFE_MS = 2000;

/** Tells each change of state, and repeats the state while it lasts. */
export class StateReporter {
  readonly #clock: Clock;
  readonly #emit: OnEvent;
  #cancel: () => void = () => undefined;

  constructor(clock: Clock, emit: OnEvent) {
    this.#clock = clock;
    this.#emit = emit;
  }

  set(state: LiveState, detail = ''): void {
    this.end();
    const since = this.#clock.now();
    const tell = () => {
      this.#emit({ kind: 'live.state', state, detail, elapsedMs: this.#clock.now() - since });
      this.#cancel = this.#clock.setTimer(SIGN_OF_LIFE_MS, tell);
    };
    tell();
  }

  end(): void {
    this.#cancel();
    this.#cancel = () => undefined;
  }
}
