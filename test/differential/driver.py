"""Runs commands one by one under strace, each in a fresh workspace: jobs.jsonl in, results.jsonl out.

Runs as root in a container of its own, which has no network; the commands run as the user of the sandbox image. Only
the system calls that change something are kept: programs, writes, deletions, contacts, and what is needed to follow a
process's directory.
"""
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
UID = GID = 10001
WORKSPACE = '/workspace'
HOME = '/home/cordon'
FIXTURE = os.path.join(HERE, 'fixture')
PRISTINE = '/run/pristine'
TRACE = '/run/trace'
OUTPUT = '/run/output'
LIMIT_S = float(os.environ.get('LIMIT_S', '2.5'))
MAX_LINES = 4000

CALLS = (
    'execve,execveat,open,openat,openat2,creat,unlink,unlinkat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,'
    'mkdir,mkdirat,rmdir,truncate,chmod,fchmodat,chown,lchown,fchownat,mknod,mknodat,connect,sendto,sendmsg,sendmmsg,'
    'chdir,fchdir,clone,clone3,fork,vfork'
)
STRACE = ['/opt/strace/strace', '-f', '-qq', '-yy', '-s', '4096', '--seccomp-bpf', '-e', 'trace=' + CALLS,
          '-e', 'signal=none', '-o', TRACE, '-u', 'cordon']
# Programs that bash does not find are started all the same, so that what it looked for is seen.
# (Told to strace by an option: the script that starts strace would drop a variable with such a name.)
MISSING = 'BASH_FUNC_command_not_found_handle%%=() { exec ' + HERE + '/missing "$@"; }'
ENV = {
    'PATH': os.environ['SEARCH'],
    'HOME': HOME, 'LANG': 'C.UTF-8', 'TERM': 'dumb', 'CI': '1', 'USER': 'cordon',
}
GIT_ENV = {
    **ENV, 'GIT_AUTHOR_DATE': '2026-01-01T00:00:00Z', 'GIT_COMMITTER_DATE': '2026-01-01T00:00:00Z',
    'GIT_AUTHOR_NAME': 'a', 'GIT_AUTHOR_EMAIL': 'a@example', 'GIT_COMMITTER_NAME': 'a', 'GIT_COMMITTER_EMAIL': 'a@example',
}
GIT_COMMANDS = (
    'git init -q -b main --template= .', 'git add -A', 'git commit -q -m first', 'git tag v1.0.0',
    'git branch feature', 'git remote add origin https://git.example/repo.git',
)

READ_ONLY_OPEN = re.compile(r'^\d+ +(?:open|openat)\(.*O_RDONLY(?!.*O_(?:CREAT|TRUNC))')
CHANGE = re.compile(r'^\d+ +(?:<\.\.\. )?(?:open|openat|creat|unlink|rename|link|symlink|mkdir|rmdir|truncate|ch(?:mod|own)|f?ch(?:mod|own)at|lchown|mknod)')


def as_user():
    os.setgid(GID)
    os.setuid(UID)


def prepare():
    """The pristine copies that each command starts from."""
    shutil.copytree(os.path.join(FIXTURE, 'workspace'), PRISTINE + '/workspace')
    shutil.copytree(os.path.join(FIXTURE, 'home'), PRISTINE + '/home')
    with open('/etc/resolv.conf', 'w') as file:
        file.write('nameserver 127.0.0.53\noptions timeout:1 attempts:1\n')
    for command in GIT_COMMANDS:
        subprocess.run(command.split(' '), cwd=PRISTINE + '/workspace', env=GIT_ENV, check=True)
    with open(PRISTINE + '/workspace/b.txt', 'a') as file:
        file.write('changed\n')
    own(PRISTINE + '/workspace')
    own(PRISTINE + '/home')
    # No command may reach what the next one starts from.
    os.chmod(PRISTINE, 0o700)


def own(folder):
    os.chown(folder, UID, GID)
    for base, folders, files in os.walk(folder):
        for name in folders + files:
            os.chown(os.path.join(base, name), UID, GID, follow_symlinks=False)


def restore():
    """As it was; what a command left in other places it could not write."""
    for source, target in (('/workspace', WORKSPACE), ('/home', HOME), (None, '/tmp'), (None, '/dev/shm')):
        for name in os.listdir(target):
            path = os.path.join(target, name)
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path, ignore_errors=True)
            else:
                os.unlink(path)
        if source is not None:
            subprocess.run(['cp', '-a', PRISTINE + source + '/.', target], check=True)
            os.chmod(target, 0o755)


def limits():
    os.setsid()
    resource.setrlimit(resource.RLIMIT_FSIZE, (32 << 20, 32 << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (5, 5))
    resource.setrlimit(resource.RLIMIT_NPROC, (120, 120))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def kill_all():
    """Everything that the command left behind; only its user's processes."""
    child = os.fork()
    if child == 0:
        try:
            as_user()
            os.kill(-1, signal.SIGKILL)
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def run(command, shell):
    open(TRACE, 'w').close()
    with open(OUTPUT, 'w+b') as output, open(os.devnull) as nothing:
        process = subprocess.Popen(
            STRACE + ['-E', MISSING] + shell + [command], cwd=WORKSPACE, env=ENV, stdin=nothing, stdout=output, stderr=output, preexec_fn=limits)
        try:
            code = process.wait(LIMIT_S)
        except subprocess.TimeoutExpired:
            code = None
        for _ in range(20):
            kill_all()
            try:
                process.wait(0.25)
                break
            except subprocess.TimeoutExpired:
                continue
        else:
            process.kill()
            process.wait()
        output.seek(0)
        said = output.read(400).decode('utf-8', 'replace')
    lines = []
    with open(TRACE, encoding='utf-8', errors='surrogateescape') as file:
        for line in file:
            if not READ_ONLY_OPEN.match(line):
                lines.append(line[:20000].rstrip('\n'))
                if len(lines) >= MAX_LINES:
                    break
    return code, said, lines


def changes(lines):
    return any(CHANGE.match(line) and '/dev/null' not in line for line in lines)


def main():
    prepare()
    restore()
    with open(HERE + '/jobs.jsonl', encoding='utf-8') as jobs, open(HERE + '/results.jsonl', 'w') as results:
        for line in jobs:
            job = json.loads(line)
            started = time.monotonic()
            try:
                code, said, lines = run(job['command'], job.get('shell', ['bash', '--noprofile', '--norc', '-c']))
                answer = {'id': job['id'], 'code': code, 'output': said, 'lines': lines}
            except (OSError, ValueError) as error:
                answer = {'id': job['id'], 'error': str(error), 'lines': []}
            answer['ms'] = round((time.monotonic() - started) * 1000)
            results.write(json.dumps(answer) + '\n')
            if changes(answer['lines']):
                restore()


sys.exit(main())
