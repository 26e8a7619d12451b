/** The verifier on files that nobody of ours wrote, and the format against its sources. */
import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formLine, MAX_LINE, parseLine, ZERO_HASH } from '../../src/audit/canonical-line.ts';
import { listSegments, resolveSegment, verifyLog } from '../../src/audit/index.ts';
import { MerkleTree } from '../../src/audit/merkle.ts';
import { AuditEntry, auditKinds, type JsonObject, toolNames } from '../../src/contract/index.ts';
import { closedLog, entriesOf, linesOfFile, newStateDir, openIn } from './sample-log.ts';

describe('a file that is no log', () => {
  it('is called unreadable, with a reason, and never waited for', async () => {
    const dir = newStateDir();
    const files: Readonly<Record<string, string | Buffer>> = {
      'text.jsonl': 'hello\n',
      'binary.jsonl': Buffer.alloc(5000, 0xab),
      'json.jsonl': '{"a":1}\n',
      'long.jsonl': 'x'.repeat(3 * MAX_LINE),
    };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), content);
    execFileSync('mkfifo', [join(dir, 'pipe')]);
    symlinkSync('/dev/zero', join(dir, 'device'));
    symlinkSync('loop', join(dir, 'loop'));
    for (const name of [...Object.keys(files), 'pipe', 'device', 'loop', 'missing', '.', 'a\0b']) {
      const report = await verifyLog(join(dir, name));
      expect(report, name).toMatchObject({ status: 'unreadable', entries: 0 });
      expect(report.problem).toBeTypeOf('string');
    }
  });

  it('is refused as a key to trust', async () => {
    const { path } = await closedLog();
    expect(await verifyLog(path, { keys: ['no key'] })).toMatchObject({ status: 'unreadable' });
  });

  it('of gigabytes without a line feed is read no further than a line can be', async () => {
    const path = join(newStateDir(), 'sparse.jsonl');
    writeFileSync(path, '{"v":1,"seq":0,');
    truncateSync(path, 8 * 1024 ** 3);
    expect(await verifyLog(path)).toMatchObject({
      status: 'damaged',
      code: 'too-long',
      firstBadLine: 1,
      byteOffset: 0,
    });
    await expect(entriesOf(path)).rejects.toMatchObject({ code: 'audit-damaged' });
  });

  it('an empty one is an open log of nothing', async () => {
    const path = join(newStateDir(), 'empty.jsonl');
    writeFileSync(path, '');
    expect(await verifyLog(path)).toMatchObject({ status: 'open', entries: 0, signedUpTo: 0, keyTrust: 'none' });
  });
});

describe('what the log says of calls', () => {
  const cases: readonly {
    name: string;
    entries: readonly (readonly ['call.decision' | 'call.result', string, JsonObject])[];
    code?: string;
  }[] = [
    {
      name: 'a result without a decision',
      entries: [['call.result', 'a', { status: 'ok' }]],
      code: 'result-without-decision',
    },
    {
      name: 'a call that ran although it was denied',
      entries: [
        ['call.decision', 'a', { verdict: 'deny' }],
        ['call.result', 'a', { status: 'ok' }],
      ],
      code: 'ran-without-allow',
    },
    {
      name: 'a second result of the same call',
      entries: [
        ['call.decision', 'a', { verdict: 'allow' }],
        ['call.result', 'a', { status: 'ok' }],
        ['call.result', 'a', { status: 'ok' }],
      ],
      code: 'result-without-decision',
    },
    {
      name: 'a call whose id is used again while it runs, and refused for that',
      entries: [
        ['call.decision', 'a', { verdict: 'allow' }],
        ['call.decision', 'a', { verdict: 'deny' }],
        ['call.result', 'a', { status: 'denied' }],
        ['call.result', 'a', { status: 'ok' }],
      ],
    },
    {
      name: 'an allowed call for which there was no sandbox',
      entries: [
        ['call.decision', 'a', { verdict: 'allow' }],
        ['call.result', 'a', { status: 'unavailable' }],
      ],
    },
    { name: 'a decision alone, as a check makes it', entries: [['call.decision', 'a', { verdict: 'allow' }]] },
  ];

  it.each(cases)('$name', async ({ entries, code }) => {
    const log = await openIn(newStateDir());
    for (const [kind, callId, body] of entries) await log.append(kind, callId, body, { durable: false });
    await log.close();
    const report = await verifyLog(log.path);
    expect(report.status).toBe(code === undefined ? 'whole' : 'damaged');
    expect(report.code).toBe(code);
  });
});

