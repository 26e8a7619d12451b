/** Off by default: what was redacted, with its salt, so that a mark can be opened in a dispute. Deleting it harms no chain. */
import { appendFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PRIVATE_FILE, privateDir } from './places.ts';
import type { Redaction } from './redact.ts';

/** INVARIANT: nothing else of the log reads or verifies this file, so that erasing it is always possible. */
export function appendPrivate(path: string, redactions: readonly Redaction[]): void {
  if (redactions.length === 0) return;
  privateDir(dirname(path));
  const lines = redactions.map(({ kind, commit, salt, value }) =>
    JSON.stringify({ kind, commit, salt: salt.toString('base64'), value }),
  );
  appendFileSync(path, `${lines.join('\n')}\n`, { mode: PRIVATE_FILE, flush: true });
}
