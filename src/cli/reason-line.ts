/** One reason of a decision as one line: text, rule and where the rule stands. */
import type { Reason } from '../contract/decision.ts';

export function reasonLine({ rule, layer, file, line, text, suggestion }: Reason): string {
  const place = file === null ? layer : `${layer} ${shortFile(file)}${line === null ? '' : `:${line}`}`;
  return `${text} [${rule}, ${place}]${suggestion === null ? '' : `; ${suggestion}`}`;
}

/** Presets are known by their name; other files need their whole path. */
function shortFile(file: string): string {
  return /[/\\]policies[/\\]([a-z.-]+\.yaml)$/.exec(file)?.[1] ?? file;
}
