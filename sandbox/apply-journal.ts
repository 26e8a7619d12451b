/**
 * The way back of an apply, on disk before each step: a process that dies half-way is taken back by the next one.
 * INVARIANT: the journal lies with the session, never in the repository, which may come with a journal of its own.
 */
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CordonError } from '../src/contract/index.ts';
import { errorCode, type HostFolder, inParent } from './host-tree.ts';
import { liveness, ownerText, parseOwner, thisProcess } from './owner.ts';

const JOURNAL = 'apply-journal.jsonl';

const JournalHead = z.strictObject({
  /** Who is at work. */
  owner: z.string(),
  /** Name of the folder in the repository that holds old and new files. */
  staging: z.string().regex(/^\.cordon-apply-[0-9a-f]{16}$/),
});
type JournalHead = z.infer<typeof JournalHead>;

/** Each says how to undo a step that may have been taken. Undoing one that was not taken changes nothing. */
const UndoStep = z.discriminatedUnion('undo', [
  /** Moves the old entry back. */
  z.strictObject({ undo: z.literal('restore'), path: z.string(), backup: z.string() }),
  /** Removes a new entry, if it is the very one that was staged. */
  z.strictObject({ undo: z.literal('remove'), path: z.string(), inode: z.number() }),
  z.strictObject({ undo: z.literal('make-folder'), path: z.string(), mode: z.int() }),
  z.strictObject({ undo: z.literal('remove-folder'), path: z.string() }),
]);
export type UndoStep = z.infer<typeof UndoStep>;

export class ApplyJournal {
  readonly #path: string;
  readonly #staging: HostFolder;
  readonly #steps: UndoStep[] = [];

  constructor(dir: string, staging: HostFolder, stagingName: string) {
    this.#path = join(dir, JOURNAL);
    this.#staging = staging;
    const head: JournalHead = { owner: ownerText(thisProcess()), staging: stagingName };
    writeFileSync(this.#path, `${JSON.stringify(head)}\n`, { mode: 0o600 });
  }

  /** INVARIANT: called before the step that it undoes. */
  note(step: UndoStep): void {
    this.#steps.push(step);
    appendFileSync(this.#path, `${JSON.stringify(step)}\n`);
  }

  /** Undoes all, the last first; answers with what failed. */
  rollBack(root: HostFolder): unknown[] {
    return undoAll(root, this.#staging, this.#steps);
  }

  /** All was done, or all was taken back. */
  close(): void {
    rmSync(this.#path, { force: true });
  }
}

function undoAll(root: HostFolder, staging: HostFolder, steps: readonly UndoStep[]): unknown[] {
  const failed: unknown[] = [];
  for (const step of steps.toReversed()) {
    try {
      inParent(root, step.path, (parent, name) => {
        if (parent !== null) undoOne(step, staging, parent, name);
      });
    } catch (error) {
      const code = errorCode(error);
      // Not there: the step was not taken. Not empty or there already: the host uses the folder.
      if (code !== 'ENOENT' && code !== 'ENOTEMPTY' && code !== 'EEXIST') failed.push(error);
    }
  }
  return failed;
}

function undoOne(step: UndoStep, staging: HostFolder, parent: HostFolder, name: string): void {
  if (step.undo === 'restore') renameSync(staging.at(step.backup), parent.at(name));
  else if (step.undo === 'make-folder') mkdirSync(parent.at(name), { mode: step.mode });
  else if (step.undo === 'remove-folder') rmdirSync(parent.at(name));
  else if (parent.lstat(name)?.ino === step.inode) rmSync(parent.at(name));
}

/** Takes back what a process that died left half-done. Throws `apply-refused` while another apply is at work. */
export function recoverApply(root: HostFolder, dir: string): void {
  const [first = '', ...lines] = journalLines(join(dir, JOURNAL));
  const head = parsed(JournalHead, first);
  if (head === null || root.lstat(head.staging) === undefined) return;
  const owner = parseOwner(head.owner);
  const state = owner === null ? 'elsewhere' : liveness(owner);
  if (state === 'alive') throw refused('another apply of this session is at work', 'try again later');
  if (state === 'elsewhere') throw refused(`an apply from another machine left ${head.staging}`, `ls ${head.staging}`);
  const staging = root.enter(head.staging);
  try {
    // The last line may be cut: its step was not taken.
    const steps = lines.map((line) => parsed(UndoStep, line)).filter((step) => step !== null);
    const failed = undoAll(root, staging, steps);
    if (failed.length > 0) {
      throw refused(`an earlier apply could not be taken back: see ${head.staging}`, `ls ${head.staging}`, failed[0]);
    }
  } finally {
    staging.close();
  }
  rmSync(root.at(head.staging), { recursive: true, force: true });
  rmSync(join(dir, JOURNAL), { force: true });
}

function journalLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
}

function parsed<T>(schema: z.ZodType<T>, line: string): T | null {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

function refused(message: string, hint: string, cause?: unknown): CordonError {
  return new CordonError('apply-refused', message, hint, cause);
}
