/** Collects findings: the rule's words where a detector gave none, the fingerprint, and a cap against floods. */

import type { ReleaseRule } from './detector.ts';
import type { Finding, RawFinding, Rebuildable } from './finding.ts';
import { fingerprintOf } from './fingerprint.ts';

/** Findings of one rule in one file, and of one rule in all files, that are listed one by one. */
const PER_FILE = 50;
const PER_RULE = 2000;

interface Dropped {
  readonly severity: Finding['severity'];
  readonly open: Finding['severity'] | null;
  readonly file: string;
  count: number;
}

export class FindingList {
  readonly #rules: ReadonlyMap<string, ReleaseRule>;
  readonly #findings: { readonly finding: Finding; readonly open: Finding['severity'] | null }[] = [];
  readonly #counts = new Map<string, number>();
  #dropped = new Map<string, Dropped>();
  #files = 0;
  #bytes = 0;

  constructor(rules: ReadonlyMap<string, ReleaseRule>) {
    this.#rules = rules;
  }

  /** `fallback` gives the content for the fingerprint where the finding brings none. */
  add(file: string, raw: RawFinding, fallback: () => string = () => ''): void {
    const rule = this.#rules.get(raw.rule);
    if (rule === undefined) throw new Error(`a detector reported the unknown rule ${raw.rule}`);
    this.#files += raw.rebuildable?.files ?? 0;
    this.#bytes += raw.rebuildable?.bytes ?? 0;
    const severity = raw.severity ?? rule.severity;
    if (!this.#room(`${raw.rule}\0${file}`, PER_FILE) || !this.#room(`${raw.rule}\0`, PER_RULE)) {
      this.#drop(raw.rule, severity, raw.openSeverity ?? null, file);
      return;
    }
    const finding: Finding = {
      rule: raw.rule,
      severity,
      file,
      ...(raw.line !== undefined && { line: raw.line }),
      ...(raw.offset !== undefined && { offset: raw.offset }),
      message: raw.message ?? rule.title,
      fix: raw.fix ?? rule.fix,
      fingerprint: fingerprintOf(raw.rule, file, raw.content ?? fallback()),
      ...(raw.rebuildable !== undefined && { rebuildable: raw.rebuildable }),
    };
    this.#findings.push({ finding, open: raw.openSeverity ?? null });
  }

  get rebuildable(): Rebuildable {
    return { files: this.#files, bytes: this.#bytes };
  }

  /**
   * All findings, and for what was cut one that tells how much it was; `isOpen` where the package is developed in the open.
   * INVARIANT: cutting never lowers the worst severity.
   */
  all(isOpen = false): Finding[] {
    const cut = [...this.#dropped].map(([key, { severity: usual, open, file, count }]) => {
      const severity = isOpen && open !== null ? open : usual;
      const rule = key.slice(0, key.indexOf('\0'));
      const message = `${count} further findings of this rule are not listed; the first of them is in this file`;
      const fix = this.#rules.get(rule)?.fix ?? '';
      return { rule, severity, file, message, fix, fingerprint: fingerprintOf(rule, file, `${count} more`) };
    });
    const listed = this.#findings.map(({ finding, open }) =>
      isOpen && open !== null ? { ...finding, severity: open } : finding,
    );
    return [...listed, ...cut];
  }

  #room(key: string, limit: number): boolean {
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count <= limit;
  }

  #drop(rule: string, severity: Finding['severity'], open: Finding['severity'] | null, file: string): void {
    const key = `${rule}\0${severity}\0${open}`;
    const entry = this.#dropped.get(key);
    if (entry === undefined) this.#dropped.set(key, { severity, open, file, count: 1 });
    else entry.count += 1;
  }
}
