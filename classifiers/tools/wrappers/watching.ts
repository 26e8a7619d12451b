/** Wrappers that repeat a command, or run several at once. */
import { hasOption, optionValue } from '../invocation.ts';
import { type Special, tool } from '../model.ts';
import { behindDashes, fieldsOf, joined, openAll } from './opening.ts';

const watch: Special = (invocation, actions, command) =>
  hasOption(invocation, '--exec') ? openAll(invocation, actions, command) : joined(invocation, actions, command);

/** `entr -s code` or `entr command /_`. */
const entr: Special = (invocation, actions, command) =>
  hasOption(invocation, '-s') ? joined(invocation, actions, command) : openAll(invocation, actions, command);

/** `nodemon app.js`; with `--exec` the file is an argument of that command. */
const nodemon: Special = (invocation, actions) => {
  const exec = optionValue(invocation, '--exec');
  const [first, ...rest] = fieldsOf(invocation);
  if (exec !== null) {
    if (exec.text === null || fieldsOf(invocation).length === 0) return actions.shell(exec);
    return actions.shell({
      ...exec,
      text: [exec.text, ...fieldsOf(invocation).map((field) => field.text ?? '')].join(' '),
    });
  }
  if (first === undefined) return;
  if (/\.\w+$/.test(first.text ?? '')) {
    actions.read(first);
    actions.execute(first);
  } else actions.open([first, ...rest]);
};

/** `npm:build` and `pnpm:build` are scripts of the package. */
const concurrently: Special = (invocation, actions) => {
  for (const field of fieldsOf(invocation)) {
    if (!/^(?:npm|yarn|pnpm|bun|node|deno):/.test(field.text ?? '')) actions.shell(field);
  }
};

export const watchingWrappers = [
  tool('watch viddy hwatch', {
    examples: [{ command: "watch -n 5 'cat a'", reads: ['a'], execs: ['watch', 'cat'] }],
    options:
      '-n,--interval=data -d,--differences=?data -t,--no-title -b,--beep -e,--errexit -g,--chgexit -c,--color -x,--exec -p,--precise -q,--equexit=data -w,--no-wrap -r,--no-rerun -C -s,--shotsdir=write',
    stopAtOperand: true,
    special: watch,
  }),
  tool('entr', {
    options: '-c -cc -d -dd -n -p -r -s -z -a -x',
    stopAtOperand: true,
    special: entr,
  }),
  tool('watchexec', {
    examples: [{ command: 'watchexec -e ts,js -w src -- cat a', reads: ['src', 'a'], execs: ['watchexec', 'cat'] }],
    options:
      '-w,--watch=read -W,--watch-non-recursive=read -F,--watch-file=read -e,--exts=data -f,--filter=data -i,--ignore=data -r,--restart -s,--signal=data -d,--debounce=data -c,--clear=?data -n --shell=data -N,--notify -p,--postpone -q,--quiet -o,--on-busy-update=data --stop-signal=data --stop-timeout=data -E,--env=env --project-origin=read --workdir=cwd --no-vcs-ignore --no-project-ignore --no-global-ignore --no-default-ignore --no-discover-ignore --ignore-nothing --filter-file=read --ignore-file=read --no-meta --emit-events-to=data --only-emit-events --wrap-process=data --poll=?data --timings --print-events --delay-run=data --color=data --bell -1 -I,--interactive --exit-on-error --no-process-group --fs-events=data',
    stopAtOperand: true,
    special: (invocation, actions, command) =>
      hasOption(invocation, '-n') ? openAll(invocation, actions, command) : joined(invocation, actions, command),
  }),
  tool('cargo-watch bacon reflex gow air', {
    options:
      '-x,--exec=data -s,--shell=sh -w,--watch=read -c,--clear -q -g=data -r=data -R=data -G=data -d=data -i,--ignore=data --why -C=cwd -j,--job=data',
    stopAtOperand: true,
    special: behindDashes,
  }),
  tool('nodemon', {
    options:
      '-x,--exec=data -w,--watch=data -e,--ext=data -i,--ignore=data -d,--delay=data --config=read -L,--legacy-watch -V,--verbose -q,--quiet -r,--require=read -C,--on-change-only -I,--no-stdin -s,--signal=data --cwd=cwd --inspect=?data --spawn --exitcrash --poll --no-colours --dump',
    operands: 'data*',
    stopAtOperand: true,
    special: nodemon,
    runsThings: true,
  }),
  tool('chokidar', {
    options:
      '-c,--command=sh -d,--debounce=data -t,--throttle=data -s,--follow-symlinks -i,--ignore=data --initial -p,--polling --poll-interval=data --poll-interval-binary=data --verbose --silent -C,--concurrent',
    operands: 'data*',
    runsThings: true,
  }),
  tool('onchange', {
    options:
      '-i,--initial -e,--exclude=data -k,--kill -j,--jobs=data -d,--delay=data -p,--poll=data -o,--outpipe=sh -a,--add -c,--await-write-finish=data -v,--verbose -f,--filter=data --no-exclude',
    special: behindDashes,
  }),
  tool('concurrently conc', {
    examples: [{ command: 'concurrently -n a,b "cat a" npm:b', reads: ['a'], execs: ['concurrently', 'cat'] }],
    options:
      '-n,--names=data -c,--prefix-colors=data -k,--kill-others --kill-others-on-fail -s,--success=data -m,--max-processes=data -p,--prefix=data -l,--prefix-length=data -r,--raw --no-color --hide=data -g,--group --timings -P,--passthrough-arguments -i,--handle-input --default-input-target=data --restart-tries=data --restart-after=data -t,--timestamp-format=data --name-separator=data --teardown=sh --kill-signal=data --pad-prefix --shell=exec --cwd=cwd',
    special: concurrently,
  }),
  tool('run-p run-s npm-run-all npm-run-all2', {
    options:
      '-c,--continue-on-error -l,--print-label -n,--print-name -s,--silent -p,--parallel=data -S,--sequential,--serial --max-parallel=data -r,--race --npm-path=exec --aggregate-output',
    operands: 'data*',
  }),
  tool('wait-for-it wait-for-it.sh wait-for dockerize', {
    options:
      '-h,--host=data -p,--port=data -t,--timeout=data -s,--strict -q,--quiet -wait=data -timeout=data -template=data -stdout=read -stderr=read',
    operands: 'data*',
    style: 'plain',
    special: behindDashes,
  }),
  tool('pm2 forever', {
    options:
      '-n,--name=data --watch -i,--instances=data --interpreter=exec -x -f,--force --cwd=cwd -o,--output=write -e,--error=write --no-daemon -c=exec --env=data --update-env --cron=data',
    operands: 'data*',
    special: (invocation, actions) => {
      const [verb, target] = fieldsOf(invocation);
      if (verb?.text !== 'start' || target === undefined) return;
      if (/\s/.test(target.text ?? '')) return actions.shell(target);
      actions.read(target);
      actions.execute(target);
    },
  }),
].flat();
