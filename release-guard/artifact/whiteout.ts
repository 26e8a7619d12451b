/** Files that a later layer of an image deletes: they are gone from the running container, and still ship in the layer before. */
const WHITEOUT = '.wh.';

/** Path in the image that a layer's member deletes, null for other members. `path` is `layer!/folder/.wh.name`. */
export function deletedBy(path: string): string | null {
  const inner = insideLayer(path);
  if (inner === null) return null;
  const slash = inner.lastIndexOf('/') + 1;
  const name = inner.slice(slash);
  if (!name.startsWith(WHITEOUT) || name.startsWith('.wh..wh.')) return null;
  return inner.slice(0, slash) + name.slice(WHITEOUT.length);
}

/** Whether the path, or a folder that it is in, is among what later layers delete. */
export function isDeleted(path: string, deleted: ReadonlySet<string>): boolean {
  let inner = insideLayer(path);
  if (inner?.includes('!/') === true) inner = inner.slice(0, inner.indexOf('!/'));
  for (let at = inner; at !== null && at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/'))))
    if (deleted.has(at)) return true;
  return false;
}

function insideLayer(path: string): string | null {
  const mark = path.indexOf('!/');
  return mark < 0 ? null : path.slice(mark + 2);
}
