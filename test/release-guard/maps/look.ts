/** Runs the map detector on one file, in windows of a chosen size. */
import { OVERLAP, WINDOW } from '../../../release-guard/artifact/entry.ts';
import { defaultChoices } from '../../../release-guard/choices.ts';
import type { FileDetector } from '../../../release-guard/detector.ts';
import type { RawFinding } from '../../../release-guard/finding.ts';
import { mapDetector } from '../../../release-guard/maps/detector.ts';
import type { ReleaseChoices } from '../../../src/contract/release-file.ts';

export interface LookOptions {
  readonly window?: number;
  readonly choices?: Partial<ReleaseChoices>;
  readonly detector?: FileDetector;
}

export function look(path: string, content: string | Uint8Array, options: LookOptions = {}): readonly RawFinding[] {
  const bytes = Buffer.from(content as Uint8Array);
  const detector = options.detector ?? mapDetector;
  const probe = detector.open(
    { path, type: 'file', size: bytes.length, mode: 0o644, link: null, depth: 0 },
    { kind: 'npm', choices: { ...defaultChoices, ...options.choices } },
  );
  if (probe === null) return [];
  const step = options.window ?? WINDOW;
  if (bytes.length <= step) {
    probe.window({ bytes, at: 0, fresh: 0, last: true });
    return probe.end();
  }
  for (let start = 0; start < bytes.length; start += step) {
    const at = Math.max(0, start - OVERLAP);
    const end = Math.min(bytes.length, start + step);
    probe.window({ bytes: bytes.subarray(at, end), at, fresh: start - at, last: end === bytes.length });
  }
  return probe.end();
}

/** `rule severity` of each finding. */
export function verdicts(path: string, content: string | Uint8Array, options?: LookOptions): string[] {
  return look(path, content, options).map(({ rule, severity }) =>
    severity === undefined ? rule : `${rule} ${severity}`,
  );
}
