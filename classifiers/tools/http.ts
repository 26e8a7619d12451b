/** Clients that take addresses: curl, wget, downloaders, browsers, load testers. */
import type { Field } from '../analysis.ts';
import { tail } from './argv.ts';
import { filePath, isFileUrl, parseContact } from './hosts.ts';
import { hasOption, optionValue } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';

/** `file:` addresses are read; `{a,b}` stands for several where the client expands it. */
export function contactUrl(field: Field, actions: ToolActions, expands = false): undefined {
  const text = field.text ?? field.prefix;
  if (isFileUrl(text)) {
    if (field.text === null) return actions.opaque(field, 'a file known only at run time');
    return actions.read(actions.literal(filePath(text), field));
  }
  for (const url of expands ? expanded(text) : [text]) {
    const parsed = parseContact(url === text ? field : { ...field, text: url, prefix: url }, 'url');
    if (parsed !== null) actions.contact(parsed.host, parsed.port, field);
  }
}

function expanded(text: string): string[] {
  const match = /^([^{]*)\{([^{}]*)\}(.*)$/s.exec(text);
  if (match === null) return [text];
  const [, before = '', list = '', after = ''] = match;
  return list
    .split(',')
    .slice(0, 8)
    .flatMap((part) =>
      after.includes('{') ? [`${before}${part}${after.replace(/[{}]/g, '')}`] : [`${before}${part}${after}`],
    );
}

/** Name of the file that `curl -O` and `wget` make of an address. */
function remoteName(field: Field, actions: ToolActions, directory: Field | null): undefined {
  if (field.text === null) return actions.opaque(field, 'the name of the downloaded file is known only at run time');
  const path = field.text.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/, '');
  const name = path.slice(path.lastIndexOf('/') + 1) || 'index.html';
  const file = path.includes('/') || field.text.includes('://') ? name : 'index.html';
  actions.write(inside(directory, actions.literal(file, field), actions));
}

function inside(directory: Field | null, file: Field, actions: ToolActions): Field {
  const folder = directory?.text ?? '';
  if (folder === '' || file.text === null || file.text.startsWith('/')) return file;
  return actions.literal(`${folder.replace(/\/$/, '')}/${file.text}`, file);
}

/** Offset of the file name in a value of curl that may name a file to send; null where it names none. */
function sentFile(option: string, text: string): number | null {
  switch (option) {
    case '--data':
    case '--data-binary':
    case '--data-ascii':
    case '--json':
    case '--header':
    case '--write-out':
      return text.startsWith('@') ? 1 : null;
    case '--data-urlencode':
    case '--url-query':
    case '--variable':
      return /^[^=]*?@/.exec(text)?.[0].length ?? null;
    case '--form':
      return /^[^=]*=[@<]/.exec(text)?.[0].length ?? null;
    case '--cookie':
      return text.includes('=') ? null : 0;
    case '--upload-file':
      return 0;
    default:
      return null;
  }
}

/** `@file` in the data options of curl is a file that is sent. */
const curl: Special = (invocation, actions) => {
  const urls = invocation.operands.map((operand) => operand.field);
  const directory = optionValue(invocation, '--output-dir');
  for (const option of invocation.options) {
    const { value } = option;
    if (value === null) continue;
    if (option.name === '--url') urls.push(value);
    if (option.name === '--output' && value.text !== '-') actions.write(inside(directory, value, actions));
    if (option.name === '--connect-to' || option.name === '--resolve') redirected(option.name, value, actions);
    const at = sentFile(option.name, value.text ?? value.prefix);
    if (at === null) continue;
    const file = tail(value, at);
    const path = option.name === '--form' ? file.text?.replace(/;.*$|^"|"$/g, '') : file.text;
    if (path !== '-' && path !== '.' && path !== '')
      actions.read(path === undefined || path === null ? file : actions.literal(path, file), { uploaded: true });
  }
  for (const url of urls) {
    contactUrl(url, actions, !hasOption(invocation, '--globoff'));
    if (hasOption(invocation, '--remote-name', '--remote-name-all')) remoteName(url, actions, directory);
  }
};

