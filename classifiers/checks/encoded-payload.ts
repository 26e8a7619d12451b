import type { Command } from '../analysis.ts';
import { codeOriginsIn, isInterpreter, toolOf } from '../flow.ts';
import { traceToRun } from '../provenance.ts';
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
  'python:base64',
  'python:quopri',
  'python:uu',
]);
const DECODERS = new Set('base64 base32 basenc xxd openssl gpg gpg2 uudecode age rage python:base64'.split(' '));
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
  gpg2: ['--decrypt'],
  age: ['--decrypt'],
  rage: ['--decrypt'],
  sops: ['--decrypt'],
  lz4: ['--decompress'],
  lzop: ['--decompress'],
  brotli: ['--decompress'],
  pigz: ['--decompress'],
  '7z': ['-so'],
  '7za': ['-so'],
  perl: ['-p', '-n'],
  ruby: ['-p', '-n'],
  tar: ['--to-stdout'],
};

function decodes(command: Command): boolean {
  const name = toolOf(command);
  if (ALWAYS.has(name)) return true;
  if (name === 'tar' && /^-?[a-zA-Z]*(?:x[a-zA-Z]*O|O[a-zA-Z]*x)/.test(command.args[0]?.text ?? '')) return true;
  if (/^(?:jq|gojq|jaq)$/.test(name)) return command.args.some((field) => /@base(?:64|32)d\b/.test(field.text ?? ''));
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
      'base64 -d p > r.sh; sh r.sh',
      "printf '\\x6c\\x73' | sh",
      'pwsh -enc bABzAA==',
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
      const origins = codeOriginsIn(analysis, command);
      const decoder = isInterpreter(command)
        ? (origins.find(decodes) ?? origins.find(spellsInCodes))
        : origins.find((origin) => (command.program.outputs.includes(origin) ? decodes(origin) : unwraps(origin)));
      return decoder === undefined ? [] : [run(command, command, decoder)];
    });
    const stepwise = traceToRun(analysis, unwraps).map(({ at, command, origin }) => run(at, command, origin));
    return [...piped, ...stepwise, ...codeFindings(analysis, 'decoded-code', 'high')];
  },
};

function run(at: { range: Command['range'] }, command: Command, decoder: Command): CheckFinding {
  const by = command.program.text ?? 'the shell';
  return finding('high', at, `Output of ${toolOf(decoder)} is run by ${by}.`, command);
}

/** Decoders proper: what they write into a file is a payload when the file is run. */
function unwraps(command: Command): boolean {
  return DECODERS.has(toolOf(command)) && decodes(command);
}

/** `printf '\\x6c\\x73'`, `echo $'\\154s'`: plain letters as numbers. */
function spellsInCodes(command: Command): boolean {
  if (!['echo', 'printf'].includes(command.program.text ?? '')) return false;
  return command.args.some((field) =>
    /\\(?:x[2-7][0-9a-f]|0?[01][0-7]{2}|u00[2-7][0-9a-f])/i.test(
      field.spelling.has('ansi-c') ? field.raw : (field.text ?? ''),
    ),
  );
}
