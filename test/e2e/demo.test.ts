/** `cordon demo` as `npm start` runs it: the demo is a test of its own, and this one holds it to its word. */
import { expect, it } from 'vitest';
import { describeWithEngine } from '../sandbox/engine.ts';
import { CordonCli } from './cordon-cli.ts';

describeWithEngine('demo', () => {
  it('stops every attack, does the work, and twice in the same way', async () => {
    const cli = new CordonCli();
    const runs = [await cli.json(['demo', '--json']), await cli.json(['demo', '--json'])];
    for (const ran of runs) {
      // what failed comes before that something did
      const [answer] = ran.lines as { attacks: { stopped: boolean }[]; checks: { held: boolean }[] }[];
      expect(
        answer?.attacks.filter(({ stopped }) => !stopped),
        ran.stderr,
      ).toEqual([]);
      expect(
        answer?.checks.filter(({ held }) => !held),
        ran.stderr,
      ).toEqual([]);
      expect(ran, ran.stderr).toMatchObject({ exitCode: 0, lines: [{ provider: 'scripted' }] });
      expect(ran.stderr).toContain('a script, no model');
      expect(answer?.attacks.length).toBeGreaterThanOrEqual(9);
    }
    const outcome = ({ lines }: (typeof runs)[number]) => {
      const { attacks } = lines[0] as { attacks: { id: string; evidence: string }[] };
      return attacks.map(({ id, evidence }) => `${id}: ${evidence}`);
    };
    expect(outcome(runs[1]!)).toEqual(outcome(runs[0]!));
  });
});
