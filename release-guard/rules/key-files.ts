/** Keys in binary forms and key stores; keys as text are found by the room of secrets wherever they stand. */
import { isRegular, saysPlaceholder } from '../secrets/placeholder.ts';
import { type FileJudgement, type FileRule, LEAVE_OUT, textOf } from './file-rule.ts';

/** PKCS#12: SEQUENCE of a version 3 and a SEQUENCE. JKS, JCEKS, BKS, KeePass by their magic. */
function isKeyStore(bytes: Buffer): boolean {
  if (bytes.length < 16) return false;
  const magic = bytes.readUInt32BE(0);
  if (magic === 0xfeedfeed || magic === 0xcececece || magic === 0x03d9a29a) return true;
  return bytes[0] === 0x30 && /^0(?:\x82..|\x83...|\x80)\x02\x01\x030/s.test(bytes.toString('latin1', 0, 12));
}

/** PKCS#1 and PKCS#8 begin with version 0, SEC 1 with version 1 and an octet string. */
function isDerKey(bytes: Buffer): boolean {
  return (
    bytes[0] === 0x30 &&
    /^0(?:.|\x81.|\x82..)\x02\x01(?:\x00(?:0|\x02\x81|\x02\x82)|\x01\x04)/s.test(bytes.toString('latin1', 0, 12))
  );
}

function judgeKey(bytes: Buffer, path: string): FileJudgement | null {
  if (isKeyStore(bytes)) return { message: 'a store of keys' };
  if (/\.(?:der|key|pk8|p8|priv)$/i.test(path) && isDerKey(bytes)) return { message: 'a private key (DER)' };
  if (bytes.length > 15 && bytes.toString('latin1', 0, 15) === 'openssh-key-v1\0')
    return { message: 'a private key of OpenSSH' };
  if (/(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/i.test(path)) return { message: 'the private key of a person' };
  if (/\.(?:p12|pfx|jks|keystore|bks|kdbx|ppk|agekey|gpg-key|mobileprovision)$/i.test(path) && bytes.length > 0)
    return { message: 'a store of keys' };
  if (/(?:^|\/)(?:secring\.gpg|master\.key|credentials\.yml\.enc|\.gnupg\/.*|\.ssh\/.*)$/i.test(path)) return {};
  return /\.(?:key|secret)$/i.test(path) ? judgeBareKey(textOf(bytes, 4096)) : null;
}

/** One line of chance. */
function judgeBareKey(text: string): FileJudgement | null {
  const line = text.trim();
  if (line.length < 16 || line.length > 2048 || /\s/.test(line) || isRegular(line) || saysPlaceholder(line))
    return null;
  return { message: 'a file that is one random text' };
}

export const keyFiles: readonly FileRule[] = [
  {
    id: 'file-key',
    severity: 'block',
    title: 'A file of private keys',
    why: 'Whoever has a key can sign, decrypt or log in as its owner.',
    fix: `replace the keys wherever they are accepted, then ${LEAVE_OUT}`,
    judge: judgeKey,
    flagged: [
      'home/id_ed25519',
      { path: 'certs/store', content: () => Buffer.from('feedfeed00000002000000010000000100000000', 'hex') },
      { path: 'certs/client.p12', content: () => Buffer.from('3082096a02010330820930', 'hex') },
      { path: 'LICENSE.key', content: () => ['k3Jx81mQpzT4', 'vT9qLw2xZr'].join('') },
    ],
    clean: ['home/id_ed25519.pub', 'dist/key.js', { path: 'a.key', content: 'see the manual\n' }, 'home/known_hosts'],
  },
];
