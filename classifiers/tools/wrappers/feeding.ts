/** Wrappers that take words from standard input or files: xargs, parallel. */
import { type Field, literalField } from '../../analysis.ts';
import { hasOption, optionValue } from '../invocation.ts';
import { type Special, tool } from '../model.ts';
import { listedPaths, spelledInput } from './listing.ts';
import { fieldsOf } from './opening.ts';

/** `xargs cmd args`: words from standard input come behind. Their roots are known where find or ls produced them. */
const xargs: Special = (invocation, actions, command) => {
  const fields = fieldsOf(invocation);
  const replace =
    optionValue(invocation, '--replace', '-i')?.text ?? (hasOption(invocation, '--replace', '-i') ? '{}' : null);
  const fromFile = hasOption(invocation, '--arg-file');
  const listed = fromFile ? null : (listedPaths(command) ?? spelledInput(command));
  const words = fields.length === 0 ? [literalField('echo', command.range)] : fields;
  const unknown: Field = { ...literalField('', command.program.range), text: null };
  const fed: Field[] = listed ?? [{ ...unknown, outputs: fromFile ? [] : command.stdin }];
  if (replace === null) return actions.open(words, { appended: fed, fed: true });
  for (const one of fed)
    actions.open(
      words.map((word) => insert(word, replace, one)),
      { fed: true },
    );
};

function insert(word: Field, mark: string, value: Field): Field {
  if (word.text === mark) return { ...value, range: word.range };
  const at = word.text?.indexOf(mark) ?? -1;
  if (at < 0 || word.text === null) return word;
  if (value.text !== null && !value.pattern) return { ...word, text: word.text.replaceAll(mark, value.text) };
  return { ...word, text: null, prefix: word.text.slice(0, at), outputs: value.outputs };
}

/** More inputs than this are not spelled out. */
const MAX_INPUTS = 8;

const parallel: Special = (invocation, actions, command) => {
  const fields = fieldsOf(invocation);
  const mark = fields.findIndex((field) => /^:::/.test(field.text ?? ''));
  const words = mark < 0 ? fields : fields.slice(0, mark);
  const behind = mark < 0 ? [] : fields.slice(mark + 1).filter((field) => !/^:::/.test(field.text ?? ''));
  const files = fields[mark]?.text === '::::';
  if (files) for (const field of behind) actions.read(field);
  const inputs = files ? [] : mark < 0 ? (spelledInput(command) ?? []) : behind;
  const [first] = words;
  // Without a command the inputs themselves are commands.
  if (first === undefined) {
    if (inputs.length === 0) actions.shell({ ...literalField('', command.program.range), text: null });
    for (const input of inputs) actions.shell(input);
    return;
  }
  const text = words.some((field) => field.text === null) ? null : words.map((field) => field.text).join(' ');
  const unknown: Field = { ...first, text: null };
  if (text === null) return actions.shell(unknown);
  const placed = /\{[^{}\s]*\}/.test(text);
  if (inputs.length > 0 && inputs.length <= MAX_INPUTS && /^(?:[^{]|\{\})*$/.test(text)) {
    for (const input of inputs) {
      if (input.text === null) actions.shell(unknown);
      else actions.shell({ ...first, text: placed ? text.replaceAll('{}', input.text) : `${text} ${input.text}` });
    }
    return;
  }
  if (first.text !== null && !/[;&|<>$`(){}]/.test(text.replace(/\{[^{}\s]*\}/g, ''))) {
    const listed = listedPaths(command)?.[0] ?? { ...unknown, outputs: command.stdin };
    const plain = placed ? words.map((word) => insert(word, '{}', listed)) : words;
    actions.open(plain, { fed: true, appended: placed ? [] : [listed] });
  } else actions.shell(unknown);
};

export const feedingWrappers = [
  tool('xargs gxargs', {
    examples: [
      { command: "find a -name '*.o' | xargs -0 rm", writes: ['a/**/*.o'], execs: ['find', 'xargs', 'rm'] },
      { command: 'echo a b | xargs -n1 cat', reads: ['a', 'b'] },
      { command: 'ls *.ts | xargs -I{} cp {} out', reads: ['*.ts'], writes: ['out'] },
    ],
    options:
      '-0,--null -a,--arg-file=read -d,--delimiter=data -E=data -e,--eof=?data -I,--replace=data -i=?data -L,--max-lines=data -l=?data -n,--max-args=data -o,--open-tty -P,--max-procs=data -p,--interactive --process-slot-var=data -r,--no-run-if-empty -s,--max-chars=data --show-limits -t,--verbose -x,--exit -J=data -R=data -S=data',
    operands: 'data*',
    stopAtOperand: true,
    special: xargs,
    runsThings: true,
  }),
  tool('parallel sem', {
    examples: [{ command: 'parallel cat {} ::: a b', reads: ['a', 'b'], execs: ['parallel', 'cat'] }],
    options:
      '-j,--jobs,-P,--max-procs=data -k,--keep-order -a,--arg-file=read -0,--null -n,--max-args=data -N,--max-replace-args=data -q,--quote --bar --eta --progress --dry-run,--dryrun -I=data --joblog=write --halt=data --halt-on-error=data -X -m --xargs --pipe,--spreadstdin --pipepart --block=data --recstart=data --recend=data --tmpdir=write --tempdir=write -v --verbose --no-notice --will-cite --citation --colsep,-C=data -d,--delimiter=data -S,--sshlogin=host --slf,--sshloginfile=settings --transfer --transferfile=upload --return=write --cleanup --basefile=upload --workdir,--wd=cwd --results,--res=write --tag --tagstring=data --line-buffer,--lb,--linebuffer -u,--ungroup --group -t -p,--interactive --load=data --memfree=data --nice=data --timeout=data --delay=data --retries=data --resume --resume-failed --env=data --semaphore --id=data --fg --wait -r,--no-run-if-empty --shuf --plus --header=data --link --xapply --trim=data --rpl=data --profile,-J=settings --plain --no-run-if-empty --total-jobs=data --shebang --shellquote --tmux --tmuxpane --fifo --cat --silent --quiet --limit=hook --filter=data --tee --round-robin --keep-order --compress --compress-program=hook --decompress-program=hook',
    operands: 'data*',
    stopAtOperand: true,
    special: parallel,
    runsThings: true,
  }),
].flat();
