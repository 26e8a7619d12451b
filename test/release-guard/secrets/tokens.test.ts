/** Tokens of every form, made at run time, in whatever surroundings. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OVERLAP } from '../../../release-guard/artifact/entry.ts';
import type { RawFinding } from '../../../release-guard/finding.ts';
import { checksumHolds, checksumOf } from '../../../release-guard/secrets/checksum.ts';
import { secretDetector } from '../../../release-guard/secrets/detector.ts';
import { madeToken } from '../../../release-guard/secrets/made-token.ts';
import { secretRules } from '../../../release-guard/secrets/rules.ts';
import { tokenFormats } from '../../../release-guard/secrets/search.ts';
import { type LookOptions, look } from '../maps/look.ts';

const see = (path: string, content: string | Uint8Array, options: LookOptions = {}): readonly RawFinding[] =>
  look(path, content, { ...options, detector: secretDetector });
const blocked = (path: string, content: string | Uint8Array, options?: LookOptions): string[] =>
  see(path, content, options)
    .filter(({ severity }) => severity === 'block')
    .map(({ rule }) => rule);

const around: Readonly<Record<string, readonly [path: string, wrap: (token: string) => string]>> = {
  'a string of a program': ['dist/a.js', (token) => `const key = '${token}';\n`],
  JSON: ['dist/a.json', (token) => JSON.stringify({ settings: { key: token } })],
  'a JSON string in JSON': ['dist/a.json', (token) => JSON.stringify({ text: JSON.stringify({ key: token }) })],
  YAML: ['conf/a.yaml', (token) => `settings:\n  key: ${token}\n`],
  'a line of settings': ['settings.ini', (token) => `KEY=${token}\n`],
  'a document': ['README.md', (token) => `Call it with \`${token}\` and wait.\n`],
  'a change log': ['CHANGELOG.md', (token) => `- the key ${token} is no longer needed\n`],
  'one long line': ['dist/a.min.js', (token) => `${'a(b,c);'.repeat(2000)}x("${token}")${';d()'.repeat(2000)}`],
  'a template': ['dist/a.js', (token) => `send(\`${token}\`)`],
};

describe('tokens', () => {
  for (const { id, sample, near } of tokenFormats) {
    it(`${id}: is found wherever it stands`, () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.constantFrom(...Object.keys(around)), (seed, place) => {
          const [path, wrap] = around[place]!;
          const content = wrap((near === undefined ? '' : 'mailgun ') + madeToken(sample, seed));
          // A form with a name and quotes of its own does not survive another string around it.
          fc.pre(!(sample.includes('"') && place.includes('JSON')));
          expect(blocked(path, content)).toContain(`secret-${id}`);
        }),
        { numRuns: 30, seed: 42 },
      );
    });
  }

  it('are found at every place of a window border', () => {
    const window = 4 * OVERLAP;
    const token = madeToken(`ghp_${'~'.repeat(30)}!`, 3);
    for (let at = window - OVERLAP - 60; at < window + 60; at += 977) {
      const content = `${' '.repeat(at)}"${token}"${' '.repeat(window)}`;
      const found = see('a.js', content, { window }).filter(({ rule }) => rule === 'secret-github');
      expect(found.map(({ offset }) => offset)).toEqual([at + 1]);
    }
  });

  it('are found in base64, whatever stands before them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.string({ maxLength: 40 }), (seed, before) => {
        const inside = `${before} ${madeToken(`npm_${'~'.repeat(30)}!`, seed)} end of it`;
        const content = `x = atob("${Buffer.from(inside).toString('base64')}")`;
        expect(blocked('dist/a.js', content)).toContain('secret-npm');
      }),
      { numRuns: 60, seed: 42 },
    );
  });

  it('are found in UTF-16', () => {
    const content = Buffer.from(`\ufeffkey = "${madeToken(`glpat-${'~'.repeat(20)}`, 4)}"\n`, 'utf16le');
    expect(blocked('a.txt', content)).toEqual(['secret-gitlab']);
  });

  it('with a check that does not hold stop no release', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.constantFrom('ghp_', 'gho_', 'ghs_', 'npm_'),
        (seed, prefix) => {
          const token = madeToken(`${prefix}${'~'.repeat(30)}!`, seed);
          const wrong = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
          const found = see('dist/a.js', `const token = "${wrong}";`);
          expect(found.map(({ severity }) => severity)).toEqual(['warn']);
        },
      ),
      { numRuns: 60, seed: 42 },
    );
  });

  it('are never shown', () => {
    for (const { id, sample } of tokenFormats) {
      const token = madeToken(sample, 9);
      const findings = see('dist/a.js', `mailgun("${token}")`);
      expect(findings.length, id).toBeGreaterThan(0);
      for (const { message = '' } of findings) {
        const longest = [...Array(Math.max(0, token.length - 8)).keys()].filter((at) =>
          message.includes(token.slice(at, at + 9)),
        );
        expect(
          longest.filter((at) => /\d/.test(token.slice(at, at + 9))),
          message,
        ).toEqual([]);
      }
    }
  });
});

describe('placeholders', () => {
  const hollow = ['x', '0', 'A', '*', 'abc', '1234567890'];
  for (const { id, sample } of tokenFormats) {
    it(`${id}: forms without chance in them are nobody's`, () => {
      for (const fill of hollow) {
        const token = sample.replace(/[~@#%^&9!]{6,}/g, (run) => fill.repeat(run.length).slice(0, run.length));
        expect(blocked('dist/a.js', `const a = "${token}";`), token).toEqual([]);
      }
    });
  }

  it.each([
    'const re = /ghp_[A-Za-z0-9]{36}/, aws = "AKIA[0-9A-Z]{16}", k = "-----BEGIN RSA PRIVATE KEY-----";',
    'export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE',
    'token: "<your-token>", secret: "your_client_secret_here", password: "changeme"',
    `apiKey: process.env.API_KEY, secret: \`${'$'}{secret}\`, token: "%s", key: "{{ key }}"`,
    'integrity="sha512-oRMTzJRuL9wCpAAbZKIFNc2nJ0qhLW8VcVNMf0k6S2VxYlwQp1fEGdu7zl4o5CsQkBbRTa4kVwFAj2s3Yh1jTQ=="',
    'var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", token = alphabet;',
    'redis://localhost:6379 postgres://user:password@localhost/db https://user:pass@example.com mongodb://<user>:<pw>@host',
    '{"passwordField":"input[name=password]","tokenEndpoint":"https://id.globex.io/oauth/token","secretName":"my-app-secret-2"}',
    'password: "Password must have 8 characters and 1 digit"',
  ])('%s', (content) => {
    expect(see('dist/a.js', content).filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(see('README.md', content).filter(({ severity }) => severity !== 'info')).toEqual([]);
  });
});

describe('the check of tokens', () => {
  it('is that of a token that npm itself made invalid', () => {
    // Printed in an issue of a public secret scanner, as a dummy.
    expect(checksumHolds(['qkJaB6MffYVzZXWqmcoF49yrUxP3wf', '0LsakP'].join(''))).toBe(true);
  });

  it('has six digits', () => {
    fc.assert(
      fc.property(fc.string(), (body) => /^[0-9A-Za-z]{6}$/.test(checksumOf(body))),
      { seed: 42 },
    );
  });
});

it('every rule that the detector can report is in the catalogue, once', () => {
  const ids = secretRules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
