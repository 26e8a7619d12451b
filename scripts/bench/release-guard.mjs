// The release guard on packages: time, processor time and memory of the whole process, start included, beside bare gunzip in one run.
// `node scripts/bench/release-guard.mjs [--package FILE.tgz]... [--rounds N] [--huge]`. Ratios compare across machines, milliseconds do not.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';

const root = resolve(import.meta.dirname, '..', '..');
const built = join(root, 'dist', 'src', 'cli', 'main.js');
const main = existsSync(built) ? built : join(root, 'src', 'cli', 'main.ts');

const { values } = parseArgs({
  options: {
    package: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string', default: '5' },
    huge: { type: 'boolean', default: false },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'cordon-bench-'));
const env = { PATH: process.env.PATH, HOME: folder, XDG_STATE_HOME: folder };

/** Prints what the command itself says about its memory and processor time. */
const report = `process.on('exit', () => { const use = process.resourceUsage();
  require('node:fs').writeSync(2, '\\n@@' + JSON.stringify({ mb: use.maxRSS / 1024, cpu: (use.userCPUTime + use.systemCPUTime) / 1e3 }) + '\\n'); });`;
const preload = `data:text/javascript,${encodeURIComponent(`import { createRequire } from 'node:module'; const require = createRequire(process.execPath); ${report}`)}`;
const gunzip = `const { gunzipSync } = await import('node:zlib'); const { readFileSync } = await import('node:fs'); gunzipSync(readFileSync(process.argv[1]));`;

const subjects = {
  gunzip: (file) => ['--input-type=module', '-e', gunzip, file],
  'release-guard': (file) => [main, 'release-guard', '--json', file],
};

function run(args) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, ['--import', preload, ...args], {
    env,
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  const said = /@@(\{.*\})/.exec(stderr)?.[1];
  if (said === undefined || status === 2 || status === null) throw new Error(`ended with ${status}: ${stderr}`);
  return { ms, ...JSON.parse(said) };
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

function measure(file, names) {
  const runs = new Map(names.map((name) => [name, []]));
  // Interleaved, so that a busy moment of the machine falls on all of them.
  for (let round = 0; round < Number(values.rounds); round++)
    for (const name of names) runs.get(name).push(run(subjects[name](file)));
  for (const [name, list] of runs) {
    const [ms, cpu, mb] = ['ms', 'cpu', 'mb'].map((key) => median(list.map((each) => each[key])));
    console.log(
      `${basename(file).padEnd(24)} ${name.padEnd(14)} ${ms.toFixed(0).padStart(6)} ms ${cpu.toFixed(0).padStart(6)} ms cpu ${mb.toFixed(0).padStart(5)} MB`,
    );
  }
}

/** A package of so many files of so many bytes of made-up code; the same bytes every time. */
async function generate(name, files, bytes) {
  const file = join(folder, name);
  const gzip = createGzip({ level: 1 });
  const done = once(gzip.pipe(createWriteStream(file)), 'finish');
  const put = async (path, content) => {
    const block = Buffer.alloc(512);
    block.write(`package/${path}`);
    block.write(`0000644\0`, 100);
    block.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    block.write('        0ustar\x0000', 148);
    block.write('0', 156);
    block.write('ustar\x0000', 257);
    const sum = block.fill(' ', 148, 156).reduce((total, byte) => total + byte, 0);
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    const whole = Buffer.concat([block, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
    if (!gzip.write(whole)) await once(gzip, 'drain');
  };
  await put('package.json', Buffer.from('{"name":"bench","version":"1.0.0","license":"MIT","files":["lib"]}'));
  for (let index = 0; index < files; index++) await put(`lib/part-${index % 97}/file-${index}.js`, code(index, bytes));
  gzip.end(Buffer.alloc(1024));
  await done;
  return file;
}

/** Lines that look like code, no two files alike. */
function code(seed, bytes) {
  const words = createHash('shake256', { outputLength: 4096 }).update(String(seed)).digest('hex').match(/.{6}/g);
  const lines = words
    .map((word, index) => `export const value_${word} = compute(${index}, "${words[index % 50]}");\n`)
    .join('');
  const content = Buffer.alloc(bytes);
  content.fill(lines);
  return content;
}

try {
  const both = ['gunzip', 'release-guard'];
  for (const file of values.package) measure(resolve(file), both);
  measure(await generate('small.tgz', 20, 4000), both);
  measure(await generate('many-files.tgz', 7000, 16_000), both);
  // Bare gunzip holds all of it in memory.
  if (values.huge) measure(await generate('huge.tgz', 130, 8_500_000), ['release-guard']);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
