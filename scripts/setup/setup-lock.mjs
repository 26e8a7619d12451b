// One set-up at a time in a clone: a lock file that names its holder, and is taken over when the holder has died.
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { readText } from './machine.mjs';

/** After this long a lock that another host holds (a shared folder) counts as forgotten. */
const foreignPatienceMs = 60 * 60_000;

/**
 * Waits for the lock, takes it, and resolves to the function that gives it back.
 * @param {string} path
 * @param {(holder: string) => void} onWait told once, when somebody else holds it
 */
export async function takeLock(path, onWait = () => {}) {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), started: startTime(process.pid) });
  let told = false;
  while (!tryTake(path, mine)) {
    const theirs = readText(path);
    if (isStale(path, theirs)) {
      removeStale(path, theirs);
      continue;
    }
    if (!told) onWait(`process ${parse(theirs).pid ?? 'unknown'}`);
    told = true;
    await sleep(100);
  }
  return () => {
    if (readText(path) === mine) rmSync(path, { force: true });
  };
}

/** A link appears with its content in one step, so nobody reads a half-written lock. */
function tryTake(path, mine) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, mine);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function isStale(path, text) {
  const { pid, host, started } = parse(text);
  if (host !== hostname()) return age(path) > foreignPatienceMs;
  if (!isAlive(pid)) return true;
  return started !== undefined && startTime(pid) !== started;
}

/** Moved aside first: if it was another's fresh lock after all, it goes back. */
function removeStale(path, text) {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (readFileSync(aside, 'utf8') !== text) {
    try {
      linkSync(aside, path);
    } catch {
      // Somebody took the place meanwhile; the one set aside will not believe it holds the lock when it gives it back.
    }
  }
  rmSync(aside, { force: true });
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The kernel's start time of a process, in clock ticks since boot; process ids are used again, in containers soon. */
function startTime(pid) {
  return /^.*\) (?:\S+ ){19}(\d+)/s.exec(readText(`/proc/${pid}/stat`))?.[1];
}

function age(path) {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
