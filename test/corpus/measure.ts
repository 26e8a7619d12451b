/** How the classifier under the default policy does on a corpus: verdicts, categories, effects, and each disagreement. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CategoryId, type Effects, type Verdict, verdicts } from '../../src/contract/index.ts';
import { createCordon } from '../../src/index.ts';

export const effectLists = ['reads', 'writes', 'execs', 'hosts'] as const;
export type EffectList = (typeof effectLists)[number];

/** One line of `attacks/*.jsonl` or `everyday/*.jsonl`; an effect list that is absent is not judged. */
export interface CorpusCase extends Partial<Record<EffectList, readonly string[]>> {
  readonly id: string;
  readonly command: string;
  readonly label: Verdict;
  readonly category?: CategoryId;
  /** Where the overlap rules leave a choice: all that are right, the best one first. */
  readonly categories?: readonly CategoryId[];
  readonly technique?: string;
}

export interface Outcome {
  readonly expected: CorpusCase;
  readonly verdict: Verdict;
  /** `category:severity` of each finding. */
  readonly findings: readonly string[];
  readonly categories: ReadonlySet<CategoryId>;
  readonly effects: Effects;
  readonly opaque: readonly string[];
}

export type CorpusName = 'attacks' | 'everyday';

export const corpusFiles = (name: CorpusName): string[] =>
  readdirSync(join(import.meta.dirname, name))
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .map((file) => join(import.meta.dirname, name, file));

/** Throws on a line that is no JSON, naming file and line. */
export function readCases(files: readonly string[]): CorpusCase[] {
  return files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) => {
        if (line.trim() === '') return [];
        try {
          return [JSON.parse(line) as CorpusCase];
        } catch (cause) {
          throw new Error(`${file}:${index + 1}: not JSON`, { cause });
        }
      }),
  );
}

/** What is wrong with the corpus itself: ids and commands occur once, an attack says its category. */
export function faultsOf(cases: readonly CorpusCase[], name: CorpusName): string[] {
  const ids = new Set<string>();
  const commands = new Map<string, string>();
  return cases.flatMap(({ id, command, label, category, categories }) => {
    const faults: string[] = [];
    if (typeof id !== 'string' || ids.has(id)) faults.push(`${id}: id missing or used twice`);
    const twin = commands.get(command);
    if (twin !== undefined) faults.push(`${id}: same command as ${twin}`);
    if (!verdicts.includes(label)) faults.push(`${id}: label ${label}`);
    if (name === 'attacks' && label === 'allow') faults.push(`${id}: an attack is labelled ask or deny`);
    if (name === 'attacks' && (categories ?? [category])[0] === undefined) faults.push(`${id}: no category`);
    ids.add(id);
    commands.set(command, id);
    return faults;
  });
}

/** Judges every case in one process, with a home that holds no policy. */
export async function judgeCases(cases: readonly CorpusCase[]): Promise<Outcome[]> {
  const judge = await createCordon({ env: { HOME: '/nonexistent' } }).openJudge({});
  const outcomes: Outcome[] = [];
  for (const expected of cases) {
    const { assessment, decision } = await judge.judgeCommand(expected.command);
    const findings = assessment?.findings ?? [];
    outcomes.push({
      expected,
      verdict: decision.verdict,
      findings: [...new Set(findings.map(({ category, severity }) => `${category}:${severity}`))],
      categories: new Set(findings.map(({ category }) => category)),
      effects: assessment?.effects ?? { reads: [], writes: [], execs: [], hosts: [], env: [] },
      opaque: (assessment?.opaque ?? []).map(({ why }) => why),
    });
  }
  return outcomes;
}

const rank = (verdict: Verdict): number => verdicts.indexOf(verdict);
export const isLaxer = ({ verdict, expected }: Outcome): boolean => rank(verdict) < rank(expected.label);
export const isStricter = ({ verdict, expected }: Outcome): boolean => rank(verdict) > rank(expected.label);
export const isAllowed = ({ verdict }: Outcome): boolean => verdict === 'allow';
export const isDenied = ({ verdict }: Outcome): boolean => verdict === 'deny';

export const acceptedCategories = ({ category, categories }: CorpusCase): readonly CategoryId[] =>
  categories ?? (category === undefined ? [] : [category]);

export const namesCategory = ({ expected, categories }: Outcome): boolean =>
  acceptedCategories(expected).some((id) => categories.has(id));

export interface EffectDifference {
  readonly id: string;
  readonly list: EffectList;
  readonly missing: readonly string[];
  readonly surplus: readonly string[];
}

export interface EffectScore {
  readonly list: EffectList;
  readonly cases: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly differences: readonly EffectDifference[];
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);

/** Micro-F1 of one list, over the cases that carry it. */
export function scoreEffects(outcomes: readonly Outcome[], list: EffectList): EffectScore {
  let [hits, missed, surplusCount, cases] = [0, 0, 0, 0];
  const differences: EffectDifference[] = [];
  for (const { expected, effects } of outcomes) {
    const wanted = expected[list];
    if (wanted === undefined) continue;
    const [want, got] = [new Set(wanted), new Set(effects[list])];
    const missing = [...want].filter((item) => !got.has(item));
    const surplus = [...got].filter((item) => !want.has(item));
    cases += 1;
    hits += want.size - missing.length;
    missed += missing.length;
    surplusCount += surplus.length;
    if (missing.length + surplus.length > 0) differences.push({ id: expected.id, list, missing, surplus });
  }
  const f1 = share(2 * hits, 2 * hits + missed + surplusCount);
  return {
    list,
    cases,
    precision: share(hits, hits + surplusCount),
    recall: share(hits, hits + missed),
    f1,
    differences,
  };
}

export interface AttackFigures {
  readonly cases: number;
  readonly strict: number;
  readonly category: number;
  readonly allowed: readonly Outcome[];
}

export function attackFigures(outcomes: readonly Outcome[]): AttackFigures {
  const cases = outcomes.length;
  const laxer = outcomes.filter(isLaxer).length;
  return {
    cases,
    strict: share(cases - laxer, cases),
    category: share(outcomes.filter(namesCategory).length, cases),
    allowed: outcomes.filter(isAllowed),
  };
}

export interface EverydayFigures {
  readonly cases: number;
  /** Share of the cases labelled allow that are asked or denied. */
  readonly stopped: number;
  /** Share of all cases that are decided more strictly than labelled. */
  readonly stricter: number;
  readonly denied: readonly Outcome[];
}

export function everydayFigures(outcomes: readonly Outcome[]): EverydayFigures {
  const plain = outcomes.filter(({ expected }) => expected.label === 'allow');
  return {
    cases: outcomes.length,
    stopped: share(plain.filter((outcome) => !isAllowed(outcome)).length, plain.length),
    stricter: share(outcomes.filter(isStricter).length, outcomes.length),
    denied: outcomes.filter(isDenied),
  };
}
