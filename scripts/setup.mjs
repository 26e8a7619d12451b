// Set-up from one command, on any Node from 18 on and without a dependency: `node scripts/setup.mjs --help`.
import { join } from 'node:path';
import { parseArguments, usage } from './setup/arguments.mjs';
import { buildStep } from './setup/build.mjs';
import { engineStep } from './setup/engine.mjs';
import { SetupFailure } from './setup/failure.mjs';
import { followUp } from './setup/follow-up.mjs';
import { imageStep } from './setup/image.mjs';
import { nodeStep, presentNode } from './setup/node.mjs';
import { packagesStep } from './setup/packages.mjs';
import { cacheFolder, packageRoot } from './setup/places.mjs';
import { signalChildren, signalExitCode, stopChildren } from './setup/run-command.mjs';
import { takeLock } from './setup/setup-lock.mjs';

const steps = [nodeStep, packagesStep, buildStep, engineStep, imageStep];
const say = (line) => process.stderr.write(`${line}\n`);

let release = () => {};
let following = false;
let ending = false;

process.exitCode = await main(process.argv.slice(2)).catch(report);

async function main(words) {
  const wanted = parseArguments(words);
  if (wanted.error) {
    say(`setup: ${wanted.error}\n\n${usage}`);
    return 2;
  }
  if (wanted.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => passOn(signal));
  const context = { root: packageRoot, cache: cacheFolder() };
  context.node = presentNode(context.cache);
  await runSteps(
    steps.filter(({ name }) => wanted.steps.includes(name)),
    wanted.next,
    context,
  );
  if (wanted.next === 'none') return 0;
  following = true;
  return followUp(wanted.next, wanted.rest, context);
}

async function runSteps(chosen, next, context) {
  release = await takeLock(join(context.cache, 'setup.lock'), (holder) =>
    say(`setup: waiting for another set-up (${holder})`),
  );
  try {
    for (const [index, step] of chosen.entries()) {
      const label = `[${index + 1}/${chosen.length}] ${step.name}:`;
      const started = Date.now();
      context.progress = (text) => say(`${label} ${text} ...`);
      try {
        const note = await step.run(context);
        say(`${label} ${note} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
      } catch (error) {
        // The failure of a program that our own signal ended is no news; passOn ends the process.
        if (ending) await new Promise(() => {});
        if (!mayGoOnWithout(step.name, next, error)) throw error;
        report(error);
        say('setup: the tests run without a container engine; those that need one are skipped');
        context.withoutEngine = true;
        return;
      }
    }
  } finally {
    release();
  }
}

/** At a developer's desk the other tests are worth running; in CI a skipped half must not pass for a whole. */
function mayGoOnWithout(name, next, error) {
  return error instanceof SetupFailure && next === 'test' && ['engine', 'image'].includes(name) && !process.env.CI;
}

/** Says what failed, why, and what to type. */
function report(error) {
  if (!(error instanceof SetupFailure)) {
    say(`setup: ${error.stack ?? error}`);
    return 2;
  }
  say(`setup: ${error.message}\n  why:  ${error.why}`);
  if (error.command) say(`  type: ${error.command}`);
  return 2;
}

/**
 * A terminal sends its interrupt to our children too; any other signal is passed on. What follows up decides itself how to
 * end. A step is ended, and the lock goes only after the programs it started: the next start takes up where this one was.
 */
async function passOn(signal) {
  const theirs = process.stdin.isTTY && signal === 'SIGINT';
  if (following) {
    if (!theirs) signalChildren(signal);
    return;
  }
  if (ending) return;
  ending = true;
  say(`setup: ended by ${signal}; the next start goes on from here`);
  await stopChildren(signal);
  release();
  process.exit(signalExitCode(signal));
}
