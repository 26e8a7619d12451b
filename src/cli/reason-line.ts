/** One reason of a decision as one line: text, rule and where the rule stands. */
import type { Reason } from '../contract/decision.ts';

/** With what to do instead at its end. */
export function reasonLine(reason: Reason): string {
  const { suggestion } = reason;
  return `${reasonText(reason)}${suggestion === null ? '' : `; ${suggestion}`}`;
}

export function reasonText({ rule, layer, file, line, text }: Reason): string {
  const place = file === null ? layer : `${layer} ${shortFile(file)}${line === null ? '' : `:${line}`}`;
  return `${text} [${rule}, ${place}]`;
}

/** Presets are known by their name; other files need their whole path. */
function shortFile(file: string): string {
  return /^policies\/([a-z.-]+\.yaml)$/.exec(file)?.[1] ?? file;
}
