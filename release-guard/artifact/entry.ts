/** One member of an artifact, whatever the artifact's format is. */

export interface EntryHead {
  /** Path inside the package, `/` between parts, without the top folder (`package/` of npm). Nested: `outer.zip!/inner`. */
  readonly path: string;
  readonly type: 'file' | 'symlink' | 'hardlink' | 'directory' | 'other';
  /** Bytes of the content, unpacked; -1 when the format tells it only at the end. */
  readonly size: number;
  /** Unix permission bits; 0 where the format has none. */
  readonly mode: number;
  /** Where a link leads, as written. */
  readonly link: string | null;
  /** 0 for the artifact's own members, 1 for members of an archive in it, and so on. */
  readonly depth: number;
}

/**
 * A part of a file's bytes. A file of at most `WINDOW` bytes comes whole, as one window. A larger one comes as windows in order; each
 * begins with the last `OVERLAP` bytes of the one before it, so that a token of up to `OVERLAP` bytes stands whole in one of them.
 * The bytes are valid only during the call.
 */
export interface Window {
  readonly bytes: Buffer;
  /** Offset in the file of the first byte. */
  readonly at: number;
  /** Index in `bytes` of the first byte that no earlier window had. */
  readonly fresh: number;
  readonly last: boolean;
}

/** Bytes. Large enough for most files of a package to come whole. */
export const WINDOW = 8 * 1024 * 1024;
export const OVERLAP = 64 * 1024;
