/** What may end a command from outside: signals, a reader of the output that goes away, a fault that nobody caught. */
import { asCordonError, CordonError } from '../contract/errors.ts';
import { exitCodes } from './exit-codes.ts';

/** How long a command may tidy up after a fault, in milliseconds. */
const TIDY_MS = 15_000;

export interface Interruption {
  /** Aborted by the first Ctrl-C; the second ends the process at once. */
  readonly signal: AbortSignal;
  /** While a command runs that must tidy up, a closed output interrupts it instead of ending the process. */
  tidiesUp(yes: boolean): void;
}

/** `fault` tells the person about a fault that nobody caught. */
export function watchProcess(fault: (error: CordonError) => void): Interruption {
  const controller = new AbortController();
  const abort = (message: string) => controller.abort(new CordonError('interrupted', message, ''));
  let tidy = false;
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    abort('interrupted');
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that closes early (`cordon ... | head`) is no fault of ours, and no reason to leave a container behind.
    if (!tidy) process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.undecided);
    abort('nobody reads the output any more');
  });
  // Progress that nobody sees is no reason to stop.
  process.stderr.on('error', () => {});
  const caught = (thrown: unknown) => {
    fault(asCordonError(thrown, 'internal', 'cordon doctor'));
    if (!tidy) process.exit(exitCodes.undecided);
    abort('a fault of cordon itself');
    setTimeout(() => process.exit(exitCodes.undecided), TIDY_MS).unref();
  };
  process.on('uncaughtException', caught);
  process.on('unhandledRejection', caught);
  return {
    signal: controller.signal,
    tidiesUp: (yes) => {
      tidy = yes;
    },
  };
}
