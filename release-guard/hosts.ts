/** Which host names belong to a company's own network, and which everybody knows. */

/** Names that mean the same on every machine, or at every cloud customer: no secret. */
const WELL_KNOWN =
  /^(?:localhost|.*\.localhost|.*\.example|example\.(?:com|org|net)|.*\.example\.(?:com|org|net)|.*\.test|.*\.invalid|host\.docker\.internal|gateway\.docker\.internal|kubernetes\.docker\.internal|metadata\.google\.internal|metadata\.internal|.*\.(?:compute|ec2)\.internal|.*\.svc\.cluster\.local|.*\.cluster\.local)$/;
const OWN_DOMAIN = /\.(?:internal|corp|intranet|intra|lan|localdomain|private)$/;
/** `jenkins.corp.acme.com`: a label that says so, below a domain. */
const OWN_LABEL =
  /^[^.]+\.(?:[^.]+\.){0,4}(?:internal|corp|intranet|intra)\.(?:[^.]+\.){1,4}[^.]+$|^[^.]+\.(?:internal|corp|intranet|intra)\.example$/;

export type HostKind = 'configured' | 'internal' | 'private-address' | 'ordinary';

/** `configured`: names from the release file; `*.corp.example` covers all below it. */
export function hostKind(name: string, configured: readonly string[]): HostKind {
  const host = name.toLowerCase().replace(/\.$/, '');
  if (configured.some((pattern) => covers(pattern.toLowerCase(), host))) return 'configured';
  if (OWN_LABEL.test(host)) return 'internal';
  if (WELL_KNOWN.test(host)) return 'ordinary';
  if (OWN_DOMAIN.test(host)) return 'internal';
  return isPrivateAddress(host) ? 'private-address' : 'ordinary';
}

function covers(pattern: string, host: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}

/** RFC 1918. */
function isPrivateAddress(host: string): boolean {
  return /^(?:10\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01])|192\.168)\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** Host of an address such as `https://u:p@h:1/x`, `git+ssh://git@h/x`; null where there is none. */
export function hostOf(address: string): string | null {
  return /^(?:[a-z][a-z0-9+.-]*:)?\/\/(?:[^/@\s]*@)?([^/:?#\s\\'"]+)/i.exec(address)?.[1]?.toLowerCase() ?? null;
}
