/** The examples that stand beside the tool models, and the option grammar in general. */
import { describe, expect, it } from 'vitest';
import { toolModels } from '../../classifiers/tools/index.ts';
import { compileTool, type ToolModel, tool } from '../../classifiers/tools/model.ts';
import { assess } from './assess.ts';

const models = toolModels();
const examples = [...new Set(models.flatMap((model) => model.spec.examples ?? []))];

describe('effects of tools', () => {
  it.each(examples.map((example) => [example.command, example] as const))('%s', (command, example) => {
    const { effects } = assess(command);
    for (const kind of ['reads', 'writes', 'execs', 'hosts'] as const) {
      const wanted = example[kind];
      if (wanted !== undefined) expect([...effects[kind]].sort(), kind).toEqual([...wanted].sort());
    }
  });
});

it('knows the programs that are used most', () => {
  expect(new Set(models.map((model) => model.name)).size).toBe(models.length);
  expect(models.length).toBeGreaterThan(120);
  expect(examples.length).toBeGreaterThan(30);
});

it('a role that does not exist is an error, and no entry of the tables has one', () => {
  expect(() => tool('x', { options: '-a=nothing' }).map(compileTool)).toThrow(TypeError);
  expect(() => tool('x', { operands: 'red*' }).map(compileTool)).toThrow(TypeError);
  expect(toolModels().length).toBeGreaterThan(500);
});

it('a versioned interpreter and a path are read like the plain name', () => {
  expect(assess('/usr/bin/python3.12 a.py').effects).toMatchObject({ reads: ['a.py'], execs: ['/usr/bin/python3.12'] });
});

it('every subcommand of every table can be read', () => {
  const read = (model: ToolModel): number =>
    Object.keys(model.spec.subcommands ?? {})
      .flatMap((names) => names.split(' '))
      .reduce((count, name) => {
        const sub = model.subcommands.get(name);
        expect(sub, `${model.name} ${name}`).toBeDefined();
        return count + 1 + (sub === undefined ? 0 : read(sub));
      }, 0);
  expect(models.reduce((count, model) => count + read(model), 0)).toBeGreaterThan(400);
});
