/** Applies the rules about files to each file: by its path when it is opened, by its content in its first window. */
import type { EntryHead, Window } from '../artifact/entry.ts';
import type { FileDetector, FileProbe } from '../detector.ts';
import type { RawFinding } from '../finding.ts';
import { TextWindows } from '../maps/text-windows.ts';
import type { FileJudgement, FileRule } from './file-rule.ts';
import { keyFiles } from './key-files.ts';
import { leftoverFiles } from './leftover-files.ts';
import { loginFiles } from './login-files.ts';
import { isTestPath } from './place.ts';
import { recordFiles } from './record-files.ts';

export const fileRules: readonly FileRule[] = [...loginFiles, ...keyFiles, ...recordFiles, ...leftoverFiles];

interface Compiled {
  readonly rule: FileRule;
  readonly path: RegExp | null;
  readonly except: RegExp | null;
}

const anyCase = (pattern: RegExp | undefined): RegExp | null =>
  pattern === undefined ? null : new RegExp(pattern.source, 'i');
const compiled: readonly Compiled[] = fileRules.map((rule) => ({
  rule,
  path: anyCase(rule.path),
  except: anyCase(rule.except),
}));
const byPath = compiled.filter(({ path }) => path !== null);
const byContent = compiled.filter(({ path }) => path === null);
/** Most paths fit none of the patterns, and are asked once. */
const anyPath = new RegExp(byPath.map(({ path }) => path?.source ?? '').join('|'), 'i');

function fits({ path, except }: Compiled, file: string): boolean {
  return path?.test(file) === true && except?.test(file) !== true;
}

export const fileDetector: FileDetector = {
  id: 'files',
  open(head) {
    if (head.type === 'directory') return null;
    const candidates = anyPath.test(head.path) ? byPath.filter((each) => fits(each, head.path)) : [];
    return new FileKindProbe(head, [...candidates, ...byContent]);
  },
};

class FileKindProbe implements FileProbe {
  readonly #head: EntryHead;
  readonly #candidates: readonly Compiled[];
  readonly #found: RawFinding[] = [];
  #seen = false;

  constructor(head: EntryHead, candidates: readonly Compiled[]) {
    this.#head = head;
    this.#candidates = candidates;
  }

  window(raw: Window): void {
    if (this.#seen) return;
    this.#judge(new TextWindows().next(raw).bytes);
  }

  end(): readonly RawFinding[] {
    // Links have no content; their names tell all the same.
    if (!this.#seen && this.#head.type !== 'file') this.#judge(Buffer.alloc(0));
    return this.#found;
  }

  #judge(bytes: Buffer): void {
    this.#seen = true;
    for (const { rule } of this.#candidates) {
      const judgement = rule.judge === undefined ? {} : rule.judge(bytes, this.#head.path);
      if (judgement !== null) this.#found.push(findingOf(rule, judgement, this.#head.path));
    }
  }
}

function findingOf(rule: FileRule, judgement: FileJudgement, path: string): RawFinding {
  const usual = judgement.severity ?? rule.severity;
  const test = rule.test ?? (usual === 'block' ? 'warn' : usual);
  const severity = isTestPath(path) && isLower(test, usual) ? test : usual;
  const open = judgement.open ?? rule.open;
  return {
    rule: rule.id,
    severity,
    ...(open !== undefined && isLower(open, severity) && { openSeverity: open }),
    ...(judgement.message !== undefined && { message: judgement.message }),
  };
}

function isLower(one: string, other: string): boolean {
  const order = ['info', 'warn', 'block'];
  return order.indexOf(one) < order.indexOf(other);
}
