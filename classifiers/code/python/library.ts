/** What is known of Python's library, as data. The notation is that of `signatures.ts`. */

/** Modules in which nothing starts a program, touches a file or the network, or runs text as code. Unknown names in them count as harmless. */
export const pureModules: ReadonlySet<string> = new Set(
  `__future__ abc argparse array ast binascii bisect calendar cmath collections collections.abc colorsys contextlib copy csv
  dataclasses datetime decimal difflib enum errno fnmatch fractions functools getopt graphlib hashlib heapq hmac html html.entities
  html.parser io itertools json json.decoder keyword locale math numbers numpy operator pprint queue quopri random re
  secrets numpy stat statistics string struct textwrap time token tokenize traceback types typing unicodedata urllib.parse uuid warnings
  xml.dom xml.dom.minidom xml.etree xml.etree.ElementTree xml.sax.saxutils zoneinfo
  typing_extensions dateutil dateutil.parser tabulate yaml toml tomli tomllib tomlkit orjson ujson packaging packaging.version
  concurrent concurrent.futures gettext sched symtable concurrent.futures.thread ipaddress email email.message email.parser email.utils
  email.mime email.mime.text email.mime.multipart copyreg opcode dis inspect timeit threading asyncio`.split(/\s+/),
);

/** Names of pure modules that are none. */
export const impureNames: ReadonlySet<string> = new Set(
  `io.open io.open_code io.FileIO io.OpenWrapper operator.methodcaller operator.attrgetter operator.call types.FunctionType types.CodeType types.LambdaType
  types.MethodType types.DynamicClassAttribute functools.partial functools.partialmethod functools.reduce timeit.timeit timeit.repeat timeit.Timer timeit.main
  inspect.currentframe inspect.stack inspect.getmodule inspect.getattr_static inspect.getmembers inspect.trace
  yaml.load yaml.load_all yaml.unsafe_load yaml.unsafe_load_all yaml.full_load yaml.full_load_all yaml.Loader yaml.UnsafeLoader yaml.FullLoader
  numpy.load numpy.save numpy.savez numpy.savetxt numpy.loadtxt numpy.genfromtxt numpy.fromfile numpy.memmap numpy.f2py numpy.ctypeslib numpy.distutils
  collections.namedtuple typing.get_type_hints typing.ForwardRef asyncio.create_subprocess_exec asyncio.create_subprocess_shell asyncio.subprocess asyncio.open_connection
  asyncio.start_server asyncio.open_unix_connection asyncio.start_unix_server asyncio.get_event_loop asyncio.new_event_loop asyncio.get_running_loop
  xml.etree.ElementTree.parse xml.etree.ElementTree.ElementTree xml.dom.minidom.parse csv.__builtins__ toml.load tomllib.load
  concurrent.futures.ProcessPoolExecutor contextlib.chdir warnings.sys traceback.sys dataclasses.make_dataclass enum.sys
  json.tool tokenize.open threading.settrace threading.setprofile gettext.find gettext.translation gettext.install
  copy.copyreg copyreg.pickle unicodedata.ucnhash_CAPI email.message_from_file ast.literal_eval pprint.sys concurrent.futures.process`.split(
    /\s+/,
  ),
);

