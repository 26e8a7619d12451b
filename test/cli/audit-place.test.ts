import { expect, test } from 'vitest';
import { placeOf } from '../../src/cli/commands/audit.ts';

test('damage is named with line and byte; what is no log has no such place', () => {
  expect(placeOf({ firstBadLine: 4, byteOffset: 1419 })).toBe('line 4, byte 1419: ');
  expect(placeOf({})).toBe('');
});
