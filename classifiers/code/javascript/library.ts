/** What is known of JavaScript's globals and of Node's library, as data. The notation is that of `signatures.ts`. */

/** Names of the language without effect, with all that hangs on them. */
export const pureGlobals: ReadonlySet<string> = new Set(
  `console JSON Math Date String Number Boolean Array Map Set WeakMap WeakSet BigInt Symbol Error TypeError RangeError SyntaxError EvalError
  ReferenceError AggregateError parseInt parseFloat isNaN isFinite encodeURIComponent decodeURIComponent encodeURI decodeURI escape unescape
  Intl RegExp Uint8Array Uint16Array Uint32Array Int8Array Int16Array Int32Array Float32Array Float64Array BigInt64Array BigUint64Array ArrayBuffer DataView
  SharedArrayBuffer Atomics URL URLSearchParams TextEncoder TextDecoder AbortController AbortSignal Event EventTarget queueMicrotask setTimeout setInterval
  setImmediate clearTimeout clearInterval clearImmediate structuredClone performance Infinity NaN undefined Promise Object btoa
  FinalizationRegistry WeakRef Headers FormData Blob ReadableStream WritableStream TransformStream crypto
  util path url querystring string_decoder events buffer assert os perf_hooks timers punycode readline async_hooks diagnostics_channel tty
  stream zlib console constants test Deno.version Deno.args Bun.version Bun.main`.split(/\s+/),
);

/** Names below these that are not pure. */
export const impureNames: ReadonlySet<string> = new Set(
  `Object.getPrototypeOf Object.setPrototypeOf Object.getOwnPropertyDescriptor Object.getOwnPropertyDescriptors Object.defineProperty Object.defineProperties Object.prototype
  Array.prototype String.prototype Number.prototype Function.prototype Map.prototype Set.prototype Promise.prototype Error.prototype RegExp.prototype Date.prototype Boolean.prototype Symbol.prototype
  util.inherits crypto.setEngine test.run util.promisify util.callbackify util.debuglog os.setPriority os.userInfo
  Array.from Error.prepareStackTrace events.EventEmitter.prototype test.mock zlib.createGzip stream.compose
  Object.assign Promise.resolve Promise.all Promise.allSettled Promise.race Promise.any String.raw URL.createObjectURL
  String.fromCharCode String.fromCodePoint path.join path.resolve path.dirname path.basename path.normalize Object.keys Object.values Object.entries Object.fromEntries Array.of
  buffer.Buffer zlib.inflateSync zlib.gunzipSync zlib.brotliDecompressSync zlib.unzipSync zlib.inflateRawSync atob setTimeout setInterval`.split(
    /\s+/,
  ),
);

const FS_ROWS: Readonly<Record<string, string>> = {
  'readFile createReadStream': 'read 0 -> local',
  'writeFile appendFile createWriteStream truncate mkdir utimes lutimes chmod chown lchown lchmod ensureDir ensureFile outputFile outputJson writeJson writeJSON mkdirp mkdirs outputJSON':
    'write 0',
  'rm rmdir remove emptyDir rimraf': 'delete-tree 0',
  unlink: 'delete 0',
  'rename move': 'read-tree 0; write-tree 0; write-tree 1',
  copyFile: 'read 0; write 1',
  'cp copy copySync': 'read-tree 0; write-tree 1',
  'symlink link': 'read 0; write 1',
  open: 'open 0 -> data',
  'readdir opendir': 'read 0 -> names',
  glob: '-> glob 0',
  mkdtemp: 'write 0 -> scratch',
  'readJson readJSON': 'read 0 -> data',
  'exists stat lstat access realpath readlink fstat statfs pathExists': '-> unknown',
  'read write close fsync fdatasync writev readv ftruncate futimes fchmod': '',
  'watch watchFile unwatchFile': 'read 0',
};

/** Each function of `fs` in its three forms: with a callback, with `Sync`, as a promise. */
function fsRows(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(FS_ROWS).flatMap(([names, notation]) =>
      names
        .split(' ')
        .map((name) => [
          ['fs', 'fs.promises', 'fs-extra']
            .flatMap((module) => [`${module}.${name}`, `${module}.${name}Sync`])
            .join(' '),
          notation,
        ]),
    ),
  );
}