export const rows: Readonly<Record<string, string>> = {
  // ---------------------------------------------------------------- builtins
  'builtins.open io.open codecs.open': 'open 0:file -> instance 0:file file',
  'builtins.eval builtins.exec': 'code 0 -> unknown',
  'builtins.compile': 'doubt 0 puts code together at run time -> unknown',
  'builtins.__import__ importlib.import_module': 'module 0:name -> module 0:name',
  'builtins.input': '-> local',
  'builtins.getattr': 'doubt 0 reaches for a name known only at run time -> unknown',
  'builtins.setattr builtins.delattr': 'doubt 0 changes objects by names known only at run time',
  'builtins.globals builtins.locals builtins.vars builtins.breakpoint builtins.memoryview':
    'doubt 0 reaches into the interpreter -> unknown',
  'builtins.str builtins.bytes builtins.repr builtins.ascii': '-> text 0',
  'builtins.list builtins.tuple builtins.set builtins.frozenset builtins.sorted builtins.reversed builtins.iter':
    '-> list 0',
  'builtins.next builtins.min builtins.max': '-> element 0',

  // ---------------------------------------------------------------- programs
  'os.system os.popen os.popen2 os.popen3 os.popen4 subprocess.getoutput subprocess.getstatusoutput commands.getoutput commands.getstatusoutput popen2.popen2 asyncio.create_subprocess_shell posix.system platform.popen':
    'shell 0:cmd -> local',
  'subprocess.run subprocess.call subprocess.check_call subprocess.check_output subprocess.Popen':
    'process 0:args -> instance 9 process',
  'asyncio.create_subprocess_exec': 'words 0 -> instance 9 process',
  'os.execl os.execle os.execlp os.execlpe': 'words 1',
  'os.spawnl os.spawnle os.spawnlp os.spawnlpe': 'words 2',
  'os.execv os.execve os.execvp os.execvpe': 'argv 1',
  'os.spawnv os.spawnve os.spawnvp os.spawnvpe': 'argv 2',
  'os.posix_spawn os.posix_spawnp': 'argv 1',
  'pty.spawn': 'argv 0; channel 0',
  'os.startfile webbrowser.open webbrowser.open_new webbrowser.open_new_tab':
    'doubt 0 opens something with another program',
  'os.fork os.forkpty pty.fork os.kill os.killpg os.abort': 'doubt 0',
  'os.dup2': 'channel 0',
  'os.setuid os.setgid os.seteuid os.setegid os.setreuid os.setresuid os.setgroups os.chroot os.unshare os.setns':
    'rights 0',
  'subprocess.PIPE subprocess.STDOUT subprocess.DEVNULL subprocess.CalledProcessError subprocess.TimeoutExpired subprocess.CompletedProcess subprocess.SubprocessError subprocess.list2cmdline':
    '',
  'process.stdout process.stderr process.communicate process.wait process.poll process.returncode process.pid process.args process.kill process.terminate process.send_signal process.check_returncode':
    '-> local',
  'process.stdin': 'doubt 0 feeds a program that it starts -> data',

  // ---------------------------------------------------------------- files
  'os.remove os.unlink os.rmdir': 'delete 0:path',
  'os.removedirs shutil.rmtree': 'delete-tree 0:path',
  'os.rename os.replace os.renames': 'read-tree 0:src; write-tree 0:src; write-tree 1:dst',
  'shutil.move': 'read-tree 0:src; write-tree 0:src; write-tree 1:dst -> text 1:dst',
  'shutil.copy shutil.copyfile shutil.copy2': 'read 0:src; write 1:dst -> text 1:dst',
  'shutil.copytree': 'read-tree 0:src; write-tree 1:dst -> text 1:dst',
  'shutil.copymode shutil.copystat': 'write 1:dst',
  'shutil.copyfileobj': '',
  'shutil.make_archive': 'read-tree 2:root_dir|.; write 0:base_name -> text 0',
  'shutil.unpack_archive': 'read 0:filename; write-tree 1:extract_dir|.',
  'shutil.which': '-> unknown',
  'shutil.disk_usage shutil.get_terminal_size shutil.SameFileError shutil.Error': '',
  'shutil.ignore_patterns': '',
  'shutil.chown': 'write 0:path',
  'os.mkdir os.makedirs os.mkfifo os.mknod os.utime os.chmod os.chown os.lchown os.lchmod os.chflags os.setxattr os.removexattr':
    'write 0:path',
  'os.truncate': 'write 0:path',
  'os.symlink os.link': 'write 1:dst; read 0:src',
  'os.open': 'read 0:path; write 0:path -> data',
  'os.listdir': 'read 0:path|. -> names',
  'os.scandir': 'read 0:path|. -> below 0:path|.',
  'os.walk os.fwalk': 'read-tree 0:top -> walk 0:top',
  'os.chdir os.fchdir contextlib.chdir': 'doubt 0 changes the directory, after which paths cannot be followed',
  'os.getcwd os.getcwdb': '-> text 9|.',
  'os.environ os.environb': 'environment 0 -> environment',
  'os.getenv os.getenvb': 'variable 0:key -> unknown',
  'os.putenv os.unsetenv': 'doubt 0 changes the environment',
  'os.readlink os.stat os.lstat os.access os.statvfs os.getxattr os.listxattr': '-> unknown',
  'os.getpid os.getppid os.getuid os.geteuid os.getgid os.getegid os.getlogin os.uname os.cpu_count os.times os.getloadavg os.urandom os.isatty os.get_terminal_size os.strerror os.umask os.close os.fsync os.fstat os.write os.read os.pipe os.fspath os.fsencode os.fsdecode os._exit os.waitpid os.wait os.sched_getaffinity os.nice os.get_exec_path os.device_encoding os.ftruncate os.lseek os.sysconf os.getpgid os.fdopen os.sync os.WEXITSTATUS os.waitstatus_to_exitcode':
    '',
  'os.name os.sep os.linesep os.pathsep os.curdir os.pardir os.altsep os.extsep os.devnull os.defpath os.PathLike os.DirEntry os.error os.O_RDONLY os.O_WRONLY os.O_CREAT os.O_RDWR os.O_APPEND os.O_EXCL os.O_TRUNC os.F_OK os.R_OK os.W_OK os.X_OK os.SEEK_SET os.SEEK_END os.stat_result':
    '',
  'os.path.join posixpath.join': '-> join 0',
  'os.path.dirname': '-> parent 0',
  'os.path.basename': '-> name 0',
  'os.path.abspath os.path.realpath os.path.normpath os.path.expandvars': '-> absolute 0',
  'os.path.exists os.path.isfile os.path.isdir os.path.islink os.path.lexists os.path.getsize os.path.getmtime os.path.getctime os.path.getatime os.path.isabs os.path.samefile os.path.ismount os.path.commonprefix os.path.sameopenfile os.path.sep os.path.pardir os.path.normcase os.path.splitdrive':
    '',
  'os.path.relpath os.path.commonpath os.path.split os.path.splitext': '-> unknown',

  // ---------------------------------------------------------------- pathlib
  'pathlib.Path pathlib.PurePath pathlib.PosixPath pathlib.PurePosixPath pathlib.WindowsPath pathlib.PureWindowsPath':
    '-> path 0',
  'pathlib.Path.cwd': '-> path 9|.',
  'Path.read_text Path.read_bytes': 'read self -> local',
  'Path.write_text Path.write_bytes': 'write self',
  'Path.open': 'open self -> instance self file',
  'Path.unlink Path.rmdir': 'delete self',
  'Path.rename Path.replace': 'read-tree self; write-tree self; write-tree 0:target -> path 0:target',
  'Path.touch Path.mkdir Path.chmod Path.lchmod': 'write self',
  'Path.symlink_to Path.hardlink_to Path.link_to': 'write self; read 0:target',
  'Path.copy Path.copy_into': 'read-tree self; write-tree 0:target',
  'Path.move Path.move_into': 'read-tree self; write-tree self; write-tree 0:target',
  'Path.glob': '-> glob self path',
  'Path.rglob': '-> rglob self path',
  'Path.iterdir': 'read self -> paths self',
  'Path.walk': 'read-tree self -> unknown',
  'Path.joinpath': '-> join self path',
  'Path.parent': '-> parent self',
  'Path.name': '-> name self',
  'Path.stem': '-> stem self',
  'Path.resolve Path.absolute': '-> same self',
  'Path.as_posix Path.__str__ Path.as_uri Path.__fspath__': '-> text self',
  'Path.exists Path.is_file Path.is_dir Path.is_symlink Path.is_absolute Path.is_relative_to Path.stat Path.lstat Path.match Path.full_match Path.samefile Path.suffix Path.suffixes Path.parts Path.drive Path.root Path.anchor Path.owner Path.group Path.is_mount':
    '',

  'glob.glob glob.iglob': '-> glob 0:pathname',
  'glob.escape glob.has_magic glob.translate': '-> text 0',

  // ---------------------------------------------------------------- files by other modules
  'file.read file.readline file.readlines file.read1 file.readall': '-> local',
  'file.write file.writelines file.close file.flush file.seek file.tell file.truncate file.fileno file.isatty file.readable file.writable file.seekable file.closed file.name file.mode file.encoding file.buffer file.reconfigure file.detach file.readinto file.newlines':
    '',
  'fileinput.input': 'read 0:files; write 0:files -> local',
  'linecache.getline linecache.getlines': 'read 0:filename -> local',
  'tempfile.mkdtemp tempfile.gettempdir tempfile.mktemp': '-> scratch',
  'tempfile.mkstemp': '-> data',
  'tempfile.TemporaryDirectory': '-> scratch',
  'tempfile.NamedTemporaryFile tempfile.TemporaryFile tempfile.SpooledTemporaryFile': '-> instance 9 tempfile',
  'tempfile.name': '-> scratch',
  'tempfile.write tempfile.read tempfile.close tempfile.flush tempfile.seek tempfile.file tempfile.fileno': '',
  'gzip.open bz2.open lzma.open gzip.GzipFile bz2.BZ2File lzma.LZMAFile': 'open 0:filename -> instance 0:filename file',
  'zipfile.ZipFile tarfile.open tarfile.TarFile': 'open 0:file -> instance 0:file archive',
  'zipfile.is_zipfile tarfile.is_tarfile': 'read 0 ',
  'zipfile.ZIP_DEFLATED zipfile.ZIP_STORED zipfile.BadZipFile zipfile.Path zipfile.ZipInfo tarfile.TarInfo tarfile.TarError':
    '',
  'archive.extractall': 'write-tree 0:path|.',
  'archive.extract': 'write-tree 1:path|.',
  'archive.add archive.write archive.addfile': 'read-tree 0:name',
  'archive.writestr archive.namelist archive.infolist archive.getinfo archive.getnames archive.getmembers archive.getmember archive.close archive.testzip archive.printdir archive.list archive.filename archive.name archive.next archive.comment archive.setpassword':
    '',
  'archive.read archive.open archive.extractfile': '-> local',
  'json.load tomllib.load tomli.load toml.load yaml.safe_load yaml.safe_load_all csv.reader csv.DictReader configparser.ConfigParser configparser.RawConfigParser configparser.SafeConfigParser':
    '-> data',
  'yaml.SafeLoader yaml.CSafeLoader yaml.BaseLoader': '',
  'yaml.load yaml.load_all': 'doubt 0 loads YAML that can hold code -> data',
  'yaml.unsafe_load yaml.full_load yaml.unsafe_load_all yaml.full_load_all':
    'doubt 0 loads YAML that can hold code -> data',
  'ast.literal_eval': '-> data',
  'xml.etree.ElementTree.parse xml.dom.minidom.parse': 'read 0:source -> instance 0 document',
  'xml.etree.ElementTree.ElementTree': '-> instance 9 document',
  'document.write': 'write 0:file_or_filename',
  'document.getroot document.find document.findall document.iter document.findtext document.getElementsByTagName document.documentElement document.toxml document.toprettyxml':
    '-> data',
  'sqlite3.connect': 'read 0:database; write 0:database -> instance 0 database',
  'sqlite3.Row sqlite3.Error sqlite3.OperationalError sqlite3.IntegrityError sqlite3.version sqlite3.sqlite_version sqlite3.PARSE_DECLTYPES':
    '',
  'database.execute database.executemany database.executescript database.cursor database.commit database.close database.rollback database.row_factory database.total_changes database.iterdump database.create_function':
    '-> data',
  'database.load_extension database.enable_load_extension': 'doubt 0 loads a library',
  'numpy.load': 'doubt 0 loads data that can hold code',
  'numpy.loadtxt numpy.genfromtxt numpy.fromfile': 'read 0:fname',
  'numpy.save numpy.savez numpy.savetxt': 'write 0:fname',
  'pandas.read_csv pandas.read_json pandas.read_excel pandas.read_parquet pandas.read_table pandas.read_html pandas.read_xml':
    'read 0:filepath_or_buffer -> instance 9 frame',
  'pandas.read_pickle': 'doubt 0 loads data that can hold code',
  'pandas.DataFrame pandas.Series pandas.concat pandas.merge pandas.pivot_table pandas.crosstab': '-> instance 9 frame',
  'pandas.to_datetime pandas.to_numeric pandas.set_option pandas.options pandas.isna pandas.notna pandas.Timestamp pandas.date_range pandas.Timedelta pandas.NA pandas.NaT pandas.errors pandas.__version__ pandas.cut pandas.qcut pandas.get_dummies':
    '-> data',
  'frame.to_csv frame.to_json frame.to_excel frame.to_parquet frame.to_html frame.to_markdown frame.to_latex':
    'write 0:path_or_buf',
  'frame.to_pickle frame.to_sql frame.eval frame.query frame.pipe frame.to_hdf': 'doubt 0',
  'py_compile.compile': 'read 0:file; write 1:cfile|__pycache__ -> data',
  'compileall.compile_dir compileall.compile_file': 'read-tree 0:dir',

  // ---------------------------------------------------------------- environment and interpreter
  'sys.argv sys.stdin sys.stdout sys.stderr sys.exit sys.version sys.version_info sys.platform sys.maxsize sys.byteorder sys.getsizeof sys.getrecursionlimit sys.setrecursionlimit sys.implementation sys.prefix sys.base_prefix sys.exec_prefix sys.flags sys.float_info sys.hexversion sys.exc_info sys.getdefaultencoding sys.getfilesystemencoding sys.stdin.buffer sys.stdout.buffer sys.stdlib_module_names sys.builtin_module_names sys.intern sys.api_version sys.dont_write_bytecode sys.warnoptions sys.getrefcount sys.last_value sys.set_int_max_str_digits sys.orig_argv sys.pycache_prefix sys.tracebacklimit sys.thread_info sys.int_info sys.unraisablehook sys.ps1':
    '',
  'sys.stdin.read sys.stdin.readline sys.stdin.readlines sys.stdin.buffer.read': '-> local',
  'sys.stdout.write sys.stderr.write sys.stdout.flush sys.stderr.flush sys.stdout.buffer.write sys.stdout.reconfigure sys.stdin.reconfigure sys.stdin.isatty sys.stdout.isatty sys.stdout.encoding sys.stdin.encoding sys.stderr.reconfigure sys.stdout.writelines sys.stdin.fileno sys.stdout.fileno sys.stdin.close sys.stdout.buffer.flush':
    '',
  'sys.path': '-> data',
  'sys.path.insert': 'search 1',
  'sys.path.append sys.path.extend': 'search 0',
  'sys.path.remove sys.path.pop sys.path.index': '',
  'sys.modules.keys sys.modules.values sys.modules.items sys.modules.pop sys.modules.get sys.modules.clear':
    'doubt 0 reaches for loaded modules -> unknown',
  'platform.system platform.machine platform.platform platform.python_version platform.node platform.release platform.version platform.processor platform.architecture platform.uname platform.python_implementation platform.mac_ver platform.freedesktop_os_release platform.python_version_tuple platform.libc_ver platform.python_compiler':
    '',
  'sysconfig.get_path sysconfig.get_paths sysconfig.get_config_var sysconfig.get_config_vars sysconfig.get_platform sysconfig.get_python_version site.getsitepackages site.getusersitepackages site.getuserbase':
    '-> data',
  'logging.basicConfig': 'write 9:filename',
  'logging.FileHandler logging.handlers.RotatingFileHandler logging.handlers.TimedRotatingFileHandler':
    'write 0:filename',
  'logging.getLogger logging.info logging.debug logging.warning logging.error logging.critical logging.exception logging.log logging.StreamHandler logging.Formatter logging.disable logging.captureWarnings logging.NullHandler logging.INFO logging.DEBUG logging.WARNING logging.ERROR logging.CRITICAL logging.Logger logging.root logging.NOTSET logging.getLevelName logging.setLevel logging.addLevelName logging.LogRecord logging.Handler':
    '-> data',
  'importlib.reload': 'doubt 0 loads a module again -> unknown',
  'importlib.metadata.version importlib.metadata.distributions importlib.metadata.distribution importlib.metadata.metadata importlib.metadata.requires importlib.metadata.files importlib.metadata.entry_points importlib.metadata.PackageNotFoundError importlib.metadata.packages_distributions importlib.util.find_spec importlib.invalidate_caches importlib.resources.files':
    '-> data',
  'importlib.util.spec_from_file_location': 'execute 1:location; read 1:location -> instance 9 spec',
  'importlib.util.module_from_spec': '-> foreign',
  'spec.loader spec.loader.exec_module': '-> foreign .spec',
  'runpy.run_path': 'execute 0:path_name; read 0:path_name -> foreign',
  'runpy.run_module': 'module 0 -> foreign',
  'codecs.encode codecs.decode codecs.escape_decode': '-> decoded',
  'codecs.BOM_UTF8 codecs.lookup codecs.getreader codecs.getwriter codecs.getincrementaldecoder': '-> data',
  'base64.b64decode base64.urlsafe_b64decode base64.standard_b64decode base64.decodebytes binascii.a2b_base64':
    '-> base64 0:s',
  'base64.b32decode base64.b16decode base64.b85decode base64.a85decode base64.b32hexdecode zlib.decompress gzip.decompress bz2.decompress lzma.decompress binascii.a2b_qp binascii.a2b_uu quopri.decodestring zlib.decompressobj':
    '-> decoded',
  'binascii.unhexlify binascii.a2b_hex builtins.bytes.fromhex builtins.bytearray.fromhex': '-> hex 0',
  'base64.b64encode base64.urlsafe_b64encode base64.standard_b64encode base64.encodebytes base64.b32encode base64.b16encode base64.b85encode base64.a85encode zlib.compress gzip.compress bz2.compress lzma.compress zlib.crc32 zlib.adler32 lzma.FORMAT_XZ zlib.error binascii.Error zlib.MAX_WBITS zlib.compressobj':
    '-> data',
  'builtins.chr': '-> decoded',
  'builtins.bytes.decode builtins.str.join builtins.str.lower builtins.str.upper builtins.str.strip builtins.str.maketrans builtins.dict.fromkeys builtins.int.from_bytes builtins.float.fromhex builtins.str.split builtins.str.replace builtins.str.isdigit builtins.object.__new__ builtins.object.__init__ builtins.str.title builtins.str.isidentifier builtins.str.isalpha builtins.list.append builtins.type.mro builtins.dict.get builtins.str.casefold builtins.str.format builtins.str.startswith builtins.str.endswith builtins.str.encode builtins.str.rstrip builtins.str.lstrip':
    '-> decoded',
  'functools.partial': 'doubt 0 binds a function for later -> unknown',
  'functools.reduce': 'call 0 -> unknown',
  'operator.methodcaller operator.attrgetter operator.call': 'doubt 0 calls by name',
  'collections.namedtuple': '-> foreign .class',
  'signal.signal signal.alarm signal.SIGTERM signal.SIGKILL signal.SIGINT signal.SIGALRM signal.SIGUSR1 signal.SIG_DFL signal.SIG_IGN signal.SIGPIPE signal.SIGHUP signal.Signals':
    'call 1',
  'atexit.register': 'call 0',
  'unittest.main unittest.TestCase unittest.TestLoader unittest.TextTestRunner unittest.TestSuite unittest.mock unittest.mock.patch unittest.mock.MagicMock unittest.mock.Mock unittest.skip unittest.skipIf unittest.defaultTestLoader doctest.testmod doctest.testfile cProfile.run pdb.set_trace':
    '-> foreign',
  'multiprocessing.Pool multiprocessing.Process multiprocessing.Queue multiprocessing.cpu_count multiprocessing.Manager multiprocessing.set_start_method multiprocessing.get_context multiprocessing.Value multiprocessing.Lock concurrent.futures.ProcessPoolExecutor':
    'call 9:target -> data',
  'asyncio.get_event_loop asyncio.new_event_loop asyncio.get_running_loop': '-> instance 9 loop',
  'loop.run_until_complete loop.close loop.create_task loop.run_in_executor loop.time loop.is_closed loop.stop':
    '-> data',
  'contextlib.redirect_stdout contextlib.redirect_stderr contextlib.suppress contextlib.nullcontext contextlib.ExitStack contextlib.contextmanager contextlib.closing':
    '-> same 0',
  'gc.collect gc.get_stats gc.disable gc.enable tracemalloc.start tracemalloc.stop tracemalloc.get_traced_memory tracemalloc.take_snapshot resource.getrusage resource.getrlimit resource.RUSAGE_SELF resource.RUSAGE_CHILDREN weakref.ref weakref.WeakValueDictionary weakref.WeakKeyDictionary faulthandler.enable pydoc.render_doc getpass.getuser pkgutil.iter_modules pkgutil.walk_packages mimetypes.guess_type mimetypes.guess_extension filecmp.cmp filecmp.dircmp shlex.split shlex.quote shlex.join cgi.escape select.select selectors.DefaultSelector pwd.getpwuid pwd.getpwnam grp.getgrgid curses.ascii cProfile.Profile pstats.Stats contextvars.ContextVar contextvars.copy_context imp.reload zipimport.zipimporter':
    '-> data',

  // ---------------------------------------------------------------- network
  'urllib.request.urlopen urllib.request.Request urllib.request.URLopener urllib2.urlopen urllib.urlopen urllib2.Request':
    'url 0:url -> remote',
  'urllib.request.urlretrieve urllib.urlretrieve wget.download': 'url 0:url; write 1:filename -> remote',
  'urllib.request.build_opener urllib.request.install_opener urllib.request.ProxyHandler urllib.request.HTTPHandler urllib.request.HTTPBasicAuthHandler urllib.request.HTTPPasswordMgrWithDefaultRealm urllib.request.HTTPCookieProcessor':
    '-> instance 9 opener',
  'opener.open': 'url 0:fullurl -> remote',
  'opener.addheaders opener.add_handler opener.add_password': '',
  'urllib.request.pathname2url urllib.request.url2pathname urllib.request.quote urllib.request.unquote urllib.error.HTTPError urllib.error.URLError urllib.robotparser.RobotFileParser':
    '-> data',
  'requests.get requests.head requests.options requests.post requests.put requests.patch requests.delete httpx.get httpx.head httpx.options httpx.post httpx.put httpx.patch httpx.delete httpx.stream':
    'url 0:url -> remote',
  'requests.request httpx.request': 'url 1:url -> remote',
  'requests.Session requests.session httpx.Client httpx.AsyncClient aiohttp.ClientSession cloudscraper.create_scraper':
    '-> instance 9 session',
  'session.get session.head session.options session.post session.put session.patch session.delete session.stream session.ws_connect':
    'url 0:url -> remote',
  'session.request': 'url 1:url -> remote',
  'session.headers session.auth session.cookies session.verify session.close session.mount session.aclose session.proxies session.headers.update session.params':
    '-> data',
  'requests.exceptions requests.codes requests.Response requests.HTTPError requests.ConnectionError requests.RequestException requests.Timeout requests.adapters requests.auth requests.exceptions.RequestException requests.exceptions.ConnectionError requests.exceptions.HTTPError requests.__version__ httpx.HTTPError httpx.Timeout httpx.__version__ requests.utils.quote':
    '-> data',
  'http.client.HTTPConnection http.client.HTTPSConnection httplib.HTTPConnection httplib.HTTPSConnection':
    'host 0:host -> instance 0 connection',
  'connection.request connection.putrequest connection.send connection.endheaders connection.putheader': 'send 0',
  'connection.getresponse connection.read': '-> remote',
  'connection.close connection.set_debuglevel connection.connect': '',
  'http.client.HTTPException http.client.responses http.HTTPStatus http.cookies.SimpleCookie http.cookiejar.CookieJar':
    '-> data',
  'http.server.HTTPServer http.server.ThreadingHTTPServer http.server.SimpleHTTPRequestHandler http.server.BaseHTTPRequestHandler http.server.test socketserver.TCPServer socketserver.ThreadingTCPServer socketserver.BaseRequestHandler socketserver.UDPServer http.server.CGIHTTPRequestHandler xmlrpc.server.SimpleXMLRPCServer wsgiref.simple_server.make_server asyncio.start_server':
    'doubt 0 waits for connections from outside -> unknown',
  'xmlrpc.client.ServerProxy': 'url 0:uri -> remote',
  'socket.socket': '-> instance 9 socket',
  'socket.create_connection': 'address 0:address -> instance 9 socket',
  'socket.create_server': 'doubt 0 waits for connections from outside -> instance 9 socket',
  'socket.gethostbyname socket.getaddrinfo socket.gethostbyname_ex socket.getfqdn socket.gethostbyaddr':
    'host 0:host -> remote',
  'socket.gethostname socket.inet_aton socket.inet_ntoa socket.inet_pton socket.inet_ntop socket.htons socket.ntohs socket.AF_INET socket.AF_INET6 socket.AF_UNIX socket.SOCK_STREAM socket.SOCK_DGRAM socket.SOL_SOCKET socket.SO_REUSEADDR socket.timeout socket.error socket.gaierror socket.setdefaulttimeout socket.IPPROTO_TCP socket.SHUT_RDWR socket.has_ipv6 socket.socketpair socket.herror socket.SHUT_WR socket.SO_REUSEPORT':
    '',
  'socket.connect socket.connect_ex': 'address 0',
  'socket.bind socket.listen socket.accept': 'doubt 0 waits for connections from outside -> instance 9 socket',
  'socket.sendto': 'address 1; send 0',
  'socket.send socket.sendall socket.sendfile': 'send 0',
  'socket.recv socket.recvfrom socket.makefile socket.recv_into': '-> remote',
  'socket.close socket.settimeout socket.setsockopt socket.getsockname socket.getpeername socket.shutdown socket.setblocking socket.fileno':
    '-> data',
  'ssl.wrap_socket': '-> same 0',
  'ssl.create_default_context ssl.SSLContext ssl.PROTOCOL_TLS_CLIENT ssl.CERT_NONE ssl.OPENSSL_VERSION ssl.get_default_verify_paths ssl.SSLError':
    '-> instance 9 tls',
  'tls.wrap_socket': '-> same 0',
  'tls.check_hostname tls.verify_mode tls.load_verify_locations tls.load_default_certs': '',
  'ssl._create_unverified_context ssl.get_server_certificate':
    'doubt 0 weakens the check of certificates -> instance 9 tls',
  'asyncio.open_connection': 'host 0:host -> remote',
  'smtplib.SMTP smtplib.SMTP_SSL': 'host 0:host -> instance 9 mail',
  'ftplib.FTP ftplib.FTP_TLS poplib.POP3 poplib.POP3_SSL imaplib.IMAP4 imaplib.IMAP4_SSL nntplib.NNTP telnetlib.Telnet':
    'host 0:host -> instance 9 mail',
  'mail.sendmail mail.send_message mail.storbinary mail.storlines mail.write': 'send 0',
  'mail.login mail.quit mail.starttls mail.ehlo mail.cwd mail.connect mail.retrbinary mail.nlst mail.read_until mail.select mail.search mail.fetch':
    '-> remote',
  'websocket.create_connection websockets.connect': 'url 0:url -> remote',
};

