/** Reading strace's lines, and the comparison itself: that it can fail is what makes the other tests worth anything. */
import { expect, it } from 'vitest';
import { assess } from '../classifiers/assess.ts';
import { compare } from './compare.ts';
import { makeCommand } from './grammar.ts';
import { readTrace } from './trace.ts';

const SEARCH = ['/usr/bin', '/bin'];

const lines = [
  '10 execve("/usr/bin/bash", ["bash", "-c", "x"], 0x7ffc /* 9 vars */) = 0',
  '10 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD <unfinished ...>',
  '11 chdir("src") = 0',
  '10 <... clone resumed>, child_tidptr=0x7f) = 11',
  '11 execve("/usr/bin/touch", ["touch", "a b"], 0x55 /* 9 vars */) = 0',
  '11 openat(AT_FDCWD</workspace/src>, "a b", O_WRONLY|O_CREAT|O_NOCTTY, 0666) = 3</workspace/src/a b>',
  '10 openat(AT_FDCWD</workspace>, "/etc/x\\303\\244", O_WRONLY|O_CREAT|O_TRUNC, 0666) = -1 EACCES (Permission denied)',
  '10 openat(AT_FDCWD</workspace>, "/dev/null", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3</dev/null>',
  '12 execve("/usr/bin/nosuch", ["nosuch"], 0x55 /* 9 vars */) = -1 ENOENT (No such file or directory)',
  '12 execve("/bin/nosuch", ["nosuch"], 0x55 /* 9 vars */) = -1 ENOENT (No such file or directory)',
  '12 connect(3<TCP:[1]>, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("1.2.3.4")}, 16) = -1 ENETUNREACH (x)',
  '12 sendto(3<UDP:[1->127.0.0.53:53]>, "\\1\\2\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0\\4host\\7example\\0\\0\\1\\0\\1", 30, 0, NULL, 0) = 30',
];

it('reads programs, directories, changes and contacts', () => {
  const { events, failedCd } = readTrace(lines, '/workspace', SEARCH);
  expect(failedCd).toBe(false);
  expect(events.map((event) => `${event.kind} ${event.kind === 'contact' ? event.host : event.path}`)).toEqual([
    'exec /usr/bin/touch',
    'write /workspace/src/a b',
    'write /etc/x\u00e4',
    'write /dev/null',
    'contact 1.2.3.4',
    'contact host.example',
    'exec nosuch',
  ]);
});

it('what is not predicted is shown, what is predicted is not', () => {
  const trace = readTrace(lines, '/workspace', SEARCH);
  const missed = compare('true', assess('true'), trace, SEARCH);
  expect(missed.unpredicted.map(({ what }) => what)).toEqual([
    'touch',
    '/workspace/src/a b',
    '/etc/x\u00e4',
    '1.2.3.4',
    'host.example',
    'nosuch',
  ]);
  const command = "touch src/'a b'; nosuch > /etc/x\u00e4; curl http://1.2.3.4 https://host.example";
  expect(compare(command, assess(command), trace, SEARCH).unpredicted).toEqual([]);
});

it('an opaque word excuses itself and nothing that is spelled elsewhere', () => {
  const trace = readTrace(lines.slice(0, 5), '/workspace', SEARCH);
  const hidden = compare('$X a', assess('$X a'), trace, SEARCH);
  expect([hidden.opaque, hidden.unpredicted.length]).toEqual([1, 0]);
  const assessment = { ...assess('cat "$X"'), opaque: assess('cp a "$X"').opaque };
  expect(compare('cat "$X"; touch b', assessment, trace, SEARCH).unpredicted.map(({ what }) => what)).toEqual([
    'touch',
  ]);
});

it('the same seed gives the same commands', () => {
  expect(makeCommand(7)).toBe(makeCommand(7));
  expect(new Set(Array.from({ length: 200 }, (_, seed) => makeCommand(seed))).size).toBeGreaterThan(190);
});
