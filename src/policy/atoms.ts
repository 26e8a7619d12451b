/** A call as atomic actions: what rules allow, ask for or deny. */
import {
  type Assessment,
  isToolName,
  type PolicyAction,
  type PolicyQuestion,
  type SimpleCommand,
  type ToolCall,
} from '../contract/index.ts';
import type { Word } from './args.ts';
import { fold, type PathSubject, pathSubject } from './glob.ts';
import { DEFAULT_PORT, normalHost, splitHostPort } from './hosts.ts';
import { absolutePath, displayPath, type Places } from './paths.ts';
import { programName } from './program.ts';

/** `subject` is the normalised action in words. */
export type Atom =
  | { readonly kind: 'exec'; readonly subject: string; readonly program: string; readonly args: readonly Word[] }
  | {
      readonly kind: 'read' | 'write';
      readonly subject: string;
      readonly path: string;
      readonly exact: PathSubject;
      /** Case-folded and NFKC; the very same object where folding changes nothing. */
      readonly folded: PathSubject;
    }
  | { readonly kind: 'net'; readonly subject: string; readonly host: string; readonly port: number }
  | { readonly kind: 'env'; readonly subject: string; readonly name: string }
  | {
      readonly kind: 'mcp';
      readonly subject: string;
      readonly server: string;
      readonly tool: string;
      readonly identity: string | null;
      readonly pin: string | null;
    }
  | { readonly kind: 'tool'; readonly subject: string; readonly name: string }
  /**
   * No rule names it. `parse` gets no grant at all, `runtime` only from rules with `opaque: true`, `read` from those too and
   * from a rule that lets every path be read.
   */
  | { readonly kind: 'opaque'; readonly subject: string; readonly opaque: 'parse' | 'runtime' | 'read' };

export type AtomKind = Atom['kind'];

const MAX_SUBJECT = 200;

/** The atoms of a call, without duplicates, in order of first appearance. */
export function atomsOf(question: PolicyQuestion, places: Places): Atom[] {
  const { call, assessment } = question;
  const atoms = [
    ...assessment.commands.map((command) => execAtom(command, call.cwd, places)),
    ...missingPrograms(assessment).map((program) => execAtom({ program, args: [null] }, call.cwd, places)),
    ...pathAtoms(question, places),
    ...contactsOf(assessment).map(({ host, port }) => netAtom(host, port)),
    ...assessment.effects.env.map((name): Atom => ({ kind: 'env', subject: name, name })),
    ...opaqueAtoms(assessment),
  ];
  const unique = [...new Map(atoms.map((atom) => [keyOf(atom), atom])).values()];
  return unique.length > 0 ? unique : [{ kind: 'tool', subject: call.tool, name: call.tool }];
}

function keyOf(atom: Atom): string {
  if (atom.kind === 'exec') return JSON.stringify([atom.kind, atom.program, atom.args]);
  const identity = atom.kind === 'read' || atom.kind === 'write' ? atom.path : atom.subject;
  return `${atom.kind} ${atom.kind === 'opaque' ? atom.opaque : ''} ${identity}`;
}

/** A program among the effects without its words: judged as one of which nothing else is known. */
function missingPrograms(assessment: Assessment): string[] {
  const told = new Set(assessment.commands.map((command) => command.program));
  return assessment.effects.execs.filter((program) => !told.has(program));
}

export function execAtom(command: Pick<SimpleCommand, 'program' | 'args'>, cwd: string, places: Places): Atom {
  if (command.program === null)
    return { kind: 'opaque', subject: 'a program known only at run time', opaque: 'runtime' };
  const program = programName(command.program, cwd, places);
  const text = [program, ...command.args.map((word) => word ?? '<?>')].join(' ');
  return { kind: 'exec', subject: clip(text), program, args: command.args };
}

function clip(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= MAX_SUBJECT ? line : `${line.slice(0, MAX_SUBJECT - 1)}…`;
}

