import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectors } from '../../src/audit/detectors.ts';
import { createRedactor, verifyLog } from '../../src/audit/index.ts';
import { lengthClass, type Redaction } from '../../src/audit/redact.ts';
import type { JsonObject, JsonValue } from '../../src/contract/index.ts';
import { entriesOf, newStateDir, openIn } from './sample-log.ts';

const canary = ['canary', 'Value/42+x', 'ü"q\\'].join('_');

describe('the table of detectors', () => {
  it.each(detectors)('$kind: its example is caught, and the text around it stays', ({ kind, example, marks }) => {
    const { text, secret } = example();
    const clean = createRedactor().text(text);
    expect(clean).not.toContain(secret);
    expect(clean).toMatch(/\[redacted [a-z-]+ [0-9a-f]{12}\]/);
    expect(clean).toContain(text.slice(0, Math.min(4, text.indexOf(secret))));
    expect(
      marks.some((mark) => text.toLowerCase().includes(mark.toLowerCase())),
      kind,
    ).toBe(true);
  });

  it('has kinds of its own, patterns with the flags that the redactor needs, and no sticky state', () => {
    expect(new Set(detectors.map(({ kind }) => kind)).size).toBe(detectors.length);
    for (const { pattern } of detectors) expect(pattern.flags).toMatch(/^dgi?$/);
  });

  const harmless = [
    'git commit -m "sk-ip the risk-assessment-of-something-quite-long"',
    'https://example.org:8080/a@b and ssh://git@host/path and http://[::1]:80/',
    'the bearer of good news',
    'a cookie: no',
    'npm_config_registry=https://registry.example/',
    'AKIA is a prefix',
    'const hf_model = "x"; ghp_ is the prefix of a token',
    'BEGIN PUBLIC KEY',
    'e3b0c44298fc1c149afbf4c8996fb924',
  ];
  it.each(harmless)('leaves alone: %s', (text) => {
    expect(createRedactor().text(text)).toBe(text);
  });

  it('stays quick on texts made to slow it down', () => {
    const hostile = [
      '-----BEGIN PRIVATE KEY-----',
      'eyJ',
      'a://',
      'sk-',
      'authorization: ',
      'AKIA',
      'cookie:',
      'bearer ',
    ];
    const redactor = createRedactor({ secrets: ['aaaaaaaaaaaa'] });
    for (const piece of hostile) expect(redactor.text(piece.repeat(20_000)).length).toBeGreaterThan(0);
    expect(redactor.text('a'.repeat(200_000))).toMatch(/^\[redacted registered-secret [0-9a-f]{12}\]$/);
  });
});

describe('registered secrets', () => {
  const spellings: readonly { name: string; spell: (secret: string) => string }[] = [
    { name: 'plain', spell: (s) => s },
    { name: 'base64', spell: (s) => Buffer.from(s).toString('base64') },
    { name: 'base64 within a longer text', spell: (s) => Buffer.from(`user:${s}@host`).toString('base64') },
    { name: 'base64 one byte further', spell: (s) => Buffer.from(`user1:${s}@host`).toString('base64') },
    { name: 'base64 two bytes further', spell: (s) => Buffer.from(`user12:${s}`).toString('base64') },
    { name: 'base64url', spell: (s) => Buffer.from(s).toString('base64url') },
    { name: 'hex', spell: (s) => Buffer.from(s).toString('hex') },
    { name: 'URL component', spell: encodeURIComponent },
    { name: 'URL component, lower case', spell: (s) => encodeURIComponent(s).replace(/%../g, (c) => c.toLowerCase()) },
    { name: 'URL form', spell: (s) => new URLSearchParams({ k: s }).toString() },
    { name: 'URL-encoded twice', spell: (s) => encodeURIComponent(encodeURIComponent(s)) },
    { name: 'JSON', spell: (s) => JSON.stringify(s) },
    { name: 'JSON in JSON', spell: (s) => JSON.stringify(JSON.stringify(s)) },
    { name: 'JSON in ASCII', spell: (s) => JSON.stringify(s).replace(/ü/g, '\\u00fc') },
  ];

  it.each(spellings)('are found as $name', ({ spell }) => {
    const redactor = createRedactor({ secrets: [canary] });
    const clean = redactor.text(`before ${spell(canary)} after`);
    expect(clean).toMatch(/^before .*\[redacted registered-secret [0-9a-f]{12}\].* after$/);
    expect(redactor.leaks(clean)).toBe(false);
    expect(clean).not.toContain(spell(canary).slice(4, -6));
  });

  it('of many lines are found line by line', () => {
    const key = ['first line of a key', 'second line of a key', 'end'].join('\n');
    const clean = createRedactor({ secrets: [key] }).text('  first line of a key\n  second line of a key\n');
    expect(clean).toMatch(/^ {2}\[redacted .*\]\n {2}\[redacted .*\]\n$/);
  });

  it('that are too short are counted, not looked for', () => {
    const redactor = createRedactor({ secrets: ['', 'abc', 'long enough'] });
    expect(redactor.ignored).toBe(1);
    expect(redactor.text('abc')).toBe('abc');
  });
});

