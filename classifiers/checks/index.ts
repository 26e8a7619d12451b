/** All checks, in the order of the contract's category list. */
import type { CategoryId } from '../../src/contract/assessment.ts';
import type { Check } from './check.ts';
import { dataExfiltration } from './data-exfiltration.ts';
import { deceptiveText } from './deceptive-text.ts';
import { dependencyInstall } from './dependency-install.ts';
import { downloadAndExecute } from './download-and-execute.ts';
import { dynamicCommand } from './dynamic-command.ts';
import { encodedPayload } from './encoded-payload.ts';
import { environmentHijack } from './environment-hijack.ts';
import { expansionSideEffect } from './expansion-side-effect.ts';
import { externalStateChange } from './external-state-change.ts';
import { guardTamper } from './guard-tamper.ts';
import { inlineInterpreter } from './inline-interpreter.ts';
import { massDeletion } from './mass-deletion.ts';
import { networkEgress } from './network-egress.ts';
import { obfuscatedWord } from './obfuscated-word.ts';
import { outsideWrite } from './outside-write.ts';
import { parserAmbiguity } from './parser-ambiguity.ts';
import { persistenceWrite } from './persistence-write.ts';
import { privilegeEscalation } from './privilege-escalation.ts';
import { remoteShellChannel } from './remote-shell-channel.ts';
import { secretAccess } from './secret-access.ts';
import { systemDisruption } from './system-disruption.ts';
import { toolExecFlag } from './tool-exec-flag.ts';
import { vcsHistoryLoss } from './vcs-history-loss.ts';

/** One of each category: the type makes a missing one an error. */
const table: Readonly<Record<CategoryId, Check>> = {
  'parser-ambiguity': parserAmbiguity,
  'deceptive-text': deceptiveText,
  'obfuscated-word': obfuscatedWord,
  'dynamic-command': dynamicCommand,
  'expansion-side-effect': expansionSideEffect,
  'encoded-payload': encodedPayload,
  'download-and-execute': downloadAndExecute,
  'inline-interpreter': inlineInterpreter,
  'tool-exec-flag': toolExecFlag,
  'environment-hijack': environmentHijack,
  'dependency-install': dependencyInstall,
  'mass-deletion': massDeletion,
  'vcs-history-loss': vcsHistoryLoss,
  'outside-write': outsideWrite,
  'persistence-write': persistenceWrite,
  'secret-access': secretAccess,
  'privilege-escalation': privilegeEscalation,
  'system-disruption': systemDisruption,
  'guard-tamper': guardTamper,
  'network-egress': networkEgress,
  'data-exfiltration': dataExfiltration,
  'remote-shell-channel': remoteShellChannel,
  'external-state-change': externalStateChange,
};

export const checks: readonly Check[] = Object.values(table);
