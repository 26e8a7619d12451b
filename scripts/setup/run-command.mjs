// Starting other programs: never through a shell, stopped with us, their last words kept for the failure message.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const running = new Set();

/** Those among them that lead a process group of their own. */
const groups = new WeakSet();

/**
 * Runs a program quietly; resolves to `{ code, stdout, tail }`, where `tail` is the end of stdout and stderr together.
 * A program that is missing gives code 127. Output beyond 1 MiB is dropped.
 * @param {string} program
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, input?: string, timeoutMs?: number}} [options]
 */
export function runQuietly(program, args, { cwd, env, input, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = start(program, args, { cwd, env, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let tail = '';
    const timer = timeoutMs ? setTimeout(() => child.kill('SIGKILL'), timeoutMs) : undefined;
    child.stdout.setEncoding('utf8').on('data', (text) => {
      if (stdout.length < 1 << 20) stdout += text;
      tail = (tail + text).slice(-4000);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      tail = (tail + text).slice(-4000);
    });
    child.stdin?.on('error', () => {}).end(input);
    whenDone(child, (code, message) => {
      clearTimeout(timer);
      resolve({ code, stdout, tail: message ?? tail.trim() });
    });
  });
}

/** Runs a program on our own terminal; resolves to its exit code, 128 + the signal's number when a signal ended it. */
export function runInForeground(program, args, { cwd, env } = {}) {
  return new Promise((resolve) => {
    whenDone(start(program, args, { cwd, env, stdio: 'inherit' }), (code, message) => {
      if (message) process.stderr.write(`setup: ${message}\n`);
      resolve(code);
    });
  });
}

/** Starts a program that ends with us; the caller wires its streams. With `detached` its own children get our signals too. */
export function start(program, args, options) {
  const child = spawn(program, args, { ...options, windowsHide: true });
  if (options.detached) groups.add(child);
  running.add(child);
  return child;
}

/** Calls back once with the exit code, and with a message when the program could not be started. */
export function whenDone(child, callback) {
  let done = false;
  const finish = (code, message) => {
    if (done) return;
    done = true;
    running.delete(child);
    callback(code, message);
  };
  child.on('error', (error) => finish(error.code === 'ENOENT' ? 127 : 126, error.message));
  child.on('close', (code, signal) => finish(signal ? signalExitCode(signal) : (code ?? 1)));
}

export function signalExitCode(signal) {
  return 128 + (constants.signals[signal] ?? 0);
}

/** Passes a signal to the programs that run now. */
export function signalChildren(signal) {
  for (const child of running) {
    if (groups.has(child)) signalGroup(child.pid, signal);
    else child.kill(signal);
  }
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Ends what runs now: the signal first, so that it can clean up behind itself, and force after some seconds. */
export async function stopChildren(signal, patienceMs = 8000) {
  signalChildren(signal);
  const deadline = Date.now() + patienceMs;
  while (running.size > 0 && Date.now() < deadline) await sleep(50);
  signalChildren('SIGKILL');
}
