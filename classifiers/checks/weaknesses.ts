/** The entries of the Common Weakness Enumeration that checks refer to, with their names on the published list. */
export const weaknesses = {
  'CWE-15': 'External Control of System or Configuration Setting',
  'CWE-22': "Improper Limitation of a Pathname to a Restricted Directory ('Path Traversal')",
  'CWE-59': "Improper Link Resolution Before File Access ('Link Following')",
  'CWE-78': "Improper Neutralization of Special Elements used in an OS Command ('OS Command Injection')",
  'CWE-88': "Improper Neutralization of Argument Delimiters in a Command ('Argument Injection')",
  'CWE-95': "Improper Neutralization of Directives in Dynamically Evaluated Code ('Eval Injection')",
  'CWE-150': 'Improper Neutralization of Escape, Meta, or Control Sequences',
  'CWE-184': 'Incomplete List of Disallowed Inputs',
  'CWE-201': 'Insertion of Sensitive Information Into Sent Data',
  'CWE-250': 'Execution with Unnecessary Privileges',
  'CWE-269': 'Improper Privilege Management',
  'CWE-400': 'Uncontrolled Resource Consumption',
  'CWE-426': 'Untrusted Search Path',
  'CWE-436': 'Interpretation Conflict',
  'CWE-494': 'Download of Code Without Integrity Check',
  'CWE-506': 'Embedded Malicious Code',
  'CWE-522': 'Insufficiently Protected Credentials',
  'CWE-693': 'Protection Mechanism Failure',
  'CWE-829': 'Inclusion of Functionality from Untrusted Control Sphere',
  'CWE-912': 'Hidden Functionality',
  'CWE-918': 'Server-Side Request Forgery (SSRF)',
  'CWE-1007': 'Insufficient Visual Distinction of Homoglyphs Presented to User',
} as const;

export type Weakness = keyof typeof weaknesses;

/** Which state of the list the table was compared with. */
export const weaknessList = {
  name: 'Common Weakness Enumeration',
  version: '4.20 (April 2026)',
  remark: 'The names were compared with published copies of the list, and not all copies tell their version.',
} as const;
