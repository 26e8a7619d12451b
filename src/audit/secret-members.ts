/** Members whose values are secret by their name, whatever they look like. Case, `-` and `_` do not count. */
const names: ReadonlySet<string> = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'password',
  'passwd',
  'passphrase',
  'apikey',
  'xapikey',
  'secretkey',
  'clientsecret',
  'accesstoken',
  'refreshtoken',
  'privatekey',
]);

export function isSecretMember(key: string): boolean {
  return key.length <= 24 && names.has(key.toLowerCase().replace(/[-_]/g, ''));
}
