/** Source that leaks through maps, in any form. */
import type { FileDetector } from '../detector.ts';
import { mapDetector } from './detector.ts';

export { mapRules as rules } from './rules.ts';
export const detectors: readonly FileDetector[] = [mapDetector];
