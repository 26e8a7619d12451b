/** All tool models by name. */
import { archiveTools } from './archives.ts';
import { buildTools } from './build.ts';
import { cloudTools } from './cloud.ts';
import { containerTools } from './containers.ts';
import { fileTools } from './files.ts';
import { gitTools } from './git.ts';
import { interpreterTools } from './interpreters.ts';
import type { ToolModel } from './model.ts';
import { networkTools } from './network.ts';
import { packageTools } from './packages.ts';
import { searchTools } from './search.ts';
import { systemTools } from './system.ts';
import { textTools } from './text.ts';
import { wrapperTools } from './wrappers.ts';

const models: ReadonlyMap<string, ToolModel> = new Map(
  [
    fileTools,
    textTools,
    searchTools,
    archiveTools,
    gitTools,
    networkTools,
    interpreterTools,
    packageTools,
    buildTools,
    containerTools,
    cloudTools,
    systemTools,
    wrapperTools,
  ]
    .flat()
    .map((model) => [model.name, model]),
);

/** By base name: `/usr/bin/env` is read like `env`. A versioned interpreter (`python3.12`) is read like the plain one. */
export function toolNamed(base: string): ToolModel | undefined {
  return models.get(base) ?? models.get(base.replace(/-?\d+(?:\.\d+)*$/, ''));
}

export function toolModels(): readonly ToolModel[] {
  return [...models.values()];
}
