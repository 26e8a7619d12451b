/** The loop's own entries in the audit log. Texts stand there by length and digest; the conversation has the words. */
import { createHash } from 'node:crypto';
import { type AuditKind, type AuditSink, asCordonError, type JsonObject } from '../contract/index.ts';
import type { Reply } from './accumulate.ts';
import { RunStop } from './outcome.ts';
import type { Provider } from './providers/provider.ts';
import type { RecoveryPath } from './recovery.ts';

export interface RecoveryNote {
  readonly path: RecoveryPath;
  readonly cause: string;
  readonly attempt: number;
  readonly action: string;
  readonly requestId?: string | null;
  readonly callId?: string;
  readonly details?: JsonObject;
}

export class Journal {
  readonly #audit: AuditSink;

  constructor(audit: AuditSink) {
    this.#audit = audit;
  }

  said(origin: string, text: string): Promise<void> {
    return this.#append('loop.message', null, { role: 'user', origin, ...textBody(text) });
  }

  /** `kept` is false for a reply that never becomes part of the conversation. */
  replied(turn: number, reply: Reply, provider: Provider, kept: boolean): Promise<void> {
    const text = reply.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
    const calls = reply.content.flatMap((block) =>
      block.type === 'tool_use'
        ? [{ id: block.id.slice(0, 128), tool: block.name.slice(0, 256), ...textBody(block.rawInput) }]
        : [],
    );
    return this.#append('loop.message', null, {
      role: 'assistant',
      turn,
      provider: provider.name,
      model: provider.model,
      scripted: provider.scripted,
      messageId: reply.messageId.slice(0, 256),
      stopReason: reply.stopReason.slice(0, 64),
      usage: { ...reply.usage },
      kept,
      calls,
      ...textBody(text),
    });
  }

  recovery(note: RecoveryNote): Promise<void> {
    const { path, cause, attempt, action, requestId, callId, details } = note;
    const body = { path, cause, attempt, action, requestId: requestId ?? null, ...details };
    return this.#append('loop.recovery', callId ?? null, body);
  }

  alarm(callId: string, body: JsonObject): Promise<void> {
    return this.#append('loop.alarm', callId, body);
  }

  async #append(kind: AuditKind, callId: string | null, body: JsonObject): Promise<void> {
    try {
      await this.#audit.append(kind, callId, body, { durable: true });
    } catch (thrown) {
      const hint = 'free disk space, then start a new session';
      throw new RunStop('audit-lost', asCordonError(thrown, 'audit-write-failed', hint));
    }
  }
}

export function textBody(text: string): { bytes: number; sha256: string } {
  return { bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') };
}
