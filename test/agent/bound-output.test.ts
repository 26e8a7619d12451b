import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundText, isTooLong, MAX_RESULT_BYTES } from '../../src/agent/bound-output.ts';

test('whatever the text, the result is bounded, whole in its code points and honest about what is missing', () => {
  const unit = fc.constantFrom('a', '\n', 'é', '漢', '😀', 'word ');
  fc.assert(
    fc.property(
      fc.array(unit, { minLength: 30, maxLength: 60 }),
      fc.integer({ min: 900, max: 3000 }),
      (units, times) => {
        const text = units.join('').repeat(times);
        fc.pre(isTooLong(text));
        const bounded = boundText(text, 'outputs/x.txt');
        expect(Buffer.byteLength(bounded)).toBeLessThanOrEqual(MAX_RESULT_BYTES);
        expect(bounded).not.toContain('\ufffd');
        const [, omitted, total] = /\[(\d+) of (\d+) bytes left out/u.exec(bounded)!;
        expect(Number(total)).toBe(Buffer.byteLength(text));
        const [head, tail] = bounded.split(/\n\[\d+ of .*\]\n/u);
        expect(text.startsWith(head!) && text.endsWith(tail!)).toBe(true);
        expect(Buffer.byteLength(head!) + Buffer.byteLength(tail!) + Number(omitted)).toBe(Number(total));
      },
    ),
    { numRuns: 60 },
  );
});

test('what fits is not touched', () => expect(isTooLong('x'.repeat(MAX_RESULT_BYTES))).toBe(false));
