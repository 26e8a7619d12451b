/** What the redirects of a command do to files, and to the network: bash opens `/dev/tcp/host/port` itself. */
import type { Command, Field } from '../analysis.ts';
import { noteAccess } from './accesses.ts';
import type { Walker } from './walker.ts';

export function noteRedirects(walker: Walker, command: Command): void {
  for (const { target, kind } of command.redirects) {
    if (target === null || kind === 'duplicate' || kind === 'heredoc' || kind === 'herestring') continue;
    if (noteSocket(walker, command, target)) continue;
    if (kind === 'read' || kind === 'both') noteAccess(walker.session, command, 'read', target, {});
    if (kind !== 'read') noteAccess(walker.session, command, 'write', target, {});
  }
}

/** True where the word is a socket of bash. */
export function noteSocket({ session }: Walker, command: Command, target: Field): boolean {
  const socket = /^\/dev\/(?:tcp|udp)\/([^/]*)(?:\/(\d+))?/.exec(target.text ?? target.prefix);
  if (socket === null) return false;
  const host = target.text === null ? null : (socket[1] ?? null);
  const port = Number(socket[2] ?? 0);
  const known = port > 0 && port < 65536 ? port : null;
  session.contacts.push({ host, port: known, command, field: target, range: target.range });
  session.signal('builtin-socket', target.range, target.text ?? target.prefix, command, true);
  if (host === null) session.spot(target.range, 'the host is known only at run time', 'runtime');
  return true;
}
