def write(call):
    path = path_of(call["path"])
    data = call["content"].encode("utf-8", "surrogatepass")
    write_atomic(path, data)
    print("wrote %d bytes to %s" % (len(data), shown(path)))


serve(write)
