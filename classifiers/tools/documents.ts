/** Converters of documents and plots: PostScript, pandoc, TeX, gnuplot. Each has a language of its own. */
import type { Field } from '../analysis.ts';
import { inputText } from '../bash/constant-output.ts';
import { isFileUrl, parseContact } from './hosts.ts';
import { contactUrl } from './http.ts';
import { hasOption } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';

/** PostScript can read, write and run, unless it is kept in its safe mode. */
const ghostscript: Special = (_invocation, actions, command) => {
  for (let at = 0; at < command.args.length; at += 1) {
    const field = command.args[at];
    const next = command.args[at + 1];
    if (field === undefined) break;
    const text = field.text ?? field.prefix;
    if (/^-d(?:NOSAFER|DELAYSAFER)\b/.test(text))
      actions.signal('mini-language', field, 'PostScript may touch all files', true);
    const output = /^-(?:sOutputFile=|o(?=.))(.+)$/s.exec(text)?.[1];
    if (/^-[oc]$/.test(text) && next !== undefined) {
      at += 1;
      if (text === '-o') page(next, next.text ?? '', actions);
      else postScript(next, actions);
    } else if (output !== undefined) page(field, output, actions);
    else if (!text.startsWith('-')) actions.read(text.startsWith('@') ? actions.literal(text.slice(1), field) : field);
  }
};

function page(field: Field, output: string, actions: ToolActions): void {
  const piped = /^(?:%pipe%|\|)(.*)$/s.exec(output)?.[1];
  if (piped !== undefined) {
    actions.signal('mini-language', field, 'the output is piped to a command', true);
    actions.shell(actions.literal(piped, field));
  } else if (!/^(?:%|-$)/.test(output)) actions.write(actions.literal(output, field));
}

function postScript(code: Field, actions: ToolActions): void {
  if (/^[\w\s.<>/[\]-]*$/.test(code.text ?? '|')) return;
  actions.signal('mini-language', code, 'PostScript in an argument', /file|run|delete|exec|%/.test(code.text ?? ''));
  const piped = /%pipe%([^)]*)/.exec(code.text ?? '')?.[1];
  if (piped !== undefined) actions.shell(actions.literal(piped, code));
}

const pandoc: Special = (invocation, actions) => {
  for (const { field } of invocation.operands) {
    if (/^https?:/i.test(field.text ?? field.prefix) || isFileUrl(field.text ?? '')) contactUrl(field, actions);
    else if (field.text !== '-') actions.read(field);
  }
  for (const { name, value } of invocation.options)
    if ((name === '--to' || name === '--from') && /\.lua$/.test(value?.text ?? '') && value !== null)
      actions.signal('mini-language', value, 'pandoc runs a Lua script', true);
};

/** TeX: a document, or code that begins with a backslash. */
const tex: Special = (invocation, actions) => {
  if (hasOption(invocation, '--shell-escape') && invocation.operands[0] !== undefined)
    actions.signal('mini-language', invocation.operands[0].field, 'TeX may run commands', true);
  for (const { field } of invocation.operands) {
    const text = field.text ?? '';
    if (/^[\\&]/.test(text))
      actions.signal('mini-language', field, 'TeX code in an argument', /write18|input\s*\|/.test(text));
    else actions.read(field.text !== null && !/\.\w+$/.test(text) ? actions.literal(`${text}.tex`, field) : field);
  }
};

