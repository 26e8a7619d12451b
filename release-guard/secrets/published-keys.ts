/** Private keys that everybody has, because programs and standards print them: SHA-256 of their base64. They open nothing. */
import { hash } from 'node:crypto';

const published: ReadonlySet<string> = new Set([
  // Tried by ssh2 to see whether the runtime can sign with Ed25519.
  '0739020d3a2d8f666ad29cc2a2255d10c719f498a888e09104f51c88fbb06156',
  // An example in the documentation of 1Password.
  '0f432205b4c94878cc4fe86d274e50aa9f64369a3c88efb7dcafb873af163783',
]);

export function isPublishedKey(body: string): boolean {
  return published.has(hash('sha256', body, 'hex'));
}