describe('the canonical line', () => {
  const entry = fc.record({
    v: fc.constant(1 as const),
    seq: fc.nat(),
    at: fc
      .date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    kind: fc.constantFrom(...auditKinds),
    callId: fc.option(fc.string({ unit: 'binary' })),
    body: fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' })),
    prev: fc.constant(ZERO_HASH),
  });

  it('parsed and formed again is the same, byte for byte; and it fits the contract', () => {
    fc.assert(
      fc.property(entry, (unsealed) => {
        const { bytes } = formLine(JSON.parse(JSON.stringify(unsealed)) as Parameters<typeof formLine>[0]);
        const parsed = parseLine(bytes.subarray(0, -1));
        if (typeof parsed === 'string') throw new Error(parsed);
        expect(formLine(parsed).bytes.equals(bytes)).toBe(true);
        expect(bytes.indexOf(10)).toBe(bytes.length - 1);
        expect(AuditEntry.safeParse(parsed).success).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('never throws for any bytes', () => {
    const line = formLine({
      v: 1,
      seq: 0,
      at: new Date(0).toISOString(),
      kind: 'rotate',
      callId: null,
      body: {},
      prev: ZERO_HASH,
    }).bytes;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(line.length), (noise, at) => {
        expect(typeof parseLine(noise)).toBe('string');
        const spliced = Buffer.concat([line.subarray(0, at), noise, line.subarray(at, -1)]);
        expect(typeof parseLine(spliced)).toBe(
          noise.length === 0 || at === line.length ? typeof parseLine(spliced) : 'string',
        );
      }),
    );
  });
});

describe('large bodies', () => {
  it('leave a digest and a beginning, and go to a blob', async () => {
    const stateDir = newStateDir();
    const log = await openIn(stateDir);
    const text = 'ü'.repeat(40_000);
    const { body } = await log.append('loop.message', null, { text, short: 'x' }, { durable: true });
    const sha256 = createHash('sha256').update(text).digest('hex');
    expect(body).toEqual({ short: 'x', text: { digest: `sha256:${sha256}`, bytes: 80_000, head: 'ü'.repeat(1024) } });
    expect(readFileSync(join(stateDir, 'audit', 'blobs', sha256), 'utf8')).toBe(text);
    expect(await log.putBlob(text)).toEqual({ digest: `sha256:${sha256}`, bytes: 80_000 });
    await log.close();
  });

  it('stay below the limit of a line, however they are large', async () => {
    const log = await openIn(newStateDir());
    const bodies: JsonObject[] = [
      { verdict: 'allow', list: Array.from({ length: 50_000 }, (_, i) => `entry ${i}`) },
      { verdict: 'allow', ...Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, `value ${i}`])) },
      { verdict: 'allow', list: Array.from({ length: 30 }, () => '\u0001'.repeat(60_000)) },
    ];
    const entries = [];
    for (const body of bodies) entries.push(await log.append('loop.message', null, body, { durable: false }));
    await log.close();
    expect(entries[0]!.body.verdict).toBe('allow');
    expect(Object.keys(entries[1]!.body).sort()).toEqual(['bytes', 'digest', 'head']);
    for (const line of linesOfFile(log.path)) expect(Buffer.byteLength(line)).toBeLessThan(MAX_LINE);
    expect((await verifyLog(log.path)).status).toBe('whole');
  });
});

