import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rules } from '../../../release-guard/maps/index.ts';
import { look, verdicts } from './look.ts';

const text = (content: string | (() => string | Uint8Array)) => (typeof content === 'function' ? content() : content);
const noisy = (rule: string, severity: string | undefined) =>
  (severity ?? rules.find(({ id }) => id === rule)?.severity ?? 'block') !== 'info';

describe.each(rules)('$id', ({ id, examples }) => {
  it.each(examples.flagged.map((each) => [each.path, each] as const))('is found in %s', (_, { path, content }) => {
    expect(look(path, text(content)).map(({ rule }) => rule)).toContain(id);
  });
  it.each(examples.clean.map((each) => [each.path, each] as const))('is not found in %s', (_, { path, content }) => {
    expect(look(path, text(content)).filter(({ rule, severity }) => rule === id || noisy(rule, severity))).toEqual([]);
  });
});

const NAME = `source${'MappingURL'}`;
const own = 'export const price = (n: number): number => n * 2; // ünï\n';
const bytesOf = (value: string) => Buffer.byteLength(value);
const map = (more: object = {}) => ({
  version: 3,
  sources: ['../src/a.ts'],
  names: [],
  mappings: 'AAAA;AACA',
  sourcesContent: [own],
  ...more,
});
const json = (more: object = {}) => JSON.stringify(map(more));
const b64 = (value: string) => Buffer.from(value).toString('base64');
const data = (value = json(), head = 'application/json;base64') => `data:${head},${b64(value)}`;
const T = ['source-map-text block'];
const I = ['source-map-inline-text block'];

describe('maps of their own', () => {
  it.each<[string, string | Uint8Array, string[]]>([
    ['a.js.map', json(), T],
    ['A.JS.MAP', json(), T],
    ['notes.txt', json(), T],
    ['noextension', json(), T],
    ['guarded.map', `)]}'\n${json()}`, T],
    ['guarded2.map', `)]}',\n${json()}`, T],
    ['bom.map', `\ufeff${json()}`, T],
    ['utf16le.map', Buffer.from(`\ufeff${json()}`, 'utf16le'), T],
    ['utf16be.map', Buffer.from(`\ufeff${json()}`, 'utf16le').swap16(), T],
    ['utf16-nobom.map', Buffer.from(json(), 'utf16le'), T],
    ['escaped.map', json().replace('sourcesContent', '\\u0073ources\\u0043ontent'), T],
    ['spaced.map', JSON.stringify(map(), null, '\t\r\n '), T],
    ['text-first.map', JSON.stringify(Object.fromEntries(Object.entries(map()).reverse())), T],
    ['null.map', json({ sourcesContent: [null] }), ['source-map-file']],
    ['empty.map', json({ sourcesContent: [''] }), ['source-map-file']],
    ['none.map', json({ sourcesContent: undefined }), ['source-map-file']],
    ['partial.map', json({ sources: ['a', 'b'], sourcesContent: [null, own] }), T],
    ['twice.map', json().replace('"names"', '"sourcesContent":[null],"names"'), T],
    ['sections.map', JSON.stringify({ version: 3, sections: [{ offset: { line: 0, column: 0 }, map: map() }] }), T],
    [
      'sections-url.map',
      '{"version":3,"sections":[{"offset":{},"url":"https://maps.corp.net/x.map"}]}',
      ['source-map-file', 'source-map-remote'],
    ],
    ['truncated.map', json().slice(0, -12), T],
    ['third.map', json({ sources: ['../node_modules/react/index.js'] }), T],
    ['ignored.map', json({ ignoreList: [0], x_google_ignoreList: [0] }), T],
    [
      'bucket.map',
      json({ sourcesContent: undefined, sourceRoot: 'https://b.s3.amazonaws.com/src' }),
      ['source-map-file', 'source-map-remote'],
    ],
    [
      'gcs.map',
      json({ sourcesContent: undefined, sources: ['https://storage.googleapis.com/b/a.ts'] }),
      ['source-map-file', 'source-map-remote'],
    ],
    [
      'github.map',
      json({ sourcesContent: undefined, sourceRoot: 'https://raw.githubusercontent.com/a/b/' }),
      ['source-map-file'],
    ],
    ['coverage.json', JSON.stringify({ '/a.ts': { path: '/a.ts', inputSourceMap: map() } }), T],
    ['cache.json', JSON.stringify({ code: 'x', map: map(), metadata: {} }), T],
    ['string.json', JSON.stringify({ map: json() }), I],
    ['string2.json', JSON.stringify({ cached: JSON.stringify({ map: json() }) }), I],
    ['types.d.ts.map', json({ file: 'a.d.ts' }), T],
    ['metro.map', json({ x_facebook_sources: [[{ names: ['<global>'], mappings: 'AAA' }]] }), T],
    ['data.json', '{"version":3,"mappings":{"properties":{}},"sources":["a"]}', []],
    ['esbuild-meta.json', '{"inputs":{"src/a.ts":{"bytes":3,"imports":[]}},"outputs":{}}', ['build-tool-record']],
  ])('%s', (path, content, expected) => expect(verdicts(path, content)).toEqual(expected));

  it('text behind megabytes of mappings, and mappings behind megabytes of text', () => {
    const mappings = 'AAAA,'.repeat(600_000);
    expect(
      verdicts('a.map', JSON.stringify({ version: 3, sources: ['a'], mappings, sourcesContent: [own] }), {
        window: 200_000,
      }),
    ).toEqual(T);
    expect(
      verdicts(
        'a.map',
        JSON.stringify({ sourcesContent: [own.repeat(50_000)], sources: ['a'], mappings: 'AAAA', version: 3 }),
        { window: 200_000 },
      ),
    ).toEqual(T);
  });

  it("counts files and bytes of the decoded text, one's own and others'", () => {
    const [finding] = look(
      'a.map',
      json({ sources: ['a.ts', 'node_modules/x/b.js', 'c.ts'], sourcesContent: [own, own, null] }),
    );
    expect(finding?.rebuildable).toEqual({ files: 2, bytes: 2 * bytesOf(own) });
    expect(finding?.message).toBe('rebuilds 2 source files, 120 B of text; 1 source file, 60 B of text of it your own');
  });
});

