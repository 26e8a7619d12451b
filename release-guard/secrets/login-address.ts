/** Addresses with a login: `scheme://user:password@host`. */
import { isRegular, saysPlaceholder } from './placeholder.ts';
import { type Sighting, type Surroundings, textAround } from './sighting.ts';

const DATABASES =
  /^(?:postgres(?:ql)?|mysqlx?|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql|sqlserver|cockroachdb|clickhouse|kafka|nats|ldaps?|smtps?|ftps?|sftp|neo4j(?:\+s)?|bolt)$/i;
const USUAL =
  /^(?:pass(?:word|wd|phrase)?\d{0,3}|pwd?|p|secret|admin|root|test(?:ing|pass|user|password)?|user(?:name)?|guest|postgres|mysql|mongo|redis|rabbitmq|default|example|token|key|abc123|foo|bar|baz|qux|hello|world|s3cr3t|p@ssw0rd|pa55w0rd|[a-z]|x+|\*+|123\d*|auth|credentials?|login|me|ok|nobody|anonymous|proxy|api|db|app)$/i;

/** `at` is at the colon of `://`. */
export function matchLoginAddress(around: Surroundings, at: number): Sighting | null {
  const from = at + 3;
  const sign = endOfLogin(around.bytes, from);
  if (sign < 0) return null;
  const before = textAround(around, at - 24, at);
  const scheme = /(?:^|[^a-z0-9+.-])(?:jdbc:|git\+)?([a-z][a-z0-9+.-]{1,20})$/i.exec(before)?.[1] ?? '';
  if (scheme === '') return null;
  const login = textAround(around, from, sign);
  const host = /^(?:\[[^\]]{2,40}\]|[A-Za-z0-9._-]{1,253})/.exec(textAround(around, sign + 1, sign + 260))?.[0] ?? '';
  const colon = login.indexOf(':');
  const secret = colon < 0 ? login : login.slice(colon + 1);
  if (host === '' || !isSecret(secret, colon < 0) || (colon < 0 && PUBLIC_KEYED.test(host))) return null;
  return {
    rule: 'secret-login-address',
    start: at - scheme.length,
    end: sign + 1 + host.length,
    value: `${login}@${host}`,
    what: `a login for ${DATABASES.test(scheme) ? 'a server behind' : ''} ${scheme}:// in an address`.replace(
      '  ',
      ' ',
    ),
    severity: severityOf(around, host, secret),
  };
}

/** Sentry's addresses hold a key that every browser gets. */
const PUBLIC_KEYED = /(?:^|\.)(?:ingest(?:\.[a-z]{2})?\.)?sentry\.io$|^sentry\./i;

/** The index of `@` after what can be a login, or -1. Bytes are looked at one by one: this runs at every address. */
function endOfLogin(bytes: Buffer, from: number): number {
  const limit = Math.min(bytes.length, from + 200);
  for (let at = from; at < limit; at += 1) {
    const byte = bytes[at] as number;
    if (byte === 0x40) return at > from + 2 ? at : -1;
    // White space, quotes, / # < > ? \ ` { | } and $( are in no login that is meant as it stands.
    if (byte <= 0x23 || byte === 0x27 || byte === 0x2f || byte === 0x3c || byte === 0x3e || byte === 0x3f) return -1;
    if (byte === 0x5c || byte === 0x60 || byte >= 0x7b || (byte === 0x24 && bytes[at + 1] === 0x28)) return -1;
  }
  return -1;
}

function isSecret(secret: string, alone: boolean): boolean {
  const plain = secret.replace(/%[0-9a-f]{2}/gi, '-');
  if (alone) return plain.length >= 20 && /\d/.test(plain) && !isRegular(plain) && !saysPlaceholder(plain);
  if (plain.length < 4 || USUAL.test(plain) || saysPlaceholder(plain)) return false;
  return !/^[$:{[(*]|^%|^@|^(?:my|the|a|your|some|db|user|test|mongo|pg|sql|redis|x)?[_-]?(?:pass(?:word|wd)?|pwd|secret|token|key)\d?$/i.test(
    plain,
  );
}

const NOT_REAL =
  /^(?:localhost|127\.|0\.0\.0\.0|\[?::1|example|.*\.example|.*\.(?:test|invalid|localhost)|host(?:name)?|server|domain|site|foo|bar|proxy|database|your|my|some)|(?:^|\.)(?:example\.(?:com|org|net)|host\.com|domain\.(?:com|tld)|server\.com|foo\.(?:com|bar)|mydomain\.com|myhost\.com|mysite\.com|test\.com|hostname)$/i;

function severityOf(around: Surroundings, host: string, secret: string): Sighting['severity'] {
  if (around.test) return 'info';
  if (NOT_REAL.test(host)) return around.configuration && !around.document && secret.length >= 12 ? 'warn' : 'info';
  const mixed = /\d/.test(secret) && /[a-z]/i.test(secret);
  if (around.document) return secret.length >= 12 && mixed && !isRegular(secret) ? 'block' : 'warn';
  return secret.length >= 6 && (mixed || /[^a-z]/i.test(secret) || secret.length >= 16) ? 'block' : 'warn';
}