describe('what is left in the place of a secret', () => {
  it('is a mark where it was the whole string, a text within a longer one', () => {
    const found: Redaction[] = [];
    const redactor = createRedactor({ secrets: [canary], onRedaction: (redaction) => found.push(redaction) });
    const body = redactor.json({
      whole: canary,
      part: `a ${canary} b`,
      [`key ${canary}`]: 1,
      list: [canary],
    }) as JsonObject;
    expect(body.whole).toEqual({ redacted: 'registered-secret', commit: found[0]!.commit, lenClass: '17-32' });
    expect(body.part).toBe(`a [redacted registered-secret ${found[1]!.commit.slice(0, 12)}] b`);
    expect(Object.keys(body)).toHaveLength(4);
    expect(JSON.stringify(body)).not.toContain('canary');
    const { salt, value, commit } = found[0]!;
    expect(createHash('sha256').update(salt).update(value).digest('hex')).toBe(commit);
    expect([salt.length, value]).toEqual([16, canary]);
    expect(new Set(found.map((redaction) => redaction.commit)).size).toBe(found.length);
  });

  it('is a mark for members that are secret by name', () => {
    const body = { Password: 'x', deep: [{ 'X-Api-Key': 'y', api_key: '' }], password: 7, tokens: 'n' };
    expect(createRedactor().json(body)).toMatchObject({
      Password: { redacted: 'secret-member', lenClass: '1-8' },
      deep: [{ 'X-Api-Key': { redacted: 'secret-member' }, api_key: '' }],
      password: 7,
      tokens: 'n',
    });
  });

  it('says its length only roughly', () => {
    expect([1, 8, 9, 16, 17, 128, 129, 9999].map(lengthClass)).toEqual([
      '1-8',
      '1-8',
      '9-16',
      '9-16',
      '17-32',
      '65-128',
      '129+',
      '129+',
    ]);
  });

  it('is well formed and of bounded depth, whatever came', () => {
    let deep: JsonValue = 'x';
    for (let i = 0; i < 10_000; i += 1) deep = [deep];
    const odd = JSON.parse('{"__proto__":{"a":1},"constructor":2}') as JsonObject;
    const clean = createRedactor().json({ deep, odd, lone: 'a\ud800b', nan: Number.NaN }) as JsonObject;
    expect(clean.lone).toBe('a\ufffdb');
    expect(clean.nan).toBeNull();
    expect(JSON.stringify(clean.odd)).toBe('{"__proto__":{"a":1},"constructor":2}');
    expect(JSON.stringify(clean.deep)).toContain('nested deeper');
  });
});

/** All bytes that a state folder holds, keys apart: those are secrets themselves. */
function allBytes(stateDir: string): string {
  const files = readdirSync(join(stateDir, 'audit'), { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile() && file.name !== '.reserve')
    .map((file) => `${file.name}\n${readFileSync(join(file.parentPath, file.name), 'latin1')}`)
    .join('\n');
}

function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const all = [
    secret,
    json,
    encodeURIComponent(secret),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ];
  return all.flatMap((text) => [text, Buffer.from(text).toString('latin1')]);
}

const secretText = fc
  .tuple(
    fc.constantFrom('canary-', 'ключ/', '"q\\', 'a b+c&'),
    fc.string({ minLength: 12, maxLength: 40, unit: 'grapheme' }),
  )
  .map(([start, rest]) => `${start}${rest.toWellFormed()}`);

