/** The policy of a session: which files count, in which layer, and the engine that decides by them. */
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import {
  CordonError,
  type Decision,
  POLICY_API_VERSION,
  type PolicyAction,
  type PolicyEffect,
  type PolicyEngine,
  type PolicyFile,
  type PolicyLayer,
  type PolicyQuestion,
  toolNames,
  WORKSPACE,
} from '../contract/index.ts';
import { type Bench, caseOf, judgeCase } from './decide.ts';
import { type CheckedDocument, checkDocument, digestOf } from './document.ts';
import { type Classify, caseOfAction } from './examples.ts';
import { type Explanation, explainCase } from './explain.ts';
import { floorRules } from './floor.ts';
import type { Places } from './paths.ts';
import { DEFAULT_PRESET, isPresetName, presetFile } from './presets.ts';
import { type Problem, problemsError } from './problem.ts';
import {
  type ManagedTrust,
  type PolicyText,
  readManaged,
  readNamed,
  readProject,
  readUser,
  systemTrust,
} from './read-files.ts';
import { compileRuleset } from './ruleset.ts';
import { bytesOf, millisecondsOf } from './units.ts';

/** Part of every digest: another engine may decide otherwise. */
export const ENGINE_VERSION = '1';

export const MANAGED_FOLDER = '/etc/cordon/policy.d';
/** The home of the user inside the container. */
export const CONTAINER_HOME = '/home/cordon';

export interface LoadOptions {
  /** A file, or the name of a preset. */
  readonly policy?: string;
  readonly managedDir?: string;
  /** Null: none. Default: the user's own place. A file that is not there is no layer. */
  readonly userFile?: string | null;
  /** Null or absent: none. A file that is not there is no layer. */
  readonly projectFile?: string | null;
  /** For the examples that the files carry. */
  readonly classify?: Classify;
  /** `${repo}` and `~` as the calls see them. */
  readonly repoRoot?: string;
  readonly home?: string;
  /** Further folders of logs and keys that the floor keeps closed, as the calls would spell them. */
  readonly stores?: readonly string[];
  /** What `when.users` and `when.repos` compare with. */
  readonly user?: string;
  readonly repository?: string;
  readonly now?: () => Date;
  readonly trust?: ManagedTrust;
}

export interface LoadedRule {
  readonly id: string;
  readonly effect: PolicyEffect;
  readonly on: string;
  readonly line: number;
}

export interface LoadedLayer {
  readonly layer: PolicyLayer;
  readonly id: string;
  readonly file: string;
  readonly digest: string;
  readonly rules: readonly LoadedRule[];
}

/** The strictest of what the managed files say of a whole session. */
export interface SessionLimits {
  readonly calls?: number;
  readonly wallMs?: number;
  readonly egressBytes?: number;
}

export interface LoadedPolicy {
  readonly engine: PolicyEngine;
  readonly layers: readonly LoadedLayer[];
  readonly digest: string;
  readonly warnings: readonly string[];
  readonly sessionLimits: SessionLimits;
  /** The documents, in the order of `layers`. */
  readonly documents: readonly PolicyFile[];
  explain(question: PolicyQuestion): Explanation;
  /** An action in the form of the files' tests; `policy-failed` when a command needs a classifier and there is none. */
  explainAction(action: PolicyAction): Explanation;
}

interface Candidate {
  readonly text: PolicyText;
  readonly layer: PolicyLayer;
  readonly preset: boolean;
}

/** All or nothing: any fault in any file rejects with a CordonError that names file, line and column. */
export async function loadPolicy(options: LoadOptions = {}): Promise<LoadedPolicy> {
  const places: Places = { repo: options.repoRoot ?? WORKSPACE, home: options.home ?? CONTAINER_HOME };
  const { candidates, standIn } = await findFiles(options);
  const now = options.now?.() ?? new Date();
  const problems: Problem[] = [];
  const documents: CheckedDocument[] = [];
  for (const { text, layer, preset } of candidates) {
    const checked = checkDocument(text, { layer, places, classify: options.classify, shipped: preset });
    if (!('source' in checked)) problems.push(...checked);
    else {
      problems.push(...layerProblems(checked, layer, text.file));
      documents.push(checked);
    }
  }
  problems.push(...sharedIds(documents));
  if (problems.length > 0) throw problemsError(problems);
  return assemble(documents, { options, places, standIn, now });
}

async function findFiles(options: LoadOptions): Promise<{ candidates: Candidate[]; standIn: boolean }> {
  const managed = await readManaged(options.managedDir ?? MANAGED_FOLDER, options.trust ?? systemTrust);
  const standIn = managed.length === 0;
  const candidates: Candidate[] = managed.map((text) => ({ text, layer: 'managed', preset: false }));
  const policy = options.policy ?? (standIn ? DEFAULT_PRESET : undefined);
  if (policy !== undefined) {
    const preset = isPresetName(policy);
    const text = await readNamed(preset ? await presetFile(policy) : policy);
    candidates.push({
      text: preset ? { ...text, file: `policies/${policy}.yaml` } : text,
      layer: standIn ? 'managed' : 'user',
      preset,
    });
  }
  const userFile = options.userFile === undefined ? defaultUserFile() : options.userFile;
  const user = userFile === null ? null : await readUser(userFile);
  if (user !== null) candidates.push({ text: user, layer: 'user', preset: false });
  const project = options.projectFile ? await readProject(options.projectFile) : null;
  if (project !== null) candidates.push({ text: project, layer: 'project', preset: false });
  return { candidates, standIn };
}

function defaultUserFile(): string {
  const config = process.env.XDG_CONFIG_HOME;
  return join(config?.startsWith('/') ? config : join(homedir(), '.config'), 'cordon', 'policy.yaml');
}

