/** Policy files to decisions. */
export { policyJsonSchema } from '../contract/index.ts';
export { checkPolicyText, type PolicyCheck } from './check.ts';
export type { Classify } from './examples.ts';
export type { Citation, ExplainedAtom, Explanation } from './explain.ts';
export { parseYaml, type YamlFile } from './load.ts';
export {
  CONTAINER_HOME,
  ENGINE_VERSION,
  type LoadedLayer,
  type LoadedPolicy,
  type LoadedRule,
  type LoadOptions,
  loadPolicy,
  MANAGED_FOLDER,
  type SessionLimits,
} from './load-policy.ts';
export { presetNames } from './presets.ts';
export { formatProblem, type Problem } from './problem.ts';
export { checkReleaseText, loadReleaseFile } from './release-file.ts';
