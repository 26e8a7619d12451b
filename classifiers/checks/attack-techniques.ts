/**
 * The MITRE ATT&CK techniques that checks refer to, with their names on the published list (enterprise matrix). A sub-technique
 * carries the name of its technique in front, as its page does.
 *
 * Version 19 took the tactic Defense Evasion apart: T1562 is gone, T1562.001 became T1685 and T1562.003 became T1690.
 */
export const attackTechniques = {
  'T1003.007': 'OS Credential Dumping: Proc Filesystem',
  T1027: 'Obfuscated Files or Information',
  'T1027.010': 'Obfuscated Files or Information: Command Obfuscation',
  T1036: 'Masquerading',
  'T1036.002': 'Masquerading: Right-to-Left Override',
  T1041: 'Exfiltration Over C2 Channel',
  T1048: 'Exfiltration Over Alternative Protocol',
  'T1053.003': 'Scheduled Task/Job: Cron',
  'T1059.004': 'Command and Scripting Interpreter: Unix Shell',
  'T1059.006': 'Command and Scripting Interpreter: Python',
  'T1070.003': 'Indicator Removal: Clear Command History',
  T1071: 'Application Layer Protocol',
  T1095: 'Non-Application Layer Protocol',
  'T1098.004': 'Account Manipulation: SSH Authorized Keys',
  T1105: 'Ingress Tool Transfer',
  T1140: 'Deobfuscate/Decode Files or Information',
  'T1195.001': 'Supply Chain Compromise: Compromise Software Dependencies and Development Tools',
  T1218: 'System Binary Proxy Execution',
  T1485: 'Data Destruction',
  T1489: 'Service Stop',
  T1499: 'Endpoint Denial of Service',
  T1529: 'System Shutdown/Reboot',
  'T1546.004': 'Event Triggered Execution: Unix Shell Configuration Modification',
  'T1546.005': 'Event Triggered Execution: Trap',
  'T1548.001': 'Abuse Elevation Control Mechanism: Setuid and Setgid',
  'T1548.003': 'Abuse Elevation Control Mechanism: Sudo and Sudo Caching',
  'T1552.001': 'Unsecured Credentials: Credentials In Files',
  'T1552.004': 'Unsecured Credentials: Private Keys',
  T1561: 'Disk Wipe',
  'T1565.001': 'Data Manipulation: Stored Data Manipulation',
  T1567: 'Exfiltration Over Web Service',
  T1572: 'Protocol Tunneling',
  'T1574.006': 'Hijack Execution Flow: Dynamic Linker Hijacking',
  'T1574.007': 'Hijack Execution Flow: Path Interception by PATH Environment Variable',
  T1578: 'Modify Cloud Compute Infrastructure',
  T1611: 'Escape to Host',
  T1685: 'Disable or Modify Tools',
  T1690: 'Prevent Command History Logging',
} as const;

export type AttackTechnique = keyof typeof attackTechniques;

/** Which state of the list the table was compared with. */
export const attackList = {
  name: 'MITRE ATT&CK, enterprise matrix',
  version: '19 (April 2026)',
  remark: 'Version 20 (October 2026) was out; what it changes in this matrix could not be seen.',
} as const;
