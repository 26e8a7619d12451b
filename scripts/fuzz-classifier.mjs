// Feeds the classifier with text that nobody meant to write: no crash, no endless work, no free pass for what does not parse.
// `node scripts/fuzz-classifier.mjs [--count N] [--seed S] [--slow MS]`
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createClassifier } from '../classifiers/index.ts';

const root = resolve(import.meta.dirname, '..');

/** Mulberry32: the same seed gives the same inputs everywhere. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const FRAGMENTS =
  '$( ) ` " \' \\ \n <<E <<-E <<< ${ } $(( )) [[ ]] [ ] { ( ; & | > < >> >& <( >( && || ! # * ? ~ = += :- := # % / @P case in esac if then else fi for while until do done function time coproc select -- -x a b rm ls cat echo eval bash -c sudo xargs find env git curl base64 python3 -e node /etc/passwd ~ . .. src * $x $1 "$@" ${a[0]} {a,b} {1..9} \t \r'.split(
    ' ',
  );

const UNITS = [
  '(',
  '{ ',
  '$(',
  '"$(',
  '`',
  '${x:-',
  '((',
  '[[ ',
  '<(',
  'a=(',
  '|',
  'a|',
  '<<E\n',
  'if ',
  '$((',
  '\\\n',
  'a[',
  '(a)',
  '&&',
  '<&',
  '))',
  'echo {a,b}',
  'x=$x$x;',
  'eval ',
  'sudo ',
  "bash -c '",
];

function textOf(random, commands) {
  const pick = (list) => list[random(list.length)];
  const words = (most) =>
    Array.from({ length: 1 + random(most) }, () => pick(FRAGMENTS)).join(random(3) === 0 ? '' : ' ');
  switch (random(10)) {
    case 0:
      return String.fromCharCode(...Array.from({ length: random(60) }, () => random(256)));
    case 1:
      return String.fromCodePoint(...Array.from({ length: random(40) }, () => random(0x110000)));
    case 2:
    case 3:
      return words(25);
    case 4: {
      const command = pick(commands);
      return command.slice(0, random(command.length + 1));
    }
    case 5:
    case 6: {
      const command = pick(commands);
      const at = random(command.length + 1);
      return command.slice(0, at) + pick(FRAGMENTS) + command.slice(at + random(6));
    }
    case 7:
      return `${pick(commands)}${pick([';', '|', '&&', '\n', '>', ' '])}${pick(commands)}`;
    case 8: {
      const chars = [...pick(commands)];
      for (let swaps = 1 + random(4); swaps > 0; swaps--) chars[random(chars.length)] = pick(FRAGMENTS);
      return chars.join('');
    }
    default:
      return pick(UNITS).repeat(1 + random(random(200) === 0 ? 2000 : 40)) + words(4);
  }
}

/** One text in twenty thousand is long: up to a megabyte. */
function longText(random, commands) {
  const unit = random(2) === 0 ? UNITS[random(UNITS.length)] : `${commands[random(commands.length)]}\n`;
  return unit.repeat(Math.ceil((1 + random(1_000_000)) / unit.length));
}

function corpus() {
  const folder = join(root, 'test', 'corpus');
  const files = ['attacks', 'everyday'].flatMap((name) =>
    readdirSync(join(folder, name)).map((file) => join(folder, name, file)),
  );
  return [join(folder, 'bash-cases.jsonl'), ...files]
    .filter((file) => file.endsWith('.jsonl'))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .filter((line) => line.trim() !== '')
    .map((line) => String(JSON.parse(line).command));
}

const RANK = ['info', 'low', 'medium', 'high', 'critical'];

/** What is wrong with the answer; null where nothing is. */
export function faultOf(text, assessment) {
  const { parse, findings, opaque } = assessment;
  if (findings.some(({ message }) => message.startsWith('The classifier failed'))) return 'a crash';
  const stopped =
    findings.some(({ severity }) => RANK.indexOf(severity) >= 2) || opaque.some(({ kind }) => kind !== 'read');
  if (parse !== 'ok' && !stopped) return 'a free pass for what does not parse';
  const bytes = Buffer.byteLength(text);
  const spans = [...findings, ...opaque, ...assessment.commands].map(({ span }) => span);
  return spans.every(({ start, end }) => start >= 0 && start <= end && end <= bytes) ? null : 'a span outside the text';
}

/** Gives the figures of a run; `report` is told of each fault. */
export async function fuzz({ count, seed, slow }, report) {
  const classifier = await createClassifier();
  const commands = corpus();
  const random = randomFrom(seed);
  const figures = { count, faults: 0, slow: 0, slowest: 0, partial: 0, milliseconds: 0 };
  const begin = performance.now();
  for (let done = 0; done < count; done++) {
    const text = random(20_000) === 0 ? longText(random, commands) : textOf(random, commands);
    const start = performance.now();
    const call = {
      id: 'f',
      sessionId: 'f',
      source: 'cli',
      tool: 'bash',
      input: { command: text },
      cwd: '/workspace',
      at: '',
    };
    const assessment = classifier.assess(call);
    const took = performance.now() - start;
    figures.slowest = Math.max(figures.slowest, took);
    if (assessment.parse !== 'ok') figures.partial += 1;
    const fault = faultOf(text, assessment);
    if (fault !== null) figures.faults += 1;
    if (took > slow) figures.slow += 1;
    if (fault !== null || took > slow) report(fault ?? `${took.toFixed(0)} ms`, text);
  }
  figures.milliseconds = performance.now() - begin;
  return figures;
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
      slow: { type: 'string', default: '2000' },
    },
  });
  const options = { count: Number(values.count), seed: Number(values.seed), slow: Number(values.slow) };
  const figures = await fuzz(options, (what, text) => console.log(`${what}: ${JSON.stringify(text.slice(0, 300))}`));
  console.log(figures);
  process.exitCode = figures.faults === 0 ? 0 : 1;
}
