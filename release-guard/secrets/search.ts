/** One pass over a window for everything that may be a secret; what is near a hit is judged by the matcher of its kind. */
import { type Anchor, AnchorSearch } from './anchors.ts';
import { matchAssigned } from './assigned-secret.ts';
import { wrappedAnchors, wrappedText } from './base64.ts';
import { matchHostName, matchHostOfAddress } from './internal-host.ts';
import { matchJwt } from './jwt.ts';
import { matchLoginAddress } from './login-address.ts';
import { matchJwk, matchPem, matchPutty } from './private-key.ts';
import type { Sighting, Surroundings } from './sighting.ts';
import type { TokenFormat } from './token-format.ts';
import { matchToken } from './token-match.ts';
import { cloudTokens } from './tokens-clouds.ts';
import { codeTokens } from './tokens-code.ts';
import { modelTokens } from './tokens-models.ts';
import { serviceTokens } from './tokens-services.ts';

export const tokenFormats: readonly TokenFormat[] = [...codeTokens, ...cloudTokens, ...modelTokens, ...serviceTokens];

/** `at` is the place of the anchor's first byte. */
type Matcher = (around: Surroundings, at: number) => Sighting | null;

const tokens: readonly Anchor<Matcher>[] = tokenFormats.flatMap((format) =>
  format.anchors.map((text) => ({ text, means: (around: Surroundings, at: number) => matchToken(format, around, at) })),
);

const behind =
  (by: number, matcher: Matcher): Matcher =>
  (around, at) =>
    matcher(around, at + by);

/** A login tells the host, too. */
const matchAddress: Matcher = (around, at) => matchLoginAddress(around, at) ?? matchHostOfAddress(around, at);

/** Two letters that schemes end with, and `:/`. */
const SCHEME_ENDS = [
  'ps',
  'tp',
  'es',
  'ql',
  'db',
  'rv',
  'is',
  'ss',
  'qp',
  'qs',
  'sh',
  'it',
  'ts',
  'ka',
  'se',
  'er',
  'ap',
  'lt',
  '4j',
];

const kinds: readonly Anchor<Matcher>[] = [
  { text: 'ATE KEY', means: matchPem },
  ...['.internal', '.corp', '.intranet'].map((text) => ({ text, means: matchHostName })),
  { text: 'PuTTY-User-Key-File-', means: matchPutty },
  ...['"kty', "'kty", '\\kty', ' kty', '{kty', ',kty'].map((text) => ({ text, means: behind(1, matchJwk) })),
  ...['eyJhbGci', 'eyJ0eXAi', 'eyJraWQi', 'eyJ4NXQ', 'eyJqa3Ui', 'eyJjdHki', 'eyJlbmMi', 'eyAiYWxn', 'eyAidHlw'].map(
    (text) => ({
      text,
      means: matchJwt,
    }),
  ),
  ...SCHEME_ENDS.map((end) => ({ text: `${end}://`, means: behind(2, matchAddress) })),
  ...['sswo', 'ssph', 'sswd', 'SSWO', 'SSWD', 'SSPH', 'secr', 'Secr', 'SECR', 'toke', 'Toke', 'TOKE'].map((text) => ({
    text,
    means: matchAssigned,
  })),
  ...[
    'apik',
    'apiK',
    'piKey',
    'api_k',
    'api-k',
    'APIK',
    'API_K',
    'ccessKey',
    'ccess_key',
    'CCESS_KEY',
    'ccountKey',
    '_auth=',
    '_auth:',
    '_auth"',
    '_pwd',
    '_PWD',
    'teKe',
    'te_key',
    'TE_KEY',
    'gKey',
    'G_KEY',
    'g_key',
  ].map((text) => ({ text, means: matchAssigned })),
];

const plain = [...tokens, ...kinds];
const search = new AnchorSearch<Matcher>([
  ...plain,
  ...wrappedAnchors.map(({ text, phase }) => ({
    text,
    means: (around: Surroundings, at: number) => matchWrapped(around, at, phase),
  })),
]);
/** What is wrapped is not unwrapped again. */
const inner = new AnchorSearch<Matcher>(plain);

/** What is found from `from` on and before `limit`. */
export function secretsIn(around: Surroundings, from: number, limit: number): Sighting[] {
  const found: Sighting[] = [];
  let done = -1;
  search.each(around.bytes, from, limit, (match, at) => {
    if (at < done) return;
    const sighting = match(around, at);
    if (sighting === null) return;
    found.push(sighting);
    // A key holds thousands of characters in which other anchors may stand by chance.
    if (sighting.end - sighting.start > 200) done = sighting.end;
  });
  return found;
}

function matchWrapped(around: Surroundings, at: number, phase: number): Sighting | null {
  const wrapped = wrappedText(around.bytes, at, phase);
  if (wrapped === null) return null;
  const inside: Surroundings = { ...around, bytes: wrapped.bytes, configuration: true };
  let worst: Sighting | null = null;
  inner.each(wrapped.bytes, 0, wrapped.bytes.length, (match, place) => {
    const sighting = match(inside, place);
    if (sighting !== null && (worst === null || (worst.severity !== 'block' && sighting.severity === 'block')))
      worst = sighting;
  });
  const sighting = worst as Sighting | null;
  if (sighting === null) return null;
  return { ...sighting, start: wrapped.start, end: wrapped.end, what: `${sighting.what}, wrapped in base64` };
}
