/**
 * A provider that plays a script, event by event, as a server would stream it. No clock, no chance, no network: the
 * same script against the same results gives the same bytes.
 */
import type { JsonValue } from '../../contract/index.ts';
import type { ModelEvent } from './model-event.ts';
import type { ModelRequest, Provider, ProviderCapabilities } from './provider.ts';
import { breakReply, failingRequest } from './script-fault.ts';
import { type Emit, parseScript, type Rule, type Script, scriptError } from './script-format.ts';
import { holds, resultOf, type Scene, sceneOf } from './script-match.ts';

export interface ScriptedOptions {
  /** The text of the script file. */
  readonly text: string;
  /** How errors name the file. */
  readonly file: string;
  readonly capabilities?: ProviderCapabilities;
}

/** Throws ProviderError `provider-script` for a script that is none. */
export function createScriptedProvider(options: ScriptedOptions): Provider {
  return new ScriptPlayer(parseScript(options.text, options.file), options);
}

const PIECE = 24;

class ScriptPlayer implements Provider {
  readonly name = 'scripted';
  readonly scripted = true;
  readonly model: string;
  readonly capabilities: ProviderCapabilities;
  readonly #script: Script;
  readonly #file: string;
  readonly #used = new Map<Rule, number>();
  readonly #aliases = new Map<string, string>();
  #requests = 0;

  constructor(script: Script, options: ScriptedOptions) {
    this.#script = script;
    this.#file = options.file;
    this.model = `script:${script.seed}`;
    this.capabilities = options.capabilities ?? { contextWindow: 200_000, maxOutputTokens: 32_000 };
  }

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    this.#requests += 1;
    const scene = sceneOf(request, this.#aliases);
    const index = this.#script.rules.findIndex((rule) => this.#isFree(rule) && holds(rule.when, scene));
    const rule = this.#script.rules[index];
    if (rule !== undefined) this.#used.set(rule, (this.#used.get(rule) ?? 0) + 1);
    const failure = failingRequest(rule?.fault);
    if (failure !== null) throw failure;
    const events = rule === undefined ? this.#ending(scene) : this.#play(rule, index, scene);
    yield* breakReply(events, rule?.fault, signal);
  }

  #isFree(rule: Rule): boolean {
    return (this.#used.get(rule) ?? 0) < rule.times;
  }

  #ending(scene: Scene): ModelEvent[] {
    const text = `This was a script (${this.#file}), not a model: none of its rules answers turn ${scene.turn}, so it ends here.`;
    return this.#events([{ type: 'text', text }], [], 'end_turn', scene);
  }

  #play(rule: Rule, index: number, scene: Scene): ModelEvent[] {
    const emit = rule.emit.map((block, at) => this.#filled(block, `rules[${index}].emit[${at}]`, scene));
    const first = scene.toolOf.size;
    const calls = emit.filter((block) => block.type === 'tool_use');
    const ids = calls.map((_, at) => `toolu_s${String(first + at + 1).padStart(4, '0')}`);
    calls.forEach((call, at) => {
      const id = ids[at];
      if (call.as !== undefined && id !== undefined) this.#aliases.set(call.as, id);
    });
    return this.#events(emit, ids, rule.stop ?? (calls.length > 0 ? 'tool_use' : 'end_turn'), scene);
  }

  /** Usage comes from bytes, so that a budget can be rehearsed too: a token is four of them. */
  #events(emit: readonly Emit[], ids: readonly string[], stop: string, scene: Scene): ModelEvent[] {
    const { request } = scene;
    const input = tokens(JSON.stringify([request.system, request.tools, request.messages]));
    const output = tokens(JSON.stringify(emit));
    const id = `msg_${this.#script.seed}_${String(scene.turn).padStart(4, '0')}`;
    const remaining = [...ids];
    return [
      { type: 'message_start', message: { id, model: this.model, usage: { input_tokens: input, output_tokens: 1 } } },
      ...emit.flatMap((block, index) => blockEvents(block, index, () => remaining.shift() ?? '')),
      { type: 'message_delta', delta: { stop_reason: stop }, usage: { output_tokens: output } },
      { type: 'message_stop' },
    ];
  }

  #filled(block: Emit, path: string, scene: Scene): Emit {
    if (block.type === 'text') return { ...block, text: this.#fill(block.text, `${path}.text`, scene) };
    return { ...block, input: this.#fillValue(block.input, `${path}.input`, scene) };
  }

  #fillValue(value: JsonValue, path: string, scene: Scene): JsonValue {
    if (typeof value === 'string') return this.#fill(value, path, scene);
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map((item, index) => this.#fillValue(item, `${path}[${index}]`, scene));
    const entries = Object.entries(value).map(([key, item]) => [key, this.#fillValue(item, `${path}.${key}`, scene)]);
    return Object.fromEntries(entries);
  }

  #fill(text: string, path: string, scene: Scene): string {
    return text.replace(/\{\{([^{}]*)\}\}/gu, (_, name: string) => {
      if (name === 'seq') return String(this.#requests);
      const parts = /^result\.([A-Za-z0-9_-]+)\.(?:line\.([1-9]\d{0,8})|text)$/u.exec(name);
      if (parts?.[1] === undefined) throw scriptError(this.#file, path, `unknown placeholder {{${name}}}`);
      const result = resultOf(parts[1], scene);
      if (result === undefined)
        throw scriptError(this.#file, path, `{{${name}}}: no call ${parts[1]} has a result yet`);
      if (parts[2] === undefined) return result.content;
      const line = result.content.split('\n')[Number(parts[2]) - 1];
      if (line === undefined) throw scriptError(this.#file, path, `{{${name}}}: the result has no such line`);
      return line;
    });
  }
}

function blockEvents(block: Emit, index: number, nextId: () => string): ModelEvent[] {
  const stop: ModelEvent = { type: 'content_block_stop', index };
  if (block.type === 'text') {
    const deltas = pieces(block.text).map((text): ModelEvent => {
      return { type: 'content_block_delta', index, delta: { type: 'text_delta', text } };
    });
    return [{ type: 'content_block_start', index, content_block: { type: 'text', text: '' } }, ...deltas, stop];
  }
  const deltas = pieces(JSON.stringify(block.input)).map((partial_json): ModelEvent => {
    return { type: 'content_block_delta', index, delta: { type: 'input_json_delta', partial_json } };
  });
  const content_block = { type: 'tool_use' as const, id: nextId(), name: block.name, input: {} };
  return [{ type: 'content_block_start', index, content_block }, ...deltas, stop];
}

/** Cut by code points, so that no piece ends inside one. */
function pieces(text: string): string[] {
  const points = [...text];
  const count = Math.ceil(points.length / PIECE);
  return Array.from({ length: count }, (_, at) => points.slice(at * PIECE, (at + 1) * PIECE).join(''));
}

function tokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4);
}
