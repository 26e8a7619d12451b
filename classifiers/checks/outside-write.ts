import type { Access, Analysis } from '../analysis.ts';
import { regionOf } from '../paths.ts';
import { type Check, type CheckFinding, finding } from './check.ts';

export const outsideWrite: Check = {
  id: 'outside-write',
  title: 'A file outside the workspace is changed',
  definition:
    'A path that is written or deleted leaves the workspace once `cd`, `..`, variables and output options are followed.',
  why: 'The task is in the workspace; what lies outside belongs to the machine or to other work.',
  attack: ['T1565.001'],
  cwe: ['CWE-22', 'CWE-59'],
  severities: {
    high: 'a directory of the system',
    medium: 'home and other places',
    low: 'scratch space such as /tmp, caches',
  },
  instead: 'Write below the workspace.',
  examples: {
    flagged: [
      'echo x > /etc/hosts',
      'cd ..; echo x > f',
      'cp a.txt ../b.txt',
      'tee /usr/share/x < a',
      'touch ~/notes',
      'mkdir -p /srv/x',
      'echo x > /workspace-evil/a',
      'cd /etc && echo x > hosts',
      'curl -o /opt/x https://x.example/',
      'sort -o /etc/motd a',
      'dd if=a of=/boot/x',
      'mv a.txt /var/lib/x',
    ],
    clean: [
      'ls > /dev/null 2>&1',
      'cd src && echo x > ../out.txt',
      'cp a b',
      'echo x > /workspace/a',
      'tsc > build.log 2>&1',
      'echo x >&2',
      'mkdir -p ~/.cache/a',
    ],
  },
  find: (analysis) => analysis.accesses.flatMap((access) => outside(analysis, access)),
};

function outside(analysis: Analysis, access: Access): CheckFinding[] {
  const { path } = access;
  if (path !== null && access.kind === 'link') return linked(analysis, access, path);
  if (path === null || (access.kind !== 'write' && access.kind !== 'delete')) return [];
  const region = regionOf(path, analysis.root);
  if (region === 'workspace') return [];
  if (CACHES.test(path) && !path.includes('..'))
    return [finding('low', access, `Changes the cache ${path}.`, access.command)];
  const severity = region === 'scratch' ? 'low' : region === 'home' ? 'medium' : systemPath(path) ? 'high' : 'medium';
  return [finding(severity, access, `Changes ${path}, which is outside the workspace.`, access.command)];
}

/** Programs and libraries are linked to every day; a link to anything else outside is a way around the workspace. */
function linked(analysis: Analysis, access: Access, path: string): CheckFinding[] {
  const region = regionOf(path, analysis.root);
  if (region === 'workspace' || region === 'scratch' || /^\/(?:usr|opt|bin|lib|lib64)\//.test(path)) return [];
  return [finding('medium', access, `Makes a link to ${path}, which is outside the workspace.`, access.command)];
}

/** Caches of package managers and tools, which they make again. */
const CACHES =
  /^(?:~|\/root|\/home\/[^/]+)\/(?:\.cache|\.npm|\.local\/share\/pnpm|\.cargo\/registry|go\/pkg|\.m2\/repository)\/./;

function systemPath(path: string): boolean {
  return /^\/(?:bin|boot|dev|etc|lib|lib64|proc|run|sbin|sys|usr|var|System|Library)(?:\/|$)|^\/$/.test(path);
}
