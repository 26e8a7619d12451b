MAX_LINE = 2000


def read(call):
    path = path_of(call["path"])
    data = read_regular(path)
    if b"\0" in data[:8192]:
        raise Failure("%s is not text (%d bytes)" % (shown(path), len(data)))
    # Only a line feed ends a line, as for every other tool; str.splitlines knows ten more characters.
    lines = data.decode("utf-8", "replace").split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    first = call.get("offset", 1)
    if first > max(1, len(lines)):
        raise Failure("%s has %d lines; line %d was asked for" % (shown(path), len(lines), first))
    chosen = lines[first - 1:first - 1 + call.get("limit", 2000)]
    output = Output()
    for number, line in enumerate(chosen, first):
        if len(line) > MAX_LINE:
            line = "%s [%d characters more]" % (line[:MAX_LINE], len(line) - MAX_LINE)
        output.line("%6d\t%s" % (number, line))
    output.end("lines")
    rest = len(lines) - (first - 1 + len(chosen))
    if rest > 0 and output.dropped == 0:
        print("[%d more lines; go on with offset %d]" % (rest, first + len(chosen)))


serve(read)
