/** A field as the value of a variable. */
import type { Field } from '../analysis.ts';
import type { Value } from './values.ts';

export function fieldValue(field: Field): Value {
  const texts = field.text === null ? null : [field.text, ...field.alternatives];
  return {
    texts,
    pattern: field.pattern,
    prefix: field.prefix,
    outputs: field.outputs,
    unknownVariables: field.unknownVariables,
    fields: undefined,
  };
}