export const rows: Readonly<Record<string, string>> = {
  ...fsRows(),
  'fs.constants fs.Stats fs.Dirent fs.ReadStream fs.WriteStream': '',

  // ---------------------------------------------------------------- programs
  'child_process.exec child_process.execSync Bun.$': 'shell 0 -> instance 9 process',
  'child_process.spawn child_process.spawnSync child_process.execFile child_process.execFileSync':
    'program 0 -> instance 9 process',
  'child_process.fork': 'execute 0; read 0 -> instance 9 process',
  'Bun.spawn Bun.spawnSync Deno.run': 'process 0 -> instance 9 process',
  'execa.execa execa.execaSync cross-spawn execa.execaNode cross-spawn.sync cross-spawn.spawn node-pty.spawn':
    'program 0 -> instance 9 process',
  'execa execa.$ execa.execaCommand execa.execaCommandSync shelljs.exec zx.$ execa.command':
    'shell 0 -> instance 9 process',
  'process.stdin': 'doubt 0 feeds a program that it starts',
  'process.stdout.on process.stderr.on process.on process.stdout.toString process.stdout.trim process.status process.pid process.once process.kill process.exitCode process.stderr.toString process.unref process.disconnect process.stdout.setEncoding':
    '-> local',
  'process.send': 'doubt 0 feeds a program that it starts',
  'worker_threads.Worker cluster.fork cluster.setupPrimary': 'execute 0; doubt 0 starts code in another thread',
  'worker_threads.isMainThread worker_threads.parentPort worker_threads.workerData cluster.isMaster cluster.isPrimary':
    '',

  // ---------------------------------------------------------------- running text
  'eval vm.runInThisContext vm.runInNewContext vm.runInContext vm.Script vm.compileFunction vm.SourceTextModule':
    'code 0 -> unknown',
  Function: 'doubt 0 runs code put together at run time -> unknown',
  'vm.createContext vm.isContext': 'call 0 -> data',
  'module.createRequire': '-> instance 9 require',
  'module.Module module._load module._compile module.register module.runMain module.registerHooks':
    'doubt 0 loads code by a way of its own -> unknown',
  'module.builtinModules module.isBuiltin module.findPackageJSON module.enableCompileCache module.stripTypeScriptTypes':
    '',
  'v8.setFlagsFromString inspector.open repl.start v8.deserialize wasi.WASI':
    'doubt 0 reaches into the interpreter -> unknown',
  'v8.getHeapStatistics v8.serialize inspector.url inspector.console': '',
  'require.resolve': '-> unknown',
  'require.cache require.extensions require.main.require': 'doubt 0 reaches for loaded modules -> unknown',
  'require.main': '-> data',
  'import.meta': '-> data',

  // ---------------------------------------------------------------- process and environment
  'node.process.env': 'environment 0 -> environment',
  'node.process.argv node.process.stdin node.process.stdout node.process.stderr node.process.exit node.process.exitCode node.process.version node.process.versions node.process.platform node.process.arch node.process.pid node.process.ppid node.process.cwd node.process.uptime node.process.hrtime node.process.memoryUsage node.process.nextTick node.process.on node.process.once node.process.off node.process.emitWarning node.process.title node.process.release node.process.cpuUsage node.process.resourceUsage node.process.execArgv node.process.features node.process.config node.process.getuid node.process.geteuid node.process.getgid node.process.hrtime.bigint node.process.argv0 node.process.emit node.process.listenerCount node.process.removeAllListeners node.process.availableMemory node.process.constrainedMemory node.process.allowedNodeEnvironmentFlags node.process.getActiveResourcesInfo node.process.umask node.process.removeListener node.process.abort':
    '-> unknown',
  'node.process.stdout.write node.process.stderr.write node.process.stdin.setEncoding node.process.stdin.resume node.process.stdout.columns node.process.stdout.isTTY node.process.stdin.isTTY node.process.stderr.isTTY node.process.stdout.end node.process.stdin.pipe node.process.stdin.pause node.process.stdin.read node.process.stdin.fd node.process.stdout.rows node.process.stdout.on node.process.stdout.once node.process.stdin.unref node.process.stdin.destroy node.process.stdin.setRawMode node.process.stdin.ref':
    '-> data',
  'node.process.stdin.on node.process.stdin.once node.process.stdin.toArray node.process.stdin.iterator': '-> local',
  'node.process.binding node.process._linkedBinding node.process.dlopen node.process.mainModule node.process.kill node.process.chdir node.process.getBuiltinModule node.process._kill node.process._debugProcess node.process.setUncaughtExceptionCaptureCallback node.process.loadEnvFile node.process.execve node.process.openStdin node.process.report node.process.permission':
    'doubt 0 -> unknown',

  'node.process.setuid node.process.setgid node.process.seteuid node.process.setegid node.process.setgroups':
    'rights 0',

  // ---------------------------------------------------------------- texts and data
  'Object.keys': '-> data',
  'Object.values Object.fromEntries Promise.all Promise.allSettled Promise.race Promise.any Array.from Array.of':
    '-> list 0',
  'Object.entries': '-> unknown',
  'Object.defineProperty Object.defineProperties': 'call 2 -> same 0',
  'Object.assign Object.freeze Object.seal Object.create Promise.resolve util.promisify util.callbackify': '-> same 0',
  'Object.getOwnPropertyDescriptor Object.getOwnPropertyDescriptors Object.getPrototypeOf Object.setPrototypeOf Reflect.get Reflect.apply Reflect.construct Reflect.set Reflect.getPrototypeOf Reflect.defineProperty Reflect.ownKeys Reflect.has Reflect.getOwnPropertyDescriptor Proxy WebAssembly.instantiate WebAssembly.Module WebAssembly.Instance WebAssembly.compile':
    'doubt 0 reaches functions by ways of its own -> unknown',
  'path.join path.posix.join': '-> join 0',
  'path.dirname path.posix.dirname': '-> parent 0',
  'path.normalize path.toNamespacedPath': '-> absolute 0',
  'url.fileURLToPath url.pathToFileURL': '-> unknown',
  'os.homedir os.tmpdir os.userInfo': '-> unknown',
  'buffer.Buffer.from Buffer.from': '-> text 0',
  'buffer.Buffer.concat Buffer.concat Buffer.alloc Buffer.byteLength Buffer.isBuffer Buffer.allocUnsafe Buffer.compare Buffer.poolSize':
    '-> decoded',
  atob: '-> base64 0',
  'buffer.atob': '-> base64 0',
  'zlib.inflateSync zlib.gunzipSync zlib.brotliDecompressSync zlib.unzipSync zlib.inflateRawSync zlib.zstdDecompressSync':
    '-> decoded',
  'String.fromCharCode String.fromCodePoint String.raw': '-> decoded',
  'setTimeout setInterval setImmediate timers.setTimeout timers.setInterval': 'call 0 -> data',
  'URL.createObjectURL': '-> unknown',

  // ---------------------------------------------------------------- network
  'fetch undici.fetch undici.request undici.stream axios axios.get axios.delete axios.head axios.options axios.post axios.put axios.patch axios.request axios.postForm node-fetch got got.get got.post got.put got.delete got.stream superagent.get superagent.post request request.get request.post needle.get needle.post ky.get ky.post ky bent phin':
    'url 0 -> remote',
  'http.get https.get http.request https.request': 'url 0 -> instance 0 request',
  'http2.connect': 'url 0 -> remote',
  'request.write request.end request.send': 'send 0 -> data',
  'request.on request.once request.setHeader request.setTimeout request.destroy request.abort request.flushHeaders':
    '-> remote',
  'http.createServer https.createServer net.createServer http2.createServer http2.createSecureServer Bun.serve Deno.serve Deno.listen dgram.createSocket tls.createServer ws.WebSocketServer ws.Server':
    'doubt 0 waits for connections from outside -> data',
  'http.STATUS_CODES http.METHODS http.Agent https.Agent http.globalAgent https.globalAgent http.maxHeaderSize http.IncomingMessage http.ServerResponse':
    '-> data',
  'net.isIP net.isIPv4 net.isIPv6': '-> data',
  'net.Socket tls.TLSSocket': '-> instance 9 socket',
  'net.connect net.createConnection tls.connect': 'doubt 0 opens a connection -> instance 9 socket',
  'socket.connect': 'doubt 0 opens a connection -> same self',
  'socket.write socket.end': 'send 0',
  'socket.pipe': 'channel 0',
  'socket.on socket.once socket.setTimeout socket.destroy socket.setEncoding socket.unref socket.setKeepAlive':
    '-> remote',
  'dns.lookup dns.resolve dns.resolve4 dns.resolve6 dns.resolveTxt dns.resolveMx dns.resolveCname dns.resolveNs dns.reverse dns.promises.lookup dns.promises.resolve dns.promises.resolve4 dns.promises.resolveTxt':
    'host 0; send 0 -> remote',
  'dns.getServers dns.Resolver dns.setServers': '-> data',
  'WebSocket ws.WebSocket ws EventSource XMLHttpRequest': 'url 0 -> instance 9 request',
  'axios.create got.extend axios.interceptors axios.defaults axios.isAxiosError ws.OPEN':
    'doubt 0 makes a client -> unknown',
  'node-ssh.NodeSSH ssh2.Client nodemailer.createTransport': 'doubt 0 opens a connection -> unknown',

  // ---------------------------------------------------------------- Deno and Bun
  'Deno.readTextFile Deno.readTextFileSync Deno.readFile Deno.readFileSync Bun.file': 'read 0 -> local',
  'Deno.writeTextFile Deno.writeTextFileSync Deno.writeFile Deno.writeFileSync Bun.write Deno.mkdir Deno.mkdirSync Deno.create Deno.truncate Deno.chmod Deno.makeTempFile':
    'write 0',
  'Deno.remove Deno.removeSync': 'delete-tree 0',
  'Deno.rename Deno.renameSync': 'read-tree 0; write-tree 0; write-tree 1',
  'Deno.copyFile Deno.copyFileSync': 'read 0; write 1',
  'Deno.readDir Deno.readDirSync': 'read 0 -> unknown',
  'Deno.env.get': 'variable 0 -> unknown',
  'Deno.env.toObject Deno.env': 'environment 0 -> environment',
  'Deno.connect Deno.connectTls Bun.connect Bun.listen': 'doubt 0 opens a connection -> unknown',
  'Deno.Command': 'doubt 0 starts a program -> unknown',
  'Deno.cwd Deno.exit Deno.build Deno.stat Deno.statSync Deno.lstat Deno.args Deno.version Deno.stdout.write Deno.stdin Deno.noColor Bun.version Bun.argv Bun.sleep Bun.hash Bun.inspect Bun.nanoseconds Bun.gzipSync Bun.stdin':
    '-> unknown',

  // ---------------------------------------------------------------- packages
  'glob.glob glob.globSync glob.sync glob fast-glob fast-glob.sync fast-glob.globSync globby.globby globby.globbySync tinyglobby.globSync tinyglobby.glob fast-glob.glob':
    '-> glob 0',
  'rimraf rimraf.rimraf rimraf.sync rimraf.rimrafSync rimraf.native del del.deleteAsync del.deleteSync del.sync trash':
    'delete-tree 0',
  'mkdirp mkdirp.sync mkdirp.mkdirp make-dir': 'write 0',
  'shelljs.rm': 'delete-tree 0; delete-tree 1',
  'shelljs.cp shelljs.mv': 'read-tree 0; write-tree 0; write-tree 1',
  'shelljs.mkdir shelljs.touch shelljs.chmod': 'write 0; write 1',
  'shelljs.ls shelljs.cat shelljs.grep shelljs.find shelljs.pwd shelljs.echo shelljs.test shelljs.which':
    'read 0 -> local',
  'shelljs.cd shelljs.sed shelljs.set shelljs.config': 'doubt 0 changes the state of a shell',
};

