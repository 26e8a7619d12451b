/** The fixed shell frame around every command: enters the folder, runs the command, ends what it left behind. */
import type { Access } from './room-lock.ts';

/** Exit code of the frame when the working directory cannot be entered. */
const NO_DIRECTORY = 125;

/**
 * The out-of-memory killer shall take the command before PID 1. Messages of the frame's own shell ("Killed") do not
 * mix with the command's output. `kill -1` spares PID 1 and the shell that calls it: everything else the command
 * started is gone before its exit code is reported, so no child can hold the output open.
 */
const exclusiveFrame = [
  `cd -- "$1" || exit ${NO_DIRECTORY}`,
  'shift',
  'echo 1000 >/proc/self/oom_score_adj',
  'exec 3>&2 2>/dev/null',
  '"$@" 2>&3 3>&-',
  'code=$?',
  'kill -s KILL -1',
  'exit "$code"',
].join('\n');

/** For our own read-only programs, which leave nothing behind and may run side by side. */
const sharedFrame = [`cd -- "$1" || exit ${NO_DIRECTORY}`, 'shift', 'exec "$@"'].join('\n');

/** The model's working directory goes in as an argument, never as the engine's own setting (CVE-2024-21626). */
export function framed(access: Access, cwd: string, argv: readonly string[]): string[] {
  const script = access === 'exclusive' ? exclusiveFrame : sharedFrame;
  return ['/bin/bash', '--noprofile', '--norc', '-c', script, 'cordon', cwd, ...argv];
}
