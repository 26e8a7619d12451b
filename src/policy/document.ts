/** One policy file from text to a document that may be used: parse, schema, lint, examples. All or nothing. */

import { createHash } from 'node:crypto';
import { canonicalJson, type JsonValue, type PolicyFile, type PolicyLayer } from '../contract/index.ts';
import { type ExampleOptions, runExamples } from './examples.ts';
import { lint } from './lint.ts';
import { parseYaml, type YamlFile } from './load.ts';
import type { Problem } from './problem.ts';
import type { PolicyText } from './read-files.ts';
import type { LayerSource } from './ruleset.ts';
import { schemaProblems } from './validate.ts';

export interface CheckedDocument {
  readonly source: LayerSource;
  /** `sha256:` over the canonical JSON of the data: comments and layout do not count. */
  readonly digest: string;
  readonly examples: { readonly ran: number; readonly skipped: readonly string[] };
}

export interface CheckOptions extends ExampleOptions {
  /** The layer in which the file counts; null: the one it names. */
  readonly layer: PolicyLayer | null;
  /** A preset of this package: its schema, rules and examples were checked by the project's tests. */
  readonly shipped: boolean;
}

/** The document, or all that is wrong with it. */
export function checkDocument({ file, text }: PolicyText, options: CheckOptions): CheckedDocument | readonly Problem[] {
  const yaml = parseYaml(text, file);
  if (!('value' in yaml)) return yaml;
  const inSchema = options.shipped ? [] : schemaProblems(yaml, file);
  if (inSchema.length > 0) return inSchema;
  // Checked against the very schema of the type, just now or by the project's tests.
  const document = yaml.value as unknown as PolicyFile;
  const problems = options.shipped ? [] : lint(document, yaml, file);
  if (problems.length > 0) return problems;
  const source = sourceOf(document, yaml, file, options.layer ?? document.metadata.layer);
  const excess = source.layer === 'project' ? tooManyExamples(document) : null;
  if (excess !== null) return [{ file, line: 1, column: 1, code: 'policy-invalid', ...excess }];
  const report = options.shipped ? { problems: [], ran: 0, skipped: [] } : runExamples(source, yaml, options);
  if (report.problems.length > 0) return report.problems;
  return { source, digest: digestOf(yaml.value), examples: report };
}

/** Each example costs a classification, and a repository shall not decide how long a start takes. */
const MAX_PROJECT_EXAMPLES = 200;

function tooManyExamples({ rules = [], tests = [] }: PolicyFile): Pick<Problem, 'message' | 'hint'> | null {
  const inRules = rules.map((rule) => (rule.tests?.match?.length ?? 0) + (rule.tests?.miss?.length ?? 0));
  const count = inRules.reduce((sum, more) => sum + more, tests.length);
  if (count <= MAX_PROJECT_EXAMPLES) return null;
  return { message: `${count} examples in a project file`, hint: `keep ${MAX_PROJECT_EXAMPLES} at most` };
}

function sourceOf(document: PolicyFile, yaml: YamlFile, file: string, layer: PolicyLayer): LayerSource {
  return { document, file, layer, lineOf: (path) => yaml.positionOf(path).line };
}

export function digestOf(value: JsonValue): string {
  return `sha256:${createHash('sha256').update(canonicalJson(value)).digest('hex')}`;
}
