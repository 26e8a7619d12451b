def edit(call):
    path = path_of(call["path"])
    old = call["oldText"].encode("utf-8", "surrogatepass")
    new = call["newText"].encode("utf-8", "surrogatepass")
    data = read_regular(path)
    count = data.count(old)
    if count == 0:
        raise Failure("oldText does not occur in %s; read the file again and copy the text exactly" % shown(path))
    if count > 1 and not call.get("all", False):
        raise Failure("oldText occurs %d times in %s; add lines around it, or set all" % (count, shown(path)))
    if old == new:
        raise Failure("oldText and newText are the same")
    write_atomic(path, data.replace(old, new))
    print("replaced %d in %s" % (count, shown(path)))


serve(edit)
