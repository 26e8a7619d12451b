/** Where cordon keeps its own files: never below the folder that one happens to stand in. */
import { isAbsolute } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stateDirectory, userPolicyFile } from '../../src/session/places.ts';

describe('places', () => {
  it('follow XDG, else HOME', () => {
    expect(stateDirectory({ HOME: '/h' }, undefined)).toBe('/h/.local/state/cordon');
    expect(stateDirectory({ HOME: '/h', XDG_STATE_HOME: '/x' }, undefined)).toBe('/x/cordon');
    expect(stateDirectory({ HOME: '/h', XDG_STATE_HOME: 'x' }, undefined)).toBe('/h/.local/state/cordon');
    expect(userPolicyFile({ HOME: '/h', XDG_CONFIG_HOME: '' })).toBe('/h/.config/cordon/policy.yaml');
  });
  it('an empty or relative HOME is passed over: a repository may hold a .config of its own', () => {
    for (const HOME of ['', '.', 'home', undefined]) {
      expect(isAbsolute(userPolicyFile({ HOME })), HOME).toBe(true);
      expect(isAbsolute(stateDirectory({ HOME }, undefined)), HOME).toBe(true);
    }
  });
});