const gnuplot: Special = (invocation, actions, command) => {
  const typed = inputText(command);
  const codes = invocation.options.flatMap((option) =>
    option.name === '-e' && option.value !== null ? [option.value] : [],
  );
  if (typed !== null) codes.push(actions.literal(typed, command.program));
  for (const field of codes) {
    const text = field.text;
    if (text !== null && !/\bsystem\b|(?:^|[;\n])\s*!|`|\bload\b|\bcall\b|\bpopen\b|["']\s*[<|]|\beval/.test(text))
      continue;
    actions.signal('mini-language', field, 'gnuplot runs a command', true);
    const code = /(?:^|[;\n])\s*!\s*([^\n]*)|\bsystem\s*\(?\s*["']([^"']*)["']/.exec(text ?? '');
    if (code !== null) actions.shell(actions.literal(code[1] ?? code[2] ?? '', field));
  }
  for (const { field } of invocation.operands) {
    if (field.text === '-') continue;
    actions.read(field);
    actions.execute(field);
  }
};

export const documentTools = [
  tool('gs ghostscript gsc ps2pdf pdf2ps ps2ascii', {
    operands: 'data*',
    style: 'none',
    special: ghostscript,
    examples: [
      {
        command: 'gs -q -dBATCH -sDEVICE=pdfwrite -sOutputFile=out.pdf in.pdf',
        reads: ['in.pdf'],
        writes: ['out.pdf'],
      },
    ],
  }),
  tool('pandoc', {
    examples: [
      { command: 'pandoc -s a.md -o b.html', reads: ['a.md'], writes: ['b.html'] },
      { command: 'pandoc --pdf-engine=xelatex a.md -o b.pdf', execs: ['pandoc', 'xelatex'], writes: ['b.pdf'] },
    ],
    options:
      '-f,-r,--from,--read=data -t,-w,--to,--write=data -o,--output=write -F,--filter=hook -L,--lua-filter=plugin -d,--defaults=settings --pdf-engine=hook --pdf-engine-opt=data --data-dir=read --template=read -H,--include-in-header=read -B,--include-before-body=read -A,--include-after-body=read -c,--css=data -V,--variable=data -M,--metadata=data --metadata-file=read --bibliography=read --csl=read --citation-abbreviations=read --reference-doc=read --extract-media=write --resource-path=data --syntax-definition=read --abbreviations=read --log=write -s,--standalone -N,--number-sections --toc,--table-of-contents --toc-depth=data --wrap=data --columns=data --highlight-style=data --no-highlight --self-contained --embed-resources -C,--citeproc --mathjax=?data --katex=?data --mathml --webtex=?url --request-header=data --no-check-certificate --shift-heading-level-by=data --tab-stop=data -p,--preserve-tabs --eol=data --dpi=data --file-scope --sandbox --trace --verbose --quiet --fail-if-warnings --listings -i,--incremental --slide-level=data --section-divs --id-prefix=data -T,--title-prefix=data --ascii --reference-links --reference-location=data --markdown-headings=data --top-level-division=data --epub-cover-image=read --epub-metadata=read --epub-embed-font=read --strip-comments --track-changes=data --default-image-extension=data --indented-code-classes=data --list-input-formats --list-output-formats --list-extensions=?data -v,--version -h,--help',
    operands: 'data*',
    special: pandoc,
    runsThings: true,
  }),
  tool('latex pdflatex xelatex lualatex tex pdftex xetex luatex latexmk tectonic context platex uplatex', {
    examples: [{ command: 'pdflatex paper', reads: ['paper.tex'] }],
    options:
      '--shell-escape,-shell-escape,--enable-write18,-enable-write18 -no-shell-escape,--no-shell-escape -shell-restricted,--shell-restricted -interaction,--interaction=data -output-directory,--output-directory,-outdir,--outdir=write -output-format=data -jobname,--jobname=data -halt-on-error,--halt-on-error -file-line-error,--file-line-error -synctex,--synctex=data -draftmode -recorder -aux-directory,-auxdir=write -fmt=data -ini -etex -pdf -pdfxe -pdflua -dvi -ps -xelatex -lualatex -c -C -f -g -pv -pvc -silent -quiet -verbose -cd -use-make -bibtex -e=hook -r=settings -pdflatex=hook -latex=hook -X=data -o=write --keep-logs -version,--version -help,--help',
    operands: 'data*',
    style: 'single',
    special: tex,
    runsThings: true,
  }),
  tool('gnuplot', {
    options: '-e=data -c=script -p,--persist -s,--slow -d,--default-settings -V,--version -h,--help',
    operands: 'data*',
    special: gnuplot,
    runsThings: true,
  }),
  tool('dot neato fdp sfdp twopi circo plantuml mmdc', {
    options:
      '-T=data -K=data -G=data -N=data -E=data -o,--output=write -O -q=?data -v -V -P -i,--input=read -s=data -n=data -l=plugin -c -t=data -b=data -w=data -H=data -p=data --theme=data',
    operands: 'read*',
    style: 'plain',
  }),
  tool('soffice libreoffice unoconv', {
    options:
      '--headless --convert-to=data --outdir=write --infilter=data --norestore --invisible --nologo --cat --print-to-file --accept=data -f=data -o=write -env=data',
    operands: 'data*',
    style: 'plain',
    special: (invocation, actions) => {
      for (const { field } of invocation.operands) {
        if (/^macro:/i.test(field.text ?? '')) actions.signal('mini-language', field, 'a macro is run', true);
        else contactOrRead(field, actions);
      }
    },
  }),
].flat();

function contactOrRead(field: Field, actions: ToolActions): void {
  if (parseContact(field, 'url') !== null && /^[a-z]+:\/\//i.test(field.text ?? '')) contactUrl(field, actions);
  else actions.read(field);
}