describe('maps in other files', () => {
  const at = (body: string) => `x();\n${body}\n`;
  it.each<[string, string | Uint8Array, string[]]>([
    ['a.js', at(`//# ${NAME}=${data()}`), I],
    ['old.js', at(`//@ ${NAME}=${data()}`), I],
    ['block.js', at(`/*# ${NAME}=${data()} */`), I],
    ['tight.css', `a{}/*# ${NAME}=${data()}*/`, I],
    ['charset.js', at(`//# ${NAME}=${data(json(), 'application/json;charset=utf-8;base64')}`), I],
    ['media.js', at(`//# ${NAME}=${data(json(), 'text/plain;base64')}`), I],
    ['percent.js', at(`//# ${NAME}=data:application/json,${encodeURIComponent(json())}`), I],
    ['percent2.js', at(`//# ${NAME}=data:application/json;charset=utf8,${encodeURIComponent(json())}`), I],
    ['a.html', `<style>a{}/*# ${NAME}=${data()} */</style><script>x()</script>`, I],
    ['a.d.ts', at(`//# ${NAME}=${data()}`), I],
    ['noextension', at(`//# ${NAME}=${data()}`), I],
    ['middle.js', `${at(`//# ${NAME}=${data()}`)}more();\n`, I],
    ['first-of-two.js', at(`//# ${NAME}=${data()}\n//# ${NAME}=a.js.map`), I],
    ['trailer.js', `${at(`//# ${NAME}=${data()}`)}//${' '.repeat(8192)}\n`, I],
    ['tab.js', at(`//#\t${NAME}=${data()}`), I],
    ['crlf.js', `x();\r\n//# ${NAME}=${data()}\r\n`, I],
    ['u2028.js', `x();\u2028//# ${NAME}=${data()}\u2028`, I],
    ['same-line.js', `x();//# ${NAME}=${data()}`, I],
    ['utf16.js', Buffer.from(`\ufeff${at(`//# ${NAME}=${data()}`)}`, 'utf16le'), I],
    ['eval.js', `eval("x()\\n//# ${NAME}=${data()}\\n//# sourceURL=webpack-internal:///a.ts\\n")`, I],
    ['template.js', `const worker = \`x();\n//# ${NAME}=${data()}\n\`;`, I],
    ['blob.js', `new Blob(['x()', 'data:application/json;base64,${b64(json())}'])`, I],
    ['exported.cjs', `module.exports = ${json()};`, I],
    [
      'literal.js',
      `export default {version:3,mappings:'AAAA;AACA',sources:['a.ts'],sourcesContent:['${own.trim().repeat(2)}']}`,
      I,
    ],
    ['parse.js', `const m = JSON.parse(${JSON.stringify(json())});`, I],
    ['third.js', at(`//# ${NAME}=${data(json({ sources: ['node_modules/a/b.js'] }))}`), I],
    ['no-text.js', at(`//# ${NAME}=${data(json({ sourcesContent: undefined }))}`), []],
    ['dangling.js', at(`//# ${NAME}=a.js.map`), []],
    ['parent.js', at(`//# ${NAME}=../maps/a.js.map?v=1`), []],
    ['bucket.js', at(`//# ${NAME}=https://acme.s3.us-east-1.amazonaws.com/a.js.map`), ['source-map-remote block']],
    ['r2.js', at(`//# ${NAME}=https://pub-12ab.r2.dev/a.js.map`), ['source-map-remote block']],
    ['azure.js', at(`//# ${NAME}=https://acme.blob.core.windows.net/m/a.map?sv=1&sig=x`), ['source-map-remote block']],
    ['relative-protocol.js', at(`//# ${NAME}=//maps.corp.net/a.js.map`), ['source-map-remote block']],
    ['s3.js', at(`//# ${NAME}=s3://acme/a.js.map`), ['source-map-remote block']],
    ['local.js', at(`//# ${NAME}=http://localhost:9000/a.js.map`), ['source-map-remote warn']],
    ['file.js', at(`//# ${NAME}=file:///home/ada/a.js.map`), ['source-map-remote warn']],
    ['cdn.js', at(`//# ${NAME}=https://cdn.jsdelivr.net/sm/1.map`), ['source-map-remote info']],
    ['minified.js', `!function(){a()}();//# ${NAME}=https://maps.corp.net/a.map`, ['source-map-remote block']],
    ['in-string.js', `const s = "//# ${NAME}=https://maps.corp.net/a.map";`, []],
    ['in-doc.js', `/**\n * //# ${NAME}=https://maps.corp.net/a.map\n */`, []],
    ['regex.js', `const re = /\\/\\/[#@] ${NAME}=([^\\s'"]*)\\s*$/;`, []],
    [
      'concat.js',
      `out += '\\n//# ${NAME}=' + url + '\\n'; out += "\\n//# ${NAME}=data:application/json;base64," + b64(map);`,
      [],
    ],
    [
      'schema.js',
      'var keys = ["sources","sourcesContent","mappings"]; if (map.sourcesContent) use(map.sourcesContent[0]);',
      [],
    ],
    [
      'computed.js',
      'f({version: 3, mappings: "AAAA", sources: ["a"], sourcesContent: [fs.readFileSync(a, "utf8"), "export const a = 1; // long"]})',
      [],
    ],
    ['README.md', `Write \`//# ${NAME}=https://maps.corp.net/a.map\`.\n//# ${NAME}=https://maps.corp.net/a.map\n`, []],
    ['image.js', `const png = 'data:image/png;base64,${b64('not a map at all')}';`, []],
  ])('%s', (path, content, expected) => expect(verdicts(path, content)).toEqual(expected));

  it('says where, and how much, over all inline maps of a file', () => {
    const content = `a();\nb();\n//# ${NAME}=${data()}\n`.repeat(3);
    expect(look('a.js', content)[0]).toMatchObject({
      line: 3,
      offset: content.indexOf(NAME),
      rebuildable: { files: 3, bytes: 3 * bytesOf(own) },
      message: '3 inline maps: 3 source files, 180 B of text can be rebuilt',
    });
  });

  it('shows no login and no signature of an address', () => {
    const [finding] = look('a.js', at(`//# ${NAME}=https://ada:${'pass'}word@maps.corp.net/a.map?sig=abc`));
    expect(finding?.message).toBe('names a map at https://maps.corp.net/a.map');
  });
});

describe('what the publisher chose', () => {
  it.each([
    ['closed', 'block', 'block'],
    ['open-source', 'info', 'info'],
    ['external-only', 'info', 'block'],
  ] as const)('%s: a file %s, inline %s', (maps, file, inline) => {
    expect(verdicts('a.map', json(), { choices: { maps } })).toEqual([`source-map-text ${file}`]);
    expect(verdicts('a.js', `//# ${NAME}=${data()}`, { choices: { maps } })).toEqual([
      `source-map-inline-text ${inline}`,
    ]);
  });
  it('a bucket blocks whatever was chosen', () => {
    expect(verdicts('a.js', `//# ${NAME}=s3://a/b`, { choices: { maps: 'open-source' } })).toEqual([
      'source-map-remote block',
    ]);
  });
});

/** JSON of a value, written as oddly as JSON allows: white space, escapes, order of keys. */
function oddJson(value: unknown, odd: () => number): string {
  const space = () => ' \t\n\r'.repeat(2).slice(0, odd() % 5);
  const string = (plain: string) =>
    `"${[
      ...JSON.stringify(plain)
        .slice(1, -1)
        .matchAll(/\\u....|\\.|[\s\S]/gu),
    ]
      .map(([part]) => {
        if (part.startsWith('\\') || odd() % 8 !== 0) return part;
        return [...Array(part.length).keys()]
          .map((at) => `\\u${part.charCodeAt(at).toString(16).padStart(4, '0')}`)
          .join('');
      })
      .join('')}"`;
  if (typeof value === 'string') return string(value);
  if (Array.isArray(value)) return `[${value.map((each) => space() + oddJson(each, odd) + space()).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([key, member]) => `${space()}${string(key)}${space()}:${space()}${oddJson(member, odd)}`,
    );
    return `{${members.sort(() => (odd() % 3) - 1).join(',')}}`;
  }
  return JSON.stringify(value);
}

describe('any map in any writing', () => {
  const content = fc.option(
    fc.string({ unit: 'binary', maxLength: 60 }).map((value) => value.toWellFormed()),
    { freq: 3 },
  );
  const sources = fc.array(
    fc.tuple(fc.constantFrom('a.ts', '../src/b.ts', 'node_modules/c/d.js', 'webpack://x/./e.ts'), content),
    { maxLength: 6 },
  );
  const seeds = fc.array(fc.nat(), { minLength: 1, maxLength: 50 });
  const amounts = (list: readonly (readonly [string, string | null])[]) => {
    const texts = list.flatMap(([, value]) => (value === null || value === '' ? [] : [value]));
    return { files: texts.length, bytes: texts.reduce((all, value) => all + bytesOf(value), 0) };
  };

  it('is counted exactly, as a file and inline, wherever windows are cut', () => {
    fc.assert(
      fc.property(
        sources,
        seeds,
        fc.nat({ max: 400_000 }),
        fc.integer({ min: 70_000, max: 300_000 }),
        (list, seed, padding, window) => {
          let at = 0;
          const odd = () => seed[at++ % seed.length] ?? 0;
          const value = {
            version: 3,
            sources: list.map(([path]) => path),
            sourcesContent: list.map(([, each]) => each),
            mappings: 'A'.repeat(padding),
          };
          const written = oddJson(value, odd);
          const expected = amounts(list);
          const ofFile = look('m.map', written, { window }).find(({ rule }) => rule === 'source-map-text')?.rebuildable;
          expect(ofFile ?? { files: 0, bytes: 0 }).toEqual(expected);
          const inline = look('m.js', `${' '.repeat(padding)}\n//# ${NAME}=${data(written)}`, { window });
          expect(
            inline.find(({ rule }) => rule === 'source-map-inline-text')?.rebuildable ?? { files: 0, bytes: 0 },
          ).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('no bytes make it throw', () => {
    const parts = fc.constantFrom(
      `//# ${NAME}=`,
      'data:;base64,eyJ',
      '"sourcesContent":[',
      '"mappings":"',
      '\\"sourcesContent\\":[',
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      '\\u00',
      'null',
      ',',
      ':',
      '%7',
      '\0asm\u0001\0\0\0',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(parts, fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 40 }), (list) => {
        look('x.js', list.join(''));
        look('x.map', `{${list.join('')}`);
      }),
      { numRuns: 3000 },
    );
  });
});
