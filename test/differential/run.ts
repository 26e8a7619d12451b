/** Commands traced, predicted and compared; the figures of a run. */
import { createClassifier } from '../../classifiers/index.ts';
import { type Comparison, CWD, compare, type Difference } from './compare.ts';
import { type Job, searchFolders, traceAll } from './container.ts';
import { readTrace } from './trace.ts';

export interface Outcome extends Comparison {
  readonly command: string;
  readonly id: string;
  /** Not run, because it could not be handed to a shell. */
  readonly error?: string;
  readonly stopped: boolean;
}

export interface Figures {
  commands: number;
  notRun: number;
  stopped: number;
  execs: number;
  writes: number;
  contacts: number;
  unpredictedExecs: number;
  unpredictedWrites: number;
  unpredictedContacts: number;
  opaque: number;
  refused: number;
  explained: number;
  overExecs: number;
  overWrites: number;
  overHosts: number;
}

const classifier = await createClassifier();

export async function runAll(jobs: readonly Job[], seconds?: number): Promise<Outcome[]> {
  const runnable = jobs.filter(({ command }) => !command.includes('\0') && Buffer.byteLength(command) < 100_000);
  const traced = await traceAll(runnable, seconds);
  return traced.map((one, index) => {
    const command = runnable[index]?.command ?? '';
    const assessment = classifier.assess({
      id: one.id,
      sessionId: 's',
      source: 'cli',
      tool: 'bash',
      input: { command },
      cwd: CWD,
      at: '2026-01-01T00:00:00.000Z',
    });
    const trace = readTrace(one.lines, CWD, searchFolders);
    const { id } = one;
    const stopped = one.code === null;
    return {
      ...compare(command, assessment, trace, searchFolders),
      id,
      command,
      stopped,
      ...(one.error === undefined ? {} : { error: one.error }),
    };
  });
}

export function figuresOf(outcomes: readonly Outcome[], asked: number): Figures {
  const sum = (pick: (outcome: Outcome) => number): number =>
    outcomes.reduce((total, outcome) => total + pick(outcome), 0);
  const unpredicted = (kind: Difference['kind']): number =>
    sum((outcome) => outcome.unpredicted.filter((one) => one.kind === kind).length);
  return {
    commands: outcomes.length,
    notRun: asked - outcomes.length + outcomes.filter(({ error }) => error !== undefined).length,
    stopped: outcomes.filter(({ stopped }) => stopped).length,
    execs: sum((outcome) => outcome.execs),
    writes: sum((outcome) => outcome.writes),
    contacts: sum((outcome) => outcome.contacts),
    unpredictedExecs: unpredicted('exec'),
    unpredictedWrites: unpredicted('write'),
    unpredictedContacts: unpredicted('contact'),
    opaque: sum((outcome) => outcome.opaque),
    refused: sum((outcome) => outcome.refused),
    explained: sum((outcome) => outcome.explained.length),
    overExecs: sum((outcome) => outcome.over.execs),
    overWrites: sum((outcome) => outcome.over.writes),
    overHosts: sum((outcome) => outcome.over.hosts),
  };
}

const SHOWN = 4;

/** One line for each difference that nothing excuses, of many alike the first ones. */
export function reportOf(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap(({ id, command, unpredicted }) => {
    const lines = unpredicted.map(
      ({ kind, what, by }) => `${kind} ${what} by ${by} in ${id}: ${JSON.stringify(command)}`,
    );
    const more = lines.length - SHOWN;
    return more <= 0 ? lines : [...lines.slice(0, SHOWN), `and ${more} more in ${id}`];
  });
}