/** `--connect-to HOST:PORT:HOST2:PORT2` and `--resolve HOST:PORT:ADDRESS` lead elsewhere than the address says. */
function redirected(option: string, value: Field, actions: ToolActions): void {
  const match =
    option === '--resolve'
      ? /^[^:]*:\d*:(\[[^\]]*\]|[^,]+)/.exec(value.text ?? '')
      : /^(?:\[[^\]]*\]|[^:]*):\d*:(\[[^\]]*\]|[^:]+)/.exec(value.text ?? '');
  if (match?.[1] === undefined && value.text !== null) return;
  const parsed = match?.[1] === undefined ? null : parseContact(actions.literal(match[1], value), 'host');
  actions.contact(parsed?.host ?? null, null, value);
}

const wget: Special = (invocation, actions) => {
  const directory = optionValue(invocation, '--directory-prefix');
  const list = optionValue(invocation, '--input-file');
  if (list !== null) {
    if (/^[a-z]+:\/\//i.test(list.text ?? '')) contactUrl(list, actions);
    else {
      if (list.text !== '-') actions.read(list);
      actions.contact(null, null, list);
    }
  }
  for (const { field } of invocation.operands) {
    contactUrl(field, actions);
    if (hasOption(invocation, '--output-document', '--spider')) continue;
    const host = hasOption(invocation, '--recursive', '--mirror') ? parseContact(field, 'url')?.host : undefined;
    if (host === undefined || host === null || hasOption(invocation, '-nd', '-nH'))
      remoteName(field, actions, directory);
    else actions.write(inside(directory, actions.literal(host, field), actions), { recursive: true });
  }
};

/** `http METHOD URL name=value name=@file file@path @body` */
const httpie: Special = (invocation, actions) => {
  const fields = invocation.operands.map((operand) => operand.field);
  if (fields.length > 1 && /^[A-Za-z]+$/.test(fields[0]?.text ?? '')) fields.shift();
  const [url, ...items] = fields;
  if (url !== undefined) {
    const local = /^:(\d*)(?:\/|$)/.exec(url.text ?? '');
    if (local === null) contactUrl(url, actions);
    else actions.contact('localhost', Number(local[1]) || 80, url);
    if (hasOption(invocation, '--download') && !hasOption(invocation, '--output')) remoteName(url, actions, null);
  }
  for (const field of items) {
    const at = /^[^=@:]*(?::?=)?@/.exec(field.text ?? '')?.[0].length;
    if (at !== undefined) actions.read(tail(field, at), { uploaded: true });
  }
};

/** Operands that are addresses; a path is opened. */
const addresses: Special = (invocation, actions) => {
  for (const { field } of invocation.operands) {
    const text = field.text ?? field.prefix;
    if (/^(?:[a-z][\w+.-]*:\/\/|magnet:|file:)|^[\w.-]+:\d+(?:\/|$)/i.test(text) || field.text === null)
      contactUrl(field, actions);
    else if (
      /^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?::\d+)?(?:\/|$)/i.test(text) &&
      !/\.(?:html?|pdf|md|png|jpe?g|svg|txt)$/i.test(text)
    )
      contactUrl(field, actions);
    else if (/[./]/.test(text)) actions.read(field);
  }
};

