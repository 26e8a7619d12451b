/** Numbers as people read them. */
import type { Rebuildable } from '../finding.ts';

/** 1906 -> `1,906`. */
export function count(number: number): string {
  // Intl would take a twentieth of a second for the first of them
  return String(number).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 file`, `2 files`. */
export function plural(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** Bytes in the unit that fits: `34.1 MB` (powers of ten, as registries count). */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit] ?? 'B'}`;
}

export function rebuildableText({ files, bytes }: Rebuildable): string {
  return `${plural(files, 'source file')}, ${size(bytes)} of text`;
}

/** A name may hold a line feed, with which it could pretend to be a line of ours. */
export function oneLine(text: string): string {
  return text.replaceAll('\r', '\\r').replaceAll('\n', '\\n');
}

/** `a.js:12`, or `a.js (byte 4096)` where lines mean nothing. */
export function place(finding: { readonly file: string; readonly line?: number; readonly offset?: number }): string {
  if (finding.line !== undefined) return `${finding.file}:${finding.line}`;
  return finding.offset === undefined || finding.offset === 0
    ? finding.file
    : `${finding.file} (byte ${finding.offset})`;
}