describe('the log', () => {
  it('never holds a registered secret in any spelling, in any file', async () => {
    const place = fc.constantFrom(
      'value',
      'part',
      'key',
      'callId',
      'nested',
      'json',
      'base64',
      'url',
      'large',
      'blob',
      'binary',
      'close',
    );
    await fc.assert(
      fc.asyncProperty(secretText, fc.array(place, { minLength: 1, maxLength: 6 }), async (secret, places) => {
        const stateDir = newStateDir();
        const log = await openIn(stateDir, { secrets: [secret] });
        for (const where of places) await put(log, where, secret);
        await log.close(places.includes('close') ? { why: secret, [secret]: 1 } : {});
        const bytes = allBytes(stateDir);
        expect(spellingsOf(secret).filter((spelling) => bytes.includes(spelling))).toEqual([]);
        expect((await verifyLog(log.path)).status).toBe('whole');
      }),
      { numRuns: 40 },
    );
  });

  async function put(log: Awaited<ReturnType<typeof openIn>>, where: string, secret: string): Promise<void> {
    const bodies: Readonly<Record<string, JsonObject>> = {
      value: { secret },
      part: { text: `x${secret}y${secret}` },
      key: { [secret]: 'v', [`a${secret}`]: { [secret]: secret } },
      nested: { a: [[{ b: ['', secret] }]] },
      json: { text: JSON.stringify({ deep: JSON.stringify({ secret }) }) },
      base64: { text: Buffer.from(`user:${secret}`).toString('base64') },
      url: { text: `https://host/?k=${encodeURIComponent(secret)}&l=1` },
      large: { text: `${secret}${'x'.repeat(70_000)}${secret}` },
    };
    if (where === 'blob') await log.putBlob(`some ${secret}`);
    else if (where === 'binary')
      await log.putBlob(Buffer.concat([Buffer.of(0xff, 0), Buffer.from(secret), Buffer.of(0xfe)]));
    else
      await log.append('loop.message', where === 'callId' ? `id-${secret}` : null, bodies[where] ?? {}, {
        durable: false,
      });
  }

  it('takes the body away when only the line as a whole shows a secret', async () => {
    const secret = ['left-half', 'right-half'].join('","');
    const log = await openIn(newStateDir(), { secrets: [secret] });
    const entry = await log.append('loop.message', null, { list: ['left-half', 'right-half'] }, { durable: true });
    expect(entry.body).toMatchObject({ redacted: 'body' });
    await log.close();
    expect(readFileSync(log.path, 'utf8')).not.toContain(secret);
  });

  it('keeps odd keys as they are, in the line too', async () => {
    const log = await openIn(newStateDir());
    const odd = JSON.parse(
      '{"__proto__":{"a":1},"constructor":2,"input":{"__proto__":{"password":"p"}}}',
    ) as JsonObject;
    await log.append('loop.message', null, odd, { durable: true });
    await log.close();
    const [line] = readFileSync(log.path, 'utf8').split('\n');
    expect(line).toContain('"body":{"__proto__":{"a":1},"constructor":2,"input":{"__proto__":{"password":{"commit"');
    expect((await verifyLog(log.path)).status).toBe('whole');
  });

  it('says after an entry what was taken out of it', async () => {
    const log = await openIn(newStateDir(), { secrets: [canary] });
    await log.append(
      'call.decision',
      'c1',
      { verdict: 'deny', a: canary, b: `${canary} ${canary}`, password: 'p' },
      { durable: true },
    );
    await log.close();
    const [decision, note] = await entriesOf(log.path);
    expect(decision!.body.verdict).toBe('deny');
    expect(note).toMatchObject({
      kind: 'secret.redacted',
      callId: 'c1',
      body: { of: 0, kinds: { 'registered-secret': 3, 'secret-member': 1 }, detectors: 1 },
    });
  });

  it('gives a call id that holds a secret the same stand-in each time, in later processes too', async () => {
    const stateDir = newStateDir();
    const [log, id] = [await openIn(stateDir, { secrets: [canary] }), `toolu-${canary}`];
    await log.append('call.decision', id, { verdict: 'allow' }, { durable: true });
    await log.release();
    const again = await openIn(stateDir, { secrets: [canary], settleOpenCalls: false });
    await again.append('call.result', id, { status: 'ok' }, { durable: true });
    await again.close();
    expect(await verifyLog(log.path)).toMatchObject({ status: 'whole', notes: [] });
  });

  it('keeps salts and values aside only when asked to, and needs them for nothing', async () => {
    const stateDir = newStateDir();
    const log = await openIn(stateDir, { secrets: [canary], keepPrivate: true });
    const entry = await log.append('loop.message', null, { a: canary }, { durable: true });
    await log.close();
    const [line] = readFileSync(join(stateDir, 'audit', 'private', 's1.jsonl'), 'utf8').split('\n');
    const { salt, value, commit } = JSON.parse(line!) as Record<string, string>;
    expect(value).toBe(canary);
    expect((entry.body.a as JsonObject).commit).toBe(commit);
    expect(createHash('sha256').update(Buffer.from(salt!, 'base64')).update(value!).digest('hex')).toBe(commit);
    expect(readFileSync(log.path, 'utf8')).not.toContain(salt);
  });
});
