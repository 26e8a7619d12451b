/** What a schema cannot say: references, times, and rules that are legal in form but would not mean what they say. */
import { nearest, type PolicyDelegation, type PolicyFile, type PolicyRule, sandboxTiers } from '../contract/index.ts';
import { hostMatcher, normalHost } from './hosts.ts';
import type { DataPath, YamlFile } from './load.ts';
import { openSets, type Sets } from './matcher.ts';
import { patternFault, REPO_VARIABLE } from './paths.ts';
import type { Problem } from './problem.ts';
import { interpreters } from './program.ts';

const MAX_EXCEPTION_MS = 30 * 86_400_000;

type Report = (path: DataPath, message: string, hint: string) => void;
type Spec = PolicyRule | PolicyDelegation;

/** All problems of a document that the schema accepts. */
export function lint(document: PolicyFile, yaml: YamlFile, file: string): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (path, message, hint) =>
    problems.push({ file, ...yaml.positionOf(path), code: 'policy-invalid', message, hint });
  lintTimes(document, report);
  lintIds(document, report);
  lintRules(document, report);
  lintDelegations(document, report);
  lintExceptions(document, report);
  lintTests(document, report);
  return problems;
}

function lintTimes({ metadata }: PolicyFile, report: Report): void {
  const { issued, expires } = metadata;
  for (const [key, value] of Object.entries({ issued, expires })) {
    if (value !== undefined && Number.isNaN(Date.parse(value))) {
      report(['metadata', key], `${key} is no date of the calendar`, 'write a moment such as 2026-11-01T00:00:00Z');
    }
  }
  if (issued !== undefined && expires !== undefined && Date.parse(expires) <= Date.parse(issued)) {
    report(['metadata', 'expires'], 'the file expires before it is issued', 'set expires after issued');
  }
}

function lintIds(document: PolicyFile, report: Report): void {
  const seen = new Map<string, string>();
  for (const list of ['rules', 'delegate', 'exceptions'] as const) {
    (document[list] ?? []).forEach(({ id }, index) => {
      const before = seen.get(id);
      if (before !== undefined)
        report([list, index, 'id'], `id "${id}" is taken by ${before}`, 'give each entry an id of its own');
      if (id === 'default')
        report(
          [list, index, 'id'],
          'id "default" is the name of what happens when nothing matches',
          'choose another id',
        );
      seen.set(id, `${list}[${index}]`);
    });
  }
}

function lintRules(document: PolicyFile, report: Report): void {
  const shapes = new Map<string, string>();
  (document.rules ?? []).forEach((rule, index) => {
    const path = ['rules', index];
    const { id, reason, suggestion, tests, ...shape } = rule;
    const key = JSON.stringify(shape);
    const twin = shapes.get(key);
    if (twin !== undefined)
      report(path, `rule "${id}" says the same as "${twin}" and can never decide`, 'remove one of the two');
    shapes.set(key, id);
    lintMatcher(rule, path, document.sets ?? {}, report);
    lintLife(rule, path, report);
    if (rule.effect !== 'allow' && rule.when?.riskMax !== undefined) {
      report(
        [...path, 'when', 'riskMax'],
        'riskMax on a rule that does not allow',
        'use a rule `on: risk` to tighten by risk',
      );
    }
    if (rule.effect === 'allow') lintGrant(rule, path, rule.obligations?.sandbox, document.sets ?? {}, report);
  });
}

function lintLife({ until }: { until?: string | undefined }, path: DataPath, report: Report): void {
  if (until !== undefined && Number.isNaN(Date.parse(until))) {
    report([...path, 'until'], 'until is no date of the calendar', 'write a moment such as 2026-11-01T00:00:00Z');
  }
}

function lintDelegations(document: PolicyFile, report: Report): void {
  (document.delegate ?? []).forEach((delegation, index) => {
    const path = ['delegate', index];
    lintMatcher(delegation, path, document.sets ?? {}, report);
    lintLife(delegation, path, report);
    lintGrant(delegation, path, delegation.cap?.sandbox, document.sets ?? {}, report);
  });
}

/** References and patterns of one rule or delegation. */
function lintMatcher(spec: Spec, path: DataPath, sets: Sets, report: Report): void {
  const lists: [string, readonly string[], ((item: string) => string | null) | null][] = [];
  if (spec.on === 'read' || spec.on === 'write') {
    lists.push(['paths', spec.paths, patternFault], ['exclude', spec.exclude ?? [], patternFault]);
  }
  if (spec.on === 'net') lists.push(['hosts', spec.hosts, hostFault]);
  if (spec.on === 'exec') lists.push(['program', programsOf(spec), null]);
  if (spec.on === 'env') lists.push(['names', spec.names, null]);
  if (spec.on === 'mcp') lists.push(['tools', spec.tools, null]);
  for (const [key, items, faultOf] of lists) {
    const isSingle = spec.on === 'exec' && key === 'program' && typeof spec.program === 'string';
    for (const [index, item] of items.entries()) {
      const place = isSingle ? [...path, key] : [...path, key, index];
      const fault = faultOf?.(item);
      if (item.startsWith('@')) lintReference(item.slice(1), place, sets, report);
      else if (fault) report(place, `"${item}" ${fault}`, key === 'hosts' ? hostHint : pathHint);
    }
    if (faultOf !== null) lintSetItems(items, faultOf, key, path, sets, report);
  }
}

const pathHint = `write an absolute path, or begin with "~/", "${REPO_VARIABLE}/" or "**/"`;
const hostHint = 'write a host, "*.domain", "**.domain", an address or a range such as 10.0.0.0/8';

