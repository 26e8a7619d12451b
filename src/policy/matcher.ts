/** Compiles what a rule, a delegation or an exception looks at into one question: does it cover this atom? */
import type { PolicyDelegation, PolicyException, PolicyRule } from '../contract/index.ts';
import { matchArgs } from './args.ts';
import type { Atom } from './atoms.ts';
import { compileGlob, fold, type Glob, matchGlob, matchText, type Stance } from './glob.ts';
import { DEFAULT_PORT, hostMatcher } from './hosts.ts';
import { expandPattern, type Places } from './paths.ts';
import { programMatcher } from './program.ts';

export type Covers = (atom: Atom, stance: Stance) => boolean;

/** `@name` entries opened. The lint has refused unknown names. */
export type Sets = Readonly<Record<string, readonly string[]>>;

export interface CompileContext {
  readonly places: Places;
  readonly sets: Sets;
}

export function openSets(items: readonly string[], sets: Sets): string[] {
  return items.flatMap((item) =>
    item.startsWith('@') && Object.hasOwn(sets, item.slice(1)) ? (sets[item.slice(1)] ?? []) : [item],
  );
}

/** Rules on risk look at findings, not at atoms. */
type Matched = Exclude<PolicyRule, { on: 'risk' }> | PolicyDelegation;

export function compileMatcher(spec: Matched, context: CompileContext): Covers {
  switch (spec.on) {
    case 'exec':
      return execCovers(spec, context);
    case 'read':
    case 'write':
      return pathCovers(spec.on, spec.paths, spec.exclude ?? [], context);
    case 'net':
      return netCovers(spec.hosts, spec.ports, context);
    case 'env':
      return namesCover(openSets(spec.names, context.sets));
    case 'mcp':
      return mcpCovers(spec, context);
    case 'tool':
      return (atom) => atom.kind === 'tool' && spec.names.includes(atom.name);
  }
}

function execCovers(spec: Extract<Matched, { on: 'exec' }>, { places, sets }: CompileContext): Covers {
  const spelled = typeof spec.program === 'string' ? [spec.program] : spec.program;
  const programs = openSets(spelled, sets).map((program) => programMatcher(program, places));
  return (atom, stance) => {
    if (atom.kind === 'opaque') return atom.opaque !== 'parse' && spec.opaque === true;
    if (atom.kind !== 'exec') return false;
    return programs.some((program) => program(atom.program, stance)) && matchArgs(spec.args, atom.args, stance);
  };
}

type PathAtom = Extract<Atom, { kind: 'read' | 'write' }>;

/** A restriction compares as written and folded: folding may turn a character of a name into a slash. */
function pathMatcher(pattern: string, places: Places): (atom: PathAtom, stance: Stance) => boolean {
  const exact: Glob = compileGlob(expandPattern(pattern, places));
  const other = fold(exact.source);
  const folded: Glob = other === exact.source ? exact : compileGlob(other);
  return (atom, stance) => {
    if (matchGlob(exact, atom.exact, stance)) return true;
    if (stance === 'grant' || (folded === exact && atom.folded === atom.exact)) return false;
    return matchGlob(folded, atom.folded, stance);
  };
}

function pathCovers(
  kind: 'read' | 'write',
  paths: readonly string[],
  exclude: readonly string[],
  { places, sets }: CompileContext,
): Covers {
  const included = openSets(paths, sets).map((pattern) => pathMatcher(pattern, places));
  const excluded = openSets(exclude, sets).map((pattern) => pathMatcher(pattern, places));
  const everything = kind === 'read' && excluded.length === 0 && openSets(paths, sets).includes('/**');
  return (atom, stance) => {
    if (atom.kind === 'opaque') return everything && atom.opaque === 'read' && stance === 'grant';
    if (atom.kind !== kind) return false;
    const opposite = stance === 'grant' ? 'guard' : 'grant';
    return included.some((matches) => matches(atom, stance)) && !excluded.some((matches) => matches(atom, opposite));
  };
}

function netCovers(
  hosts: readonly string[],
  ports: 'any' | readonly number[] | undefined,
  { sets }: CompileContext,
): Covers {
  const matchers = openSets(hosts, sets).map((host) => hostMatcher(host) ?? (() => false));
  return (atom, stance) => {
    if (atom.kind !== 'net') return false;
    const open = ports === 'any' || (ports === undefined && stance !== 'grant');
    return (open || (ports ?? [DEFAULT_PORT]).includes(atom.port)) && matchers.some((matches) => matches(atom.host));
  };
}

function namesCover(names: readonly string[]): Covers {
  return (atom, stance) =>
    atom.kind === 'env' &&
    names.some((name) => matchText(name, atom.name) || (stance !== 'grant' && matchText(fold(name), fold(atom.name))));
}

function mcpCovers(spec: Extract<Matched, { on: 'mcp' }>, { sets }: CompileContext): Covers {
  const tools = openSets(spec.tools, sets);
  const same = (wanted: string | undefined, got: string | null, stance: Stance) =>
    wanted === undefined || wanted === got || (stance !== 'grant' && got === null);
  return (atom, stance) =>
    atom.kind === 'mcp' &&
    atom.server === spec.server.name &&
    same(spec.server.identity, atom.identity, stance) &&
    same(spec.pin, atom.pin, stance) &&
    tools.some((tool) => matchText(tool, atom.tool));
}

/** All members of `narrow` but the repository must cover the atom, certainly. */
export function compileNarrow(
  narrow: PolicyException['narrow'],
  { places, sets }: CompileContext,
): (atom: Atom) => boolean {
  const tests: ((atom: Atom) => boolean)[] = [];
  const { program, args, paths, hosts, names } = narrow;
  if (program !== undefined) {
    const matches = programMatcher(program, places);
    tests.push((atom) => atom.kind === 'exec' && matches(atom.program, 'grant'));
  }
  if (args !== undefined) tests.push((atom) => atom.kind === 'exec' && matchArgs(args, atom.args, 'grant'));
  if (paths !== undefined) {
    const matchers = openSets(paths, sets).map((pattern) => pathMatcher(pattern, places));
    tests.push(
      (atom) => (atom.kind === 'read' || atom.kind === 'write') && matchers.some((matches) => matches(atom, 'grant')),
    );
  }
  if (hosts !== undefined) {
    const covers = netCovers(hosts, 'any', { places, sets });
    tests.push((atom) => covers(atom, 'grant'));
  }
  if (names !== undefined) {
    const covers = namesCover(openSets(names, sets));
    tests.push((atom) => covers(atom, 'grant'));
  }
  return (atom) => tests.every((test) => test(atom));
}
