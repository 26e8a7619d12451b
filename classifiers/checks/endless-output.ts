/** Output without an end: `yes`, `/dev/zero`, loops that nothing stops, into a file or into memory. */
import type { Analysis, Command } from '../analysis.ts';
import { toolOf } from '../flow.ts';

const ENDLESS_DEVICE = /^\/dev\/(?:zero|urandom|random|full)$/;
/** What ends a stream by itself. */
const ENDING = new Set(['head', 'timeout', 'gtimeout', 'read', 'cmp', 'file', 'od', 'hexdump', 'xxd', 'openssl']);
/** What keeps all of it, in memory or in a file. */
const KEEPING = new Set([
  'sort',
  'tac',
  'tee',
  'sponge',
  'tail',
  'shuf',
  'wc',
  'md5sum',
  'sha256sum',
  'gzip',
  'xz',
  'zstd',
]);

/** Output without an end into a file or into memory. */
export function fillsDisk(command: Command): string | null {
  if (toolOf(command) === 'dd') return ddFills(command) ? 'dd fills the disk.' : null;
  const writes = command.redirects.some(
    (redirect) =>
      (redirect.kind === 'write' || redirect.kind === 'append') && !/^\/dev\//.test(redirect.target?.text ?? ''),
  );
  if (!writes && !KEEPING.has(toolOf(command))) return null;
  return isEndless(command, 0) && (writes || command.stdin.length > 0 || readsDevice(command))
    ? 'Endless output fills the disk or the memory.'
    : null;
}

function isEndless(command: Command, depth: number): boolean {
  if (depth > 8 || ENDING.has(toolOf(command)) || command.via.some((name) => /(?:^|\/)g?timeout$/.test(name)))
    return false;
  if (toolOf(command) === 'dd' && hasCount(command)) return false;
  if (toolOf(command) === 'sed' && command.args.some((field) => /q/.test(field.text ?? ''))) return false;
  return (
    toolOf(command) === 'yes' || readsDevice(command) || command.stdin.some((origin) => isEndless(origin, depth + 1))
  );
}

function readsDevice(command: Command): boolean {
  return (
    command.args.some((field) => ENDLESS_DEVICE.test(field.text ?? '')) ||
    command.redirects.some((redirect) => redirect.kind === 'read' && ENDLESS_DEVICE.test(redirect.target?.text ?? ''))
  );
}

function hasCount(command: Command): boolean {
  return command.args.some((field) => /^count=/.test(field.text ?? ''));
}

const UNITS: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

function ddFills(command: Command): boolean {
  const value = (name: string): string | undefined =>
    command.args
      .map((field) => field.text ?? '')
      .find((text) => text.startsWith(`${name}=`))
      ?.slice(name.length + 1);
  const target = value('of');
  const source = value('if');
  const fed = source !== undefined ? ENDLESS_DEVICE.test(source) : command.stdin.some((origin) => isEndless(origin, 0));
  const writes =
    (target !== undefined && target !== '/dev/null') || command.redirects.some((redirect) => redirect.kind === 'write');
  if (!fed || !writes) return false;
  const size = (text: string | undefined): number => {
    const match = /^(\d+)([KMGT])?/i.exec(text ?? '');
    return match === null ? Number.NaN : Number(match[1]) * (UNITS[(match[2] ?? '').toUpperCase()] ?? 1);
  };
  return !hasCount(command) || size(value('bs') ?? '512') * size(value('count')) >= 1e11;
}

/** A loop without an end, a pause or a way out that starts jobs, appends to a file or doubles a text. */
export function endlessLoop(analysis: Analysis): string | null {
  if (!analysis.text.includes('done')) return null;
  const loops =
    /\b(?:while\s+(?:true|:|\[\s*1\s*\]|\(\(\s*1\s*\)\))|until\s+(?:false|!\s*:)|for\s*\(\(\s*;\s*;\s*\)\))\s*;?\s*do\b([\s\S]*?)\bdone\b/g;
  for (const loop of analysis.text.matchAll(loops)) {
    const body = (loop[1] ?? '').replace(/'[^']*'|"[^"]*"/g, (quoted) => 'q'.repeat(quoted.length));
    const start = loop.index + loop[0].length - body.length - 4;
    if (
      !analysis.commands.some(
        (command) => command.range.start >= start - 4 && command.range.end <= start + body.length + 4,
      )
    ) {
      if (!/\b(\w+)=\$\{?\1\}?\$\{?\1/.test(body)) continue;
    }
    if (/\b(?:sleep|break|read|wait|exit|return|inotifywait|fswatch|nc|curl|kill|select)\b/.test(body)) continue;
    if (/[^&>|]&\s*(?:;|$|\n)/.test(body)) return 'An endless loop starts background jobs.';
    if (/>>?\s*(?!\/dev\/|&)[\w"'$./]|\bmkdir\b|\b(\w+)=\$\{?\1\}?\$\{?\1/.test(body))
      return 'An endless loop fills the disk or the memory.';
  }
  return null;
}
