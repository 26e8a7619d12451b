/** Names and addresses of machines that outsiders should not know: in addresses, and as names in quotes or settings. */
import type { ReleaseRule } from '../detector.ts';
import { hostKind } from '../hosts.ts';
import { type Sighting, type Surroundings, textAround } from './sighting.ts';

const RULE = 'internal-host';

/** `at` is at the colon of `://`. */
export function matchHostOfAddress(around: Surroundings, at: number): Sighting | null {
  const text = textAround(around, at + 3, at + 300);
  const host =
    /^(?:[^\s/@"'`<>\\]{1,200}@)?([A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,10}[A-Za-z0-9-]{1,62})(?=[/:"'`\s,;)\]>\\?#}]|$)/.exec(
      text,
    );
  return host === null ? null : judged(around, at + 3 + host[0].length - (host[1] ?? '').length, host[1] ?? '');
}

/** `at` is at the dot of `.internal` or the like; only names of at least three labels, in quotes or settings: `"db1.acme.internal"`. */
export function matchHostName(around: Surroundings, at: number): Sighting | null {
  const before = /(["'`@=\s:]|^)((?:[a-z0-9-]{1,62}\.){1,8}[a-z0-9-]{1,62})$/.exec(textAround(around, at - 200, at));
  const after = /^\.(?:internal|corp|intranet)(?=["'`:/\\]|$)/.exec(textAround(around, at, at + 12));
  if (before === null || after === null) return null;
  const isQuoted = /["'`@]/.test(before[1] ?? '');
  const name = before[2] ?? '';
  if (!(isQuoted || around.configuration) || (!/\d|-/.test(name + after[0]) && name.split('.').length < 2)) return null;
  return judged(around, at - name.length, name + after[0]);
}

function judged(around: Surroundings, start: number, host: string): Sighting | null {
  const kind = hostKind(host, around.internalHosts);
  const found = { rule: RULE, start, end: start + host.length, value: host.toLowerCase(), shown: true as const };
  const name = host.toLowerCase().slice(0, 100);
  if (kind === 'configured') return { ...found, what: `the internal host ${name}`, severity: 'block' };
  if (kind === 'internal') {
    const isExample =
      /\.example(?:\.(?:com|org|net))?$|(?:^|\.)(?:foo|bar|my-?\w*|your-?\w*|company|corp)\.(?:corp|internal|local)$/i.test(
        host,
      );
    const severity = around.test || (isExample && around.document) ? 'warn' : 'block';
    return { ...found, what: `the internal host ${name}`, severity, open: 'warn' };
  }
  if (kind === 'private-address' || /\.local$/i.test(host)) {
    const severity = around.test || around.document ? 'info' : 'warn';
    return { ...found, what: `the address ${name} of a private network`, severity, open: 'info' };
  }
  return null;
}

export const hostRules: readonly ReleaseRule[] = [
  {
    id: RULE,
    severity: 'block',
    title: "A host of one's own network",
    why: 'It tells outsiders which machines there are, and what runs on them.',
    fix: 'read the address from the environment, or take it out; names of yours that look public go to internalHosts in .cordon/release.yaml',
    examples: {
      flagged: [
        { path: 'dist/a.js', content: 'fetch("https://billing.acme.internal/v1/rates")' },
        { path: 'dist/config.json', content: '{"db":"db-main.acme.corp"}' },
        { path: 'docs/set-up.md', content: 'see http://wiki.eng.globex.intranet/deploy\n' },
        { path: 'dist/b.js', content: 'const u = "http://jenkins.corp.globex.io:8080/job/release"' },
      ],
      clean: [
        {
          path: 'dist/a.js',
          content: 'fetch("http://localhost:3000");fetch("http://metadata.google.internal/computeMetadata/v1")',
        },
        { path: 'dist/b.js', content: 'this.api.internal.start(); require("node:internal/util")' },
        {
          path: 'dist/c.js',
          content: 'get("https://internal.io/a", "https://corp.com/", "http://host.docker.internal:80")',
        },
      ],
    },
  },
];
