/** Decisions in words: one plain sentence a reason, with what was judged in front. */
import { canonicalJson, type Finding, layers, type Reason } from '../contract/index.ts';
import type { Atom } from './atoms.ts';
import type { FloorRule } from './floor.ts';
import type { AtomJudgement } from './judge-atom.ts';
import type { Delegation, Rule, ToolRule, Unmatched } from './ruleset.ts';

const verbs = { allow: 'allowed', ask: 'needs a yes from a person', deny: 'denied' } as const;

/** `exec git push --force`. */
export function subjectOf(atom: Atom): string {
  return `${atom.kind} ${atom.subject}`;
}

export function reasonsOfAtom(judged: AtomJudgement, unmatched: Unmatched): Reason[] {
  if (judged.by.length === 0) return [unmatchedReason(judged.atom, unmatched)];
  const subject = subjectOf(judged.atom);
  return judged.by.map((rule) => ('effect' in rule ? ruleReason(rule, subject) : floorReason(rule, subject)));
}

function ruleReason(rule: Rule, subject: string): Reason {
  const said = rule.quiet ? 'not permitted here' : (rule.reason ?? `${verbs[rule.effect]} by rule ${rule.id}`);
  return {
    rule: rule.id,
    layer: rule.layer,
    file: rule.file,
    line: rule.line,
    text: `${subject}: ${said}`,
    suggestion: rule.quiet ? null : rule.suggestion,
  };
}

function floorReason(rule: FloorRule, subject: string): Reason {
  return builtIn(rule.id, `${subject}: ${rule.reason}`, rule.suggestion);
}

function builtIn(rule: string, text: string, suggestion: string): Reason {
  return { rule, layer: 'floor', file: null, line: null, text, suggestion };
}

function unmatchedReason(atom: Atom, unmatched: Unmatched): Reason {
  const { id, layer, file, line, verdict } = unmatched;
  const what =
    atom.kind === 'opaque' ? 'it cannot be known before it runs, and no rule grants that' : 'no rule allows it';
  const text = `${subjectOf(atom)}: ${what}, and the default is ${verdict}`;
  return { rule: id, layer, file, line, text, suggestion: unmatchedSuggestion(atom) };
}

/** The rule that would grant exactly this, to be put into a policy file. */
function unmatchedSuggestion(atom: Atom): string {
  const rule = (spec: string) => `to permit it, add to your policy: {id: NAME, effect: allow, ${spec}}`;
  switch (atom.kind) {
    case 'exec':
      return rule(`on: exec, program: ${JSON.stringify(atom.program)}`);
    case 'read':
    case 'write':
      return rule(`on: ${atom.kind}, paths: [${JSON.stringify(atom.path)}]`);
    case 'net':
      return rule(`on: net, hosts: [${JSON.stringify(atom.host)}], ports: [${atom.port}]`);
    case 'env':
      return rule(`on: env, names: [${JSON.stringify(atom.name)}]`);
    case 'tool':
      return rule(`on: tool, names: [${JSON.stringify(atom.name)}]`);
    case 'mcp':
      return rule(`on: mcp, server: {name: ${JSON.stringify(atom.server)}}, tools: [${JSON.stringify(atom.tool)}]`);
    case 'opaque':
      return atom.opaque === 'parse'
        ? 'write it as plain commands, one step a call'
        : 'write the value out instead of computing it in the same command';
  }
}

export function unknownToolReason(tool: string): Reason {
  return builtIn(
    'unknown-tool',
    `tool ${JSON.stringify(tool.slice(0, 80))}: there is no such tool`,
    'use one of the tools offered',
  );
}

export function planModeReason(tool: string): Reason {
  return builtIn(
    'plan-mode',
    `tool ${tool}: plan mode permits only tools that change nothing`,
    'finish the plan, or have the user leave plan mode',
  );
}

export function reasonOfTool(rule: ToolRule, tool: string): Reason {
  return ruleReason(rule, `tool ${tool}`);
}

export function reasonOfFinding(rule: Rule, finding: Finding): Reason {
  return ruleReason(rule, `${finding.category} (${finding.severity}), ${finding.message.replace(/\.$/, '')}`);
}

export function reasonOfCap(delegation: Delegation, atom: Atom, contact: Atom): Reason {
  const { id, layer, file, line } = delegation;
  const text = `${subjectOf(atom)}: permitted by delegation ${id} only without network, and the call contacts ${contact.subject}`;
  return { rule: id, layer, file, line, text, suggestion: 'do the two in separate calls' };
}

/** Without duplicates; by layer, file, line, rule, text. */
export function sortReasons(reasons: readonly Reason[]): Reason[] {
  const unique = [...new Map(reasons.map((reason) => [canonicalJson(reason), reason])).values()];
  const order = (a: Reason, b: Reason) =>
    layers.indexOf(a.layer) - layers.indexOf(b.layer) ||
    compare(a.file ?? '', b.file ?? '') ||
    (a.line ?? 0) - (b.line ?? 0) ||
    compare(a.rule, b.rule) ||
    compare(a.text, b.text);
  return unique.sort(order);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
