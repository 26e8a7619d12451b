/** Writes the schemas in `policies/`: `node src/policy/write-schema.ts`. A test fails while a file differs from the types. */
import { writeFileSync } from 'node:fs';
import { type SchemaName, schemas, schemaText } from './schema-text.ts';

for (const name of Object.keys(schemas) as SchemaName[]) {
  writeFileSync(new URL(`../../policies/${name}`, import.meta.url), schemaText(name));
}
