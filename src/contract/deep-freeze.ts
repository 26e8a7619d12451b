/** Freezes a JSON-like value with all that is in it, and returns it. Takes no cycles. */
export function deepFreeze<T>(value: T): T {
  if (value === null || typeof value !== 'object') return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
