// Scans damaged archives without end: `node scripts/fuzz-archives.mjs --count 1000000 --from 0`. Exits 1 at the first fault.
import { parseArgs } from 'node:util';
import { damaged } from '../test/release-guard/artifact/mutations.ts';
import { scan } from '../test/release-guard/artifact/probe.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '10000' }, from: { type: 'string', default: '0' } },
});
const from = Number(values.from);
const to = from + Number(values.count);
const limits = { bytes: 4_000_000, members: 2000, depth: 4 };
/** Milliseconds; the limits above take far less. */
const SLOW = 5000;

const verdicts = { pass: 0, warn: 0, block: 0 };
let slowest = 0;
const started = performance.now();
for (let seed = from; seed < to; seed += 1) {
  const { name, bytes } = damaged(seed);
  const before = performance.now();
  try {
    verdicts[(await scan(bytes, name, { limits })).verdict] += 1;
  } catch (error) {
    console.error(`seed ${seed}:`, error);
    process.exit(1);
  }
  const took = performance.now() - before;
  if (took > slowest) slowest = took;
  if (took > SLOW) console.error(`seed ${seed} took ${took.toFixed(0)} ms`);
  if ((seed - from + 1) % 50_000 === 0) console.error(line(seed - from + 1));
}
console.log(line(to - from));

function line(done) {
  const seconds = (performance.now() - started) / 1000;
  const memory = process.resourceUsage().maxRSS / 1024;
  const each = Object.entries(verdicts).map(([verdict, count]) => `${count} ${verdict}`);
  return `${done} archives in ${seconds.toFixed(0)} s: ${each.join(', ')}; slowest ${slowest.toFixed(0)} ms, ${memory.toFixed(0)} MB at most`;
}