const CURL =
  '-X,--request=data -H,--header=data -d,--data=data --data-raw=data --data-binary=data --data-ascii=data --data-urlencode=data --json=data -F,--form=data --form-string=data --form-escape -T,--upload-file=data -o,--output=data -O,--remote-name --remote-name-all -J,--remote-header-name --output-dir=data -L,--location --location-trusted -s,--silent -S,--show-error -f,--fail --fail-with-body --fail-early -k,--insecure -i,--include,--show-headers -I,--head -v,--verbose -u,--user=data -A,--user-agent=data -e,--referer=data -b,--cookie=data -c,--cookie-jar=write -j,--junk-session-cookies -x,--proxy=url --preproxy=url --proxy1.0=url -U,--proxy-user=data --proxy-header=data --proxy-insecure --noproxy=data --socks4=host --socks4a=host --socks5=host --socks5-hostname=host -m,--max-time=data --connect-timeout=data --retry=data --retry-delay=data --retry-max-time=data --retry-connrefused --retry-all-errors --keepalive-time=data --no-keepalive --speed-limit=data -Y=data -y,--speed-time=data -w,--write-out=data -K,--config=settings -C,--continue-at=data -r,--range=data -G,--get --compressed -N,--no-buffer -n,--netrc --netrc-optional --netrc-file=read --cacert=read --capath=read -E,--cert=read --key=read --cert-type=data --key-type=data --pass=data --unix-socket=write --abstract-unix-socket=write --resolve=data --connect-to=data --interface=data --dns-servers=host --local-port=data --limit-rate=data --rate=data -z,--time-cond=data -D,--dump-header=write --trace=write --trace-ascii=write --trace-time --stderr=write --url=data --url-query=data --variable=data -g,--globoff --http0.9 -0,--http1.0 --http1.1 --http2 --http2-prior-knowledge --http3 --tlsv1 --tlsv1.0 --tlsv1.1 --tlsv1.2 --tlsv1.3 --tls-max=data --ciphers=data --proto=data --proto-default=data --proto-redir=data --doh-url=url -4,--ipv4 -6,--ipv6 -p,--proxytunnel -#,--progress-bar -Z,--parallel --parallel-max=data --parallel-immediate --create-dirs -q,--disable -R,--remote-time --max-redirs=data --max-filesize=data --oauth2-bearer=data --ssl --ssl-reqd --no-progress-meter -a,--append -Q,--quote=data -V,--version --engine=plugin --etag-save=write --etag-compare=read --libcurl=write -h,--help=?data --aws-sigv4=data --basic --digest --anyauth --ntlm --negotiate --post301 --post302 --post303 --path-as-is --request-target=data --tcp-nodelay --tcp-fastopen --tr-encoding --raw -l,--list-only -B,--use-ascii --mail-from=data --mail-rcpt=data -:,--next --styled-output --no-styled-output --no-location --no-clobber --remove-on-error --ignore-content-length --pinnedpubkey=data --cert-status --crlf --suppress-connect-headers --disallow-username-in-url -M,--manual --no-sessionid --no-alpn --skip-existing';
const WGET =
  '-O,--output-document=write -P,--directory-prefix=data -q,--quiet -v,--verbose -nv,--no-verbose -c,--continue -N,--timestamping -r,--recursive -l,--level=data -np,--no-parent -nd,--no-directories -nc,--no-clobber -nH,--no-host-directories -k,--convert-links -p,--page-requisites -m,--mirror -A,--accept=data -R,--reject=data --accept-regex=data --reject-regex=data -i,--input-file=data -o,--output-file=write -a,--append-output=write -T,--timeout=data --connect-timeout=data --read-timeout=data --dns-timeout=data -t,--tries=data -w,--wait=data --random-wait -U,--user-agent=data --header=data --referer=data --post-data=data --post-file=upload --body-data=data --body-file=upload --method=data --user=data --password=data --ask-password --http-user=data --http-password=data --no-check-certificate --spider -S,--server-response --content-disposition --content-on-error --trust-server-names --show-progress --progress=data -e,--execute=data --use-askpass=hook --config=settings --no-config --ca-certificate=read --certificate=read --private-key=read --load-cookies=read --save-cookies=write --keep-session-cookies --warc-file=write --rejected-log=write -b,--background -Y=data -x,--force-directories -E,--adjust-extension -K,--backup-converted -H,--span-hosts -D,--domains=data --exclude-domains=data -X,--exclude-directories=data -I,--include-directories=data --restrict-file-names=data --limit-rate=data --waitretry=data --retry-connrefused --retry-on-http-error=data --max-redirect=data --no-proxy --no-cookies --no-cache --no-hsts --no-dns-cache --no-use-server-timestamps --https-only -4,--inet4-only -6,--inet6-only -F,--force-html -B,--base=url --cut-dirs=data --default-page=data -d,--debug -Q,--quota=data --unlink --delete-after -V,--version -h,--help --compression=data --secure-protocol=data --start-pos=data --bind-address=data --report-speed=data';
