// The classifier against the bare parser it stands on, in one run: ratio, tail, length, memory, start-up.
// Ratios compare across machines, milliseconds do not.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const root = resolve(import.meta.dirname, '..', '..');
const built = join(root, 'dist', 'classifiers', 'index.js');
const requireHere = createRequire(import.meta.url);
const grammar = requireHere.resolve('tree-sitter-bash/tree-sitter-bash.wasm');

const now = () => Number(process.hrtime.bigint()) / 1e3; // microseconds
const sorted = (list) => list.toSorted((a, b) => a - b);
const quantile = (list, share) => sorted(list)[Math.min(list.length - 1, Math.floor(list.length * share))];
const median = (list) => quantile(list, 0.5);

/** Commands that are to be allowed, from every corpus there is. */
function everydayCommands() {
  const corpus = join(root, 'test', 'corpus');
  const files = [join(corpus, 'bash-cases.jsonl')];
  const everyday = join(corpus, 'everyday');
  if (existsSync(everyday)) for (const name of readdirSync(everyday)) files.push(join(everyday, name));
  const cases = files
    .filter((file) => file.endsWith('.jsonl'))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
  return [...new Set(cases.filter(({ label }) => label === 'allow').map(({ command }) => command))];
}

/** What anybody who parses bash pays: one parse, each node visited once with its type and its place. */
async function bareWalk() {
  const { Parser, Language } = await import('web-tree-sitter');
  await Parser.init();
  const parser = new Parser().setLanguage(await Language.load(grammar));
  return (text) => {
    const tree = parser.parse(text);
    const cursor = tree.walk();
    let sum = 0;
    for (let more = true; more; ) {
      sum += cursor.nodeType.length + cursor.startIndex + cursor.endIndex;
      if (cursor.gotoFirstChild()) continue;
      while (!cursor.gotoNextSibling()) {
        if (!cursor.gotoParent()) {
          more = false;
          break;
        }
      }
    }
    cursor.delete();
    tree.delete();
    return sum;
  };
}

async function classifying() {
  const { createClassifier } = await import(
    existsSync(built) && process.env.BENCH_SOURCES === undefined
      ? pathToFileURL(built)
      : pathToFileURL(join(root, 'classifiers', 'index.ts'))
  );
  const classifier = await createClassifier();
  const call = (command) => ({
    id: 'b',
    sessionId: 'b',
    source: 'cli',
    tool: 'bash',
    input: { command },
    cwd: '/workspace',
    at: '2026-01-01T00:00:00.000Z',
  });
  return (command) => classifier.assess(call(command));
}