function hostFault(item: string): string | null {
  return hostMatcher(item) === null ? 'is no host, no pattern of hosts and no address' : null;
}

function lintReference(name: string, place: DataPath, sets: Sets, report: Report): void {
  if (Object.hasOwn(sets, name)) return;
  const meant = nearest(name, Object.keys(sets));
  report(place, `there is no set "${name}"`, meant === null ? `define it under "sets:"` : `did you mean "@${meant}"?`);
}

/** Entries of a set are judged by what the set is used for. */
function lintSetItems(
  items: readonly string[],
  faultOf: (item: string) => string | null,
  key: string,
  path: DataPath,
  sets: Sets,
  report: Report,
): void {
  for (const item of items) {
    const name = item.slice(1);
    if (!item.startsWith('@') || !Object.hasOwn(sets, name)) continue;
    for (const entry of sets[name] ?? []) {
      const fault = entry.startsWith('@') ? 'is a set within a set' : faultOf(entry);
      if (fault) report([...path, key], `"${entry}" of set "${name}" ${fault}`, key === 'hosts' ? hostHint : pathHint);
    }
  }
}

function programsOf(spec: Extract<Spec, { on: 'exec' }>): readonly string[] {
  return typeof spec.program === 'string' ? [spec.program] : spec.program;
}

/** What may be permitted only in a container, or not at all. */
function lintGrant(spec: Spec, path: DataPath, sandbox: string | undefined, sets: Sets, report: Report): void {
  if (spec.on === 'net') {
    for (const host of openSets(spec.hosts, sets)) {
      if (host === '*' || host === '**')
        report([...path, 'hosts'], `"${host}" would permit every host`, 'name the hosts');
    }
  }
  if (spec.on !== 'exec') return;
  const contained =
    sandboxTiers.indexOf((sandbox ?? 'host') as (typeof sandboxTiers)[number]) >= sandboxTiers.indexOf('container');
  const duty = 'effect' in spec ? 'obligations: {sandbox: container}' : 'cap: {sandbox: container}';
  for (const program of openSets(programsOf(spec), sets)) {
    const name = program.slice(program.lastIndexOf('/') + 1);
    if (/^\*+$/.test(name) || program.startsWith('*')) {
      if (!contained)
        report([...path, 'program'], `"${program}" permits every program outside a container`, `add "${duty}"`);
    } else if (interpreters.has(name) && spec.args === undefined && !contained) {
      report([...path, 'program'], `"${program}" runs whatever it is given`, `add "args:" or "${duty}"`);
    }
  }
  if (spec.opaque === true && !programsOf(spec).includes('*')) {
    report(
      [...path, 'opaque'],
      'opaque on a rule that does not cover every program',
      'write program: "*" or remove opaque',
    );
  }
}

function lintExceptions(document: PolicyFile, report: Report): void {
  const rules = document.rules ?? [];
  (document.exceptions ?? []).forEach((exception, index) => {
    const path = ['exceptions', index];
    const rule = rules.find(({ id }) => id === exception.suspends);
    if (rule === undefined) {
      const meant = nearest(
        exception.suspends,
        rules.map(({ id }) => id),
      );
      report(
        [...path, 'suspends'],
        `there is no rule "${exception.suspends}" in this file`,
        meant === null ? 'name a deny of this file' : `did you mean "${meant}"?`,
      );
    } else if (rule.effect !== 'deny' || rule.on === 'risk') {
      report(
        [...path, 'suspends'],
        `rule "${rule.id}" is no deny of an action`,
        'only a deny on an action can be suspended',
      );
    }
    lintExceptionTime(document, exception.until, path, report);
    for (const [at, item] of (exception.narrow.paths ?? []).entries()) {
      const fault = item.startsWith('@') ? null : patternFault(item);
      if (fault !== null) report([...path, 'narrow', 'paths', at], `"${item}" ${fault}`, pathHint);
    }
  });
}

function lintExceptionTime({ metadata }: PolicyFile, until: string, path: DataPath, report: Report): void {
  if (metadata.issued === undefined) {
    report(path, 'an exception in a file that does not say when it was issued', 'add "issued:" to metadata');
    return;
  }
  const length = Date.parse(until) - Date.parse(metadata.issued);
  if (!(length <= MAX_EXCEPTION_MS)) {
    report(
      [...path, 'until'],
      'the exception ends more than 30 days after the file was issued',
      'end it earlier and issue the file anew when it is still needed',
    );
  }
}

function lintTests(document: PolicyFile, report: Report): void {
  const ids = (document.rules ?? []).map(({ id }) => id);
  (document.tests ?? []).forEach((test, index) => {
    if (test.rule !== undefined && !ids.includes(test.rule) && !builtInRules.includes(test.rule)) {
      const meant = nearest(test.rule, [...ids, ...builtInRules]);
      report(
        ['tests', index, 'rule'],
        `there is no rule "${test.rule}" in this file`,
        meant === null ? 'name a rule of this file, or default' : `did you mean "${meant}"?`,
      );
    }
    const { net } = test.call;
    if (net !== undefined && normalHost(net.replace(/:[0-9]+$/, '')) === null) {
      report(['tests', index, 'call', 'net'], `"${net}" is no host`, 'write host:port');
    }
  });
}

/** Rule ids that stand in no file and that tests may expect. */
const builtInRules = ['default', 'own-settings', 'audit-store', 'special-address', 'plan-mode', 'unknown-tool'];
