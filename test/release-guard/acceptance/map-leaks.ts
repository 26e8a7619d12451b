/** Source that leaks through maps and their comments: "Maps" and "Comments" of the design. */
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { asar, tar, zip } from '../artifact/archives.ts';
import * as c from './case.ts';
import { bareMap, code, comment, dataUrl, leak, map, source, TEXTS } from './case.ts';

const M = 'dist/index.js.map';
const J = 'dist/index.js';
const js = (url: string) => `${code}\n${comment(url)}\n`;
const tgz = (name: string, content: c.Content) =>
  gzipSync(
    tar([
      { name: 'package/package.json', content: c.manifest() },
      { name, content: Buffer.from(content as Uint8Array) },
    ]),
  );
const long = 'AAAA;ACDE,'.repeat(220_000);
const escapedMap = () => JSON.stringify(map());

export const mapLeaks: readonly c.FolderCase[] = [
  leak(
    'external map with text',
    M,
    () => map(),
    () => ({ [J]: js('index.js.map') }),
  ),
  leak('stray map', 'dist/old/chunk.js.map', () => map()),
  leak('partial text', M, () => map({ sources: ['a', 'b'], [TEXTS]: [null, source] })),
  leak('text that is short', M, () => map({ [TEXTS]: ['a=1\n'] })),
  leak('text of one line', M, () => map({ [TEXTS]: ['export const rate = 0.83;'] })),
  leak('indexed sections inline', M, () =>
    JSON.stringify({ version: 3, sections: [{ offset: { line: 0, column: 0 }, map: JSON.parse(map()) }] }),
  ),
  leak('indexed sections by url', M, () =>
    JSON.stringify({
      version: 3,
      sections: [{ offset: { line: 0, column: 0 }, url: 'https://acme-maps.s3.amazonaws.com/a.map' }],
    }),
  ),
  leak('sourceRoot on a bucket', M, () =>
    bareMap({ sourceRoot: 'https://acme-src.s3.eu-central-1.amazonaws.com/v2/' }),
  ),
  leak('sources on r2', M, () => bareMap({ sources: ['https://pub-1f2e3d4c.r2.dev/src/discount.ts'] })),
  leak('zip of sources in a bucket', M, () =>
    bareMap({ sources: ['https://storage.googleapis.com/acme-releases/src.zip'] }),
  ),
  leak('sources on another server', M, () => bareMap({ sourceRoot: 'https://src.acme-billing.io/' })),
  leak('guard against inclusion', M, () => `)]}'\n${map()}`),
  leak("guard )]}', with a comma", M, () => `)]}',\n${map()}`),
  leak('guard on the same line', M, () => `)]}' ${map()}`),
  leak('byte order mark', M, () => `\ufeff${map()}`),
  leak('UTF-16 little endian', M, () => c.utf16(map())),
  leak('UTF-16 big endian', M, () => c.utf16be(map())),
  leak('UTF-16 without a mark', M, () => c.utf16(map()).subarray(2)),
  leak(
    'text behind 2 MB of mappings',
    M,
    () => `{"version":3,"mappings":"${long}","sources":["a.ts"],"${TEXTS}":[${JSON.stringify(source)}]}`,
  ),
  leak(
    'text before 2 MB of mappings',
    M,
    () => `{"version":3,"${TEXTS}":[${JSON.stringify(source)}],"sources":["a.ts"],"mappings":"${long}"}`,
  ),
  leak('escaped key', M, () => map().replace(TEXTS, 'sources\\u0043ontent')),
  leak('every letter of the keys escaped', M, () =>
    map().replace(TEXTS, [...TEXTS].map((x) => `\\u${x.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')),
  ),
  leak('odd white space', M, () => map().replace(`"${TEXTS}":[`, `\n\t"${TEXTS}"\r\n  :\t\n [\n\n`)),
  leak('duplicate keys, text last', M, () => map().replace('{', `{"${TEXTS}":[null],`)),
  leak('duplicate keys, text first', M, () => map().replace(/}$/, `,"${TEXTS}":[null]}`)),
  leak('renamed to .txt', 'dist/notes.txt', () => map()),
  leak('renamed to .json', 'dist/data.json', () => map()),
  leak('without an ending', 'dist/chunk', () => map()),
  leak('upper case', 'dist/INDEX.JS.MAP', () => map()),
  leak('named as an image', 'dist/logo.png', () => map()),
  leak('gzip', `${M}.gz`, () => gzipSync(map())),
  leak('brotli', `${M}.br`, () => brotliCompressSync(map())),
  leak('zstd', `${M}.zst`, () => zstdCompressSync(map())),
  leak('gzip under another name', 'dist/data.bin', () => gzipSync(map())),
  leak('pre-compressed bundle, gzip', 'dist/app.js.gz', () => gzipSync(js(dataUrl()))),
  leak('pre-compressed bundle, brotli', 'dist/app.js.br', () => brotliCompressSync(js(dataUrl()))),
  leak('nested tgz', 'dist/inner.tgz', () => tgz('package/a.js.map', map())),
  leak('nested zip', 'dist/inner.zip', () => zip([{ name: 'a.js.map', content: map() }])),
  leak('stored in a zip', 'dist/stored.zip', () => zip([{ name: 'a.js.map', content: map(), method: 0 }])),
  leak('zip in tgz', 'dist/deep.tgz', () => tgz('package/x.zip', zip([{ name: 'a.js.map', content: map() }]))),
  leak('tar without compression', 'dist/data.tar', () => tar([{ name: 'a.js.map', content: map() }])),
  leak('vsix', 'dist/ext.vsix', () =>
    zip([
      { name: 'extension/package.json', content: '{"name":"x","version":"1.0.0"}' },
      { name: 'extension/out/main.js.map', content: map() },
    ]),
  ),
  leak('asar', 'dist/app.asar', () => asar({ 'main.js': 'x', 'main.js.map': map() })),
  leak('d.ts.map with text', 'dist/index.d.ts.map', () => map({ file: 'index.d.ts' })),
  leak('map of a style sheet', 'dist/app.css.map', () =>
    map({ file: 'app.css', sources: ['../src/app.scss'], [TEXTS]: ['$brand: #123;\n.a { color: $brand }\n'] }),
  ),
  leak('Metro', 'dist/main.jsbundle.map', () =>
    map({ x_facebook_sources: [[{ names: ['<global>'], mappings: 'AAA' }]] }),
  ),
  leak('Hermes', 'dist/index.android.bundle.hbc.map', () => map({ x_hermes_function_offsets: { 0: [0, 12] } })),
  leak('third-party text beside own', M, () =>
    map({ sources: ['../node_modules/a/a.js', '../src/b.ts'], [TEXTS]: ['a\n', source], ignoreList: [0] }),
  ),
  leak('ignoreList over own text', M, () => map({ ignoreList: [0] })),
  leak('x_google_ignoreList over own text', M, () => map({ x_google_ignoreList: [0] })),
  leak('CommonJS export', 'dist/map.js', () => `module.exports = ${map()};\n`),
  leak('ES module export', 'dist/map.mjs', () => `export default ${map()};\n`),
  leak('exported as JSON text', 'dist/map.cjs', () => `module.exports = JSON.parse(${escapedMap()});\n`),
  leak(
    'exported in single quotes',
    'dist/map2.js',
    () => `module.exports='${map().replaceAll('\\', '\\\\').replaceAll("'", "\\'")}';\n`,
  ),
  leak(
    'literal with bare keys',
    'dist/map3.js',
    () => `var m={version:3,sources:["a.ts"],${TEXTS}:[${JSON.stringify(source)}],mappings:"AAAA,SAASA"};\n`,
  ),
  leak('coverage data', 'dist/cov.json', () =>
    JSON.stringify({ '/w/a.js': { path: '/w/a.js', statementMap: {}, s: {}, inputSourceMap: JSON.parse(map()) } }),
  ),
  leak('coverage data with code', 'dist/cov-code.json', () =>
    JSON.stringify({ '/w/a.ts': { path: '/w/a.ts', code: source, statementMap: {}, fnMap: {}, s: { 0: 1 } } }),
  ),
  leak('transpiler cache', 'dist/.cache/babel.json', () =>
    JSON.stringify({ '["src/a.ts"]': { ast: null, code, map: JSON.parse(map()), mtime: 1 } }),
  ),
  leak('cache with a map as text', 'dist/ts-node-cache.json', () => JSON.stringify({ code, map: map() })),
  leak('webpack stats', 'dist/stats.json', () =>
    JSON.stringify({
      hash: 'a',
      modules: [{ type: 'module', moduleType: 'javascript/auto', identifier: '/src/a.ts', name: './src/a.ts', source }],
    }),
  ),
  leak('esbuild metafile', 'dist/meta.json', () =>
    JSON.stringify({
      inputs: { 'src/billing/discount.ts': { bytes: 812, imports: [], format: 'esm' } },
      outputs: {
        'dist/index.js': {
          imports: [],
          exports: [],
          inputs: { 'src/billing/discount.ts': { bytesInOutput: 12 } },
          bytes: 90,
        },
      },
    }),
  ),
  leak('rollup cache', 'dist/rollup.json', () =>
    JSON.stringify({
      modules: [{ id: '/src/a.ts', ast: {}, code, originalCode: source, transformDependencies: [] }],
      plugins: {},
    }),
  ),
  leak('tsbuildinfo', 'dist/tsconfig.tsbuildinfo', () =>
    JSON.stringify({ fileNames: ['../src/discount.ts', '../src/secret-plan.ts'], fileInfos: ['a'], version: '5.9.2' }),
  ),
  leak('js.flow', 'dist/discount.js.flow', () => `/* @flow strict */\n${source}`),
  leak(
    'stats in a bundle',
    'dist/report.html',
    () =>
      `<html><script>window.chartData = ${JSON.stringify([{ label: 'a', groups: [{ label: 'src', path: './src/discount.ts' }] }])}; var m = ${map().replaceAll('</', '<\\/')};</script></html>`,
  ),
];

const sas = `https://acmemaps.blob.core.windows.net/maps/a.map?sv=2022-11-02&sig=${c.noise(43, 5)}%3D`;
const inline = (name: string, path: string, content: () => c.Content) => leak(`comment: ${name}`, path, content);
export const commentLeaks: readonly c.FolderCase[] = [
  inline('//#', J, () => js(dataUrl())),
  inline('//@', J, () => `${code}\n${comment(dataUrl(), '//@')}\n`),
  inline('/*# */ in script', J, () => `${code}\n${comment(dataUrl(), '/*#', ' */')}\n`),
  inline('charset', J, () => js(`data:application/json;charset=utf-8;base64,${c.base64(map())}`)),
  inline('charset in capitals', J, () => js(`data:application/json;charset=UTF-8;base64,${c.base64(map())}`)),
  inline('text/plain', J, () => js(dataUrl(map(), 'text/plain'))),
  inline('octet-stream', J, () => js(dataUrl(map(), 'application/octet-stream'))),
  inline('source-map type', J, () => js(dataUrl(map(), 'application/source-map+json'))),
  inline('no type', J, () => js(`data:;base64,${c.base64(map())}`)),
  inline('capitals of the scheme', J, () => js(`DATA:APPLICATION/JSON;BASE64,${c.base64(map())}`)),
  inline('percent-encoded', J, () => js(`data:application/json,${encodeURIComponent(map())}`)),
  inline('percent-encoded with charset', J, () =>
    js(`data:application/json;charset=utf-8,${encodeURIComponent(map())}`),
  ),
  inline('base64 of a map with the text first', J, () => js(dataUrl(`\n\n  ${map()}`))),
  inline('base64 of gzip', J, () => js(`data:application/gzip;base64,${gzipSync(map()).toString('base64')}`)),
  inline('CSS', 'dist/app.css', () => `.a{color:red}\n${comment(dataUrl(), '/*#', ' */')}\n`),
  inline('mjs', 'dist/a.mjs', () => js(dataUrl())),
  inline('cjs', 'dist/a.cjs', () => js(dataUrl())),
  inline('d.ts', 'dist/a.d.ts', () => `export declare const a: 1;\n${comment(dataUrl())}\n`),
  inline('no extension', 'dist/cli', () => `#!/usr/bin/env node\n${js(dataUrl())}`),
  inline('mid-file', J, () => `${js(dataUrl())}${code}\n${code}\n`),
  inline('first of two', J, () => `${js(dataUrl())}${comment('index.js.map')}\n`),
  inline('behind a 3 MB line', J, () => `${'a=1;'.repeat(800_000)}\n${comment(dataUrl())}`),
  inline('8 KB trailer', J, () => `${js(dataUrl())}/* ${'licence text '.repeat(650)} */\n`),
  inline('tab', J, () => `${code}\n//#\t${c.URL_WORD}=${dataUrl()}\n`),
  inline('white space around =', J, () => `${code}\n//# ${c.URL_WORD} = ${dataUrl()}\n`),
  inline('CRLF', J, () => `${code}\r\n${comment(dataUrl())}\r\n`),
  inline('U+2028', J, () => `${code}\u2028${comment(dataUrl())}\u2028`),
  inline('same line as code', J, () => `${code}${comment(dataUrl())}\n`),
  inline('UTF-16', J, () => c.utf16(js(dataUrl()))),
  inline('eval string', J, () => `eval(${JSON.stringify(`${code}\n${comment(dataUrl())}`)});\n`),
  inline(
    'eval in eval',
    J,
    () => `eval(${JSON.stringify(`eval(${JSON.stringify(`${code}\n${comment(dataUrl())}`)})`)});\n`,
  ),
  inline(
    'webpack eval with sourceURL',
    J,
    () => `eval("x();//# ${c.URL_WORD}=${dataUrl()}\\n//# sourceURL=webpack-internal:///./src/a.ts\\n");`,
  ),
  inline('HTML script', 'dist/index.html', () => `<script>\n${js(dataUrl())}</script>\n`),
  inline('HTML style', 'dist/page.html', () => `<style>.a{}\n${comment(dataUrl(), '/*#', ' */')}</style>\n`),
  inline(
    'worker template literal',
    'dist/worker.js',
    () => `const w=new Blob([\`${code}\n${comment(dataUrl())}\n\`]);\n`,
  ),
  inline(
    'worker in base64',
    'dist/worker64.js',
    () => `new Worker("data:text/javascript;base64,${c.base64(js(dataUrl()))}");\n`,
  ),
  inline('built by a template', 'dist/svelte.js', () => `const css="${comment(dataUrl(), '/*#', ' */')}";\n`),
  inline('https', J, () => js('https://maps.acme-billing.io/v2/index.js.map')),
  inline('https with a login', J, () => js('https://ci:s3cr3tpw@maps.acme-billing.io/index.js.map')),
  inline('s3', J, () => js('https://acme-maps.s3.amazonaws.com/index.js.map')),
  inline('s3 scheme', J, () => js('s3://acme-maps/index.js.map')),
  inline('r2', J, () => js('https://pub-0a1b2c.r2.dev/index.js.map')),
  inline('GCS', J, () => js('https://storage.googleapis.com/acme-maps/index.js.map')),
  inline('Azure SAS', J, () => js(sas)),
  inline('protocol-relative', J, () => js('//cdn.acme-billing.io/index.js.map')),
  inline(
    'remote in CSS',
    'dist/app.css',
    () => `.a{}\n${comment('https://maps.acme-billing.io/app.css.map', '/*#', ' */')}`,
  ),
  leak(
    'comment: reference with ../',
    'maps/index.js.map',
    () => map(),
    () => ({ [J]: js('../maps/index.js.map') }),
  ),
  leak(
    'comment: reference with %20 and ?query',
    'dist/my index.js.map',
    () => map(),
    () => ({ [J]: js('my%20index.js.map?v=2') }),
  ),
  leak(
    'comment: debugId',
    M,
    () => map({ debugId: '85314830-023f-4cf1-a267-535f4e37bb17' }),
    () => ({ [J]: `${js('index.js.map')}//# debugId=85314830-023f-4cf1-a267-535f4e37bb17\n` }),
  ),
  leak('wasm: custom section with an address', 'dist/a.wasm', () => {
    const url = 'https://maps.acme-billing.io/a.wasm.map';
    return c.wasm(c.wasmSection(c.URL_WORD, Buffer.concat([c.leb(url.length), Buffer.from(url)])));
  }),
  leak('wasm: inline map', 'dist/b.wasm', () => {
    const url = dataUrl();
    return c.wasm(c.wasmSection(c.URL_WORD, Buffer.concat([c.leb(url.length), Buffer.from(url)])));
  }),
  leak('wasm: DWARF', 'dist/c.wasm', () =>
    c.wasm(c.wasmSection('.debug_info', c.noise(300, 2)), c.wasmSection('.debug_str', 'src/discount.rs\0')),
  ),
  leak('wasm: DWARF behind 3 MB', 'dist/d.wasm', () =>
    c.wasm(
      Buffer.concat([Buffer.from([11]), c.leb(3_000_000), Buffer.alloc(3_000_000, 7)]),
      c.wasmSection('.debug_line', c.noise(300, 2)),
    ),
  ),
  leak('wasm: sources in a section', 'dist/e.wasm', () => c.wasm(c.wasmSection('sourceMap', map()))),
  leak('Bun single file', 'bin/acme', () => executable(Buffer.from(`${js(dataUrl())}\n---- Bun! ----\n`))),
  leak('Bun single file with map JSON', 'bin/acme2', () =>
    executable(Buffer.from(`/$bunfs/root/index.js\0${code}\0${map()}\0---- Bun! ----\n`)),
  ),
  leak('Node SEA', 'bin/acme-sea', () =>
    executable(Buffer.from(`NODE_SEA_BLOB\0\x20\xda\x43\x01\0\0${js(dataUrl())}`)),
  ),
];

/** An ELF file with the words of a runtime in it, and a tail. */
function executable(tail: Buffer): Buffer {
  const runtime = `${c.URL_WORD}=\0//# ${c.URL_WORD}=\0${TEXTS}\0sourceRoot\0mappings\0data:application/json;base64,\0`;
  return Buffer.concat([
    Buffer.from('\x7fELF\x02\x01\x01', 'latin1'),
    Buffer.alloc(200_000, 0x90),
    Buffer.from(runtime),
    Buffer.alloc(90_000, 3),
    tail,
  ]);
}
