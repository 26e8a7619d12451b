/** Query languages for structured text: jq and its relatives. They can read the environment and other files. */
import type { Field } from '../analysis.ts';
import { hasOption, type Invocation, optionValue } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';

/** Strings are taken out, but what is interpolated into them stays. */
function withoutStrings(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '#') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (text[at] !== '"') out += text[at];
    else {
      out += '""';
      for (at += 1; at < text.length && text[at] !== '"'; at += 1) {
        if (text[at] !== '\\') continue;
        at += 1;
        if (text[at] !== '(') continue;
        const close = closing(text, at);
        out += ` (${withoutStrings(text.slice(at + 1, close))}) `;
        at = close;
      }
    }
  }
  return out;
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    else if (text[at] === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}

const SECRET = /TOKEN|SECRET|PASSW|_?KEY\b|CREDENTIAL|AUTH/i;

function jqFilter(filter: Field, actions: ToolActions): void {
  if (filter.text === null) {
    actions.opaque(filter, 'a filter known only at run time');
    return;
  }
  const bare = withoutStrings(filter.text);
  for (const match of bare.matchAll(/(?:\$ENV|(?<![.\w$@])env)\b(?!\s*:)\s*(?:\.\s*(\w+))?/g)) {
    const name = match[1] ?? '';
    if (name === '' || SECRET.test(name))
      actions.signal(
        'environment',
        filter,
        name === '' ? 'the filter goes through the environment' : `the filter reads ${name}`,
      );
  }
  if (/(?:^|[;\s])(?:import|include)\s*""/.test(bare))
    actions.signal('mini-language', filter, 'a module is loaded from a file');
}

const jq: Special = (invocation, actions) => {
  const operands = invocation.operands.map((operand) => operand.field);
  const filter = hasOption(invocation, '--from-file') ? undefined : operands.shift();
  if (filter !== undefined) jqFilter(filter, actions);
  if (hasOption(invocation, '--args', '--jsonargs')) return;
  for (const field of operands) if (field.text !== '-') actions.read(field);
  if (hasOption(invocation, '--in-place')) for (const field of operands) actions.write(field);
};

