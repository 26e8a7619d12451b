/**
 * Programs that stand before the real ones, or for those that the image lacks. They do nothing but be started; a wrapper starts
 * its payload as the real one would.
 */
import { toolModels } from '../../classifiers/tools/index.ts';

export interface StubFile {
  readonly name: string;
  readonly content: string;
}

/** Real programs of the image that must not run: they would wait, or reach for a network. */
const SHADOWED =
  'curl npm npx sleep pip pip3 wget nc kill killall pkill pgrep shutdown reboot poweroff halt systemctl service mount umount mkfs fdisk login passwd less more man top free dmesg wall write mesg';

const nothing = '#!/bin/dash\nexit 0\n';

/** `sudo -e FILE` edits, and starts nothing that is named. */
const EDITS = 'case $1 in -e|--edit) exit 0 ;; esac';

/** Wrappers: names, options that take a value, and what else comes before the command. */
const WRAPPERS: readonly (readonly [names: string, valued: string, extra?: 'assignments' | 'operand'])[] = [
  ['sudo', '-u|--user|-g|--group|-h|-p|--prompt|-C|-D|--chdir|-r|-t|-T|-U|-R', 'assignments'],
  ['doas', '-u|-C'],
  ['busybox toybox eatmydata fakeroot unbuffer caffeinate proxychains torsocks tsocks', ''],
  ['time', '-f|-o|--format|--output'],
  ['dbus-run-session xvfb-run', ''],
  ['cross-env', '', 'assignments'],
  ['faketime chroot', '', 'operand'],
];

function wrapper(valued: string, extra: 'assignments' | 'operand' | undefined): string {
  const value = valued === '' ? '' : `${valued}) shift 2 || exit 1 ;; `;
  const assignment = extra === 'assignments' ? '[A-Za-z_]*=*) export "$1"; shift ;; ' : '';
  return [
    '#!/bin/dash',
    ...(extra === 'assignments' ? [EDITS] : []),
    `while [ $# -gt 0 ]; do case $1 in --) shift; break ;; ${value}-*) shift ;; ${assignment}*) break ;; esac; done`,
    ...(extra === 'operand' ? ['[ $# -gt 0 ] && shift'] : []),
    '[ $# -gt 0 ] && exec "$@"',
    'exit 0',
    '',
  ].join('\n');
}

/** Run their command line by `sh -c`, once. */
const SHELL_WRAPPERS: Readonly<Record<string, string>> = {
  watch:
    '#!/bin/dash\nx=\nwhile [ $# -gt 0 ]; do case $1 in -n|--interval) shift 2 ;; -x|--exec) x=1; shift ;; -*) shift ;; *) break ;; esac; done\n[ -n "$x" ] && exec "$@"\nexec sh -c "$*"\n',
  su: '#!/bin/dash\nwhile [ $# -gt 0 ]; do case $1 in -c|--command) exec sh -c "$2" ;; esac; shift; done\nexit 0\n',
};

/** In front of PATH. */
export function firstStubs(): StubFile[] {
  const wrappers = WRAPPERS.flatMap(([names, valued, extra]) =>
    names.split(' ').map((name) => ({ name, content: wrapper(valued, extra) })),
  );
  const shells = Object.entries(SHELL_WRAPPERS).map(([name, content]) => ({ name, content }));
  const known = new Set([...wrappers, ...shells].map(({ name }) => name));
  const silent = SHADOWED.split(' ').filter((name) => !known.has(name));
  return [...wrappers, ...shells, ...silent.map((name) => ({ name, content: nothing }))];
}

/** At the end of PATH: every tool that the classifier knows and the image lacks. */
export function lastStubs(): StubFile[] {
  return toolModels()
    .map(({ name }) => name)
    .filter((name) => /^[\w.+-]+$/.test(name))
    .map((name) => ({ name, content: nothing }));
}

/**
 * What bash starts for a name that it does not find. Names of the grammar (`p12`) succeed, but for those that end in 3 and 7, so that
 * both branches of a condition are met.
 */
export const missing: StubFile = {
  name: 'missing',
  content: '#!/bin/dash\ncase $1 in p*[37]) exit 1 ;; p[0-9]*) exit 0 ;; esac\nexit 127\n',
};
