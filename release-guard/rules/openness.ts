/** Whether a package is developed in the open: then files of its repository tell nothing new when they ship, and are merely untidy. */
import type { PackageFacts } from '../detector.ts';

/** SPDX identifiers of the licences that nearly all open packages have. */
const OPEN_LICENCE =
  /\b(?:MIT(?:-0)?|ISC|Apache-2\.0|Apache License|0?BSD(?:-[0-4]-Clause)?|MPL-[12]\.[01]|A?L?GPL(?:v?[-\s]?[23]|-)|Unlicense|CC0-1\.0|CC-BY(?:-SA)?-4\.0|BlueOak-1\.0\.0|Artistic-2\.0|Zlib|Python-2\.0|PSF|WTFPL|EPL-[12]\.0|EUPL-1\.2|BSL-1\.0|OFL-1\.1|W3C)\b|OSI Approved/i;
const FORGE =
  /(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|sr\.ht|gitee\.com|gitlab\.gnome\.org|salsa\.debian\.org|invent\.kde\.org)[/:][\w.~-]+\/[\w.-]+/i;
/** `owner/name`, `github:owner/name` (npm's short forms). */
const SHORT = /^(?:(?:github|gitlab|bitbucket|gist):)?[\w.-]+\/[\w.-]+$/;

/** INVARIANT: true only where both say so: the licence lets anybody have the source, and the repository is on a public forge. */
export function isDevelopedInTheOpen({ manifest, texts }: PackageFacts): boolean {
  if (manifest !== null && manifest !== undefined) return isOpenManifest(manifest);
  for (const [path, text] of texts) {
    if (path.endsWith('PKG-INFO') || path.endsWith('METADATA')) return isOpenCoreMetadata(text);
    if (path === 'Cargo.toml') return isOpenToml(text);
    if (path === 'extension/package.json') return isOpenManifest(parsed(text));
  }
  return false;
}

type Data = Readonly<Record<string, unknown>>;

function isOpenManifest({ license, licenses, repository }: Data): boolean {
  const named = [license, licenses].flat().map((each) => textOf(each, 'type'));
  const place = textOf(repository, 'url');
  return named.some((each) => OPEN_LICENCE.test(each)) && (FORGE.test(place) || SHORT.test(place));
}

function textOf(value: unknown, member: string): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  const inner = (value as Data)[member];
  return typeof inner === 'string' ? inner : '';
}

/** Header lines of Python packages. */
function isOpenCoreMetadata(text: string): boolean {
  const head = text.split(/\r?\n\r?\n/, 1)[0] ?? '';
  const licence = head.match(/^(?:License(?:-Expression)?|Classifier: License ::).*$/gim)?.join('\n') ?? '';
  const places = head.match(/^(?:Home-page|Project-URL|Download-URL):.*$/gim)?.join('\n') ?? '';
  return OPEN_LICENCE.test(licence) && FORGE.test(places);
}

function isOpenToml(text: string): boolean {
  const licence = /^license\s*=\s*"([^"\n]*)"/m.exec(text)?.[1] ?? '';
  const place = /^repository\s*=\s*"([^"\n]*)"/m.exec(text)?.[1] ?? '';
  return OPEN_LICENCE.test(licence) && FORGE.test(place);
}

function parsed(text: string): Data {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Data) : {};
  } catch {
    return {};
  }
}
