/** What a file is, by its name: coarse enough that a list of kinds says what a package consists of. */

const byExtension: Readonly<Record<string, string>> = {
  script: 'js mjs cjs jsx',
  types: 'd.ts d.mts d.cts',
  source: 'ts mts cts tsx vue svelte c cc cpp h hpp rs go java kt swift rb php py pyx cs scala ex exs erl clj coffee',
  map: 'map',
  style: 'css scss sass less styl',
  page: 'html htm xhtml',
  document: 'md markdown txt rst adoc pdf',
  data: 'json json5 jsonc yaml yml toml xml csv graphql gql proto',
  image: 'png jpg jpeg gif svg webp ico avif',
  font: 'woff woff2 ttf otf eot',
  wasm: 'wasm',
  native: 'node so dll dylib exe a lib o',
  archive: 'zip tgz gz br zst xz bz2 tar 7z rar jar vsix asar whl',
  database: 'db sqlite sqlite3 mdb sql dump',
  shell: 'sh bash zsh bat cmd ps1',
  key: 'pem key p12 pfx jks ppk crt cer',
  log: 'log',
  video: 'mp4 webm mov mp3 wav ogg',
};
const kinds = new Map(
  Object.entries(byExtension).flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind])),
);

/** Kinds that no package begins to ship by chance: a new one is looked at by a person. */
export const grave: ReadonlySet<string> = new Set(['map', 'native', 'archive', 'database', 'key', 'log', 'dot-file']);

/** A kind from the table above, `dot-file` for what stands in or is a hidden name, `licence`, or `other`. */
export function fileKind(path: string): string {
  const parts = path.toLowerCase().split('/');
  const name = parts.at(-1) ?? '';
  if (parts.some((part) => part.startsWith('.') && part.length > 1)) return 'dot-file';
  if (/^(?:licen[cs]e|copying|notice|authors|readme|changelog)(?:\.|$)/.test(name)) return 'document';
  const [, ...rest] = name.split('.');
  for (let index = 0; index < rest.length; index += 1) {
    const kind = kinds.get(rest.slice(index).join('.'));
    if (kind !== undefined) return kind;
  }
  return rest.length === 0 && !name.includes('.') ? 'bare-name' : 'other';
}
