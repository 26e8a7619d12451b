/** Which policy files count: managed, user and project, and what `--policy` names. */
import type { Classifier } from '../contract/index.ts';
import { WORKSPACE } from '../contract/index.ts';
import { type LoadedPolicy, loadPolicy } from '../policy/index.ts';
import { projectPolicyFile, userPolicyFile } from '../session/places.ts';

export interface PolicyChoice {
  /** `--policy`: a file or the name of a preset. */
  readonly policy?: string | undefined;
  /** Host folder whose `.cordon/policy.yaml` may tighten; absent where no repository is in play. */
  readonly repo?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export async function openPolicy(choice: PolicyChoice, classifier: Classifier): Promise<LoadedPolicy> {
  return loadPolicy({
    ...(choice.policy === undefined ? {} : { policy: choice.policy }),
    userFile: userPolicyFile(choice.env),
    projectFile: choice.repo === undefined ? null : projectPolicyFile(choice.repo),
    classify: (command, cwd) =>
      classifier.assess({
        id: 'policy-test',
        sessionId: 'policy-test',
        source: 'cli',
        tool: 'bash',
        input: { command },
        cwd: cwd ?? WORKSPACE,
        at: '2026-01-01T00:00:00Z',
      }),
  });
}
