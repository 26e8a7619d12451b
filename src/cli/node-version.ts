/** The Node versions that cordon runs on; the same range as `engines` in package.json. */
export const supportedNode = '^22.22.2 || ^24.15 || >=26';

export function isSupportedNode(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 2);
  return (major === 24 && minor >= 15) || major >= 26;
}
