/** What a command comes to: words as programs get them, and who starts whom. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createCordon, type Judge } from '../../src/index.ts';

let judge: Judge;
beforeAll(async () => {
  judge = await createCordon({ env: { HOME: '/nonexistent' } }).openJudge({});
});

/** `depth text`, with `*` behind it when it is spelled otherwise in the command. */
async function runs(command: string): Promise<string[]> {
  const explanation = await judge.explainCommand(command);
  return explanation.runs.map(({ depth, text, disguised }) => `${depth} ${text}${disguised ? ' *' : ''}`);
}

describe('what would be run', () => {
  it.each([
    ['ls -la src', ['0 ls -la src']],
    ["r''m -rf ~", ['0 rm -rf ~ *']],
    ["$'\\x72m' -rf ~", ['0 rm -rf ~ *']],
    ['{rm,-rf,$HOME}', ['0 rm -rf ~ *']],
    ['r\\m -f x', ['0 rm -f x *']],
    ['d=build; rm -rf "$d/x"', ['0 rm -rf build/x *']],
    ["grep 'a b' f", ["0 grep 'a b' f"]],
    ['git commit -m "it\'s"', ['0 git commit -m "it\'s"']],
    ["git log --grep='a b' -1", ["0 git log '--grep=a b' -1"]],
    ["awk '{print $1}' f", ["0 awk '{print $1}' f"]],
    ['sudo env X=1 rm -rf /tmp/a', ['0 sudo env X=1 rm -rf /tmp/a', '1 env X=1 rm -rf /tmp/a', '2 rm -rf /tmp/a']],
    ["bash -c 'rm -rf ~; ls'", ["0 bash -c 'rm -rf ~; ls'", '1 rm -rf ~', '1 ls']],
    ['timeout 5 nice rm x; ls', ['0 timeout 5 nice rm x', '1 nice rm x', '2 rm x', '0 ls']],
    ['cat "$F"', ['0 cat <?>']],
  ])('%s', async (command, expected) => expect(await runs(command)).toEqual(expected));

  it('each is quoted from the command by its span', async () => {
    const { runs: list } = await judge.explainCommand("echo é; r''m -rf ~");
    expect(list.at(-1)).toMatchObject({ program: 'rm', args: ['-rf', '~'], written: "r''m -rf ~" });
  });
});

it('what could not be known is quoted, with its reason and what to write instead', async () => {
  const { unknown } = await judge.explainCommand('echo é; rm "$F"; $TOOL --x');
  expect(unknown).toMatchObject([
    {
      text: '"$F"',
      why: expect.stringContaining('path'),
      kind: 'runtime',
      rewriting: expect.stringContaining('file name'),
    },
    { text: '$TOOL', why: expect.stringContaining('program'), rewriting: expect.stringContaining('program') },
  ]);
});

it('each category that was found says what to do instead', async () => {
  const { categories, assessment } = await judge.explainCommand('sudo rm -rf ~');
  expect(categories.map(({ id }) => id)).toEqual([...new Set(assessment?.findings.map(({ category }) => category))]);
  for (const { instead, why } of categories) expect(instead.length * why.length).toBeGreaterThan(0);
});
