/** Where the content of files comes from, followed through the commands of one text: fetched, copied, unpacked, then run. */
import type { Access, Analysis, Command } from './analysis.ts';
import { codeOrigins, originsOf, toolOf } from './flow.ts';
import { isBelow } from './paths.ts';

export interface Traced {
  /** What runs the content: an access, or the command that takes it as code. */
  readonly at: Access | Command;
  readonly command: Command;
  /** The command that brought it. */
  readonly origin: Command;
}

/** Files and directories with what was brought; `whole` where a directory holds nothing else. */
type Sources = Map<string, { readonly origin: Command; readonly whole: boolean }>;

/** Programs that run what lies in the directory they stand in. */
const PROJECT_RUNNERS = new Set(
  'make gmake npm pnpm yarn bun cargo go mvn mvnw gradle gradlew rake bundle pip pip3 python python3 node composer cmake ninja tox nox just task poetry uv dotnet swift mix stack cabal sbt ant'.split(
    ' ',
  ),
);
/** Files that such a program runs without being told to. */
const PROJECT_FILES =
  /\/(?:(?:GNUm|[Mm])akefile|package\.json|Rakefile|Gemfile|setup\.py|build\.gradle(?:\.kts)?|pom\.xml|build\.rs|Cargo\.toml|justfile|Taskfile\.ya?ml|tox\.ini|noxfile\.py|conftest\.py|CMakeLists\.txt|composer\.json)$/;

export function traceToRun(analysis: Analysis, brings: (command: Command) => boolean): Traced[] {
  if (!analysis.commands.some(brings)) return [];
  const byCommand = new Map<Command, Access[]>();
  for (const access of analysis.accesses) {
    const own = byCommand.get(access.command);
    if (own === undefined) byCommand.set(access.command, [access]);
    else own.push(access);
  }
  const traced: Traced[] = [];
  const from: Sources = new Map();
  const originOf = (path: string): Command | undefined => {
    for (const [known, { origin }] of from) if (isBelow(path, known)) return origin;
    return undefined;
  };
  const readBy = (command: Command): Command | undefined => {
    for (const { kind, path } of byCommand.get(command) ?? []) {
      const origin = kind === 'read' && path !== null ? originOf(path) : undefined;
      if (origin !== undefined) return origin;
    }
    return undefined;
  };
  for (const command of [...analysis.commands].sort((a, b) => a.id - b.id)) {
    const own = byCommand.get(command) ?? [];
    for (const access of own) {
      const origin = access.kind === 'execute' && access.path !== null ? originOf(access.path) : undefined;
      if (origin !== undefined) traced.push({ at: access, command, origin });
    }
    for (const source of codeOrigins(command)) {
      const origin = source === command ? undefined : readBy(source);
      if (origin !== undefined) traced.push({ at: command, command, origin });
    }
    const project = runsProject(command, from);
    if (project !== undefined) traced.push({ at: command, command, origin: project });
    const sources = originsOf([command]);
    const origin = sources.find(brings) ?? sources.map(readBy).find((found) => found !== undefined);
    if (origin === undefined) continue;
    for (const { kind, path } of own) {
      if (kind !== 'write' || path === null) continue;
      from.set(path, { origin, whole: command.cwds?.includes(path) !== true });
    }
  }
  return traced;
}

/** `git clone R; cd R; npm start`, `curl -o Makefile U; make` */
function runsProject(command: Command, from: Sources): Command | undefined {
  if (!PROJECT_RUNNERS.has(toolOf(command)) || from.size === 0) return undefined;
  const named = command.invocation.options.flatMap(({ role, value }) =>
    role === 'cwd' && value !== null && value.text !== null ? [value.text] : [],
  );
  for (const cwd of command.cwds ?? []) {
    for (const [path, { origin, whole }] of from) {
      const folders = [
        cwd,
        ...named.map((text) => (text.startsWith('/') ? text : `${cwd}/${text.replace(/\/+$/, '')}`)),
      ];
      const inside = folders.some((folder) => (whole || folder !== path) && isBelow(folder, path));
      const beside = PROJECT_FILES.test(path) && folders.includes(path.slice(0, path.lastIndexOf('/')));
      if (inside || beside) return origin;
    }
  }
  return undefined;
}
