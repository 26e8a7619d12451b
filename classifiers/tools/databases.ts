/** Clients of data bases: hosts, and what their statements do on this machine (`\!`, `.shell`, `COPY .. TO PROGRAM`). */
import type { Command, Field } from '../analysis.ts';
import { inputText } from '../bash/constant-output.ts';
import { contactsHost, parseContact } from './hosts.ts';
import { hasOption, type Invocation, optionValue } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';

/** A pattern over a statement, and what its first group is. */
interface Escape {
  readonly pattern: RegExp;
  readonly does: 'runs' | 'reads' | 'sends' | 'writes' | 'loads' | 'orders';
}

const PROGRAM: Escape = { pattern: /\b(?:from|to)\s+program\s+'([^']*)'/gi, does: 'runs' };

const POSTGRES: readonly Escape[] = [
  PROGRAM,
  { pattern: /\\!\s*([^\n]*)/g, does: 'runs' },
  { pattern: /\\(?:o|out|g|gx|w|write)\s+\|\s*([^\n]*)/g, does: 'runs' },
  { pattern: /\\set\s+\w+\s+`([^`]*)`/g, does: 'runs' },
  { pattern: /\\(?:o|out|w|write|g|gx)\s+([^|\s;'][^\s;]*)/g, does: 'writes' },
  { pattern: /\\(?:i|ir|include|include_relative)\s+([^\s;]+)/g, does: 'orders' },
  { pattern: /\\copy\s[^\n]*?\bfrom\s+'([^']*)'/gi, does: 'sends' },
  { pattern: /\\copy\s[^\n]*?\bto\s+'([^']*)'/gi, does: 'writes' },
  { pattern: /\bpg_read_file\s*\(\s*'([^']*)'/gi, does: 'reads' },
  { pattern: /\\lo_import\s+([^\s;]+)/g, does: 'sends' },
];

const MYSQL: readonly Escape[] = [
  { pattern: /\\!\s*([^\n;]*)/g, does: 'runs' },
  { pattern: /(?:^|[\n;])\s*system\s+([^\n;]*)/gi, does: 'runs' },
  { pattern: /(?:^|[\n;])\s*(?:pager|\\P)\s+([^\n;]*)/g, does: 'runs' },
  { pattern: /(?:^|[\n;])\s*(?:source|\\\.)\s+([^\n;]+)/gi, does: 'orders' },
  { pattern: /(?:^|[\n;])\s*(?:tee|\\T)\s+([^\n;]+)/g, does: 'writes' },
  { pattern: /\bload\s+data\s+(?:local\s+)?infile\s+'([^']*)'/gi, does: 'sends' },
  { pattern: /\binto\s+(?:outfile|dumpfile)\s+'([^']*)'/gi, does: 'writes' },
  { pattern: /\bload_file\s*\(\s*'([^']*)'/gi, does: 'reads' },
];

const SQLITE: readonly Escape[] = [
  PROGRAM,
  { pattern: /(?:^|\n)\s*\.(?:sh\w*|sy\w*)\s+([^\n]*)/g, does: 'runs' },
  {
    pattern: /(?:^|\n)\s*\.(?:read|import|output|once|excel|o|trace|log)\s+[^\n]*?["']?\|\s*([^"'\n]*)/g,
    does: 'runs',
  },
  { pattern: /(?:^|\n)\s*\.(?:excel|edit|www|testcase)\b()/g, does: 'runs' },
  { pattern: /(?:^|\n)\s*\.read\s+["']?([^|"'\s][^"'\n]*?)["']?\s*(?:\n|$)/g, does: 'orders' },
  { pattern: /(?:^|\n)\s*\.import\s+(?:--?\w+\s+)*["']?([^|"'\s-][^"'\s]*)/g, does: 'reads' },
  { pattern: /(?:^|\n)\s*\.(?:restore)\s+["']?([^"'\s]+)/g, does: 'reads' },
  {
    pattern:
      /(?:^|\n)\s*\.(?:output|once|save|backup|clone|log|trace|open)\s+(?:--?\w+\s+)*["']?((?!off\b|stdout\b|stderr\b|main\b)[^|"'\s-][^"'\s]*)/g,
    does: 'writes',
  },
  { pattern: /(?:^|\n)\s*\.load\s+["']?([^"'\s]+)/g, does: 'loads' },
  { pattern: /\bload_extension\s*\(\s*'([^']*)'/gi, does: 'loads' },
  { pattern: /\breadfile\s*\(\s*'([^']*)'/gi, does: 'reads' },
  { pattern: /\bread_(?:csv|json|parquet|text)\w*\s*\(\s*'([^']*)'/gi, does: 'reads' },
  { pattern: /\bwritefile\s*\(\s*'([^']*)'/gi, does: 'writes' },
  { pattern: /\bedit\s*\([^)]*,\s*'([^']*)'/gi, does: 'runs' },
  { pattern: /\battach\s+(?:database\s+)?'([^']+)'/gi, does: 'writes' },
  { pattern: /\b(?:vacuum\s+into|copy\s[^;]*\bto)\s+'([^']+)'/gi, does: 'writes' },
  { pattern: /\b(?:load_extension|readfile|writefile)\s*\(\s*(?!')()/gi, does: 'loads' },
];

function statement(field: Field, escapes: readonly Escape[], actions: ToolActions): void {
  if (field.text === null) {
    actions.opaque(field, 'a statement known only at run time');
    return;
  }
  for (const { pattern, does } of escapes) {
    for (const match of field.text.matchAll(pattern)) carryOut(does, (match[1] ?? '').trim(), field, actions);
  }
}

function carryOut(does: Escape['does'], text: string, field: Field, actions: ToolActions): void {
  const named = actions.literal(text.replace(/^'(.*)'$/s, '$1'), field);
  switch (does) {
    case 'runs':
      actions.signal('mini-language', field, 'the data base client runs a command', true);
      if (text !== '') actions.shell(named);
      return;
    case 'loads':
      actions.signal('mini-language', field, 'the data base client loads a library or touches other files', true);
      return;
    case 'orders':
      actions.read(named);
      actions.signal('mini-language', field, `the data base client takes orders from ${text}`);
      return;
    case 'reads':
      return void actions.read(named);
    case 'sends':
      return void actions.read(named, { uploaded: true });
    case 'writes':
      return void actions.write(named);
  }
}

/** Statements in options, in operands, and in what is typed. */
function statements(
  invocation: Invocation,
  command: Command,
  options: readonly string[],
  actions: ToolActions,
): Field[] {
  const found = invocation.options.flatMap(({ name, value }) =>
    value !== null && options.includes(name) ? [value] : [],
  );
  const typed = inputText(command);
  return typed === null ? found : [...found, actions.literal(typed, command.program)];
}

function server(port: number, escapes: readonly Escape[]): Special {
  return (invocation, actions, command) => {
    const host = optionValue(invocation, '--host');
    if (host !== null && !/^\//.test(host.text ?? '')) contactsHost(host, actions, port);
    for (const { field } of invocation.operands) {
      const text = field.text ?? field.prefix;
      const named = /(?:^|\s)host(?:addr)?=([^\s]+)/.exec(text)?.[1];
      if (named !== undefined) contactsHost(actions.literal(named, field), actions, port);
      if (!/^[a-z+]+:\/\//.test(text)) continue;
      const parsed = parseContact(field, 'url');
      if (parsed !== null) actions.contact(parsed.host, parsed.port ?? port, field);
    }
    for (const field of statements(
      invocation,
      command,
      ['--command', '--execute', '--variable', '--init-command'],
      actions,
    ))
      statement(field, escapes, actions);
  };
}

/** Code of mongosh is JavaScript with the rights of node. */
const mongo: Special = (invocation, actions) => {
  for (const { name, value } of invocation.options) if (name === '--eval' && value !== null) mongoCode(value, actions);
  const [target, ...scripts] = invocation.operands.map((operand) => operand.field);
  for (const field of [target, ...scripts]) {
    if (field === undefined) continue;
    const text = field.text ?? field.prefix;
    if (/\.(?:js|mongodb)$/.test(text) && !text.includes('://')) {
      actions.read(field);
      actions.execute(field);
    } else if (/^mongodb(?:\+srv)?:\/\//.test(text)) {
      const parsed = parseContact(field, 'url');
      if (parsed !== null) actions.contact(parsed.host, parsed.port ?? 27017, field);
    } else if (field === target && /[.:]/.test(text))
      contactsHost(actions.literal(text.replace(/\/.*$/, ''), field), actions, 27017);
  }
  const host = optionValue(invocation, '--host');
  if (host !== null) contactsHost(host, actions, 27017);
};

function mongoCode(field: Field, actions: ToolActions): void {
  if (
    field.text !== null &&
    /^(?:[\w$.\s"'{}:,;()[\]-]|\d)*$/.test(field.text) &&
    !/\b(?:require|import|eval|Function|process|load|run|fs|cat|passwordPrompt|constructor)\b/.test(field.text)
  )
    return;
  actions.code('node', field);
}

const redis: Special = (invocation, actions) => {
  const host = optionValue(invocation, '--host');
  if (host !== null) contactsHost(host, actions, 6379);
  const url = optionValue(invocation, '--uri');
  const parsed = url === null ? null : parseContact(url, 'url');
  if (url !== null && parsed !== null) actions.contact(parsed.host, parsed.port ?? 6379, url);
  const [verb, second, ...rest] = invocation.operands.map((operand) => operand.field);
  const name = verb?.text?.toLowerCase() ?? '';
  if (verb !== undefined && /^(?:eval|evalsha|function|fcall|module|debug|slaveof|replicaof|migrate)$/.test(name))
    actions.signal(
      'mini-language',
      verb,
      'the server runs code or loads a library',
      /os\.execute|io\.popen|load/i.test(second?.text ?? ''),
    );
  if (
    verb !== undefined &&
    name === 'config' &&
    /^set$/i.test(second?.text ?? '') &&
    /^(?:dir|dbfilename)$/i.test(rest[0]?.text ?? '')
  )
    actions.signal('mini-language', verb, 'the server is told where to write', true);
};

/** Statements that only look. */
const LOOKS =
  /^\s*(?:(?:select|pragma\s+\w+(?:\(\w+\))?|explain|with|values)\b[^;]*;?\s*|\.(?:tables?|schema|dump|headers?|mode|databases|indexes|indices|width|separator|nullvalue|timer|echo|show|help|fullschema|stats|dbinfo|bail|quit|exit|parameter|print|version|eqp|explain)\b[^\n]*\n?\s*)*$/i;

const sqlite: Special = (invocation, actions, command) => {
  const [file, ...rest] = invocation.operands.map((operand) => operand.field);
  const all = [...rest, ...statements(invocation, command, ['-cmd', '-c', '-s'], actions)];
  const fed = command.redirects.some((redirect) => redirect.kind === 'read') || command.stdin.length > 0;
  if (file !== undefined && file.text !== ':memory:' && file.text !== '') {
    const path = /^file:/.test(file.text ?? '')
      ? actions.literal(file.text?.replace(/^file:(?:\/\/)?|\?.*$/g, '') ?? '', file)
      : file;
    actions.read(path);
    const looks =
      hasOption(invocation, '-readonly') ||
      (all.length > 0 && !fed && all.every((field) => LOOKS.test(field.text ?? 'x')));
    if (!looks) actions.write(path);
  }
  for (const field of all) statement(field, SQLITE, actions);
};

export const databaseTools = [
  tool('sqlite3 sqlite sqlcipher duckdb litecli', {
    examples: [
      { command: "sqlite3 a.db 'select 1'", reads: ['a.db'], writes: [] },
      { command: "sqlite3 a.db 'drop table t'", reads: ['a.db'], writes: ['a.db'] },
      { command: "sqlite3 :memory: '.read x.sql'", reads: ['x.sql'] },
    ],
    options:
      '-cmd=data -c=data -s=data -init=settings -batch -bail -column -csv -header -noheader -html -json -line -list -readonly -separator=data -nullvalue=data -newline=data -safe -tabs -box -markdown -echo -interactive -version -table -quote -ascii -append -deserialize -heap=data -lookaside==data -maxsize=data -mmap=data -nofollow -nonce=data -pagecache==data -stats -unsafe-testing -vfs=data -zip -A=data -memtrace -help',
    operands: 'data*',
    style: 'single',
    special: sqlite,
    runsThings: true,
  }),
  tool(
    'psql pg_dump pg_dumpall pg_restore createdb dropdb createuser dropuser vacuumdb reindexdb pg_isready pgcli pgbench',
    {
      examples: [
        { command: "psql -h db.example -c '\\! ls a'", reads: ['a'], execs: ['psql', 'ls'], hosts: ['db.example'] },
        { command: 'psql postgres://u:p@h.example/d', hosts: ['h.example'] },
      ],
      options:
        '-h,--host=data -p,--port=data -U,--username=data -d,--dbname=data -c,--command=data -f,--file=read -o,--output=write -L,--log-file=write -w,--no-password -W,--password -t,--tuples-only -A,--no-align -q,--quiet -v,--set,--variable=data -l,--list -1,--single-transaction -X,--no-psqlrc -F,--field-separator,--format=data -P,--pset=data -R=data -T=data -E,--echo-hidden -e,--echo-queries,--create -a,--echo-all,--data-only -b -H,--html -x,--expanded -s,--schema-only,--single-step -S -z -0 -n,--schema=data -N=data -j,--jobs=data -O,--no-owner --if-exists --clean --no-acl --no-comments --inserts --table=data --csv -V,--version -?,--help -i -k=data -M=data',
      operands: 'data*',
      special: server(5432, POSTGRES),
      runsThings: true,
    },
  ),
  tool('mysql mariadb mysqldump mysqladmin mycli mysqlimport mysqlshow mariadb-dump', {
    options:
      '-h,--host=data -P,--port=data -u,--user=data -p,--password=?data -D,--database=data -e,--execute=data --init-command=data --pager=?hook --tee=write --defaults-file=settings --defaults-extra-file=settings --plugin-dir=plugin --local-infile=?data -s,--silent -N,--skip-column-names -B,--batch -r,--raw -v,--verbose -f,--force -t,--table -A,--no-auto-rehash --protocol=data -S,--socket=data --ssl-mode=data --ssl-ca=read -E,--vertical -H,--html -X,--xml -V,--version -?,--help -C -c -i -o -q -w --single-transaction --routines --triggers --events --no-data -d --databases --all-databases --tables --where=data --result-file=write --skip-lock-tables --quick --column-statistics=data --default-character-set=data --connect-timeout=data',
    operands: 'data*',
    special: server(3306, MYSQL),
    runsThings: true,
  }),
  tool('mongosh mongo', {
    options:
      '--host=data --port=data --eval=data --quiet --nodb --norc --shell -u,--username=data -p,--password=data --authenticationDatabase=data --tls --tlsCAFile=read --json=?data --file,-f=script --version --help --verbose --retryWrites',
    operands: 'data*',
    style: 'plain',
    special: mongo,
    runsThings: true,
  }),
  tool('redis-cli valkey-cli keydb-cli', {
    options:
      '-h,--host=data -p=data -s=data -u,--uri=data -a,--pass=data --user=data -n=data -r=data -i=data -x -X=data -d=data -D=data -c -e -2 -3 --raw --no-raw --csv --json --quoted-input --quoted-json --show-pushes=data --stat --latency --latency-history --latency-dist --lru-test=data --replica --slave --rdb=write --functions-rdb=write --pipe --pipe-timeout=data --bigkeys --memkeys --hotkeys --scan --pattern=data --count=data --eval=script --ldb --cluster=data --verbose --no-auth-warning --tls --cacert=read --cert=read --key=read --askpass -v,--version --help',
    operands: 'data*',
    style: 'plain',
    stopAtOperand: true,
    special: redis,
    runsThings: true,
  }),
  tool(
    'mongodump mongorestore mongoexport mongoimport cqlsh clickhouse-client influx etcdctl consul vault nomad sqlcmd bcp snowsql bq',
    {
      options:
        '-h,--host=host -p,--port=data -u,--uri=url -a=data -n=data --eval=data --db=data -d=data -c=data -q,--query=data --drop --user=data --password=data -o,--out=write --file=read -S=host -Q=data -i=read --address=url --endpoints=url -e=data -f=read',
      operands: 'data*',
    },
  ),
].flat();
