/** Git-ignored folders that are copied in all the same, because nothing inside could bring them back without a network. */

export interface DependencyFolder {
  readonly name: string;
  readonly why: string;
  /** Paths that the entry is for; the tests run them. */
  readonly examples: readonly string[];
}

export const dependencyFolders: readonly DependencyFolder[] = [
  {
    name: 'node_modules',
    why: 'packages of npm, pnpm and yarn',
    examples: ['node_modules', 'packages/a/node_modules'],
  },
  { name: 'bower_components', why: 'packages of bower', examples: ['bower_components'] },
  { name: '.yarn', why: 'zipped packages and the yarn program itself', examples: ['.yarn'] },
  { name: '.pnpm-store', why: 'content store that node_modules links into', examples: ['.pnpm-store'] },
  { name: '.venv', why: 'Python environment with its packages', examples: ['.venv', 'tools/.venv'] },
  { name: 'venv', why: 'Python environment with its packages', examples: ['venv'] },
  { name: '__pypackages__', why: 'packages of pdm', examples: ['__pypackages__'] },
  { name: 'vendor', why: 'packages of composer, bundler and go', examples: ['vendor', 'go/vendor'] },
  { name: 'Pods', why: 'packages of CocoaPods', examples: ['ios/Pods'] },
  { name: '.bundle', why: 'where bundler put its packages', examples: ['.bundle'] },
  { name: 'deps', why: 'packages of mix and rebar', examples: ['deps'] },
  { name: 'elm-stuff', why: 'packages of elm', examples: ['elm-stuff'] },
];

const names = new Set(dependencyFolders.map((folder) => folder.name));

export function isDependencyFolder(path: string): boolean {
  return names.has(path.slice(path.lastIndexOf('/') + 1));
}
