/** The rules about source text that leaks, with what to do in each bundler. */
import type { ReleaseRule } from '../detector.ts';

const map = (content: unknown): string =>
  JSON.stringify({ version: 3, names: [], mappings: 'AAAA;AACA', ...(content as object) });
/** The key is put together here, so that this file itself holds no map. */
const TEXT = `sources${'Content'}`;
const leaking = { sources: ['../src/billing.ts'], [TEXT]: ['export const price = (n: number) => n * 2;\n'] };
const base64 = (text: string) => Buffer.from(text).toString('base64');
/** Put together here, so that nobody who looks at this file sees a comment that names a map. */
const comment = (url: string, open = '//#', close = '') => `${open} source${'MappingURL'}=${url}${close}\n`;

const BUNDLERS =
  'build without text in maps (tsc: inlineSources false; esbuild: sourcesContent false; rollup: sourcemapExcludeSources; webpack: devtool "nosources-source-map" or false; vite: build.sourcemap false)';

export const mapRules: readonly ReleaseRule[] = [
  {
    id: 'source-map-text',
    severity: 'block',
    title: 'A source map with the text of its sources',
    why: 'Whoever downloads the package can rebuild the sources, comments included.',
    fix: `${BUNDLERS}, or keep maps out: add "!**/*.map" after the folders in "files"`,
    examples: {
      flagged: [
        { path: 'dist/main.js.map', content: () => map(leaking) },
        { path: 'dist/assets/data.txt', content: () => map(leaking) },
        { path: 'dist/main.js.map', content: () => `)]}'\n${map(leaking)}` },
        { path: 'dist/main.js.map', content: () => map({ ...leaking, sources: ['node_modules/left/a.js'] }) },
        {
          path: 'coverage/final.json',
          content: () =>
            JSON.stringify({ '/a.js': { path: '/a.js', inputSourceMap: JSON.parse(map(leaking)) as unknown } }),
        },
      ],
      clean: [
        { path: 'dist/main.js.map', content: () => map({ sources: ['../src/a.ts'], sourcesContent: [null] }) },
        {
          path: 'schema.json',
          content: '{"properties":{"sourcesContent":{"type":"array"},"mappings":{"type":"string"}}}',
        },
      ],
    },
  },
  {
    id: 'source-map-inline-text',
    severity: 'block',
    title: 'A source map with text inside another file',
    why: 'The sources can be rebuilt from this file alone, and no rule about *.map files keeps it out.',
    fix: `${BUNDLERS}; for inline maps of esbuild: sourcemap "external", of tsc: inlineSourceMap false, of babel: sourceMaps false`,
    examples: {
      flagged: [
        {
          path: 'dist/a.js',
          content: () => `x();\n${comment(`data:application/json;base64,${base64(map(leaking))}`)}`,
        },
        {
          path: 'dist/a.css',
          content: () =>
            `a{}\n${comment(`data:application/json;charset=utf-8;base64,${base64(map(leaking))}`, '/*#', ' */')}`,
        },
        {
          path: 'dist/b.js',
          content: () => `x();\n${comment(`data:application/json,${encodeURIComponent(map(leaking))}`, '//@')}`,
        },
        {
          path: 'dist/eval.js',
          content: () =>
            `eval(${JSON.stringify(`x();\n${comment(`data:application/json;base64,${base64(map(leaking))}`)}`)});\n`,
        },
        { path: 'dist/map.cjs', content: () => `module.exports = ${map(leaking)};\n` },
      ],
      clean: [
        {
          path: 'dist/a.js',
          content: () => `const mark = '${comment('data:application/json;base64,').trim()}' + encode(map);\n`,
        },
        {
          path: 'dist/b.js',
          content: () => `x();\n${comment(`data:application/json;base64,${base64(map({ sources: ['a.ts'] }))}`)}`,
        },
        {
          path: 'dist/merge.js',
          content: 'const map = { version: 3, sourcesContent: [read(a), "x"], mappings: "AAAA" };\n',
        },
      ],
    },
  },
  {
    id: 'source-map-remote',
    severity: 'block',
    title: 'A map, or its sources, at an address outside the package',
    why: 'Whoever reads the address can try to fetch the sources from there; buckets are often open.',
    fix: 'remove the address (webpack: SourceMapDevToolPlugin publicPath and append; rollup: sourcemapBaseUrl; tsc: mapRoot and sourceRoot) and close the place that it names',
    examples: {
      flagged: [
        {
          path: 'dist/a.js',
          content: () => `x();\n${comment('https://maps-bucket.s3.eu-west-1.amazonaws.com/a.js.map')}`,
        },
        { path: 'dist/a.js', content: () => `x();\n${comment('//maps.corp.net/a.js.map')}` },
        {
          path: 'dist/a.js.map',
          content: () => map({ sourceRoot: 'https://pub-0a1b.r2.dev/src/', sources: ['a.ts'] }),
        },
        {
          path: 'dist/a.js.map',
          content: () => '{"version":3,"sections":[{"offset":{"line":0,"column":0},"url":"s3://maps/a.map"}]}',
        },
      ],
      clean: [
        { path: 'dist/a.js', content: () => `x();\n${comment('a.js.map')}` },
        { path: 'README.md', content: () => comment('https://maps.corp.net/a.js.map') },
        { path: 'dist/tool.js', content: () => `const end = '\\n${comment('https://example.org/a.map').trim()}';\n` },
      ],
    },
  },
  {
    id: 'build-tool-text',
    severity: 'block',
    title: 'Sources in the records of a build tool',
    why: 'Stats and caches of bundlers hold the text of every module.',
    fix: 'keep the file out of "files" in package.json',
    examples: {
      flagged: [
        {
          path: 'dist/stats.json',
          content: () =>
            JSON.stringify({
              modules: [
                {
                  identifier: '/src/a.ts',
                  moduleType: 'javascript/auto',
                  source: 'export const price = 1;\nexport const tax = price * 2;\n',
                },
              ],
            }),
        },
      ],
      clean: [
        {
          path: 'dist/list.json',
          content: '{"items":[{"identifier":"a","source":"https://example.org/a-long-address-of-a-page"}]}',
        },
      ],
    },
  },
  {
    id: 'build-tool-record',
    severity: 'block',
    title: 'A record of a build',
    why: 'It names every source file, with its size and what it needs.',
    fix: 'keep the file out of "files" in package.json',
    examples: {
      flagged: [
        {
          path: 'dist/meta.json',
          content: '{"inputs":{"src/pricing.ts":{"bytes":812,"imports":[]}},"outputs":{"dist/a.js":{"bytes":90}}}',
        },
        {
          path: 'dist/stats.json',
          content:
            '{"hash":"a","publicPath":"/","assetsByChunkName":{"main":["a.js"]},"modules":[{"type":"module","moduleType":"javascript/auto","name":"./src/a.ts"}]}',
        },
      ],
      clean: [
        { path: 'dist/manifest.json', content: '{"src/main.ts":{"file":"a.js","src":"src/main.ts","isEntry":true}}' },
        {
          path: 'dist/schema.json',
          content: '{"inputs":{"name":{"type":"string"}},"outputs":{"id":{"type":"string"}}}',
        },
      ],
    },
  },
  {
    id: 'wasm-debug-info',
    severity: 'block',
    title: 'WebAssembly with debug information',
    why: 'DWARF holds function names, types, paths and line tables of the source.',
    fix: 'strip the module (wasm-strip, wasm-opt --strip-debug; cargo: [profile.release] strip = true)',
    examples: {
      flagged: [{ path: 'a.wasm', content: () => wasm('.debug_info', 64) }],
      clean: [{ path: 'a.wasm', content: () => wasm('name', 64) }],
    },
  },
  {
    id: 'source-map-paths',
    severity: 'warn',
    title: 'Paths of the machine that built the package',
    why: 'They tell names of people and the layout of the build.',
    fix: 'build with relative sources (tsc: sourceRoot; webpack: output.devtoolModuleFilenameTemplate; rollup: sourcemapPathTransform)',
    examples: {
      flagged: [{ path: 'dist/a.js.map', content: () => map({ sources: ['/Users/ada/billing/src/a.ts'] }) }],
      clean: [
        { path: 'dist/a.js.map', content: () => map({ sources: ['../src/a.ts', 'webpack://billing/./src/b.ts'] }) },
      ],
    },
  },
  {
    id: 'source-map-file',
    severity: 'info',
    title: 'A source map without text',
    why: 'It tells names of files and of variables, no text.',
    fix: 'keep maps out with "!**/*.map" in "files" if nobody needs them',
    examples: {
      flagged: [{ path: 'dist/a.js.map', content: () => map({ sources: ['../src/a.ts'] }) }],
      clean: [{ path: 'dist/a.json', content: '{"version":3,"mappings":{"a":1}}' }],
    },
  },
];

/** A module with one custom section. */
function wasm(section: string, bytes: number): Uint8Array {
  const body = Buffer.concat([Buffer.from([section.length]), Buffer.from(section), Buffer.alloc(bytes)]);
  return Buffer.concat([Buffer.from('0061736d01000000', 'hex'), Buffer.from([0, body.length]), body]);
}
