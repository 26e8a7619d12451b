/** Files that were not meant to ship. */
import type { FileDetector, PackageDetector, ReleaseRule } from '../detector.ts';
import { agentDetector, agentRules } from './agent-files.ts';
import { fileDetector, fileRules } from './file-detector.ts';
import { asRule } from './file-rule.ts';
import { packageFileRules, packageFilesDetector } from './package-files.ts';

export const rules: readonly ReleaseRule[] = [...fileRules.map(asRule), ...agentRules, ...packageFileRules];
export const detectors: readonly FileDetector[] = [fileDetector];
export const packages: readonly PackageDetector[] = [agentDetector, packageFilesDetector];