function pathAtom(kind: 'read' | 'write', path: string, places: Places): Atom {
  const exact = pathSubject(path);
  const other = fold(path);
  return {
    kind,
    subject: clip(displayPath(path, places)),
    path,
    exact,
    folded: other === path ? exact : pathSubject(other),
  };
}

/** Each path twice where it leads elsewhere: as spelled and as resolved. */
function pathAtoms({ call, assessment, resolved }: PolicyQuestion, places: Places): Atom[] {
  const own = pathsOfInput(call);
  const of = (kind: 'read' | 'write', list: readonly string[]): Atom[] =>
    list.flatMap((spelled) => {
      const forms = [spelled, resolved.get(spelled) ?? spelled];
      return [...new Set(forms)].map((form) => pathAtom(kind, absolutePath(form, call.cwd, places), places));
    });
  return [
    ...of('read', [...assessment.effects.reads, ...own.reads]),
    ...of('write', [...assessment.effects.writes, ...own.writes]),
  ];
}

/** The paths that the tools name themselves, so that no call passes for want of effects. */
function pathsOfInput({ tool, input }: ToolCall): { reads: string[]; writes: string[] } {
  const path = input.path;
  if (!isToolName(tool) || tool === 'bash') return { reads: [], writes: [] };
  const spelled = typeof path === 'string' ? path : '.';
  if (tool === 'write') return { reads: [], writes: [spelled] };
  if (tool === 'edit') return { reads: [spelled], writes: [spelled] };
  return { reads: [spelled], writes: [] };
}

/** Contacts, and hosts for which no contact tells the port. */
function contactsOf(assessment: Assessment): { host: string; port: number | null }[] {
  const told = new Set(assessment.contacts.map(({ host }) => host));
  const others = assessment.effects.hosts.filter((host) => !told.has(host));
  return [...assessment.contacts, ...others.map((host) => ({ host, port: null }))];
}

/** A host that cannot be one stays as spelled, so that no pattern covers it. */
export function netAtom(spelled: string, spelledPort: number | null): Atom {
  const port = spelledPort ?? DEFAULT_PORT;
  const host = normalHost(spelled);
  if (host === null) return { kind: 'opaque', subject: clip(`the host "${spelled}"`), opaque: 'parse' };
  return { kind: 'net', subject: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`, host, port };
}

/** INVARIANT: a parse that is not ok leaves at least one atom that nothing grants. */
function opaqueAtoms(assessment: Assessment): Atom[] {
  const atoms = assessment.opaque.map(({ kind, why }): Atom => ({ kind: 'opaque', subject: clip(why), opaque: kind }));
  if (assessment.parse === 'ok' || atoms.some((atom) => atom.kind === 'opaque' && atom.opaque === 'parse'))
    return atoms;
  return [...atoms, { kind: 'opaque', subject: 'the command could not be read as bash reads it', opaque: 'parse' }];
}

/** An action of the policy files' tests as atoms, `exec` excepted: a command needs a classifier. */
export function atomsOfAction(action: Omit<PolicyAction, 'exec'>, places: Places): Atom[] {
  const { read, write, net, env, mcp, tool } = action;
  const atoms: Atom[] = [];
  if (read !== undefined) atoms.push(pathAtom('read', absolutePath(read, places.repo, places), places));
  if (write !== undefined) atoms.push(pathAtom('write', absolutePath(write, places.repo, places), places));
  if (net !== undefined) {
    const { host, port } = splitHostPort(net);
    atoms.push(netAtom(host, port));
  }
  if (env !== undefined) atoms.push({ kind: 'env', subject: env, name: env });
  if (mcp !== undefined) {
    const { server, identity = null, pin = null } = mcp;
    atoms.push({ kind: 'mcp', subject: `${server}/${mcp.tool}`, server, tool: mcp.tool, identity, pin });
  }
  if (tool !== undefined) atoms.push({ kind: 'tool', subject: tool, name: tool });
  return atoms;
}