const HTTPIE =
  '-j,--json -f,--form --multipart -v,--verbose -h,--headers -b,--body -d,--download -c,--continue -o,--output=write -a,--auth=data -A,--auth-type=data --timeout=data --verify=data --cert=read --cert-key=read --session=data --session-read-only=data -p,--print=data -s,--style=data --pretty=data -S,--stream -F,--follow --max-redirects=data --check-status --ignore-stdin -I --proxy=data --raw=data --offline -q,--quiet -x --compress --unsorted --sorted --format-options=data --default-scheme=data --path-as-is --boundary=data --ssl=data --ciphers=data -k --all --debug --traceback --help --version --http-version=data --curl --bearer=data';
const YTDLP =
  '--exec=hook --exec-before-download=hook --netrc-cmd=hook --downloader,--external-downloader=hook --config-locations,--config-location=settings --ignore-config --no-config -a,--batch-file=read --load-info-json=read --cookies=read --cookies-from-browser=data --plugin-dirs=plugin --ffmpeg-location=read -o,--output=write -P,--paths=write -f,--format=data -x,--extract-audio --audio-format=data --audio-quality=data -F,--list-formats -q,--quiet -v,--verbose -s,--simulate -g,--get-url -j,--dump-json -J --write-subs --sub-langs=data --proxy=url --no-playlist --playlist-items=data -u=data -p=data -i -c -w --referer=data --user-agent=data --add-header=data --postprocessor-args,--ppa=data --use-postprocessor=data --merge-output-format=data --embed-subs --embed-thumbnail --print=data --skip-download -U,--update --version -h,--help -k -4 -6 -r=data --download-archive=edit';

