/** The commands of all corpora, for properties that hold of any command. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'corpus');
const inFolder = (name: string): string[] => readdirSync(join(folder, name)).map((file) => join(folder, name, file));

export const corpusCommands: readonly string[] = [
  join(folder, 'bash-cases.jsonl'),
  ...inFolder('attacks'),
  ...inFolder('everyday'),
]
  .filter((file) => file.endsWith('.jsonl'))
  .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
  .filter((line) => line.trim() !== '')
  .map((line) => String(JSON.parse(line).command));
