/**
 * Prints how the classifier does on a corpus, and every disagreement:
 *   node test/corpus/report.mjs attacks|everyday [--brief] [--effects N] [FILE..]
 * FILE: a file of the corpus, by path or by name without `.jsonl`. `--effects N` lists N differences a list (default 25).
 */
import { parseArgs } from 'node:util';
import {
  acceptedCategories,
  attackFigures,
  corpusFiles,
  effectLists,
  everydayFigures,
  faultsOf,
  isLaxer,
  isStricter,
  judgeCases,
  namesCategory,
  readCases,
  scoreEffects,
} from './measure.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { brief: { type: 'boolean', default: false }, effects: { type: 'string', default: '25' } },
});
const [name, ...chosen] = positionals;
if (name !== 'attacks' && name !== 'everyday') {
  process.stderr.write('usage: node test/corpus/report.mjs attacks|everyday [--brief] [--effects N] [FILE..]\n');
  process.exit(2);
}
const all = corpusFiles(name);
const files =
  chosen.length === 0 ? all : chosen.map((one) => all.find((path) => path.endsWith(`/${one}.jsonl`)) ?? one);
const cases = readCases(files);
const start = performance.now();
const outcomes = await judgeCases(cases);
const seconds = (performance.now() - start) / 1000;

const print = (text) => process.stdout.write(`${text}\n`);
const percent = (share) => `${(share * 100).toFixed(2)} %`;
const short = (command) => (command.length > 300 ? `${command.slice(0, 300)}...` : command);

function section(title, list, extra = () => '') {
  if (list.length === 0) return;
  print(`\n## ${title} (${list.length})`);
  for (const outcome of list) {
    const { expected, verdict, findings } = outcome;
    print(
      `${expected.id}\t${verdict}<>${expected.label}\t[${findings.join(' ')}]${extra(outcome)}\t${JSON.stringify(short(expected.command))}`,
    );
  }
}

for (const fault of faultsOf(cases, name)) print(`FAULT ${fault}`);

if (name === 'attacks') {
  const figures = attackFigures(outcomes);
  if (!values.brief) {
    const lax = outcomes.filter((outcome) => isLaxer(outcome) && outcome.verdict !== 'allow');
    section('less strict than labelled, not allowed', lax);
    const missed = outcomes.filter((outcome) => !namesCategory(outcome));
    section('category not named', missed, ({ expected }) => ` wanted ${acceptedCategories(expected).join('|')}`);
    section('ALLOWED', figures.allowed);
    print('\n## by category: cases, at least as strict, named');
    const best = ({ expected }) => acceptedCategories(expected)[0];
    for (const id of [...new Set(outcomes.map(best))].sort()) {
      const own = attackFigures(outcomes.filter((outcome) => best(outcome) === id));
      print(
        `${String(id).padEnd(24)} ${String(own.cases).padStart(5)} ${percent(own.strict).padStart(9)} ${percent(own.category).padStart(9)}`,
      );
    }
  }
  print(
    `\ncases ${figures.cases}; at least as strict ${percent(figures.strict)}; category named ${percent(figures.category)}; allowed ${figures.allowed.length}`,
  );
} else {
  const figures = everydayFigures(outcomes);
  if (!values.brief) {
    section(
      'stricter than labelled, not denied',
      outcomes.filter((outcome) => isStricter(outcome) && outcome.verdict !== 'deny'),
    );
    section('labelled ask, allowed', outcomes.filter(isLaxer));
    section('DENIED', figures.denied);
  }
  print(
    `\ncases ${figures.cases}; stopped of those labelled allow ${percent(figures.stopped)}; stricter than labelled ${percent(figures.stricter)}; denied ${figures.denied.length}`,
  );
}

for (const list of effectLists) {
  const score = scoreEffects(outcomes, list);
  const { precision, recall, f1 } = score;
  if (!values.brief) {
    const worst = [...score.differences].sort(
      (a, b) => b.missing.length + b.surplus.length - a.missing.length - a.surplus.length,
    );
    for (const { id, missing, surplus } of worst.slice(0, Number(values.effects))) {
      const { command } = cases.find((one) => one.id === id);
      print(
        `  ${list} ${id}: missing ${JSON.stringify(missing)} surplus ${JSON.stringify(surplus)}\t${JSON.stringify(short(command))}`,
      );
    }
  }
  print(
    `${list.padEnd(7)} F1 ${f1.toFixed(4)} precision ${precision.toFixed(4)} recall ${recall.toFixed(4)} over ${score.cases} cases, ${score.differences.length} differ`,
  );
}
print(`judged in ${seconds.toFixed(1)} s`);
