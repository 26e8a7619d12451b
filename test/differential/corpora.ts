/** The labelled corpora as jobs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Job } from './container.ts';

const corpora = join(import.meta.dirname, '..', 'corpus');

/** The commands of one file, its path relative to the folder of the corpora. */
export function casesOf(file: string): Job[] {
  return readFileSync(join(corpora, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => ({ id: `${file}:${index + 1}`, command: String(JSON.parse(line).command) }));
}

/** The commands of all files of a folder. */
export function folderOf(folder: string): Job[] {
  return readdirSync(join(corpora, folder))
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted()
    .flatMap((name) => casesOf(join(folder, name)));
}

/** About `count` of them, from all files alike. */
export function sampleOf(jobs: readonly Job[], count: number): Job[] {
  const step = Math.max(1, Math.floor(jobs.length / count));
  return jobs.filter((_, index) => index % step === 0);
}
