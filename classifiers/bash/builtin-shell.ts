/** Builtins that change the shell at hand: its directory, its options, how the rest is read. */
import { type Field, literalField } from '../analysis.ts';
import { pathsOf } from './accesses.ts';
import { type BuiltinCall, operandsOf, signal } from './builtin-call.ts';
import { fieldValue } from './field-value.ts';

export function changeDirectory(call: BuiltinCall): undefined {
  const { scope } = call.opening;
  const target = operandsOf(call.args)[0] ?? (call.name === 'cd' ? literalField('\0~', call.command.range) : undefined);
  const before = scope.cwds;
  if (target === undefined || target.text === '-') scope.cwds = null;
  else if (target.text === null) {
    scope.cwds = null;
    call.walker.session.spot(target.range, 'the directory is known only at run time', 'runtime');
  } else
    scope.cwds = [target.text, ...target.alternatives].flatMap((text) => pathsOf(text, target.pattern, before) ?? []);
  if (scope.cwds?.length === 0 || (isSearched(target) && setsCdpath(call))) scope.cwds = null;
}

/** A relative name is looked for in the folders of CDPATH. */
function isSearched(target: Field | undefined): boolean {
  return target !== undefined && !/^(?:\/|\0|\.{1,2}(?:\/|$))/.test(target.text ?? '/');
}

function setsCdpath(call: BuiltinCall): boolean {
  const isCdpath = (setting: { name: string }): boolean => setting.name === 'CDPATH';
  return call.opening.env.some(isCdpath) || call.walker.session.env.some(isCdpath);
}

const SET_OPTIONS = new Set([
  'pipefail',
  'errexit',
  'nounset',
  'xtrace',
  'noglob',
  'noclobber',
  'verbose',
  'posix',
  'errtrace',
  'allexport',
]);

export function shellOptions(call: BuiltinCall): undefined {
  const words = call.args.map((field) => field.text ?? '');
  if (call.name === 'set') {
    const at = words.indexOf('--');
    if (at >= 0)
      call.opening.scope.positional = call.args.slice(at + 1).some((field) => field.splits)
        ? null
        : call.args.slice(at + 1).map(fieldValue);
    else if (words.some((word) => word !== '' && !/^[-+]/.test(word) && !SET_OPTIONS.has(word)))
      call.opening.scope.positional = call.args.map(fieldValue);
    return;
  }
  if (call.name === 'shopt' && words.some((word) => word === 'expand_aliases'))
    signal(call, 'aliases are expanded from here on', true);
  if (call.name === 'shopt' && words.some((word) => word === 'extglob'))
    signal(call, 'the rest is read with other patterns', false);
  if (call.name === 'enable' && words.some((word) => word === '-f')) signal(call, 'loads a builtin from a file', true);
  if (call.name === 'hash' && words.some((word) => word === '-p'))
    signal(call, 'gives a command name another program', true);
}
