/** package.json and lock files. */
import type { PackageDetector } from '../detector.ts';
import { packageDetector } from './detector.ts';

export { packageRules as rules } from './rules.ts';
export const packages: readonly PackageDetector[] = [packageDetector];