/** yq of Mike Farah: `load("file")`, `env(NAME)`, `strenv(NAME)`, `envsubst`. */
function yqExpression(expression: Field, actions: ToolActions): void {
  if (expression.text === null) {
    actions.opaque(expression, 'an expression known only at run time');
    return;
  }
  const { text } = expression;
  for (const match of text.matchAll(/\bload(?:_\w+|str|xml|props|base64)?\s*\(\s*("([^"]*)"|[^)]*)/g)) {
    if (match[2] !== undefined) actions.read(actions.literal(match[2], expression));
    else {
      actions.signal('mini-language', expression, 'yq reads a file that its input names');
      actions.opaque(expression, 'a file known only at run time');
    }
  }
  for (const match of text.matchAll(/\b(?:str)?env\s*\(\s*"?(\w+)/g))
    if (SECRET.test(match[1] ?? '')) actions.signal('environment', expression, `yq reads ${match[1]}`);
  if (/\benvsubst\b|\$ENV\b|(?<![.\w$])env\b(?!\s*[:(])/.test(text.replace(/"[^"]*"/g, '""')))
    actions.signal('environment', expression, 'the expression goes through the environment');
  if (/(?:^|[;\s])(?:import|include)\s*"/.test(text))
    actions.signal('mini-language', expression, 'a module is loaded from a file');
}

/** `yq file.yaml` prints the file; otherwise the first operand is the expression. */
function looksLikeFile(field: Field): boolean {
  return /^(?!\.[\w[])[^\s|()]*\.(?:ya?ml|json|xml|toml|csv|tsv|properties)$/.test(field.text ?? '');
}

const yq: Special = (invocation, actions) => {
  const fields = invocation.operands.map((operand) => operand.field);
  const named = optionValue(invocation, '--expression');
  if (named !== null) yqExpression(named, actions);
  else if (!hasOption(invocation, '--from-file') && fields[0] !== undefined && !looksLikeFile(fields[0]))
    yqExpression(fields.shift() ?? fields[0], actions);
  for (const field of fields) {
    if (field.text === '-') continue;
    actions.read(field);
    if (hasOption(invocation, '--inplace')) actions.write(field);
  }
  const split = optionValue(invocation, '--split-exp');
  if (split !== null) actions.opaque(split, 'names of files that are made of the input');
};

/** Miller: verbs and functions that write files or start programs. */
const miller: Special = (invocation, actions) => {
  const words = invocation.operands.map((operand) => operand.field);
  for (const field of words) {
    const text = field.text ?? '';
    if (/\b(?:system|exec)\s*\(|\b(?:tee|emit|print|dump)\b[^;]*[>|]|\bENV\s*\[/.test(text))
      actions.signal(
        'mini-language',
        field,
        'miller starts a program or writes a file',
        /\b(?:system|exec)\s*\(|\|/.test(text),
      );
  }
  for (const field of words)
    if (/\.(?:csv|tsv|json|jsonl|txt|dkvp|nidx|xtab)$/.test(field.text ?? '')) actions.read(field);
};

const JQ =
  '-c,--compact-output -r,--raw-output --raw-output0 -R,--raw-input -n,--null-input -s,--slurp -S,--sort-keys -C,--color-output -M,--monochrome-output -e,--exit-status -j,--join-output -a,--ascii-output --unbuffered -f,--from-file=script -L,--library-path=read --tab --indent=data --stream --stream-errors --seq --args --jsonargs --arg==data --argjson==data --slurpfile==read --rawfile==read --argfile==read -h,--help -V,--version --build-configuration -i,--in-place';
const YQ =
  '-i,--inplace,--in-place -r,--raw-output,--unwrapScalar=?data -o,--output-format=data -P,--prettyPrint,--prettyprint -p,--input-format=data -n,--null-input -e,--exit-status -C,--colors -M,--no-colors -j,--tojson,--json-output -s,--split-exp=data --split-exp-file=read -I,--indent=data -N,--no-doc -0,--nul-output -v,--verbose --expression=data --from-file=read -f,--front-matter=data --header-preprocess --xml-attribute-prefix=data --csv-separator=data --properties-separator=data -y,--yaml-output -Y,--yaml-roundtrip -c,--compact-output -S,--sort-keys --arg==data --argjson==data --string-interpolation=?data -V,--version -h,--help';

export const queryTools = [
  tool('jq gojq jaq', {
    examples: [
      { command: 'jq -r .a b.json', reads: ['b.json'] },
      { command: 'jq --slurpfile x s.json . a', reads: ['s.json', 'a'] },
      { command: 'jq -n --rawfile x s.txt .', reads: ['s.txt'] },
    ],
    options: JQ,
    operands: 'data*',
    special: jq,
  }),
  tool('yq xq tomlq', {
    examples: [
      { command: "yq '.a' f.yaml", reads: ['f.yaml'] },
      { command: "yq -i e '.a = 1' f.yaml", reads: ['f.yaml'], writes: ['f.yaml'] },
      { command: 'yq -n \'load("x.yml")\'', reads: ['x.yml'] },
      { command: 'yq f.yaml', reads: ['f.yaml'] },
    ],
    options: YQ,
    operands: 'data*',
    special: yq,
    subcommands: { 'e eval ea eval-all': {}, 'shell-completion completion': {} },
  }),
  tool('mlr', {
    options:
      '--icsv --ocsv --ijson --ojson --c2p --c2j --csv --tsv --json -n -I --from=read --ifs=data --ofs=data --opprint --oxtab --load=settings --mload=settings --nr-progress-mod=data',
    operands: 'data*',
    style: 'plain',
    special: miller,
    runsThings: true,
  }),
  tool('gron fx dasel jless jc htmlq pup xmlstarlet csvcut csvgrep csvlook csvstat csvsort csvjson xsv qsv', {
    options:
      '-u,--ungron -s -c=data -n -r=data -f,--file=read -o,--out=write -i -m=data -d=data -t -q=data --select=data --stats --raw -p,--parser=data -w,--write=data',
    operands: 'data*',
    special: (invocation, actions) => dataFiles(invocation, actions),
  }),
].flat();

/** Operands with an ending are files, the others queries. */
function dataFiles(invocation: Invocation, actions: ToolActions): void {
  for (const { field } of invocation.operands)
    if (/^[^\s()|]*\.(?:json|csv|tsv|xml|html|ya?ml|toml|txt|jsonl)$/.test(field.text ?? '')) actions.read(field);
}
