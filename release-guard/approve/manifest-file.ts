/** Reads and writes `.cordon/release-manifest.json`. A file that is not exactly a manifest is an error, never an empty one. */
import { MANIFEST_SCHEMA, type ReleaseManifest } from './manifest.ts';

/** What is wrong with a manifest file, with the place of it as a path of members. */
export class ManifestFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ManifestFault';
  }
}

type Check = (value: unknown, at: string) => void;

const text: Check = (value, at) => {
  if (typeof value !== 'string') throw new ManifestFault(`${at} is no text`);
};
const amount: Check = (value, at) => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new ManifestFault(`${at} is no whole number`);
};
const list =
  (each: Check): Check =>
  (value, at) => {
    if (!Array.isArray(value)) throw new ManifestFault(`${at} is no list`);
    for (const [index, item] of value.entries()) each(item, `${at}[${index}]`);
  };
const record =
  (members: Readonly<Record<string, Check>>): Check =>
  (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new ManifestFault(`${at} is no object`);
    for (const [name, check] of Object.entries(members)) {
      if (!Object.hasOwn(value, name)) throw new ManifestFault(`${at} has no "${name}"`);
      check((value as Record<string, unknown>)[name], `${at}.${name}`);
    }
    const strange = Object.keys(value).find((name) => !Object.hasOwn(members, name));
    if (strange !== undefined) throw new ManifestFault(`${at} has an unknown member "${strange}"`);
  };

const checkManifest = record({
  schema: (value, at) => {
    if (value !== MANIFEST_SCHEMA) throw new ManifestFault(`${at} is not ${MANIFEST_SCHEMA}`);
  },
  package: text,
  files: list(record({ path: text, kind: text, maxBytes: amount, maxFiles: amount })),
  installScripts: list(text),
  approvals: list(record({ name: text, version: text, sha512: text, by: text, at: text, key: text, signature: text })),
});

/** Throws ManifestFault. */
export function parseManifest(source: string): ReleaseManifest {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (thrown) {
    throw new ManifestFault(thrown instanceof Error ? thrown.message : 'no JSON');
  }
  checkManifest(value, 'the manifest');
  return value as ReleaseManifest;
}

/** The file's text: stable order, so that a change of the manifest is a small diff. */
export function manifestText(manifest: ReleaseManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
