/** Every way of changing a closed log that we could think of, each seen by the verifier. */
import { createHash, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { formLine, ZERO_HASH } from '../../src/audit/canonical-line.ts';
import { openAuditLog, verifyLog } from '../../src/audit/index.ts';
import { MerkleTree } from '../../src/audit/merkle.ts';
import type { AuditEntry, JsonObject } from '../../src/contract/index.ts';
import { closedLog, linesOfFile, newStateDir } from './sample-log.ts';

interface Mutation {
  readonly name: string;
  readonly apply: (lines: readonly string[]) => string | Buffer;
}

const joined = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

/** Edits the text of one line; a negative number counts from the end. */
function onLine(name: string, at: number, edit: (line: string) => string): Mutation {
  return { name, apply: (lines) => joined(lines.with(at, changed(lines.at(at)!, edit(lines.at(at)!)))) };
}

/** A mutation that changes nothing would prove nothing. */
function changed(before: string, after: string): string {
  if (before === after) throw new Error('the mutation does not fit the line');
  return after;
}

/** Rebuilds sequence, links and hashes, as someone without the key can. */
function rechained(lines: readonly string[], edit: (entries: AuditEntry[]) => AuditEntry[]): string {
  let prev = ZERO_HASH;
  const entries = edit(lines.map((line) => JSON.parse(line) as AuditEntry));
  return entries
    .map(({ hash: _, ...entry }, seq) => {
      const { entry: formed, bytes } = formLine({ ...entry, seq, prev });
      prev = formed.hash;
      return bytes.toString();
    })
    .join('');
}

function onRechained(name: string, edit: (entries: AuditEntry[]) => AuditEntry[]): Mutation {
  return { name: `re-chained: ${name}`, apply: (lines) => rechained(lines, edit) };
}

const withBody = (at: number, body: (old: JsonObject) => JsonObject) => (entries: AuditEntry[]) =>
  entries.with(at, { ...entries.at(at)!, body: body(entries.at(at)!.body as JsonObject) as AuditEntry['body'] });

function flipped(name: string, where: (bytes: Buffer) => number, bit = 1): Mutation {
  return {
    name,
    apply: (lines) => {
      const bytes = Buffer.from(joined(lines));
      const at = where(bytes);
      bytes[at] = bytes[at]! ^ bit;
      return bytes;
    },
  };
}

/** A line with a right hash over whatever text stands before it, to get past the hash. */
function rehashed(line: string, edit: (start: string) => string): string {
  const start = changed(line, edit(line.slice(0, line.lastIndexOf(',"hash":"'))));
  return `${start},"hash":"${createHash('sha256').update(`${start}}`).digest('hex')}"}`;
}

