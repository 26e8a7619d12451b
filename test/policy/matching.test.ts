/** Spelled forms and what rules take them for: paths, hosts, programs, arguments. */
import { describe, expect, it } from 'vitest';
import type { PolicyArgs } from '../../src/contract/index.ts';
import { matchArgs, type Word } from '../../src/policy/args.ts';
import { hostMatcher, isSpecialHost, normalHost, splitHostPort } from '../../src/policy/hosts.ts';
import { absolutePath, displayPath, patternFault, REPO_VARIABLE as REPO } from '../../src/policy/paths.ts';
import { programMatcher, programName } from '../../src/policy/program.ts';

const places = { repo: '/workspace', home: '/home/cordon' };

describe('paths', () => {
  it.each([
    ['src/a.ts', '/workspace/sub', '/workspace/sub/src/a.ts'],
    ['../a', '/workspace/sub', '/workspace/a'],
    ['../../../../etc/passwd', '/workspace', '/etc/passwd'],
    ['.', '/workspace', '/workspace'],
    ['/a//b/./c/', '/workspace', '/a/b/c'],
    ['~', '/workspace', '/home/cordon'],
    ['~/.ssh/../x', '/workspace', '/home/cordon/x'],
    ['~root/.ssh', '/workspace', '/root/.ssh'],
    ['~bob/x', '/workspace', '/home/bob/x'],
    ['a/~/b', '/workspace', '/workspace/a/~/b'],
    ['/proc/self/cwd/.env', '/workspace/sub', '/workspace/sub/.env'],
    ['/proc/self/cwd/../x', '/workspace/sub', '/workspace/x'],
    ['/proc/1/root/etc/shadow', '/workspace', '/etc/shadow'],
    ['/proc/thread-self/root/proc/self/cwd', '/workspace', '/workspace'],
    ['/proc/self/environ', '/workspace', '/proc/self/environ'],
  ])('%s in %s is %s', (spelled, cwd, absolute) => {
    expect(absolutePath(spelled, cwd, places)).toBe(absolute);
  });

  it.each([
    ['/workspace/src/a.ts', 'src/a.ts'],
    ['/workspace', '.'],
    ['/home/cordon/.ssh', '~/.ssh'],
    ['/workspaces/x', '/workspaces/x'],
  ])('%s is shown as %s', (path, shown) => {
    expect(displayPath(path, places)).toBe(shown);
  });

  it.each(['src/**', 'a', '/a/**b', '/a/../b', `/a/${REPO}`, '$repo/x', `${REPO}x`, ''])(
    'refuses the pattern %s',
    (pattern) => {
      expect(patternFault(pattern)).not.toBeNull();
    },
  );
  it.each(['/a/b', '~', '~/x', REPO, `${REPO}/**`, '**', '**/.env', '/a/**/b*'])('takes the pattern %s', (pattern) => {
    expect(patternFault(pattern)).toBeNull();
  });
});

