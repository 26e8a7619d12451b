/** Writes `policies/schema.json`: `node src/policy/write-schema.ts`. A test fails while the file differs from the types. */
import { writeFileSync } from 'node:fs';
import { schemaText } from './schema-text.ts';

writeFileSync(new URL('../../policies/schema.json', import.meta.url), schemaText());
