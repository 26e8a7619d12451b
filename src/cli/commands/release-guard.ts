/** `cordon release-guard`: nothing is published that was not meant to be. */
import { CordonError } from '../../contract/errors.ts';
import { type Command, flag, type Invocation, type OptionSpec, stateDirOption } from '../command.ts';
import { printReport, reportExit } from '../release/print-report.ts';
import { judgedRelease, releaseInput } from '../release/release-input.ts';

const file = (help: string): OptionSpec => ({ type: 'string', value: 'FILE', help });
const form = (help: string): OptionSpec => ({ type: 'boolean', help });

export const releaseGuardCommand: Command = {
  usage: [
    'release-guard [options] [FOLDER|ARTIFACT]',
    'release-guard init [FOLDER]',
    'release-guard approve [--yes] [FOLDER|ARTIFACT]',
    'release-guard publish [options] [FOLDER|ARTIFACT]',
  ],
  about: [
    'Scans exactly what a publish would ship: source maps and other ways in which source leaks, secrets, files that were',
    'not meant to ship. A folder is packed as its packer would (its prepack and prepare scripts run, as they would); an artifact (npm tarball, wheel, sdist, VSIX, crate, image',
    'archive) is read itself. A folder with the name of an action is written ./publish.',
    'init writes .cordon/release.yaml and .cordon/release-manifest.json from the present package. approve records what is',
    'new and signs these bytes. publish scans, then publishes the same bytes.',
  ].join('\n'),
  options: {
    json: form('the report as one JSON object'),
    sarif: form('the report as SARIF 2.1.0'),
    junit: form('the report as JUnit XML'),
    github: form('GitHub annotations, and the step summary where $GITHUB_STEP_SUMMARY names a file'),
    report: {
      type: 'string',
      multiple: true,
      value: 'FILE',
      help: 'write the report to FILE as well, by its ending: .json, .sarif, .xml (JUnit), .md; may be repeated',
    },
    all: form('show notes, too'),
    config: file('release file (default .cordon/release.yaml in the folder)'),
    manifest: file('manifest of what may ship (default .cordon/release-manifest.json in the folder)'),
    baseline: file('further suppressions, in the form of a release file'),
    previous: {
      type: 'string',
      value: 'FOLDER|ARTIFACT|registry',
      help: 'the release before, to compare with; registry fetches the newest published one',
    },
    'cold-install': form('install the tarball in the sandbox without network, load it, and look at what happens'),
    packer: {
      type: 'string',
      value: 'NAME',
      help: 'pack the folder for real, scripts included: npm, pnpm, yarn, bun (publish does; default: the one that the project uses)',
    },
    'no-scripts': form('judge the list of a folder; run none of its scripts'),
    stage: form('with publish: put it on the stage of the registry; a person with a second factor approves it'),
    tag: { type: 'string', value: 'TAG', help: 'with publish: distribution tag (default latest)' },
    access: { type: 'string', value: 'public|restricted', help: 'with publish: who may read a scoped package' },
    provenance: form('with publish: attach provenance, in CI'),
    yes: form('with approve and publish: no question'),
    by: { type: 'string', value: 'NAME', help: 'with approve: who approves (default your login name)' },
    key: file('with approve: ed25519 private key in PEM (default keys/release.pem in the state directory)'),
    'state-dir': stateDirOption,
  },
  exits: ['0  pass, or warnings only', '1  must not ship', '2  wrong usage, or a fault of the tool'],
  examples: [
    'release-guard',
    'release-guard --json pkg-1.0.0.tgz',
    'release-guard --previous registry --github',
    'release-guard init',
    'release-guard publish',
  ],
  tidiesUp: true,
  run: runReleaseGuard,
};

const actions: Readonly<Record<string, (invocation: Invocation, target: string) => Promise<number>>> = {
  init: async (invocation, target) => {
    const { initRelease } = await import('../release/init-release.ts');
    return initRelease(invocation, await releaseInput(invocation, target));
  },
  approve: async (invocation, target) => {
    const { approveRelease } = await import('../release/approve-release.ts');
    return approveRelease(invocation, await releaseInput(invocation, target));
  },
  publish: async (invocation, target) => {
    const { publishRelease } = await import('../release/publish-release.ts');
    return publishRelease(invocation, await releaseInput(invocation, target));
  },
};

async function runReleaseGuard(invocation: Invocation): Promise<number> {
  const [first = '.', ...rest] = invocation.positionals;
  const action = Object.hasOwn(actions, first) ? actions[first] : undefined;
  const extra = action === undefined ? rest : rest.slice(1);
  if (extra.length > 0 || invocation.foreign !== null) {
    throw new CordonError('usage', 'release-guard takes one folder or artifact', 'cordon release-guard --help');
  }
  if (action !== undefined) return action(invocation, rest[0] ?? '.');
  const input = await releaseInput(invocation, first);
  const judged = await judgedRelease(invocation, input);
  const report = flag(invocation.options, 'cold-install')
    ? await (await import('../release/cold-install.ts')).withColdInstall(invocation, input, judged)
    : judged;
  printReport(invocation, report, input.folder);
  return reportExit(report);
}
