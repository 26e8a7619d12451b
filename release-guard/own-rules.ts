/** The publisher's own rules: files by path, and texts that must not occur in them. */
import type { OwnReleaseRule } from '../src/contract/release-file.ts';
import type { Room } from './catalogue.ts';
import { defaultChoices } from './choices.ts';
import type { FileDetector, FileProbe, ReleaseRule } from './detector.ts';
import type { RawFinding } from './finding.ts';
import { matcherOf } from './path-pattern.ts';

export function ownRules(rules: readonly OwnReleaseRule[]): Room {
  return { rules: rules.map(asRule), files: rules.map(asDetector) };
}

function asRule(own: OwnReleaseRule): ReleaseRule {
  return {
    id: own.id,
    severity: own.severity,
    title: own.message,
    why: own.message,
    fix: own.fix,
    examples: { flagged: own.examples?.flagged ?? [], clean: own.examples?.clean ?? [] },
  };
}

function asDetector(own: OwnReleaseRule): FileDetector {
  const matchers = own.path?.map(matcherOf) ?? null;
  return {
    id: own.id,
    open: (head) => {
      if (head.type === 'directory' || (matchers !== null && !matchers.some((match) => match(head.path)))) return null;
      return own.text === undefined
        ? { window: () => undefined, end: () => [{ rule: own.id }] }
        : textProbe(own.id, own.text);
    },
  };
}

export interface FailedExample {
  readonly rule: string;
  readonly path: string;
  /** What it should have been. */
  readonly expected: 'flagged' | 'clean';
}

/** Runs the examples that stand beside the publisher's own rules; those that fail. */
export function failedExamples(rules: readonly OwnReleaseRule[]): FailedExample[] {
  return rules.flatMap((own) =>
    (['flagged', 'clean'] as const).flatMap((expected) =>
      (own.examples?.[expected] ?? [])
        .filter(({ path, content }) => flags(own, path, content) !== (expected === 'flagged'))
        .map(({ path }) => ({ rule: own.id, path, expected })),
    ),
  );
}

function flags(own: OwnReleaseRule, path: string, content: string): boolean {
  const bytes = Buffer.from(content, 'utf8');
  const head = { path, type: 'file', size: bytes.length, mode: 0o644, link: null, depth: 0 } as const;
  const probe = asDetector(own).open(head, { kind: 'folder', choices: defaultChoices });
  probe?.window({ bytes, at: 0, fresh: 0, last: true });
  return (probe?.end().length ?? 0) > 0;
}

/** One finding a text and file, at its first place. */
function textProbe(rule: string, texts: readonly string[]): FileProbe {
  const open = new Set(texts.map((text) => Buffer.from(text, 'utf8')));
  const found: RawFinding[] = [];
  return {
    window({ bytes, at }) {
      for (const text of open) {
        const index = bytes.indexOf(text);
        if (index < 0) continue;
        open.delete(text);
        found.push({ rule, offset: at + index, content: text });
      }
    },
    end: () => found,
  };
}
