"""Where paths lead, as seen inside. In: {"cwd", "paths"}; out: a list of the real path or null, in the same order."""
import json
import os
import re
import sys

MAX_LINKS = 40
# Lead to whatever the command's own redirections say, not to a place in the tree.
STANDARD = re.compile("/dev/(stdin|stdout|stderr|fd/[0-9]+)")


def lead(cwd, text):
    """The path without links; null when it runs into a loop or a folder that cannot be entered."""
    home = os.environ.get("HOME", "/home/cordon")
    if text == "~" or text.startswith("~/"):
        text = home + text[1:]
    if STANDARD.fullmatch(os.path.normpath(text)):
        return os.path.normpath(text)
    rest = [part for part in os.path.join(cwd, text).split("/") if part not in ("", ".")][::-1]
    done = []
    links = 0
    while rest:
        part = rest.pop()
        if part == "..":
            done[-1:] = []
            continue
        here = "/" + "/".join(done + [part])
        try:
            target = os.readlink(here)
        except (FileNotFoundError, NotADirectoryError):
            target = None
        except OSError as error:
            if error.errno != 22:
                return None
            target = None
        # Such as pipe:[1234]: an open file without a name.
        if target is None or re.match("[a-z_]+:\\[", target):
            done.append(part)
            continue
        links += 1
        if links > MAX_LINKS:
            return None
        if target.startswith("/"):
            done = []
        rest.extend([step for step in target.split("/") if step not in ("", ".")][::-1])
    # /proc/self was followed to this process; for the command it will be its own number.
    return re.sub("^/proc/%d(?=/|$)" % os.getpid(), "/proc/self", "/" + "/".join(done))


call = json.loads(sys.stdin.buffer.read().decode("utf-8", "surrogatepass"))
try:
    # /proc/self/cwd of the command will be its working directory.
    os.chdir(call["cwd"])
except OSError:
    pass
answers = [lead(call["cwd"], path) for path in call["paths"]]
sys.stdout.write(json.dumps(answers))
