/**
 * What no policy file can lift: the agent does not write the rules it lives under, and has no way at all to the log,
 * the keys and the state that tell what it did.
 */
import type { Atom } from './atoms.ts';
import { isSpecialHost } from './hosts.ts';
import { type CompileContext, compileMatcher } from './matcher.ts';
import { type Places, REPO_VARIABLE } from './paths.ts';

export interface FloorRule {
  readonly id: string;
  readonly reason: string;
  readonly suggestion: string;
  covers(atom: Atom): boolean;
}

export interface FloorOptions {
  readonly places: Places;
  /** Policy files in use, as the call would spell them. */
  readonly files: readonly string[];
  /** Further folders of the audit store and the keys. */
  readonly stores: readonly string[];
}

const settings = [`${REPO_VARIABLE}/.cordon/**`, '/etc/cordon/**', '~/.config/cordon/**'];
const store = ['~/.local/state/cordon/**'];

export function floorRules({ places, files, stores }: FloorOptions): readonly FloorRule[] {
  const context: CompileContext = { places, sets: {} };
  const literal = files.filter((file) => !/[*]/.test(file));
  const guarded = [...store, ...stores.filter((folder) => !/[*]/.test(folder)).map((folder) => `${folder}/**`)];
  const rule = { id: 'floor', effect: 'deny' as const };
  const settingsWrite = compileMatcher({ ...rule, on: 'write', paths: [...settings, ...literal] }, context);
  const storeWrite = compileMatcher({ ...rule, on: 'write', paths: guarded }, context);
  const storeRead = compileMatcher({ ...rule, on: 'read', paths: guarded }, context);
  return [
    {
      id: 'own-settings',
      reason: "policy files and cordon's own settings are not written by an agent, whatever the policy says",
      suggestion: 'edit the file yourself, outside the agent',
      covers: (atom) => settingsWrite(atom, 'guard'),
    },
    {
      id: 'audit-store',
      reason: 'the audit log, its keys and the session state are out of reach for an agent, whatever the policy says',
      suggestion: 'use `cordon audit show` yourself, outside the agent',
      covers: (atom) => storeWrite(atom, 'guard') || storeRead(atom, 'guard'),
    },
  ];
}

/** Denied like a rule of the floor, but a managed allow or ask that names the address lifts it. */
export const specialAddress: FloorRule = {
  id: 'special-address',
  reason: 'loopback, private, link-local and metadata addresses are closed unless a managed rule names them',
  suggestion: 'name the address, or its range, in a managed rule on net',
  covers: (atom) => atom.kind === 'net' && isSpecialHost(atom.host),
};