const mutations: readonly Mutation[] = [
  ...[0, 1, 2, 17, 100, 1000].map((n) => flipped(`flip a low bit at byte ${n}`, () => n)),
  ...[0.25, 0.5, 0.75, 0.99].map((part) => flipped(`flip a bit at ${part}`, (b) => Math.floor(b.length * part))),
  flipped('flip the high bit in the middle', (b) => b.length >> 1, 0x80),
  flipped('flip the case of a letter', (b) => b.indexOf('bash'), 0x20),
  flipped('flip the last line feed', (b) => b.length - 1),
  flipped('flip an inner line feed', (b) => b.indexOf('\n')),
  flipped('flip a byte of the last hash', (b) => b.length - 6),
  flipped('flip a byte of the first link', (b) => b.indexOf('"prev":"') + 9),
  flipped('flip a byte of a signature', (b) => b.lastIndexOf('s1 ') + 30),
  flipped('flip a byte of the last root', (b) => b.lastIndexOf('cordon-audit/s1\\n') + 40),

  { name: 'swap the first two lines', apply: (l) => joined([l[1]!, l[0]!, ...l.slice(2)]) },
  { name: 'swap two lines in the middle', apply: (l) => joined([...l.slice(0, 20), l[21]!, l[20]!, ...l.slice(22)]) },
  { name: 'swap the last two lines', apply: (l) => joined([...l.slice(0, -2), l.at(-1)!, l.at(-2)!]) },
  { name: 'reverse all lines', apply: (l) => joined(l.toReversed()) },
  { name: 'delete the first line', apply: (l) => joined(l.slice(1)) },
  { name: 'delete a middle line', apply: (l) => joined(l.toSpliced(30, 1)) },
  { name: 'delete a checkpoint', apply: (l) => joined(l.filter((x) => !x.includes('"kind":"checkpoint"'))) },
  { name: 'delete the last line', apply: (l) => joined(l.slice(0, -1)) },
  { name: 'delete the last two lines', apply: (l) => joined(l.slice(0, -2)) },
  { name: 'delete half of the log', apply: (l) => joined(l.slice(0, 40)) },
  { name: 'keep only a checkpointed beginning', apply: (l) => joined(l.slice(0, 65)) },
  { name: 'keep only the first line', apply: (l) => joined(l.slice(0, 1)) },
  { name: 'keep only the last line', apply: (l) => joined(l.slice(-1)) },
  { name: 'empty the file', apply: () => '' },
  { name: 'repeat the first line', apply: (l) => joined([l[0]!, ...l]) },
  { name: 'repeat a middle line', apply: (l) => joined(l.toSpliced(30, 0, l[30]!)) },
  { name: 'repeat the last line', apply: (l) => joined([...l, l.at(-1)!]) },
  { name: 'repeat the whole log', apply: (l) => joined([...l, ...l]) },
  { name: 'one byte short', apply: (l) => joined(l).slice(0, -1) },
  { name: 'cut in the middle of the last line', apply: (l) => joined(l).slice(0, -100) },
  { name: 'cut in the middle of the log', apply: (l) => joined(l).slice(0, joined(l).length >> 1) },
  { name: 'add an empty line at the end', apply: (l) => `${joined(l)}\n` },
  { name: 'add an empty line in the middle', apply: (l) => joined(l.toSpliced(10, 0, '')) },
  { name: 'add bytes after the end', apply: (l) => `${joined(l)}x` },
  { name: 'add zeros after the end', apply: (l) => `${joined(l)}${'\0'.repeat(512)}` },
  { name: 'begin with a byte order mark', apply: (l) => `\ufeff${joined(l)}` },
  { name: 'CRLF for LF', apply: (l) => joined(l).replaceAll('\n', '\r\n') },
  { name: 'CR for LF', apply: (l) => joined(l).replaceAll('\n', '\r') },
  { name: 'UTF-16', apply: (l) => Buffer.from(joined(l), 'utf16le') },
  { name: 'a JSON array instead of lines', apply: (l) => `[${l.join(',')}]\n` },
  { name: 'something else', apply: () => 'hello\nworld\n' },
  { name: 'random bytes', apply: () => createHash('sha512').update('x').digest() },

  onLine('renumber', 5, (l) => l.replace('"seq":5', '"seq":6')),
  onLine('renumber as a float', 5, (l) => l.replace('"seq":5', '"seq":5.0')),
  onLine('renumber with an exponent', 10, (l) => l.replace('"seq":10', '"seq":1e1')),
  onLine('negative zero', 0, (l) => rehashed(l, (s) => s.replace('"seq":0', '"seq":-0'))),
  onLine('other version', 5, (l) => rehashed(l, (s) => s.replace('"v":1', '"v":2'))),
  onLine('other time', 5, (l) => rehashed(l, (s) => s.replace(/"at":"\d{4}/, '"at":"1999'))),
  onLine('other kind', 1, (l) => rehashed(l, (s) => s.replace('call.decision', 'loop.message'))),
  onLine('unknown kind', 1, (l) => rehashed(l, (s) => s.replace('call.decision', 'call.decisiom'))),
  onLine('other call', 1, (l) => rehashed(l, (s) => s.replace('"c0"', '"c9"'))),
  onLine('turn a denial into an allow', 9, (l) => l.replace('"deny"', '"allow"')),
  onLine('the same, with a right hash', 9, (l) => rehashed(l, (s) => s.replace('"deny"', '"allow"'))),
  onLine('add a member at the top', 3, (l) => rehashed(l, (s) => `${s},"note":1`)),
  onLine('drop a member', 3, (l) => rehashed(l, (s) => s.replace('"v":1,', ''))),
  onLine('a key twice at the top', 3, (l) => rehashed(l, (s) => s.replace('"v":1,', '"v":1,"v":1,'))),
  onLine('a key twice in the body', 3, (l) =>
    rehashed(l, (s) => s.replace('"tool":"bash"', '"tool":"read","tool":"bash"')),
  ),
  onLine('members in another order', 3, (l) => rehashed(l, (s) => s.replace(/"v":1,("seq":3),/, '$1,"v":1,'))),
  onLine('body members in another order', 3, (l) =>
    rehashed(l, (s) => s.replace(/("nested":.*?\}),("tool":"bash")/, '$2,$1')),
  ),
  onLine('hash not at the end', 3, (l) => l.replace(/^\{(.*),("hash":"[0-9a-f]{64}")\}$/, '{$2,$1}')),
  onLine('white space after a colon', 3, (l) => rehashed(l, (s) => s.replace('"v":1', '"v": 1'))),
  onLine('white space at the end', 3, (l) => `${l} `),
  onLine('white space at the start', 3, (l) => ` ${l}`),
  onLine('a tab within', 3, (l) => rehashed(l, (s) => s.replace('{"nested"', '{\t"nested"'))),
  onLine('an escaped letter', 3, (l) => rehashed(l, (s) => s.replace('bash', 'b\\u0061sh'))),
  onLine('an escaped letter in a key', 3, (l) => rehashed(l, (s) => s.replace('"tool"', '"t\\u006fol"'))),
  onLine('escaped characters instead of raw ones', 0, (l) => rehashed(l, (s) => s.replace('書', '\\u66f8'))),
  onLine('the same letter composed otherwise', 0, (l) => rehashed(l, (s) => s.replace('ü', 'u\u0308'))),
  onLine('an escaped slash', -2, (l) => rehashed(l, (s) => s.replace('cordon-audit/', 'cordon-audit\\/'))),
  onLine('a number spelled otherwise', 2, (l) => rehashed(l, (s) => s.replace('1.5', '1.50'))),
  onLine('upper-case hash', 3, (l) =>
    l.replace(/"hash":"([0-9a-f]{64})"/, (_, h: string) => `"hash":"${h.toUpperCase()}"`),
  ),
  onLine('a shorter hash', 3, (l) => l.replace(/[0-9a-f]"\}$/, '"}')),
  onLine('an empty hash', 3, (l) => l.replace(/"hash":"[0-9a-f]{64}"/, '"hash":""')),
  onLine('NUL within', 3, (l) => l.replace('bash', 'ba\0h')),
  onLine('no JSON', 3, () => 'not json'),
  onLine('JSON null', 3, () => 'null'),
  onLine('an array', 3, (l) => `[${l}]`),
  onLine('nested beyond the stack', 3, () => `${'['.repeat(500_000)}${']'.repeat(500_000)}`),
  onLine('a huge body', 3, (l) => l.replace('bash', 'x'.repeat(2 * 1024 * 1024))),
  onLine('two objects on a line', 3, (l) => `${l}${l}`),
  onLine('a comment', 3, (l) => `${l}//`),
  onLine('another origin', -1, (l) => rehashed(l, (s) => s.replace('cordon-audit/s1\\n', 'cordon-audit/s2\\n'))),
  onLine('another key id', -1, (l) => rehashed(l, (s) => s.replace(/ed25519:./, 'ed25519:g'))),
  onLine('a closing entry without its seal', -1, (l) =>
    rehashed(l, (s) => s.replace(/"seal":\{.*\},"status"/, '"status"')),
  ),
  onLine('a signature with other padding', -1, (l) => rehashed(l, (s) => s.replace(/=\\n"/, '\\n"'))),
  onLine('another signature', -1, (l) =>
    rehashed(l, (s) =>
      s.replace(/(s1 [\w+/]{40})(.)/, (_, start: string, c: string) => `${start}${c === 'A' ? 'B' : 'A'}`),
    ),
  ),
  onLine('another signature in the last checkpoint', -2, (l) =>
    rehashed(l, (s) =>
      s.replace(/(s1 [\w+/]{40})(.)/, (_, start: string, c: string) => `${start}${c === 'A' ? 'B' : 'A'}`),
    ),
  ),
  onLine('another status in the closing entry', -1, (l) => rehashed(l, (s) => s.replace('"done"', '"gone"'))),
  onLine('another time in the closing entry', -1, (l) => rehashed(l, (s) => s.replace(/"at":"\d{4}/, '"at":"2031'))),
  onLine('another time in the last checkpoint', -2, (l) => rehashed(l, (s) => s.replace(/"at":"\d{4}/, '"at":"2001'))),

  onRechained(
    'another body',
    withBody(3, (body) => ({ ...body, tool: 'read' })),
  ),
  onRechained(
    'another body in the first entry',
    withBody(0, () => ({})),
  ),
  onRechained(
    'another closing body',
    withBody(-1, (body) => ({ ...body, status: 'gone' })),
  ),
  onRechained('a call removed', (entries) => entries.toSpliced(3, 2)),
  onRechained('a call inserted', (entries) => entries.toSpliced(3, 0, entries[1]!, entries[2]!)),
  onRechained('two calls swapped', (entries) => [
    ...entries.slice(0, 1),
    ...entries.slice(3, 5),
    ...entries.slice(1, 3),
    ...entries.slice(5),
  ]),
  onRechained('another time', (entries) => entries.with(4, { ...entries[4]!, at: '2031-01-01T00:00:00.000Z' })),
  onRechained('no checkpoints', (entries) => entries.filter((entry) => entry.kind !== 'checkpoint')),
  onRechained('no checkpoints, no end', (entries) =>
    entries.filter((entry) => entry.kind !== 'checkpoint').slice(0, -1),
  ),
  onRechained('the end cut off', (entries) => entries.slice(0, 20)),
  onRechained('only the closing entry', (entries) => entries.slice(-1)),
  onRechained('the beginning cut off', (entries) => entries.slice(10)),
  onRechained('something after the end', (entries) => [...entries, { ...entries[0]! }]),
];

const KEY_OF_THE_ATTACKER = 'forged by another key';

describe('a closed log that was changed', () => {
  let original: { stateDir: string; path: string };
  let lines: string[];
  let other: string[];
  let publicKey: string;

  beforeAll(async () => {
    original = await closedLog();
    lines = linesOfFile(original.path);
    other = linesOfFile((await closedLog()).path);
    publicKey = readFileSync(join(original.stateDir, 'keys', 'audit.pub'), 'utf8');
  });

  /** Only the log is changed; key folder and head record stay beside it. */
  function inPlace(content: string | Buffer): string {
    const dir = newStateDir();
    cpSync(original.stateDir, dir, { recursive: true });
    const path = join(dir, 'audit', 's1.jsonl');
    writeFileSync(path, content);
    return path;
  }

  /** The log alone, as it would be mailed to an auditor who has the public key. */
  function alone(content: string | Buffer): string {
    const path = join(newStateDir(), 'evidence.jsonl');
    writeFileSync(path, content);
    return path;
  }

  it('is whole when it was not', async () => {
    expect(await verifyLog(original.path)).toMatchObject({
      status: 'whole',
      entries: 84,
      checkpoints: 2,
      signedUpTo: 84,
      closed: true,
      torn: 0,
      keyTrust: 'trusted',
      notes: [],
    });
    expect((await verifyLog(inPlace(joined(lines)))).status).toBe('whole');
    expect(await verifyLog(alone(joined(lines)), { keys: [publicKey] })).toMatchObject({
      status: 'whole',
      keyTrust: 'trusted',
    });
    expect(await verifyLog(alone(joined(lines)))).toMatchObject({ status: 'whole', keyTrust: 'self-declared' });
  });

  it('counts at least sixty mutations, each with a name of its own', () => {
    expect(mutations.length).toBeGreaterThanOrEqual(100);
    expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
  });

  it.each(mutations)('$name', async ({ apply }) => {
    const content = apply(lines);
    const report = await verifyLog(inPlace(content));
    expect(['damaged', 'unreadable']).toContain(report.status);
    expect(report.problem).toBeTypeOf('string');
    if (report.status === 'damaged') {
      expect(report.firstBadLine).toBe(report.entries + 1);
      expect(report.byteOffset).toBeGreaterThanOrEqual(0);
    }
    // Without the head record a log cut at a line's end still says that it was never closed.
    expect((await verifyLog(alone(content), { keys: [publicKey] })).status).not.toBe('whole');
  });

  it('says of an unsigned beginning what it still can', async () => {
    const open = lines.slice(0, 20);
    const unsigned = (content: string) => verifyLog(alone(content), { keys: [publicKey] });
    expect(await unsigned(joined(open))).toMatchObject({ status: 'open', entries: 20, signedUpTo: 0 });
    const edited = open.with(
      9,
      rehashed(open[9]!, (start) => start.replace('"deny"', '"allow"')),
    );
    expect(await unsigned(joined(edited))).toMatchObject({ status: 'damaged', code: 'wrong-prev', firstBadLine: 11 });
    const long = rechained(lines, (entries) => entries.filter(({ kind }) => !/checkpoint|close/.test(kind)));
    expect(await unsigned(long)).toMatchObject({ status: 'damaged', code: 'missing-checkpoint', firstBadLine: 69 });
  });

  it('a note made anew over rewritten entries, signed by nobody or by somebody else', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const real = JSON.parse(lines.at(-1)!) as AuditEntry;
    const { note, publicKey: claimed, keyId } = real.body.seal as Record<string, string>;
    const oldBytes = Buffer.from(note!.trimEnd().split(' ').at(-1)!, 'base64');
    for (const sign of [(_: Buffer) => oldBytes.subarray(4), (text: Buffer) => signBytes(null, text, privateKey)]) {
      const forged = rechained(lines.slice(0, 10), (entries) =>
        withBody(1, () => ({ verdict: 'allow', tool: 'forged' }))(entries),
      );
      const entries = forged
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as AuditEntry);
      const tree = new MerkleTree();
      for (const { hash } of entries) tree.add(Buffer.from(hash, 'hex'));
      const [last, body] = [entries.at(-1)!.hash, createHash('sha256').update('{}').digest('hex')];
      const head = [
        'cordon-audit/s1',
        entries.length,
        tree.root().toString('base64'),
        `last ${last}`,
        `at ${real.at}`,
        `body ${body}`,
      ];
      const text = `${head.join('\n')}\n`;
      const bytes = Buffer.concat([oldBytes.subarray(0, 4), sign(Buffer.from(text))]);
      const made = `${text}\n\u2014 cordon-audit/s1 ${bytes.toString('base64')}\n`;
      const seal = { keyId: keyId!, note: made, publicKey: claimed! };
      const { bytes: end } = formLine({ ...real, seq: entries.length, prev: last, body: { seal } });
      expect(await verifyLog(inPlace(forged + end.toString()))).toMatchObject({
        status: 'damaged',
        code: 'bad-signature',
      });
    }
  });

  it('two logs glued together', async () => {
    for (const content of [joined([...lines, ...other]), joined([...lines.slice(0, 40), ...other.slice(40)])]) {
      expect((await verifyLog(inPlace(content))).status).toBe('damaged');
    }
  });

  it('another log of the same name in its place', async () => {
    expect(await verifyLog(inPlace(joined(other)))).toMatchObject({ status: 'damaged', code: 'unknown-key' });
  });

  it('another log of the same key in its place', async () => {
    const second = await openAuditLog({ stateDir: original.stateDir, sessionId: 's2' });
    await second.append('session.open', null, {}, { durable: true });
    await second.close();
    const report = await verifyLog(inPlace(readFileSync(second.path)));
    expect(report).toMatchObject({ status: 'damaged', code: 'shorter-than-signed' });
  });

  it(KEY_OF_THE_ATTACKER, async () => {
    const forger = newStateDir();
    mkdirSync(join(forger, 'audit'), { recursive: true });
    const log = await openAuditLog({ stateDir: forger, sessionId: 's1' });
    await log.append('call.decision', 'c0', { verdict: 'allow' }, { durable: true });
    await log.close({ status: 'done' });
    const forged = readFileSync(log.path);
    expect(await verifyLog(inPlace(forged))).toMatchObject({ status: 'damaged', code: 'unknown-key' });
    expect((await verifyLog(alone(forged), { keys: [publicKey] })).status).toBe('damaged');
    const unkeyed = await verifyLog(alone(forged));
    expect(unkeyed).toMatchObject({ status: 'whole', keyTrust: 'self-declared' });
    expect(unkeyed.notes.join()).toContain('not shown who signed');
  });
});
