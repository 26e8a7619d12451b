/** What a call of the library gives. */
import type { Call, Runner } from './runner.ts';
import type { ArgumentName, Signature } from './signatures.ts';
import { joinPaths } from './texts.ts';
import {
  ANY,
  BELOW,
  data,
  elementOf,
  exactText,
  foreign,
  instance,
  list,
  literal,
  SEGMENT,
  taint,
  tainted,
  taintOf,
  text,
  texts,
  textsOf,
  unknown,
  type Value,
} from './values.ts';

export function argumentOf(call: Call, { index, name, fallback }: ArgumentName): Value | undefined {
  if (index === null) return call.receiver ?? undefined;
  const named = name === null ? undefined : call.named.get(name);
  return named ?? call.positional[index] ?? (call.more ? unknown : fallback === null ? undefined : text(fallback));
}

export function resultOf(
  runner: Runner,
  kind: Signature['result']['kind'],
  argument: ArgumentName,
  note: string,
  call: Call,
): Value {
  const value = argumentOf(call, argument);
  const mark = taintOf([
    ...call.positional,
    ...call.named.values(),
    ...(call.receiver === null ? [] : [call.receiver]),
  ]);
  const given = value ?? unknown;
  switch (kind) {
    case 'data':
      return { kind: 'data', taint: mark };
    case 'text':
      return value === undefined || (given.kind !== 'text' && given.kind !== 'number')
        ? texts([ANY], false, mark)
        : texts(textsOf(given), false, mark);
    case 'same':
      return value ?? data;
    case 'path':
      return call.positional.length > 1
        ? joinPaths(call.positional)
        : texts(value === undefined ? ['.'] : textsOf(given), true, mark);
    case 'absolute':
      return { ...texts(textsOf(given), given.kind === 'text' && given.path, mark) };
    case 'join': {
      const parts = argument.index === null ? [given, ...call.positional] : call.positional;
      const joined = call.more ? texts([ANY], false, mark) : joinPaths(parts);
      return note === 'path' ? joined : texts(textsOf(joined), false, mark);
    }
    case 'parent':
      return texts(textsOf(given).map(parentOf), given.kind === 'text' && given.path, mark);
    case 'name':
      return texts(
        textsOf(given).map((one) => nameOf(one)),
        false,
        mark,
      );
    case 'stem':
      return texts(
        textsOf(given).map((one) => nameOf(one).replace(/(.)\.[^.]*$/, '$1')),
        false,
        mark,
      );
    case 'local':
      return texts([ANY], false, mark | taint.local);
    case 'remote':
      return { kind: 'data', taint: mark | taint.remote };
    case 'decoded':
      return texts([ANY], false, mark | taint.decoded);
    case 'base64':
    case 'hex':
      return decode(kind, given, mark);
    case 'names':
      return list([texts([SEGMENT], false, mark)], true);
    case 'paths':
      return list([texts(textsOf(joinPaths([given, text(SEGMENT)])), true, mark)], true);
    case 'below':
      return list([texts(textsOf(joinPaths([given, text(BELOW)])), false, mark)], true);
    case 'walk':
      return list(
        [
          list([
            texts(textsOf(joinPaths([given, text(BELOW)])), false, mark),
            list([texts([SEGMENT], false, mark)], true),
            list([texts([SEGMENT], false, mark)], true),
          ]),
        ],
        true,
      );
    case 'glob':
    case 'rglob':
      return globbed(kind, argument, given, note, call, mark);
    case 'instance':
      return instance(note, value ?? null, mark);
    case 'scratch':
      return texts([`/tmp/${SEGMENT}`], note === 'path', mark);
    case 'foreign':
      return foreign(note || 'value');
    case 'list':
      return given.kind === 'list' ? given : list([elementOf(given)], true);
    case 'element':
      return elementOf(given);
    case 'environment':
      return { kind: 'data', taint: mark | taint.local };
    case 'module': {
      const name = exactText(given);
      return name === null ? unknown : runner.language.module(name, runner, call.at);
    }
    case 'unknown':
      return { kind: 'unknown', taint: mark };
  }
}

function parentOf(path: string): string {
  const at = path.lastIndexOf('/');
  if (path.includes(ANY)) return ANY;
  return at < 0 ? '.' : at === 0 ? '/' : path.slice(0, at);
}

function nameOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.includes(ANY) ? ANY : name.replaceAll(BELOW, SEGMENT);
}

/** `glob('src/**' + '/*.ts')`: stars become parts that are not known but stay where they are. */
function globbed(
  kind: 'glob' | 'rglob',
  argument: ArgumentName,
  given: Value,
  note: string,
  call: Call,
  mark: number,
): Value {
  const pattern = argument.index === null ? (call.positional[0] ?? unknown) : given;
  const starred = texts(
    textsOf(pattern).map((one) => {
      if (one.includes('{') || one.includes('..')) return ANY;
      return one.replace(/\*\*\/?|\*|\?|\[[^\]]*\]/g, (star) =>
        star.startsWith('**') ? (star.endsWith('/') ? `${BELOW}/` : BELOW) : SEGMENT,
      );
    }),
    false,
    mark,
  );
  const base = argument.index === null ? given : (call.named.get('root_dir') ?? text(''));
  const below = kind === 'rglob' ? joinPaths([base, text(BELOW), starred]) : joinPaths([base, starred]);
  return list([texts(textsOf(below), note === 'path', mark)], true);
}

function decode(kind: 'base64' | 'hex', given: Value, mark: number): Value {
  const known = exactText(given);
  if (known === null) return texts([ANY], false, mark | taint.decoded);
  const bytes = Buffer.from(known.replace(/\s+/g, ''), kind === 'hex' ? 'hex' : 'base64');
  return tainted(literal(bytes.toString('utf8')), mark | taint.decoded);
}
