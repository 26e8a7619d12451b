import subprocess

MAX_COLUMNS = "500"


def grep(call):
    path = path_of(call.get("path", "."))
    if not os.path.lexists(path):
        raise Failure(shown(path) + " does not exist")
    argv = ["rg", "--no-config", "--no-ignore", "--hidden", "--no-messages", "--line-number", "--with-filename",
            "--no-heading", "--color=never", "--sort=path", "--max-columns", MAX_COLUMNS, "--max-columns-preview",
            "--max-filesize", "16M", "--glob", "!.git/"]
    if call.get("ignoreCase", False):
        argv.append("--ignore-case")
    if "glob" in call:
        argv += ["--glob", call["glob"]]
    argv += ["--regexp", call["pattern"], "--", os.path.relpath(path, WORKSPACE) if path != WORKSPACE else "./"]
    search = subprocess.Popen(argv, cwd=WORKSPACE, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    output = Output()
    for line in search.stdout:
        text = line.decode("utf-8", "replace").rstrip("\n")
        output.line(text[2:] if text.startswith("./") else text)
        if output.dropped > 0:
            search.kill()
            break
    problem = search.stderr.read().decode("utf-8", "replace").strip()
    code = search.wait()
    if output.dropped > 0:
        print("[more matches not shown; make the pattern narrower]")
    elif code == 1:
        print("no match")
    elif code == 2 and output.left == MAX_OUTPUT:
        raise Failure(problem or "the search failed")


serve(grep)