/** Node's own modules; what is not in the rows is not known. */
export const builtinModules: ReadonlySet<string> = new Set(
  `_http_agent _http_client _http_common _http_incoming _http_outgoing _http_server _stream_duplex _stream_passthrough _stream_readable
  _stream_transform _stream_wrap _stream_writable _tls_common _tls_wrap assert assert/strict async_hooks buffer child_process cluster console constants crypto
  dgram diagnostics_channel dns dns/promises domain events fs fs/promises http http2 https inspector inspector/promises module net os path path/posix path/win32
  perf_hooks process punycode querystring readline readline/promises repl stream stream/consumers stream/promises stream/web string_decoder sys
  test timers timers/promises tls trace_events tty url util util/types v8 vm wasi worker_threads zlib sea sqlite test/reporters`.split(
    /\s+/,
  ),
);

/** Installed packages that start programs, delete, or reach other machines. */
export const actingPackages: ReadonlySet<string> = new Set(
  `execa cross-spawn shelljs zx node-pty child-process-promise got axios node-fetch undici request superagent needle ky bent phin ws
  ssh2 node-ssh nodemailer rimraf del trash mkdirp make-dir fs-extra glob fast-glob globby tinyglobby`.split(/\s+/),
);

/** Packages that can do more than is followed here. */
export const opaquePackages: ReadonlySet<string> = new Set(
  `puppeteer playwright selenium-webdriver dockerode pm2 forever nodemon concurrently ffi-napi ref-napi koffi edge-js vm2 isolated-vm sudo-prompt keytar
  node-cmd systeminformation ps-node simple-git nodegit aws-sdk firebase-admin mongodb pg mysql mysql2 redis ioredis ftp basic-ftp
  ssh2-sftp-client telnet-client socket.io-client mqtt amqplib kafkajs web3 ethers serialize-javascript node-serialize cryo jsdom`.split(
    /\s+/,
  ),
);
