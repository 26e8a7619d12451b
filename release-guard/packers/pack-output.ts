/** What `npm pack --json` and `pnpm pack --json` say; each version has its own shape, and any other one is an error. */
export interface PackedAs {
  readonly filename: string;
  /** `sha512-...`; pnpm leaves it out. */
  readonly integrity: string | null;
  readonly files: readonly string[];
}

/**
 * npm up to 11 prints an array, npm 12 an object keyed by the package's name, pnpm one object. Scripts may print before it.
 * Null: none of these, or not just one package, or no files. INVARIANT: a shape that is not known is never taken for an empty list.
 */
export function packedAs(output: string): PackedAs | null {
  for (const start of starts(output)) {
    const value = parsed(output.slice(start));
    if (value === undefined) continue;
    const entries = candidates(value);
    return entries.length === 1 ? entryOf(entries[0]) : null;
  }
  return null;
}

/** Lines that may begin the JSON. */
function starts(output: string): number[] {
  return [...output.matchAll(/^[[{]/gm)].map(({ index }) => index);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function candidates(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return [];
  return 'filename' in value ? [value] : Object.values(value);
}

function entryOf(entry: unknown): PackedAs | null {
  if (typeof entry !== 'object' || entry === null) return null;
  const { filename, integrity, files } = entry as Readonly<Record<string, unknown>>;
  if (typeof filename !== 'string' || !Array.isArray(files) || files.length === 0) return null;
  const paths = files.map((file: unknown) => (file as { path?: unknown } | null)?.path);
  if (!paths.every((path) => typeof path === 'string')) return null;
  return { filename, integrity: typeof integrity === 'string' ? integrity : null, files: paths };
}
