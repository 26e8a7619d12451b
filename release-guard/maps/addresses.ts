/** Addresses in maps and comments: where the source could be fetched from. */

/** bucket: somebody's object store. remote: another server. public: a host of open-source code and copies of packages. local: this machine or an example. */
export type AddressKind =
  | 'bucket'
  | 'remote'
  | 'public'
  | 'local'
  | 'file'
  | 'absolute'
  | 'data'
  | 'virtual'
  | 'relative';

const BUCKETS =
  /(?:^|\.)(?:s3[.-][a-z0-9.-]*amazonaws\.com(?:\.cn)?|amazonaws\.com|r2\.dev|r2\.cloudflarestorage\.com|storage\.googleapis\.com|storage\.cloud\.google\.com|firebasestorage\.googleapis\.com|blob\.core\.windows\.net|digitaloceanspaces\.com|backblazeb2\.com|wasabisys\.com|aliyuncs\.com|myqcloud\.com|linodeobjects\.com|supabase\.co|cloudfront\.net|azureedge\.net)$/;
const PUBLIC =
  /(?:^|\.)(?:github\.com|githubusercontent\.com|githack\.com|gitlab\.com|bitbucket\.org|jsdelivr\.net|unpkg\.com|cdnjs\.cloudflare\.com|esm\.sh|skypack\.dev|npmjs\.(?:com|org)|googleapis\.com|w3\.org|webkit\.org|mozilla\.org|chromium\.org|googlesource\.com)$/;
const LOCAL =
  /^(?:localhost|.*\.localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\]|example\.(?:com|org|net)|.*\.example(?:\.com|\.org|\.net)?|.*\.(?:test|invalid))$/;

export function addressKind(address: string): AddressKind {
  const text = address.trim();
  if (/^data:/i.test(text)) return 'data';
  if (/^(?:s3|gs|gcs|r2|az|abfss?|wasbs?|oss):\/\//i.test(text)) return 'bucket';
  if (/^file:/i.test(text)) return 'file';
  const remote = /^(?:(?:https?|ftp|wss?):)?\/\/(?:[^/@\s]*@)?([^/:?#\s]+|\[[^\]]*\])/i.exec(text);
  if (remote !== null) return hostKind((remote[1] ?? '').toLowerCase());
  if (/^[a-z][a-z0-9+.-]+:/i.test(text) && !/^[a-z]:[\\/]/i.test(text)) return 'virtual';
  return /^(?:[\\/]|[a-z]:[\\/])/i.test(text) ? 'absolute' : 'relative';
}

function hostKind(host: string): AddressKind {
  if (LOCAL.test(host)) return 'local';
  if (BUCKETS.test(host)) return 'bucket';
  return PUBLIC.test(host) ? 'public' : 'remote';
}

/** A path that names the machine or the person that built the package. */
export function isBuildMachinePath(path: string): boolean {
  return /^(?:file:\/\/)?(?:\/(?:Users|home|root|private|var\/folders|builds?|workspace|github|app|opt|mnt|tmp)\/|\/?[A-Za-z]:[\\/])/.test(
    path,
  );
}

/** The address as a report may show it: no login, no query (which may hold a signature), at most 100 characters. */
export function shownAddress(address: string): string {
  const plain = address.replace(/^([a-z][a-z0-9+.-]*:)?\/\/[^/@\s]*@/i, '$1//').replace(/[?#].*$/s, '');
  return plain.length > 100 ? `${plain.slice(0, 100)}...` : plain;
}

/** Text of packages that anybody can get, and of the bundler's own runtime. */
export function isThirdParty(source: string): boolean {
  return /(?:^|[/\\])node_modules[/\\]|^(?:webpack(?::\/\/[^/]*)?[/\\]+(?:\(?webpack\)?[/\\](?:runtime|bootstrap|universalModuleDefinition|buildin)|webpack[/\\])|webpack[/\\]|\(webpack\)|external |ignored\||\0|vite[/\\]|__vite|virtual:|core-js[/\\]|tslib[/\\]|regenerator-runtime[/\\])/.test(
    source,
  );
}
