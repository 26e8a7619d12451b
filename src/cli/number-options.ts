/** Numbers on the command line: exact, bounded, and refused with the range when they are not. */
import { CordonError } from '../contract/errors.ts';
import { type OptionValues, text } from './command.ts';

const multipliers: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

/** A whole number between `min` and `max`, or undefined when the option is absent. */
export function wholeNumber(options: OptionValues, name: string, min: number, max: number): number | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new CordonError(
    'usage',
    `--${name} is not a whole number from ${min} to ${max}: ${value}`,
    `--${name} ${Math.max(min, 1)}`,
  );
}

/** A size such as `512MiB` or `2GiB` in bytes, or undefined when the option is absent. */
export function byteSize(options: OptionValues, name: string, min: number): number | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  const match = /^(\d{1,12})(k|M|G|KiB|MiB|GiB|)$/.exec(value);
  const factor = multipliers[match?.[2] ?? ''];
  const bytes = match === null || factor === undefined ? Number.NaN : Number(match[1]) * factor;
  if (bytes >= min && bytes <= 2 ** 45) return bytes;
  throw new CordonError('usage', `--${name} is not a size of at least ${min} bytes: ${value}`, `--${name} 2GiB`);
}
