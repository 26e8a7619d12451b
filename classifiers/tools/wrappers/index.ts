/** Programs whose arguments are another command: opened, so that the payload is judged and not the wrapper. */
import { feedingWrappers } from './feeding.ts';
import { identityWrappers } from './identity.ts';
import { isolationWrappers } from './isolation.ts';
import { limitWrappers } from './limits.ts';
import { terminalWrappers } from './terminals.ts';
import { tmuxTools } from './tmux.ts';
import { toolchainWrappers } from './toolchains.ts';
import { tracingWrappers } from './tracing.ts';
import { watchingWrappers } from './watching.ts';

export const wrapperTools = [
  ...identityWrappers,
  ...limitWrappers,
  ...isolationWrappers,
  ...feedingWrappers,
  ...terminalWrappers,
  ...tmuxTools,
  ...tracingWrappers,
  ...watchingWrappers,
  ...toolchainWrappers,
];
