/** One policy file by itself: what `cordon policy check` and `cordon policy test` look at. */
import { WORKSPACE } from '../contract/index.ts';
import { checkDocument } from './document.ts';
import type { Classify } from './examples.ts';
import { CONTAINER_HOME } from './load-policy.ts';
import type { Problem } from './problem.ts';

export interface PolicyCheck {
  readonly problems: readonly Problem[];
  /** Number of rules and of examples that were run. */
  readonly rules: number;
  readonly examples: number;
  /** Examples that need the classifier. */
  readonly skipped: readonly string[];
}

/** Parses, validates, lints and runs the examples of one file, in the layer that it names. Never throws for any text. */
export function checkPolicyText(text: string, file: string, classify?: Classify): PolicyCheck {
  const places = { repo: WORKSPACE, home: CONTAINER_HOME };
  const checked = checkDocument({ file, text }, { layer: null, places, classify, shipped: false });
  if (!('source' in checked)) return { problems: checked, rules: 0, examples: 0, skipped: [] };
  const rules = checked.source.document.rules?.length ?? 0;
  return { problems: [], rules, examples: checked.examples.ran, skipped: checked.examples.skipped };
}
