import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const tellPeak =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("peak "+process.resourceUsage().maxRSS+"\\n"))';

test('judging many commands does not set off the half gigabyte that optimising the parser takes', () => {
  const line = (id: number) =>
    `${JSON.stringify({ id, command: `for f in *.js; do node --check "$f"; done # ${id}` })}\n`;
  const run = spawnSync(process.execPath, ['--import', tellPeak, main, 'check', '--jsonl'], {
    input: Array.from({ length: 300 }, (_, id) => line(id)).join(''),
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
  });
  expect(run.stdout.trim().split('\n')).toHaveLength(300);
  const peak = Number(/^peak (\d+)$/mu.exec(run.stderr)?.[1]);
  expect(peak).toBeGreaterThan(0);
  expect(peak).toBeLessThan(350 * 1024);
});