export const httpTools = [
  tool('curl', {
    examples: [
      { command: 'curl -so o https://h.example:8443/x', writes: ['o'], hosts: ['h.example'] },
      { command: 'curl -O https://h.example/d/x.tgz?v=1', writes: ['x.tgz'], hosts: ['h.example'] },
      { command: 'curl -d @f https://u:p@h.example', reads: ['f'], hosts: ['h.example'] },
      { command: 'curl file:///workspace/a.txt', reads: ['a.txt'], hosts: [] },
      { command: 'curl -x p.example:3128 http://[::1]/', hosts: ['p.example', '::1'] },
      { command: "curl 'http://{a,b}.example/'", hosts: ['a.example', 'b.example'] },
    ],
    options: CURL,
    operands: 'data*',
    special: curl,
    runsThings: true,
  }),
  tool('wget wget2', {
    examples: [
      { command: 'wget -P d https://h.example/x.zip', writes: ['d/x.zip'], hosts: ['h.example'] },
      { command: 'wget -qO- https://h.example/', writes: [], hosts: ['h.example'] },
      { command: 'wget --mirror https://h.example/a', writes: ['h.example'] },
    ],
    options: WGET,
    operands: 'data*',
    special: wget,
    runsThings: true,
  }),
  tool('http https xh xhs httpie', {
    examples: [{ command: 'xh post h.example @notes', reads: ['notes'], hosts: ['h.example'] }],
    options: HTTPIE,
    operands: 'data*',
    special: httpie,
    runsThings: true,
  }),
  tool('aria2c axel', {
    options:
      '-o,--out=write -d,--dir=write -x,--max-connection-per-server=data -s,--split=data -j,--max-concurrent-downloads=data -k=data -i,--input-file=read -n=data -q,--quiet -c,--continue=?data --header=data --referer=data -U,--user-agent=data --conf-path=settings --no-conf --on-download-complete=hook --on-download-start=hook --on-download-stop=hook --on-download-error=hook --on-download-pause=hook --on-bt-download-complete=hook --all-proxy=url --http-proxy=url --enable-rpc=?data --load-cookies=read --save-session=write --log=write -l=write --checksum=data --allow-overwrite=data --auto-file-renaming=data --file-allocation=data --max-tries=data -m=data -t=data --seed-time=data --summary-interval=data --console-log-level=data -a -v',
    operands: 'url*',
    runsThings: true,
    special: (invocation, actions) => {
      const list = optionValue(invocation, '--input-file');
      if (list !== null) actions.contact(null, null, list);
    },
  }),
  tool('lynx w3m links elinks browsh', {
    options:
      '-dump,--dump -source,--source,-dump_source -cfg=settings -lss=read -o=data -T=data -cols=data -width=data -nolist -listonly -accept_all_cookies -cmd_script=settings -auth=data -useragent=data -post_data -get_data -I=data -O=data -eval=data -config-file=settings -no-home -crawl -traversal -stdin -force_html -display_charset=data -assume_charset=data',
    operands: 'data*',
    style: 'single',
    special: addresses,
  }),
  tool('yt-dlp youtube-dl gallery-dl you-get', {
    options: YTDLP,
    operands: 'url*',
    runsThings: true,
    special: (invocation, actions) => {
      const list = optionValue(invocation, '--batch-file');
      if (list !== null) actions.contact(null, null, list);
    },
  }),
  tool(
    'chromium chromium-browser google-chrome google-chrome-stable chrome firefox msedge brave opera safari wkhtmltopdf wkhtmltoimage weasyprint',
    {
      options:
        '--headless=?data -headless --dump-dom --print-to-pdf=?write --screenshot=?write --user-data-dir=write --no-sandbox --disable-gpu --window-size=data --remote-debugging-port=data --remote-debugging-address=data --renderer-cmd-prefix=hook --utility-cmd-prefix=hook --gpu-launcher=hook --browser-subprocess-path=hook --load-extension=plugin --proxy-server=data --proxy-pac-url=url --incognito --new-window --profile=read -P=data -profile=read --private-window=?url -new-tab=url --version --help -q --virtual-time-budget=data --timeout=data --hide-scrollbars --disable-dev-shm-usage --disable-extensions --no-first-run --app=url --allow-file-access-from-files --disable-web-security',
      operands: 'data*',
      style: 'plain',
      special: addresses,
    },
  ),
  tool('open xdg-open start explorer sensible-browser x-www-browser gnome-open kde-open wslview', {
    options: '-a=data -g -n -b=data -e -t -W -R -F --args',
    operands: 'data*',
    special: addresses,
  }),
  tool(
    'websocat grpcurl ab hey wrk wrk2 k6 vegeta bombardier siege autocannon oha httping hurl newman lighthouse nikto sqlmap gobuster ffuf wpscan dirb nuclei',
    {
      options:
        '-c,--connections=data -n,--requests=data -t,--threads=data -d,--duration=data -H,--header=data -m,--method=data -z=data -T=data -p=read -plaintext,--plaintext -insecure -proto=read -import-path=read -u,--url=url -w=read -l -k -q -v -o=write -s --latency -C=data -b=data -r=data -f=read -x=data --connect=url -e=read --env=read --eval=hook --os-cmd=hook --os-shell --sql-query=data --script=script',
      operands: 'data*',
      style: 'plain',
      special: addresses,
    },
  ),
  tool('lwp-request lwp-download lwp-mirror lwp-dump GET HEAD POST', {
    options:
      '-m=data -f -b=url -t=data -i=data -c=data -p=url -P -H=data -C=data -u -U -s -S -e -E -d -o=data -v -h -a',
    operands: 'data*',
    special: addresses,
  }),
  tool('wscat', {
    options: '-c,--connect=url -l,--listen=data -x,--execute=data -H,--header=data -w=data -n',
    operands: 'url*',
  }),
].flat();