describe('hosts', () => {
  it.each([
    ['PACKAGES.example.', 'packages.example'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['0x7f.1', '127.0.0.1'],
    ['2130706433', '127.0.0.1'],
    ['127.1', '127.0.0.1'],
    ['0177.0.0.1', '127.0.0.1'],
    ['::ffff:127.0.0.1', '127.0.0.1'],
    ['::FFFF:7f00:1', '127.0.0.1'],
    ['[::1]', '::1'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['ｅxample.com', 'example.com'],
    ['a b', null],
    ['a/b', null],
    ['', null],
    ['u@h', null],
  ])('%s is %s', (spelled, host) => {
    expect(normalHost(spelled)).toBe(host);
  });

  it.each([
    ['packages.example', 'packages.example', true],
    ['packages.example', 'evilpackages.example', false],
    ['*.acme.example', 'a.acme.example', true],
    ['*.acme.example', 'a.b.acme.example', false],
    ['*.acme.example', 'acme.example', false],
    ['**.acme.example', 'a.b.acme.example', true],
    ['**.acme.example', 'acme.example', false],
    ['**.acme.example', 'evilacme.example', false],
    ['*', '1.2.3.4', true],
    ['**.1', '1.1.1.1', false],
    ['10.0.0.0/8', '10.200.3.4', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['::1', '::1', true],
    ['fd00::/8', 'fd12::1', true],
  ])('%s on %s: %s', (pattern, host, expected) => {
    expect(hostMatcher(pattern)?.(host) ?? false).toBe(expected);
  });

  it.each(['a*b.example', 'https://x.example', 'x.example:443', '10.0.0.0/33', '*.10.0.0.1', 'a/b'])(
    'refuses the pattern %s',
    (pattern) => {
      expect(hostMatcher(pattern)).toBeNull();
    },
  );

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '192.168.0.1',
    '172.31.0.1',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    'localhost',
    'a.localhost',
    'metadata.google.internal',
    '0.0.0.0',
    '100.64.0.1',
    '64:ff9b::a00:1',
  ])('%s is closed by itself', (host) => {
    expect(isSpecialHost(host)).toBe(true);
  });
  it.each(['1.1.1.1', '172.32.0.1', 'localhost.example', '2606:4700::1'])('%s is not', (host) => {
    expect(isSpecialHost(host)).toBe(false);
  });

  it.each([
    ['h', 'h', null],
    ['h:80', 'h', 80],
    ['[::1]:80', '::1', 80],
    ['[::1]', '::1', null],
  ])('%s', (text, host, port) => {
    expect(splitHostPort(text)).toEqual({ host, port });
  });
});

describe('programs', () => {
  it.each([
    ['git', 'git'],
    ['/usr/bin/git', 'git'],
    ['/bin/../usr/bin/git', 'git'],
    ['/usr/bin/sub/git', '/usr/bin/sub/git'],
    ['./git', '/workspace/git'],
    ['/opt/git', '/opt/git'],
    ['~/bin/x', '/home/cordon/bin/x'],
  ])('%s is known as %s', (spelled, name) => {
    expect(programName(spelled, '/workspace', places)).toBe(name);
  });

  it.each([
    ['git', 'git', true, true],
    ['git', 'GIT', false, true],
    ['git', '/workspace/git', false, true],
    ['/usr/bin/git', 'git', true, true],
    ['python3*', 'python3.12', true, true],
    ['*', '/workspace/x', true, true],
    [`${REPO}/scripts/*`, '/workspace/scripts/x', true, true],
    [`${REPO}/scripts/*`, 'scripts', false, false],
    ['gi', 'git', false, false],
  ])('%s on %s', (pattern, name, grant, restrict) => {
    expect(programMatcher(pattern, places)(name, 'grant')).toBe(grant);
    expect(programMatcher(pattern, places)(name, 'restrict')).toBe(restrict);
  });
});

describe('arguments', () => {
  const words = (text: string): Word[] =>
    text
      .split(' ')
      .filter((word) => word !== '')
      .map((word) => (word === '?' ? null : word));
  /** `?` is a word known only at run time. */
  const table: [PolicyArgs, string, boolean, boolean][] = [
    [{ sub: ['status', 'log'] }, 'status -s', true, true],
    [{ sub: ['status'] }, '-s status', false, true],
    [{ sub: ['status'] }, '-C status push', false, true],
    [{ sub: ['run lint'] }, 'run -w lint build', false, true],
    [{ sub: ['log'] }, '-c core.pager=sh log', false, true],
    [{ sub: ['push'] }, 'commit push', false, false],
    [{ sub: ['push'] }, '-c a=b -C dir push origin', false, true],
    [{ sub: ['run lint', 'test'] }, 'run lint --fix', true, true],
    [{ sub: ['run lint'] }, 'run build lint', false, false],
    [{ sub: ['run lint'] }, 'run', false, false],
    [{ sub: ['test'] }, '?', false, true],
    [{ sub: ['status'], denyFlags: ['-c'] }, 'status ?', false, true],
    [{ sub: ['status'] }, 'status ?', true, true],
    [{ has: ['push'] }, 'origin push', true, true],
    [{ has: ['push'] }, 'commit -m ?', false, false],
    [{ has: ['push'] }, '? origin', false, true],
    [{ anyFlag: ['--force'] }, 'push --force', true, true],
    [{ anyFlag: ['--force'] }, 'push --force=yes', true, true],
    [{ anyFlag: ['--force'] }, 'push --forc', false, true],
    [{ anyFlag: ['--force'] }, 'push -- --force', false, true],
    [{ anyFlag: ['-f'] }, 'push -uf', false, true],
    [{ anyFlag: ['-d'] }, 'branch -D x', false, false],
    [{ anyFlag: ['+*'] }, 'push origin +main', true, true],
    [{ anyFlag: ['--force'] }, 'push ?', false, true],
    [{ denyFlags: ['--output'] }, 'log --output=x', false, false],
    [{ denyFlags: ['--output'] }, 'log --outp=x', false, true],
    [{ denyFlags: ['-c'] }, '-vc x', false, true],
    [{ denyFlags: ['-c'] }, 'log', true, true],
    [{}, 'anything', true, true],
  ];
  it.each(table)('%j on "%s"', (args, text, grant, restrict) => {
    expect(matchArgs(args, words(text), 'grant')).toBe(grant);
    expect(matchArgs(args, words(text), 'restrict')).toBe(restrict);
  });
});
