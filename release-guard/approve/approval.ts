/**
 * An approval: an ed25519 signature over name, version and the digest of exactly the bytes that a person looked at. Another version, or one
 * other byte, is not approved.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import type { ReleaseChoices } from '../../src/contract/release-file.ts';
import type { ScanReport } from '../scan-report.ts';
import type { PlacedFinding } from './compare.ts';
import type { ApprovalRecord } from './manifest.ts';

/** DER of an ed25519 public key before its 32 bytes (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

export interface ApprovalRequest {
  readonly name: string;
  readonly version: string;
  readonly sha512: string;
  readonly by: string;
  readonly at: string;
}

/** PEM (PKCS #8) of a new private key. */
export function newApproverKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** 32 bytes in base64, as the release file lists approvers. Throws TypeError for another kind of key. */
export function publicKeyOf(privatePem: string): string {
  const key = createPrivateKey(privatePem);
  if (key.asymmetricKeyType !== 'ed25519')
    throw new TypeError(`an ed25519 key is needed, this is ${key.asymmetricKeyType ?? 'none'}`);
  return createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(SPKI.length).toString('base64');
}

export function signApproval(request: ApprovalRequest, privatePem: string): ApprovalRecord {
  const record = { ...request, key: publicKeyOf(privatePem) };
  const signature = sign(null, signedText(record), createPrivateKey(privatePem)).toString('base64');
  return { ...record, signature };
}

export function isGenuine(record: ApprovalRecord): boolean {
  const key = publicKey(record.key);
  if (key === null) return false;
  return verify(null, signedText(record), key, Buffer.from(record.signature, 'base64'));
}

function publicKey(base64: string): KeyObject | null {
  const raw = Buffer.from(base64, 'base64');
  if (raw.length !== 32) return null;
  try {
    return createPublicKey({ key: Buffer.concat([SPKI, raw]), format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}

/** One member a line under a heading of its own, so that no other signed text of cordon can be taken for it; JSON keeps line feeds out. */
function signedText({ name, version, sha512, by, at, key }: Omit<ApprovalRecord, 'signature'>): Buffer {
  const lines = [name, version, sha512, by, at, key].map((text) => JSON.stringify(text));
  return Buffer.from(`cordon release approval v1\n${lines.join('\n')}\n`);
}

/** Where the release file names approvers, one of them must have signed exactly this artifact. */
export function missingApproval(
  report: ScanReport,
  choices: ReleaseChoices,
  records: readonly ApprovalRecord[],
): PlacedFinding[] {
  if (choices.approvers.length === 0) return [];
  const keys = new Set(choices.approvers.map(({ key }) => key));
  const approved = records.some(
    (record) =>
      record.name === report.package.name &&
      record.version === report.package.version &&
      record.sha512 === report.sha512 &&
      keys.has(record.key) &&
      isGenuine(record),
  );
  if (approved) return [];
  const message =
    report.sha512 === null
      ? 'a folder has no bytes to approve yet: pack it first'
      : `no approver signed ${report.package.name}@${report.package.version} with these bytes`;
  return [{ rule: 'not-approved', file: 'package.json', message, content: report.sha512 ?? 'folder' }];
}
