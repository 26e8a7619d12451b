/** What a check is: a category with its reasons, its examples (which run as tests) and the function that finds it. */

import type { CategoryId, Severity } from '../../src/contract/assessment.ts';
import type { Analysis, Command } from '../analysis.ts';
import type { Range } from '../bash/source.ts';
import type { AttackTechnique } from './attack-techniques.ts';
import type { Weakness } from './weaknesses.ts';

export interface CheckFinding {
  readonly severity: Severity;
  readonly range: Range;
  readonly message: string;
  readonly command: Command | null;
}

export interface Check {
  readonly id: CategoryId;
  readonly title: string;
  /** One sentence: what belongs here. */
  readonly definition: string;
  /** Why it matters to somebody who lets an agent run commands. */
  readonly why: string;
  /** MITRE ATT&CK techniques and CWE entries; their names stand in `attack-techniques.ts` and `weaknesses.ts`. */
  readonly attack: readonly AttackTechnique[];
  readonly cwe: readonly Weakness[];
  /** Which case gets which severity; high and critical are denied by the default policy, medium is asked about. */
  readonly severities: Readonly<Partial<Record<Severity, string>>>;
  readonly instead: string;
  readonly examples: { readonly flagged: readonly string[]; readonly clean: readonly string[] };
  find(analysis: Analysis): CheckFinding[];
}

export function finding(
  severity: Severity,
  at: { range: Range },
  message: string,
  command: Command | null = null,
): CheckFinding {
  return { severity, range: at.range, message, command };
}
