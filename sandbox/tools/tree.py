"""Stat facts of every path below the workspace, one record each; with the word `hash` also the digest of every file.

Record: type mode size mtime ctime inode links digest target, separated by tabs, then the path; every record ends with a
zero byte. Names and targets go out as the bytes that they are: a tab or line feed in them is harmless, the path is last.
Records before the tree: `usage` cpu-nanoseconds memory-bytes out-of-memory-kills. Within it: `denied` and the path of a
folder that cannot be listed. After it: `end` and the count.
"""
import hashlib
import os
import stat
import sys

ROOT = b"/workspace"
KINDS = {stat.S_IFREG: b"f", stat.S_IFDIR: b"d", stat.S_IFLNK: b"l"}
out = sys.stdout.buffer
with_hash = sys.argv[1:] == ["hash"]


def number(path, key=None):
    try:
        with open(path) as file:
            for line in file.read().splitlines():
                words = line.split()
                if key is None:
                    return int(words[0])
                if words[0] == key:
                    return int(words[1])
    except (OSError, ValueError, IndexError):
        pass
    return -1


def first(*values):
    return next((value for value in values if value >= 0), -1)


def digest(path):
    whole = hashlib.sha256()
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(fd, "rb", buffering=0) as file:
            while True:
                piece = file.read(1 << 20)
                if not piece:
                    return whole.hexdigest().encode()
                whole.update(piece)
    except OSError:
        return b"-"


def record(path, facts):
    kind = KINDS.get(stat.S_IFMT(facts.st_mode), b"s")
    content = digest(path) if with_hash and kind == b"f" else b"-"
    numbers = b"%o\t%d\t%d\t%d\t%d\t%d" % (stat.S_IMODE(facts.st_mode), facts.st_size, facts.st_mtime_ns,
                                           facts.st_ctime_ns, facts.st_ino, facts.st_nlink)
    target = b"-"
    if kind == b"l":
        try:
            target = os.readlink(path).hex().encode()
        except OSError:
            kind = b"s"
    out.write(b"%s\t%s\t%s\t%s\t%s\0" % (kind, numbers, content, target, path[len(ROOT) + 1:]))


cpu = number("/sys/fs/cgroup/cpuacct/cpuacct.usage")
if cpu < 0:
    cpu = number("/sys/fs/cgroup/cpu.stat", "usage_usec") * 1000
memory = first(number("/sys/fs/cgroup/memory/memory.usage_in_bytes"), number("/sys/fs/cgroup/memory.current"))
kills = first(number("/sys/fs/cgroup/memory/memory.oom_control", "oom_kill"),
              number("/sys/fs/cgroup/memory.events", "oom_kill"))
out.write(b"usage\t%d\t%d\t%d\0" % (cpu, memory, kills))

count = 0
folders = [ROOT]
while folders:
    folder = folders.pop()
    try:
        entries = list(os.scandir(folder))
    except PermissionError:
        out.write(b"denied\t%s\0" % folder[len(ROOT) + 1:])
        continue
    except (FileNotFoundError, NotADirectoryError):
        continue
    for entry in entries:
        try:
            facts = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue
        record(entry.path, facts)
        count += 1
        if stat.S_ISDIR(facts.st_mode):
            folders.append(entry.path)
out.write(b"end\t%d\0" % count)
