/** Sizes and durations of the policy files as numbers. The schema has checked the form. */

const sizes: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };
const durations: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function quantity(text: string, units: Readonly<Record<string, number>>): number {
  const match = /^([0-9]+)([A-Za-z]+)$/.exec(text);
  return Number(match?.[1]) * (units[match?.[2] ?? ''] ?? Number.NaN);
}

/** `5MiB` in bytes. */
export function bytesOf(size: string): number {
  return quantity(size, sizes);
}

/** `10m` in milliseconds. */
export function millisecondsOf(duration: string): number {
  return quantity(duration, durations);
}
