KINDS = {stat.S_IFDIR: "dir", stat.S_IFLNK: "link", stat.S_IFREG: "file", stat.S_IFIFO: "pipe", stat.S_IFSOCK: "socket"}


def ls(call):
    folder = path_of(call.get("path", "."))
    if not os.path.isdir(folder):
        if os.path.lexists(folder):
            raise Failure(shown(folder) + " is not a folder; use read")
        raise Failure(shown(folder) + ": No such file or directory")
    output = Output()
    names = sorted(os.listdir(folder))
    for name in names:
        try:
            facts = os.lstat(os.path.join(folder, name))
        except FileNotFoundError:
            continue
        kind = KINDS.get(stat.S_IFMT(facts.st_mode), "other")
        tail = " -> " + os.readlink(os.path.join(folder, name)) if kind == "link" else ""
        output.line("%-6s %10d  %s%s" % (kind, facts.st_size, name, tail))
    output.end("entries")
    if not names:
        print("empty folder")


serve(ls)
