/** JSON Web Tokens (RFC 7519): judged by what they claim. */

import { type Sighting, type Surroundings, textAround } from './sighting.ts';
import { continuesAWord } from './token-match.ts';

type Claims = Readonly<Record<string, unknown>>;

function decoded(part: string): Claims | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : null;
  } catch {
    return null;
  }
}

/** What everybody copies from the pages that explain tokens. */
function isExample(header: Claims, claims: Claims): boolean {
  const text = JSON.stringify(claims);
  return (
    header.alg === 'none' ||
    claims.sub === '1234567890' ||
    Object.keys(claims).length === 0 ||
    /john doe|jane doe|"(?:admin|foo|bar|test|some|hello|payload|data)":|example\.(?:com|org)|"joe"|"alice"|"bob"/i.test(
      text,
    )
  );
}

export function matchJwt(around: Surroundings, at: number): Sighting | null {
  if (continuesAWord(around.bytes, at)) return null;
  const text = textAround(around, at, at + 8000);
  const match = /^(eyJ[\w-]{10,2000})\.(eyJ[\w-]{4,5000})\.([\w-]{22,1400})/.exec(text);
  if (match === null) return null;
  const header = decoded(match[1] ?? '');
  const claims = decoded(match[2] ?? '');
  if (header === null || claims === null || typeof header.alg !== 'string' || isExample(header, claims)) return null;
  // The public key of a Supabase project is a token that everybody may know.
  const isPublic = claims.role === 'anon';
  const severity = isPublic ? 'info' : around.test || around.document ? 'warn' : 'block';
  return {
    rule: 'secret-jwt',
    start: at,
    end: at + match[0].length,
    value: match[0],
    what: `a JSON Web Token${typeof claims.iss === 'string' ? ' with an issuer' : ''}`,
    severity,
  };
}
