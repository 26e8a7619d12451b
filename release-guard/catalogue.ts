/** All that the guard knows how to find, collected from the rooms. */

import { approvalRules } from './approve/rules.ts';
import { archiveRules } from './artifact/archive-rules.ts';
import { coldInstallRules } from './cold-install/findings.ts';
import type { FileDetector, PackageDetector, ReleaseRule } from './detector.ts';
import * as maps from './maps/index.ts';
import * as packageJson from './package-json/index.ts';
import { packRules } from './packers/pack-rules.ts';
import * as files from './rules/index.ts';
import * as secrets from './secrets/index.ts';

export interface Catalogue {
  readonly rules: ReadonlyMap<string, ReleaseRule>;
  readonly files: readonly FileDetector[];
  readonly packages: readonly PackageDetector[];
}

export interface Room {
  readonly rules: readonly ReleaseRule[];
  readonly files?: readonly FileDetector[];
  readonly packages?: readonly PackageDetector[];
}

/** One catalogue of several rooms; an id that two of them use is a fault of ours. */
export function catalogueOf(rooms: readonly Room[]): Catalogue {
  const rules = new Map<string, ReleaseRule>();
  for (const rule of rooms.flatMap((room) => room.rules)) {
    if (rules.has(rule.id)) throw new Error(`two rules have the id ${rule.id}`);
    rules.set(rule.id, rule);
  }
  return {
    rules,
    files: rooms.flatMap((room) => room.files ?? []),
    packages: rooms.flatMap((room) => room.packages ?? []),
  };
}

/** Whatever stops a publish for the sake of secrets and source text stays as it is, whatever a release file says. */
function locked(rules: readonly ReleaseRule[]): ReleaseRule[] {
  return rules.map((rule) => (rule.severity === 'block' ? { ...rule, locked: true } : rule));
}

export const builtIn: Catalogue = catalogueOf([
  { rules: archiveRules },
  { rules: approvalRules },
  { rules: packRules },
  { rules: coldInstallRules },
  { rules: locked(maps.rules), files: maps.detectors },
  { rules: files.rules, files: files.detectors, packages: files.packages },
  { rules: [...locked(secrets.rules), ...secrets.hostRules], files: secrets.detectors },
  { rules: packageJson.rules, packages: packageJson.packages },
]);
