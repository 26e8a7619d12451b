/** All tool models by name. */
import { archiveTools } from './archives.ts';
import { buildTools } from './build.ts';
import { cloudTools } from './cloud.ts';
import { cmakeTools } from './cmake.ts';
import { compilerTools } from './compilers.ts';
import { containerTools } from './containers.ts';
import { cryptoTools } from './crypto.ts';
import { databaseTools } from './databases.ts';
import { documentTools } from './documents.ts';
import { editorTools } from './editors.ts';
import { fileTools } from './files.ts';
import { forgeTools } from './forges.ts';
import { gitTools } from './git/index.ts';
import { httpTools } from './http.ts';
import { infrastructureTools } from './infrastructure.ts';
import { interpreterTools } from './interpreters.ts';
import { languageTools } from './languages.ts';
import { lookupTools } from './lookup.ts';
import { mediaTools } from './media.ts';
import { compileTool, type ToolEntry, type ToolModel } from './model.ts';
import { packageTools } from './packages.ts';
import { pythonModules } from './python.ts';
import { queryTools } from './query.ts';
import { remoteTools } from './remote.ts';
import { runtimeTools } from './runtimes.ts';
import { searchTools } from './search.ts';
import { shellTools } from './shells.ts';
import { sourceTools } from './source-tools.ts';
import { systemTools } from './system.ts';
import { textTools } from './text.ts';
import { vcsTools } from './vcs.ts';
import { wrapperTools } from './wrappers/index.ts';

const entries: ReadonlyMap<string, ToolEntry> = new Map(
  [
    fileTools,
    textTools,
    editorTools,
    queryTools,
    searchTools,
    archiveTools,
    gitTools,
    vcsTools,
    httpTools,
    remoteTools,
    lookupTools,
    cryptoTools,
    shellTools,
    interpreterTools,
    languageTools,
    runtimeTools,
    pythonModules,
    databaseTools,
    mediaTools,
    documentTools,
    packageTools,
    buildTools,
    compilerTools,
    cmakeTools,
    sourceTools,
    containerTools,
    cloudTools,
    forgeTools,
    infrastructureTools,
    systemTools,
    wrapperTools,
  ]
    .flat()
    .map((entry) => [entry.name, entry]),
);
const compiled = new Map<string, ToolModel>();

/** By base name: `/usr/bin/env` is read like `env`. A versioned interpreter (`python3.12`) is read like the plain one. */
export function toolNamed(base: string): ToolModel | undefined {
  return modelOf(base) ?? modelOf(base.replace(/-?\d+(?:\.\d+)*$/, ''));
}

function modelOf(name: string): ToolModel | undefined {
  const entry = entries.get(name);
  if (entry === undefined) return undefined;
  const model = compiled.get(name) ?? compileTool(entry);
  compiled.set(name, model);
  return model;
}

export function toolModels(): readonly ToolModel[] {
  return [...entries.values()].map(compileTool);
}
