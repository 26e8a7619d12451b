"""What every file tool begins with: paths, answers, failures. One JSON object comes in on stdin, text goes out on stdout."""
import json
import os
import stat
import sys

WORKSPACE = "/workspace"
# The host keeps 256 KiB of an output; the tools stop below that, so that they say themselves what is missing.
MAX_OUTPUT = 240 * 1024
MAX_FILE = 64 * 1024 * 1024


# A file name need not be text; whatever it holds is shown, never a crash.
sys.stdout.reconfigure(errors="backslashreplace")


class Failure(Exception):
    pass


def path_of(text):
    if "\0" in text:
        raise Failure("the path holds a zero byte")
    return os.path.normpath(os.path.join(WORKSPACE, text))


def shown(path):
    return os.path.relpath(path, WORKSPACE) if path == WORKSPACE or path.startswith(WORKSPACE + "/") else path


def read_regular(path):
    """Bytes of a regular file. A pipe or device would block for ever; it is refused."""
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        facts = os.fstat(fd)
        if stat.S_ISDIR(facts.st_mode):
            raise Failure(shown(path) + " is a folder; use ls")
        if not stat.S_ISREG(facts.st_mode):
            raise Failure(shown(path) + " is not a regular file")
        if facts.st_size > MAX_FILE:
            raise Failure("%s has %d bytes; at most %d are read" % (shown(path), facts.st_size, MAX_FILE))
        with os.fdopen(fd, "rb", closefd=False) as file:
            return file.read(MAX_FILE + 1)
    finally:
        os.close(fd)


def write_atomic(path, data):
    """Through a neighbour and rename: a reader sees the old or the new text, never half. Keeps the mode; follows a link to its file."""
    path = os.path.realpath(path)
    folder = os.path.dirname(path)
    os.makedirs(folder, exist_ok=True)
    try:
        old = os.lstat(path)
        if not stat.S_ISREG(old.st_mode):
            raise Failure(shown(path) + " is not a regular file")
        mode = stat.S_IMODE(old.st_mode) & 0o777
    except FileNotFoundError:
        mode = 0o644
    temporary = os.path.join(folder, ".cordon-%d-%s" % (os.getpid(), os.urandom(6).hex()))
    fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), mode)
        os.rename(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


class Output:
    """Prints lines up to the cap, then counts."""

    def __init__(self):
        self.left = MAX_OUTPUT
        self.dropped = 0

    def line(self, text):
        data = text.encode("utf-8", "backslashreplace") + b"\n"
        if self.dropped > 0 or len(data) > self.left:
            self.dropped += 1
            return
        self.left -= len(data)
        sys.stdout.buffer.write(data)

    def end(self, noun):
        if self.dropped > 0:
            sys.stdout.buffer.write(("[%d more %s not shown]\n" % (self.dropped, noun)).encode())


def serve(work):
    """Exit 0: done; 1: a reason for the caller on stderr."""
    try:
        data = sys.stdin.buffer.read().decode("utf-8", "surrogatepass")
        work(json.loads(data))
        sys.stdout.flush()
    except Failure as failure:
        reason = str(failure)
    except OSError as error:
        name = error.filename if isinstance(error.filename, str) else ""
        reason = ("%s: %s" % (shown(name), error.strerror)) if name.startswith("/") else str(error.strerror)
    else:
        sys.exit(0)
    sys.stderr.buffer.write(reason.encode("utf-8", "backslashreplace") + b"\n")
    sys.exit(1)
