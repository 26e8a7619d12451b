/** What a check refers to on the published lists, with names and addresses. */
import { attackTechniques } from './attack-techniques.ts';
import type { Check } from './check.ts';
import { weaknesses } from './weaknesses.ts';

export interface Reference {
  readonly id: string;
  readonly name: string;
  readonly url: string;
}

export function referencesOf(check: Pick<Check, 'attack' | 'cwe'>): Reference[] {
  return [
    ...check.attack.map((id) => ({
      id,
      name: attackTechniques[id],
      url: `https://attack.mitre.org/techniques/${id.replace('.', '/')}/`,
    })),
    ...check.cwe.map((id) => ({
      id,
      name: weaknesses[id],
      url: `https://cwe.mitre.org/data/definitions/${id.slice(4)}.html`,
    })),
  ];
}
