/** The one owner of the ignore library: which paths git would ignore, from .gitignore files and .git/info/exclude. */
import ignore, { type Ignore } from 'ignore';

/** Rules of one file; they hold for the paths below its folder. Deeper files win over shallower ones. */
interface Level {
  /** Folder of the file relative to the top of the repository, empty or ending in a slash. */
  readonly prefix: string;
  readonly matcher: Ignore;
}

export interface IgnoreRuleFile {
  readonly prefix: string;
  readonly text: string;
}

/** An immutable chain of rule files, the shallowest first. */
export class IgnoreRules {
  readonly #levels: readonly Level[];

  private constructor(levels: readonly Level[]) {
    this.#levels = levels;
  }

  static readonly none = new IgnoreRules([]);

  with(file: IgnoreRuleFile): IgnoreRules {
    // Git on Linux tells letters apart; the library does not unless told.
    const matcher = ignore({ ignorecase: false, allowRelativePaths: true }).add(file.text);
    return new IgnoreRules([...this.#levels, { prefix: file.prefix, matcher }]);
  }

  /** The folder of the path must not be ignored itself; whoever walks a tree knows that. */
  ignores(path: string, isFolder: boolean): boolean {
    for (let index = this.#levels.length - 1; index >= 0; index -= 1) {
      const level = this.#levels[index];
      if (level === undefined || !path.startsWith(level.prefix)) continue;
      const verdict = level.matcher.test(path.slice(level.prefix.length) + (isFolder ? '/' : ''));
      if (verdict.ignored) return true;
      if (verdict.unignored) return false;
    }
    return false;
  }

  /** As ignores(), for a path whose folders were not looked at: each of them is judged first. */
  ignoresAnywhere(path: string, isFolder: boolean): boolean {
    const parts = path.split('/');
    for (let count = 1; count < parts.length; count += 1) {
      if (this.ignores(parts.slice(0, count).join('/'), true)) return true;
    }
    return this.ignores(path, isFolder);
  }
}
