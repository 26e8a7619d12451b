/** Compilers of C and the tools for their objects. */
import { type Special, tool } from './model.ts';

const compiler: Special = (invocation, actions) => {
  for (const { name, value } of invocation.options) {
    if (
      name === '-f' &&
      /^(?:plugin|use-ld)=[./]/.test(value?.text?.replace(/^use-ld=\//, 'use-ld=./') ?? '') &&
      value !== null
    )
      actions.signal('mini-language', value, 'the compiler loads or starts another program', true);
    if (/^-(?:Xclang|Xpreprocessor)$/.test(name) && /^-?(?:load|add-plugin)$/.test(value?.text ?? '') && value !== null)
      actions.signal('mini-language', value, 'the compiler loads a plugin', true);
  }
  for (const { name, value, field } of invocation.options) {
    const attached = /^-(o|B)(.+)$/.exec(name);
    if (attached?.[1] === 'o' && value === null && !/^-(?:object|on)/.test(name))
      actions.write(actions.literal(attached[2] ?? '', field));
    if (
      attached?.[1] === 'B' ||
      /^-(?:fplugin|specs|wrapper|Wp,-|plugin|load)/.test(name) ||
      /^--(?:plugin|specs)/.test(name)
    ) {
      actions.signal('mini-language', field, 'the compiler loads or starts another program', true);
      if (/^-wrapper/.test(name) && value !== null)
        actions.open([actions.literal((value.text ?? '').split(',')[0] ?? '', value)]);
    }
  }
  // `@file` holds further options.
  for (const { field } of invocation.operands)
    if (field.text?.startsWith('@') === true) {
      actions.read(actions.literal(field.text.slice(1), field));
      actions.signal('mini-language', field, 'the compiler takes options from a file');
    }
};

/** `ar rcs lib.a a.o`: the first word says what is done, with or without a dash. */
const archiver: Special = (invocation, actions) => {
  const fields = invocation.operands.map((operand) => operand.field);
  const [mode, archive, ...members] = fields;
  const text = (mode?.text ?? '').replace(/^-/, '');
  if (archive === undefined) return;
  const reading = /^[tpx]/.test(text);
  if (reading) actions.read(archive);
  else actions.write(archive);
  if (/^x/.test(text)) actions.write(actions.literal('.', archive), { recursive: true });
  if (/^[rq]/.test(text)) for (const member of members) actions.read(member);
};

/** `objcopy in [out]`, `strip f`: without an output the file itself is changed. */
const rewriter: Special = (invocation, actions) => {
  const [input, output] = invocation.operands.map((operand) => operand.field);
  const given = invocation.options.some((option) => option.role === 'write');
  if (input === undefined) return;
  actions.read(input);
  if (output !== undefined && invocation.tool === 'objcopy') actions.write(output);
  else if (!given) for (const { field } of invocation.operands) actions.write(field);
};

export const compilerTools = [
  tool('gcc g++ cc c++ clang clang++ tcc icc ld gold lld mold as', {
    examples: [
      { command: 'gcc -O2 -Wall -Iinclude -o app main.c util.c -lm', reads: ['main.c', 'util.c'], writes: ['app'] },
      { command: 'gcc a.c -oout', reads: ['a.c'], writes: ['out'] },
      { command: 'clang -fsyntax-only -std=c11 a.c', reads: ['a.c'], writes: [] },
    ],
    options:
      '-o=write -c -S -E -g=?data -O=?data -W=?data -I=data -L=data -l=?data -D=?data -U=?data -std=data -f=?data -m=?data -x=data -include=read -isystem=data -iquote=data -isysroot=data -idirafter=data -sysroot=data -M -MM -MD -MMD -MP -MF=write -MT=data -MQ=data -pthread -shared -static -static-libgcc -static-libstdc++ -w -v -pipe -wrapper=data -B=data -specs=data -plugin=data -load=data -T=read -nostdlib -nostdinc -nodefaultlibs -nostartfiles -r -s -d=?data -t -a=?data -h=data -soname=data -rpath=data -Xlinker=data -Xclang=data -Xpreprocessor=data -Xassembler=data -target=data -arch=data -framework=data -rdynamic -pie -no-pie -save-temps=?data -print-search-dirs -print-file-name=data -print-prog-name=data -dumpversion -dumpmachine -version -help -### -P -C -CC -undef -trigraphs -ansi -pedantic -pedantic-errors -p -pg -coverage -aux-info=write -dumpbase=data -e=data -z=data -export-dynamic -gc-sections',
    operands: 'read*',
    style: 'single',
    special: compiler,
  }),
  tool('ar gcc-ar llvm-ar', {
    examples: [
      { command: 'ar rcs lib.a a.o b.o', reads: ['a.o', 'b.o'], writes: ['lib.a'] },
      { command: 'ar t lib.a', reads: ['lib.a'], writes: [] },
    ],
    style: 'none',
    special: archiver,
  }),
  tool('objcopy strip ranlib install_name_tool patchelf', {
    examples: [{ command: 'objcopy a.o out/b.o', reads: ['a.o'], writes: ['out/b.o'] }],
    options:
      '-O,--output-target=data -I,--input-target=data -j,--only-section=data -R,--remove-section=data -S,--strip-all -g,--strip-debug --strip-unneeded -K,--keep-symbol=data -N,--strip-symbol=data -o=write --add-section=data --add-gnu-debuglink=read --only-keep-debug -d -x,--discard-all -X -p,--preserve-dates -v -B,--binary-architecture=data --set-rpath=data --set-interpreter=data --replace-needed==data --add-needed=data --remove-needed=data --print-rpath --print-needed --print-interpreter --output=write -change==data -id=data -add_rpath=data --redefine-sym=data --prefix-symbols=data',
    style: 'plain',
    special: rewriter,
  }),
  tool('objdump readelf strings-elf addr2line elfedit dwarfdump otool', {
    options:
      '-d,--disassemble -D,--disassemble-all -S,--source -s,--full-contents -j,--section=data -x,--all-headers -t,--syms -T,--dynamic-syms -h,--section-headers -p,--private-headers -r,--reloc -R,--dynamic-reloc -a,--all -l,--program-headers -e,--headers -W,--wide -n,--notes -V -A -C,--demangle -M,--disassembler-options=data --start-address=data --stop-address=data --no-show-raw-insn -f,--file-headers -i -g -e=read -f -L',
    operands: 'read*',
    style: 'plain',
  }),
].flat();