describe('the Merkle root', () => {
  /** RFC 6962 section 2.1, written down as it stands there. */
  function slow(leaves: readonly Buffer[]): Buffer {
    const sha256 = (...parts: readonly Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
    if (leaves.length === 0) return sha256();
    if (leaves.length === 1) return sha256(Buffer.of(0), leaves[0]!);
    let k = 1;
    while (k * 2 < leaves.length) k *= 2;
    return sha256(Buffer.of(1), slow(leaves.slice(0, k)), slow(leaves.slice(k)));
  }

  it('is that of the RFC for every size up to 130', () => {
    const leaves = Array.from({ length: 130 }, (_, i) => Buffer.from(`leaf ${i}`));
    const tree = new MerkleTree();
    leaves.forEach((leaf, i) => {
      expect(tree.root()).toEqual(slow(leaves.slice(0, i)));
      tree.add(leaf);
    });
    expect(tree.root()).toEqual(slow(leaves));
  });

  it('is that of published test vectors', () => {
    const tree = new MerkleTree();
    tree.add(Buffer.alloc(0));
    expect(tree.root().toString('hex')).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
    tree.add(Buffer.of(0));
    expect(tree.root().toString('hex')).toBe('fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125');
  });
});

describe('a checkpoint', () => {
  it('is a signed note that other tools can check', async () => {
    const { stateDir, path } = await closedLog();
    const lines = linesOfFile(path);
    const checkpoint = lines.map((line) => JSON.parse(line) as AuditEntry).find(({ kind }) => kind === 'checkpoint')!;
    const note = checkpoint.body.note as string;
    const [text, signature] = note.split('\n\n') as [string, string];
    const [origin, size, root, last, at] = text.split('\n');
    const tree = new MerkleTree();
    for (const line of lines.slice(0, checkpoint.seq))
      tree.add(Buffer.from((JSON.parse(line) as AuditEntry).hash, 'hex'));
    expect([origin, size, root]).toEqual(['cordon-audit/s1', String(checkpoint.seq), tree.root().toString('base64')]);
    expect([last, at]).toEqual([`last ${checkpoint.prev}`, `at ${checkpoint.at}`]);
    const [dash, name, encoded] = signature.trimEnd().split(' ');
    expect([dash, name]).toEqual(['\u2014', 'cordon-audit/s1']);
    const bytes = Buffer.from(encoded!, 'base64');
    const key = createPublicKey(readFileSync(join(stateDir, 'keys', 'audit.pub')));
    const raw = key.export({ format: 'der', type: 'spki' }).subarray(-32);
    const hash = createHash('sha256')
      .update(Buffer.concat([Buffer.from(`${name}\n\u0001`), raw]))
      .digest();
    expect(bytes.subarray(0, 4)).toEqual(hash.subarray(0, 4));
    expect(verify(null, Buffer.from(`${text}\n`), key, bytes.subarray(4))).toBe(true);
  });
});

describe('finding a segment', () => {
  it('takes an id, its beginning or a path, and never leaves the folder for a name', async () => {
    const stateDir = newStateDir();
    expect(listSegments(stateDir)).toEqual([]);
    for (const sessionId of ['20261120-aa', '20261120-ab', '20261120-ab.apply-x']) {
      const log = await openIn(stateDir, { sessionId });
      await log.close();
    }
    const paths = listSegments(stateDir);
    const path = (id: string) => join(stateDir, 'audit', `${id}.jsonl`);
    expect(paths).toHaveLength(3);
    expect(paths.at(-1)).toBe(path('20261120-ab.apply-x'));
    expect(resolveSegment(stateDir, '20261120-aa')).toBe(path('20261120-aa'));
    expect(resolveSegment(stateDir, '20261120-ab')).toBe(path('20261120-ab'));
    expect(resolveSegment(stateDir, path('20261120-ab'))).toBe(path('20261120-ab'));
    expect(() => resolveSegment(stateDir, '2026')).toThrow(expect.objectContaining({ code: 'usage' }));
    mkdirSync(join(stateDir, 'audit', 'dir.jsonl'));
    for (const name of ['', '..', '../keys/audit', 'nothing', 'dir', '*', '.reserve', toolNames[0]!]) {
      expect(() => resolveSegment(stateDir, name)).toThrow(expect.objectContaining({ code: 'not-found' }));
    }
  });
});