/** Installed packages that start programs or reach other machines: not what a script of the workspace would do unseen. */
export const actingPackages: ReadonlySet<string> = new Set(
  `sh plumbum pexpect ptyprocess fabric invoke paramiko ansible docker kubernetes boto3 botocore psutil pyautogui pyperclip
  keyring pip setuptools easy_install ctypes cffi pickle cPickle dill cloudpickle joblib marshal shelve dbm telnetlib scapy
  twisted tornado pwn pwntools impacket selenium playwright git gitpython dulwich psycopg2 pymysql redis pymongo
  google azure openai anthropic github slack_sdk discord telegram nmap shodan pycurl pysftp asyncssh`.split(/\s+/),
);

/** Modules of the library that are neither pure nor in the table: whatever they do is not known here. */
export const libraryModules: ReadonlySet<string> = new Set(
  `_thread antigravity asynchat asyncore audioop bdb builtins bz2 cProfile cgi cgitb chunk cmd code codecs codeop compileall configparser contextvars copyreg
  crypt ctypes curses dbm distutils doctest encodings ensurepip faulthandler fcntl filecmp fileinput formatter ftplib gc genericpath getpass glob grp gzip
  http idlelib imaplib imghdr imp importlib lib2to3 linecache logging lzma mailbox mailcap marshal mimetypes mmap modulefinder msilib
  msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path optparse os ossaudiodev parser pathlib pdb pickle pickletools pipes pkgutil platform plistlib
  poplib posix posixpath profile pstats pty pwd py_compile pyclbr pydoc pyexpat readline reprlib resource rlcompleter runpy select selectors
  shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl sunau
  sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios test this tkinter trace tracemalloc tty turtle turtledemo unittest urllib uu
  venv wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib _io _posixsubprocess _winapi _ctypes _socket nturl2path
  requests httpx aiohttp urllib2 httplib pandas wget cloudscraper websocket websockets urllib3 commands popen2`.split(
    /\s+/,
  ),
);

/** Builtins without effect, whatever they are given. */
export const builtins: ReadonlySet<string> = new Set(
  `abs aiter all anext any ascii bin bool bytearray bytes callable chr classmethod complex dict dir divmod enumerate filter float format
  frozenset hasattr hash help hex id int isinstance issubclass iter len list map max min next object oct ord pow print property range
  repr reversed round set slice sorted staticmethod str sum super tuple type zip exit quit copyright credits license
  open eval exec compile __import__ input getattr setattr delattr globals locals vars breakpoint memoryview unicode long basestring xrange raw_input unichr
  NotImplemented Ellipsis __debug__`.split(/\s+/),
);