/** Interleaved, so that a busy moment of the machine falls on both; the best of some rounds is the cost of the work itself. */
function compare(commands, walk, classify) {
  const rounds = 25;
  const best = commands.map(() => [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
  const calls = [];
  for (let round = 0; round < rounds; round++) {
    commands.forEach((command, index) => {
      let start = now();
      walk(command);
      const bare = now() - start;
      start = now();
      classify(command);
      const full = now() - start;
      if (round >= 5) calls.push(full);
      best[index][0] = Math.min(best[index][0], bare);
      best[index][1] = Math.min(best[index][1], full);
    });
  }
  const bare = best.map(([one]) => one);
  const full = best.map(([, two]) => two);
  const ratios = best.map(([one, two]) => two / one);
  console.log(`${commands.length} everyday commands, ${rounds} rounds`);
  console.log(`  bare parse + walk   median ${median(bare).toFixed(0)} us   p99 ${quantile(bare, 0.99).toFixed(0)} us`);
  console.log(
    `  classify            median ${median(full).toFixed(0)} us   p99 ${quantile(full, 0.99).toFixed(0)} us   p99 of single calls ${quantile(calls, 0.99).toFixed(0)} us`,
  );
  console.log(
    `  ratio               median ${median(ratios).toFixed(2)}   of medians ${(median(full) / median(bare)).toFixed(2)}   p90 ${quantile(ratios, 0.9).toFixed(2)}`,
  );
}

const kinds = {
  'plain commands': 'git status --short\nnpm test\ncat src/index.ts | head -20\n',
  'one long list': 'echo building && ls -la src; ',
  'loops and substitutions': 'for f in a b; do wc -l "$f"; done\nx=$(date +%s)\necho "$x"\n',
  'here-documents': "cat > out/file.txt <<'EOF'\nsome text of a file\nEOF\n",
  'one quoted word': null,
};

function lengths(walk, classify) {
  console.log('length, microseconds a kilobyte (bare, full):');
  for (const [name, unit] of Object.entries(kinds)) {
    const cells = [1_000, 10_000, 30_000, 100_000].map((size) => {
      const text =
        unit === null ? `echo '${'lorem ipsum '.repeat(size / 12)}'` : unit.repeat(Math.ceil(size / unit.length));
      const times = [walk, classify].map((run) => {
        const list = [];
        for (let round = 0; round < 5; round++) {
          const start = now();
          run(text);
          list.push(now() - start);
        }
        return (Math.min(...list) / text.length) * 1000;
      });
      return `${size / 1000} kB: ${times[0].toFixed(0)}, ${times[1].toFixed(0)}`;
    });
    console.log(`  ${name.padEnd(26)} ${cells.join('    ')}`);
  }
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

function memory(commands, classify, count) {
  const megabytes = () => {
    collectGarbage();
    const { rss, heapUsed, external } = process.memoryUsage();
    return { rss: rss / 2 ** 20, heap: heapUsed / 2 ** 20, external: external / 2 ** 20 };
  };
  const show = (done, { rss, heap, external }) =>
    console.log(
      `  after ${String(done).padStart(8)}: heap ${heap.toFixed(0)} MB, wasm and buffers ${external.toFixed(0)} MB, resident ${rss.toFixed(0)} MB`,
    );
  console.log(`memory over ${count} commands`);
  const start = now();
  for (let done = 0; done < count; done++) {
    if (done % Math.ceil(count / 10) === 0) show(done, megabytes());
    classify(commands[done % commands.length]);
  }
  show(count, megabytes());
  console.log(`  ${((now() - start) / count).toFixed(0)} us a command`);
}

/** In fresh processes: the grammar alone, the parser of the classifier, and the classifier ready to judge. */
function startUp() {
  if (!existsSync(built)) return console.log('start-up: not measured, npm run build comes first');
  const url = (path) => JSON.stringify(pathToFileURL(path).href);
  const call = "{id:'b',sessionId:'b',source:'cli',tool:'bash',input:{command:'ls'},cwd:'/workspace',at:''}";
  const subjects = {
    'grammar alone': `const{Parser,Language}=await import(${url(requireHere.resolve('web-tree-sitter'))});await Parser.init();new Parser().setLanguage(await Language.load(${JSON.stringify(grammar)})).parse('ls')`,
    parser: `(await(await import(${url(join(root, 'dist', 'classifiers', 'bash', 'parser.js'))})).loadBashParser()).parse('ls')`,
    classifier: `(await(await import(${url(built)})).createClassifier()).assess(${call})`,
  };
  const times = new Map(Object.keys(subjects).map((name) => [name, []]));
  for (let round = 0; round < 12; round++) {
    for (const [name, code] of Object.entries(subjects)) {
      const timed = `require('node:module').enableCompileCache?.();const t=process.hrtime.bigint();(async()=>{${code};console.log(Number(process.hrtime.bigint()-t)/1e6)})()`;
      const { stdout, status } = spawnSync(process.execPath, ['-e', timed], { cwd: root, encoding: 'utf8' });
      if (status !== 0) throw new Error('a start failed');
      if (round > 1) times.get(name).push(Number(stdout));
    }
  }
  const bare = median(times.get('grammar alone'));
  for (const [name, list] of times)
    console.log(
      `start-up of the ${name.padEnd(14)} ${median(list).toFixed(0).padStart(4)} ms   ${(median(list) / bare).toFixed(2)} x grammar alone`,
    );
}

/** `count`: commands of the memory measurement. */
export async function benchClassifier(count) {
  const commands = everydayCommands();
  const walk = await bareWalk();
  const classify = await classifying();
  startUp();
  compare(commands, walk, classify);
  lengths(walk, classify);
  memory(commands, classify, count);
}
