/** What `packlist.ts` uses of npm-packlist 11, which has no types of its own. */
declare module 'npm-packlist' {
  export interface PackEdge {
    readonly to: PackNode | null;
    readonly peer: boolean;
    readonly dev: boolean;
  }
  export interface PackNode {
    /** Where it was found; a link's own place. */
    readonly path: string;
    readonly package: Readonly<Record<string, unknown>>;
    readonly isProjectRoot: boolean;
    readonly isLink: boolean;
    /** Itself, or what a link leads to. */
    readonly target: PackNode;
    readonly edgesOut: { get(name: string): PackEdge | undefined };
    /** Name to folder; null where there are none. */
    readonly workspaces: ReadonlyMap<string, string> | null;
  }
  export interface PacklistOptions {
    readonly path: string;
    readonly prefix?: string;
    readonly workspaces?: readonly string[];
  }
  const packlist: (tree: PackNode, options: PacklistOptions) => Promise<string[]>;
  // biome-ignore lint/style/noDefaultExport: it is what the package exports
  export default packlist;
}