/** A file must name the layer in which it stands. What `--policy` names may be written for the managed or the user layer. */
function layerProblems({ source }: CheckedDocument, layer: PolicyLayer, file: string): Problem[] {
  const told = source.document.metadata.layer;
  if (told === layer || (told !== 'project' && layer !== 'project')) return [];
  const place = { file, line: source.lineOf(['metadata', 'layer']), column: 1, code: 'policy-invalid' as const };
  return [{ ...place, message: `layer: ${told} in a file of the ${layer} layer`, hint: `write "layer: ${layer}"` }];
}

/** Ids name rules in exceptions, logs and tests: one meaning each within a layer. */
function sharedIds(documents: readonly CheckedDocument[]): Problem[] {
  const seen = new Map<string, string>();
  return documents.flatMap(({ source }) =>
    (source.document.rules ?? []).flatMap(({ id }, index): Problem[] => {
      const key = `${source.layer} ${id}`;
      const before = seen.get(key);
      seen.set(key, source.file);
      if (before === undefined) return [];
      const place = {
        file: source.file,
        line: source.lineOf(['rules', index]),
        column: 1,
        code: 'policy-invalid' as const,
      };
      return [
        { ...place, message: `id "${id}" is taken in layer ${source.layer} by ${before}`, hint: 'choose another id' },
      ];
    }),
  );
}

interface Assembly {
  readonly options: LoadOptions;
  readonly places: Places;
  readonly standIn: boolean;
  readonly now: Date;
}

function assemble(documents: readonly CheckedDocument[], { options, places, standIn, now }: Assembly): LoadedPolicy {
  const sources = documents.map(({ source }) => source);
  const layers = documents.map(({ source, digest }) => ({
    layer: source.layer,
    id: source.document.metadata.id,
    file: source.file,
    digest,
    rules: (source.document.rules ?? []).map(({ id, effect, on }, index) => ({
      id,
      effect,
      on,
      line: source.lineOf(['rules', index]),
    })),
  }));
  const digest = digestOf({
    engine: ENGINE_VERSION,
    schema: POLICY_API_VERSION,
    tools: [...toolNames],
    standIn,
    places: { ...places },
    layers: layers.map(({ layer, id, digest: own }) => ({ layer, id, digest: own })),
  });
  const files = sources.map(({ file }) => file).filter((file) => file.startsWith('/'));
  const floor = floorRules({ places, files, stores: options.stores ?? [] });
  const bench: Bench = { ruleset: compileRuleset(sources, places, standIn), floor, places, digest };
  const known = {
    user: options.user ?? userInfo().username,
    repository: options.repository ?? null,
    now: now.getTime(),
  };
  return {
    engine: { digest, decide: (question): Decision => judgeCase(caseOf(question, places, known), bench).decision },
    layers,
    digest,
    warnings: warningsOf(documents, standIn, now),
    sessionLimits: sessionLimitsOf(sources.map(({ document }) => document)),
    documents: sources.map(({ document }) => document),
    explain: (question) => explainCase(caseOf(question, places, known), bench),
    explainAction: (action) => {
      const input = caseOfAction(action, { places, classify: options.classify, now: now.getTime() });
      if (input !== undefined) return explainCase(input, bench);
      throw new CordonError(
        'policy-failed',
        'a command cannot be judged without a classifier',
        'use `cordon explain -- CMD`',
      );
    },
  };
}

function sessionLimitsOf(documents: readonly PolicyFile[]): SessionLimits {
  const told = documents.map((document) => document.limits?.session ?? {});
  const least = (list: (number | undefined)[]) => {
    const numbers = list.filter((value) => value !== undefined);
    return numbers.length === 0 ? undefined : Math.min(...numbers);
  };
  const calls = least(told.map((limit) => limit.calls));
  const wallMs = least(told.map(({ wall }) => (wall === undefined ? undefined : millisecondsOf(wall))));
  const egressBytes = least(told.map(({ egress }) => (egress === undefined ? undefined : bytesOf(egress))));
  return {
    ...(calls === undefined ? {} : { calls }),
    ...(wallMs === undefined ? {} : { wallMs }),
    ...(egressBytes === undefined ? {} : { egressBytes }),
  };
}

const WARN_AT = 0.8;

function warningsOf(documents: readonly CheckedDocument[], standIn: boolean, now: Date): string[] {
  return documents.flatMap(({ source: { document, file, layer }, examples }) => {
    const { issued, expires, layer: told } = document.metadata;
    const list: string[] = [...examples.skipped];
    if (told === 'managed' && layer !== 'managed') {
      list.push(
        `${file} counts as part of the user layer, since managed files exist: only what it restricts is sure to hold`,
      );
    }
    if (layer === 'managed' && told === 'user' && standIn)
      list.push(`${file} stands in for the managed policy, with unmatched: deny`);
    if (expires !== undefined) list.push(...expiryWarning(file, issued, expires, now.getTime()));
    for (const exception of document.exceptions ?? []) {
      if (Date.parse(exception.until) <= now.getTime())
        list.push(`${file}: exception ${exception.id} ended at ${exception.until}`);
    }
    if ((document.rules ?? []).some((rule) => rule.obligations?.rate !== undefined)) {
      list.push(`${file}: "rate" is checked but not counted by this version`);
    }
    return list;
  });
}

function expiryWarning(file: string, issued: string | undefined, expires: string, now: number): string[] {
  const end = Date.parse(expires);
  if (now >= end) return [`${file} expired at ${expires}: only its denies still hold`];
  if (issued === undefined) return [];
  const start = Date.parse(issued);
  return now - start >= WARN_AT * (end - start) ? [`${file} expires at ${expires}`] : [];
}
