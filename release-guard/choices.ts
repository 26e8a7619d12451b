/** What holds where the publisher decided nothing. */
import type { ReleaseChoices } from '../src/contract/release-file.ts';

export const defaultChoices: ReleaseChoices = {
  maps: 'closed',
  agentFiles: 'block',
  sources: 'allow',
  internalHosts: [],
  severity: {},
  rules: [],
  approvers: [],
  suppress: [],
};
