import type { Command } from '../analysis.ts';
import { codeOrigins, toolOf } from '../flow.ts';
import { hasOption } from '../tools/invocation.ts';
import { type Check, type CheckFinding, finding } from './check.ts';
import { codeFindings } from './code-signals.ts';

/** Programs that turn text into other text; with an option where they also do plain work. */
const ALWAYS = new Set([
  'rev',
  'tr',
  'uudecode',
  'zcat',
  'bzcat',
  'xzcat',
  'zstdcat',
  'gzcat',
  'gunzip',
  'bunzip2',
  'unxz',
  'unzstd',
  'sed',
  'awk',
  'iconv',
  'cut',
  'tac',
  'fold',
  'paste',
  'hexdump',
  'od',
  'unzip',
]);
const WITH_OPTION: Readonly<Record<string, readonly string[]>> = {
  base64: ['--decode'],
  base32: ['--decode'],
  basenc: ['--decode'],
  xxd: ['-r'],
  gzip: ['--decompress'],
  bzip2: ['--decompress'],
  xz: ['--decompress'],
  zstd: ['--decompress'],
  openssl: ['-d', '-a', '-base64'],
  gpg: ['--decrypt'],
  tar: ['--to-stdout'],
};

function decodes(command: Command): boolean {
  const name = toolOf(command);
  if (ALWAYS.has(name)) return true;
  const options = WITH_OPTION[name];
  return options !== undefined && hasOption(command.invocation, ...options);
}

export const encodedPayload: Check = {
  id: 'encoded-payload',
  title: 'Decoded text is run',
  definition: 'The output of a step that decodes, decompresses or transforms text reaches an interpreter.',
  why: 'Encoding a script has one use inside a command: nobody is to read it first.',
  attack: ['T1140'],
  cwe: ['CWE-506'],
  severities: { high: 'decoded or transformed output is run' },
  instead: 'Write the script in the clear, or decode into a file and look at it.',
  examples: {
    flagged: [
      'base64 -d <<< bHM= | sh',
      'rev <<< "fr- mr" | bash',
      'echo bHM= | base64 --decode | bash',
      'bash -c "$(echo bHM= | base64 -d)"',
      'eval "$(xxd -r -p payload.hex)"',
      'gunzip -c script.gz | sh',
      'source <(tr a-z n-za-m < s.txt)',
      'python3 <(base64 -d p.b64)',
      '$(echo bHM= | base64 -d)',
    ],
    clean: [
      'base64 -w0 logo.png | head -c 60',
      'base64 -d cert.b64 > cert.der',
      'gunzip -c data.json.gz | jq .',
      'zcat log.gz | grep error',
    ],
  },
  find(analysis) {
    const piped = analysis.commands.flatMap((command): CheckFinding[] => {
      const decoder = codeOrigins(command).find(decodes);
      if (decoder === undefined) return [];
      return [
        finding(
          'high',
          command,
          `Output of ${toolOf(decoder)} is run by ${command.program.text ?? 'the shell'}.`,
          command,
        ),
      ];
    });
    return [...piped, ...codeFindings(analysis, 'decoded-code', 'high')];
  },
};
