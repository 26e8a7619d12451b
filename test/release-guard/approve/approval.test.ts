import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isGenuine,
  missingApproval,
  newApproverKey,
  publicKeyOf,
  signApproval,
} from '../../../release-guard/approve/approval.ts';
import { defaultChoices } from '../../../release-guard/choices.ts';
import { base, release } from './release.ts';

const key = newApproverKey();
const report = release(base);
const request = { name: 'leaky', version: '1.0.0', sha512: report.sha512!, by: 'ada', at: '2026-11-21T00:00:00.000Z' };
const record = signApproval(request, key);
const choices = { ...defaultChoices, approvers: [{ name: 'ada', key: publicKeyOf(key) }] };

describe('an approval', () => {
  it('holds for exactly this name, version and digest', () => {
    expect(isGenuine(record)).toBe(true);
    expect(missingApproval(report, choices, [record])).toEqual([]);
    expect(missingApproval({ ...report, sha512: 'sha512-other' }, choices, [record])).toMatchObject([
      { rule: 'not-approved' },
    ]);
    const next = { ...report, package: { ...report.package, version: '1.0.1' } };
    expect(missingApproval(next, choices, [record])).toMatchObject([{ rule: 'not-approved' }]);
  });

  it('is not needed where nobody was named, and needed for a folder that has no bytes yet', () => {
    expect(missingApproval(report, defaultChoices, [])).toEqual([]);
    expect(missingApproval({ ...report, sha512: null }, choices, [record])).toHaveLength(1);
  });

  it('does not hold when any member is changed', () => {
    const members = ['name', 'version', 'sha512', 'by', 'at', 'key', 'signature'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...members), fc.string({ minLength: 1 }), (member, text) => {
        fc.pre(text !== record[member]);
        expect(isGenuine({ ...record, [member]: text })).toBe(false);
      }),
    );
  });

  it('members cannot be moved into each other', () => {
    expect(isGenuine({ ...record, by: 'ada"\n"2026', at: '' })).toBe(false);
  });

  it('of somebody who is no approver does not count', () => {
    expect(missingApproval(report, choices, [signApproval(request, newApproverKey())])).toHaveLength(1);
  });

  it('takes ed25519 keys only', () => {
    const rsa = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
    expect(() => publicKeyOf(rsa.toString())).toThrow('ed25519');
  });
});
