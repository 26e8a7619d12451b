// The command line of setup.mjs.

const stepNames = ['node', 'packages', 'build', 'engine', 'image'];
const followUps = ['demo', 'test', 'check', 'none'];

export const usage = `Usage: node scripts/setup.mjs [--only STEPS] [--skip STEPS] [--then demo|test|check|none] [--] [ARGUMENTS]

Brings up what cordon needs, step by step, and then starts something with it.
  --only STEPS   these steps only, separated by commas: ${stepNames.join(', ')}
  --skip STEPS   all but these
  --then WHAT    what to run after the steps (default none)
  ARGUMENTS      go to what is run; they begin at -- or at the first word that is no option of set-up
Exit code: that of what was run; 2 when a step failed.`;

/**
 * @param {string[]} words
 * @returns {{steps: string[], next: string, rest: string[], help?: boolean} | {error: string}}
 */
export function parseArguments(words) {
  const chosen = { only: undefined, skip: [], next: 'none' };
  let index = 0;
  for (; index < words.length; index += 1) {
    const [, name, joined] = /^--(only|skip|then|help)(?:=(.*))?$/.exec(words[index]) ?? [];
    if (name === undefined) break;
    if (name === 'help') return { steps: [], next: 'none', rest: [], help: true };
    if (joined === undefined) index += 1;
    const value = joined ?? words[index];
    const problem = take(chosen, name, value);
    if (problem) return { error: problem };
  }
  const rest = words.slice(words[index] === '--' ? index + 1 : index);
  if (rest.length > 0 && chosen.next === 'none') return { error: `unknown option or argument: ${rest[0]}` };
  return { steps: chooseSteps(chosen), next: chosen.next, rest };
}

function take(chosen, name, value) {
  if (value === undefined) return `--${name} needs a value`;
  if (name === 'then') {
    chosen.next = value;
    return followUps.includes(value) ? undefined : `--then takes ${followUps.join(', ')}, not ${value}`;
  }
  chosen[name] = value
    .split(',')
    .map((step) => step.trim())
    .filter(Boolean);
  const unknown = chosen[name].find((step) => !stepNames.includes(step));
  return unknown === undefined ? undefined : `there is no step ${unknown}; the steps are ${stepNames.join(', ')}`;
}

/** Checks need no container. */
function chooseSteps({ only, skip, next }) {
  const unneeded = next === 'check' ? ['engine', 'image'] : [];
  return stepNames.filter((step) => (only?.includes(step) ?? true) && !skip.includes(step) && !unneeded.includes(step));
}
