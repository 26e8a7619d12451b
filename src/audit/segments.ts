/** Finding segments by name. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CordonError } from '../contract/index.ts';

const SEGMENT_FILE = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*\.jsonl$/;

/** Paths of the segments, the one written last at the end; empty where there is no log yet. */
export function listSegments(stateDir: string): string[] {
  const dir = join(stateDir, 'audit');
  if (!existsSync(dir)) return [];
  const files = readdirSync(dir, { withFileTypes: true }).filter(
    (file) => file.isFile() && SEGMENT_FILE.test(file.name),
  );
  return files
    .map(({ name }) => ({ path: join(dir, name), at: statSync(join(dir, name)).mtimeMs }))
    .sort((a, b) => a.at - b.at || (a.path < b.path ? -1 : 1))
    .map(({ path }) => path);
}

/**
 * A path that leads to a file is that file. Anything else is a session id or its beginning, looked up among the
 * segments alone, so that a name can never lead out of the folder. Throws `not-found` or, for several, `usage`.
 */
export function resolveSegment(stateDir: string, idOrPath: string): string {
  const segments = listSegments(stateDir);
  const name = (path: string) => basename(path, '.jsonl');
  const exact = segments.find((path) => name(path) === idOrPath);
  if (exact !== undefined) return exact;
  if (/[/\\]|\.jsonl$/.test(idOrPath) && existsSync(idOrPath)) return idOrPath;
  const fitting = idOrPath === '' ? [] : segments.filter((path) => name(path).startsWith(idOrPath));
  const sessions = fitting.filter(
    (path) => !fitting.some((other) => other !== path && isPartOf(name(path), name(other))),
  );
  if (sessions[0] === undefined) {
    throw new CordonError('not-found', `no audit log is named ${JSON.stringify(idOrPath)}`, 'cordon sessions list');
  }
  if (sessions.length > 1) {
    const some = sessions.slice(0, 5).map(name).join(', ');
    throw new CordonError(
      'usage',
      `${JSON.stringify(idOrPath)} fits ${sessions.length} logs: ${some}`,
      'name one of them',
    );
  }
  return sessions[0];
}

/** `ID.0002` and `ID.apply-x` go with `ID`. */
function isPartOf(part: string, whole: string): boolean {
  return part.startsWith(`${whole}.`);
}
