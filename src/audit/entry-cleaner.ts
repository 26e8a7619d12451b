/** What an entry may hold: redacted, bounded, and nothing that only the line as a whole would show. */
import { createHmac } from 'node:crypto';
import type { JsonObject } from '../contract/index.ts';
import { type BlobRef, storeBlob } from './blobs.ts';
import { boundBody } from './bound-body.ts';
import { DETECTORS_VERSION } from './detectors.ts';
import type { Places } from './places.ts';
import { appendPrivate } from './private-store.ts';
import { createRedactor, type Redaction, type Redactor } from './redact.ts';
import type { SigningKey } from './signing-key.ts';

const MAX_CALL_ID = 256;

export interface CleanerParts {
  readonly places: Places;
  readonly key: SigningKey;
  readonly secrets: readonly string[];
  readonly keepPrivate: boolean;
}

export class EntryCleaner {
  readonly redactor: Redactor;
  readonly #parts: CleanerParts;
  #found: Redaction[] = [];

  constructor(parts: CleanerParts) {
    this.#parts = parts;
    this.redactor = createRedactor({ secrets: parts.secrets, onRedaction: (found) => this.#found.push(found) });
  }

  /** Of a body that the redactor has been over. The last net takes a body that still shows a secret across its members. */
  fit(redacted: JsonObject): JsonObject {
    const bounded = boundBody(redacted, (content) => storeBlob(this.#parts.places.blobs, content));
    const text = JSON.stringify(bounded);
    return this.redactor.leaks(text) ? this.redactor.mark('body', text) : bounded;
  }

  /** An id chosen by a model may hold a secret too; its stand-in is the same each time, so that results find their calls. */
  callId(callId: string | null): string | null {
    if (callId === null) return null;
    const plain = callId.length <= MAX_CALL_ID && callId.isWellFormed() && this.redactor.text(callId) === callId;
    if (plain) return callId;
    const secret = this.#parts.key.privateKey.export({ format: 'der', type: 'pkcs8' });
    return `redacted-${createHmac('sha256', secret).update(callId.toWellFormed()).digest('hex').slice(0, 32)}`;
  }

  blob(content: string | Uint8Array): BlobRef {
    const blob = storeBlob(this.#parts.places.blobs, this.#cleanBytes(content));
    this.#takeFound();
    return blob;
  }

  /** Body of the companion entry that says what was taken out of entry `of`; null when nothing was. */
  report(of: number): JsonObject | null {
    const found = this.#takeFound();
    if (found.length === 0) return null;
    const kinds: Record<string, number> = {};
    for (const { kind } of found) kinds[kind] = (kinds[kind] ?? 0) + 1;
    return { of, kinds, detectors: DETECTORS_VERSION };
  }

  #takeFound(): readonly Redaction[] {
    const found = this.#found;
    this.#found = [];
    if (this.#parts.keepPrivate) appendPrivate(this.#parts.places.privateStore, found);
    return found;
  }

  /** Bytes that are no text are searched as they are, one character a byte. */
  #cleanBytes(content: string | Uint8Array): Uint8Array {
    if (typeof content === 'string') return Buffer.from(this.redactor.text(content.toWellFormed()));
    const bytes = Buffer.from(content);
    const text = bytes.toString('utf8');
    if (Buffer.from(text).equals(bytes)) return Buffer.from(this.redactor.text(text));
    return Buffer.from(this.redactor.text(bytes.toString('latin1')), 'latin1');
  }
}
