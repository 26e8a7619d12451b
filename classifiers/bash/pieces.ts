/** The pieces that a word consists of before braces, splitting and globbing. */
import type { Spelling } from '../analysis.ts';
import type { Value } from './values.ts';

export type Piece =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly quoted: boolean;
      readonly spelling?: Spelling;
      readonly tilde?: boolean;
    }
  | {
      readonly kind: 'value';
      readonly value: Value;
      readonly quoted: boolean;
      readonly spelling?: Spelling;
      readonly tilde?: boolean;
    };
