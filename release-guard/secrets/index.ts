/** Secrets: tokens by their published forms, keys, logins, and values that are secret for their names. */
import type { FileDetector } from '../detector.ts';
import { secretDetector } from './detector.ts';

export { hostRules } from './internal-host.ts';
export { secretRules as rules } from './rules.ts';
export const detectors: readonly FileDetector[] = [secretDetector];
