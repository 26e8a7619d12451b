/** `cordon release-guard init`: a release file and a manifest made of the present package. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { manifestOf, manifestText, type ScanReport, scanArtifact, textReport } from '../../../release-guard/index.ts';
import { CordonError } from '../../contract/errors.ts';
import type { Invocation } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ReleaseInput } from './release-input.ts';

export async function initRelease({ out }: Invocation, input: ReleaseInput): Promise<number> {
  if (!input.isFolder)
    throw new CordonError('usage', `${input.target} is no folder`, 'cordon release-guard init FOLDER');
  const report = await scanArtifact({ path: input.target }, { choices: input.choices });
  const written = [
    ...(input.choicesFile === null
      ? [write(join(input.folder, '.cordon', 'release.yaml'), releaseFileText(report))]
      : []),
    ...(input.manifest === null ? [write(input.manifestFile, manifestText(manifestOf(withoutBlocked(report))))] : []),
  ];
  for (const file of written) out.answer(`wrote ${file}`);
  if (written.length === 0) out.answer('the release file and the manifest are there already; nothing was changed');
  const blocked = report.findings.filter(({ severity }) => severity === 'block');
  out.answer(blocked.length === 0 ? '\nthe present package would pass' : '\nthe present package would be stopped:');
  if (blocked.length > 0)
    for (const { text } of textReport({ ...report, findings: blocked }).slice(1)) out.answer(text);
  out.note('\nnext: look at both files, commit them, then cordon release-guard');
  return exitCodes.ok;
}

/** What must not ship is not agreed to by the first manifest. */
function withoutBlocked(report: ScanReport): ScanReport {
  const blocked = new Set(report.findings.filter(({ severity }) => severity === 'block').map(({ file }) => file));
  return { ...report, files: report.files.filter(({ path }) => path === 'package.json' || !blocked.has(path)) };
}

function write(file: string, text: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { flag: 'wx' });
  return file;
}

function releaseFileText({ manifest }: ScanReport): string {
  const config = manifest?.publishConfig;
  const registry =
    typeof config === 'object' && config !== null && 'registry' in config ? String(config.registry) : null;
  return [
    '# What this package may ship. cordon release-guard reads it; commit it.',
    'apiVersion: cordon.release/v1',
    '',
    '# closed: no source text in maps. open-source: it may ship. external-only: in map files, not inline.',
    'maps: closed',
    '',
    '# allow: the package is a skill or a plugin for agents, and its agent folders are the product.',
    'agentFiles: block',
    '',
    '# The only registry that it may be published to.',
    registry === null ? '# registry: https://registry.example/' : `registry: ${JSON.stringify(registry)}`,
    '',
    '# Host names that no outsider should see; *.corp.example covers all below.',
    'internalHosts: []',
    '',
    '# A finding that is right as it is: rule, path and fingerprint from `cordon release-guard --json`, why, and until when.',
    'suppress: []',
    '',
  ].join('\n');
}
