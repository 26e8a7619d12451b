/** The bytes of `policies/schema.json`. */
import { policyJsonSchema } from '../contract/index.ts';

export function schemaText(): string {
  return `${JSON.stringify(policyJsonSchema(), null, 2)}\n`;
}
