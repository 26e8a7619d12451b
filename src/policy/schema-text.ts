/** The bytes of the generated schemas in `policies/`. */
import { policyJsonSchema, releaseJsonSchema } from '../contract/index.ts';

/** By file name in `policies/`. */
export const schemas = {
  'schema.json': policyJsonSchema,
  'release.schema.json': releaseJsonSchema,
} as const;
export type SchemaName = keyof typeof schemas;

export function schemaText(name: SchemaName): string {
  return `${JSON.stringify(schemas[name](), null, 2)}\n`;
}
