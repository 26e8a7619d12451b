/** One spelling for each JSON value, so that digests do not depend on key order or layout. */
import type { JsonValue } from './ports.ts';

/** Keys sorted by UTF-16 unit at every depth, no white space. Takes JSON values only: no undefined, no cycles. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
