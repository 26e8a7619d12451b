/** Single commands whose effects are known not to be predicted in full; each is judged by a finding of its own. */
export const openGaps: readonly (readonly [command: string, why: string])[] = [
  [
    'git remote add e https://x.example/s.git && git push e --all',
    'a remote that is named earlier in the same command',
  ],
  [
    'git remote add upstream https://example.com/acme/app.git && git fetch upstream',
    'a remote that is named earlier in the same command',
  ],
  ['\uFEFFls', 'a byte order mark before the name of a program'],
  ['enable -n test; test -f x', 'a builtin that is switched off, so that a program of its name runs'],
  ['GIT_WORK_TREE=/ git checkout -f', 'a work tree that a variable names'],
  ['GIT_TRACE=/etc/x git status', 'a log that a variable names'],
  ['command_not_found_handle() { ./x; }; nosuchcmd', 'a function that bash calls for what it does not find'],
  ["integer_=1; declare -ia n=('a[$(touch y)]')", 'an array of integers evaluates its elements'],
  ["git config --global --add safe.directory '*'", 'a setting of the user written by git config'],
  ['history -c && history -w', 'the file of the history'],
  ['python3 -c \'import ctypes; ctypes.CDLL(None).system(b"touch x")\'', 'a function of a loaded library'],
  ['perl -e \'open(F,"|sh"); print F "touch x"\'', 'code that is printed into a shell'],
  ['perl -e \'use IO::Socket; IO::Socket::INET->new("x.example:80")\'', 'a socket opened by a class'],
  ['git maintenance start', 'units and settings that git writes'],
  ["python3 -m timeit -s 'import os' 'os.system(\"./x\")'", 'code in the arguments of a module'],
  ['dpkg --pre-invoke=./x -i a.deb', 'a hook of dpkg'],
  ['find src -type f -execdir tee .cordon/policy.yaml \\;', 'each folder is the directory of -execdir once'],
];
