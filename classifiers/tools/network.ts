/** Programs that reach other machines. */
import type { Field } from '../analysis.ts';
import { tail } from './argv.ts';
import { parseContact } from './hosts.ts';
import { hasOption, optionValue } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';

function contactUrl(field: Field, actions: ToolActions): undefined {
  const parsed = parseContact(field, 'url');
  if (parsed !== null) actions.contact(parsed.host, parsed.port, field);
}

/** Name of the file that `curl -O` and `wget` make of an address. */
function remoteName(field: Field, actions: ToolActions, directory: Field | null): undefined {
  if (field.text === null) return actions.opaque(field, 'the name of the downloaded file is known only at run time');
  const path = field.text.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/, '');
  const name = path.slice(path.lastIndexOf('/') + 1) || 'index.html';
  const prefix = directory?.text ?? '';
  actions.write(actions.literal(prefix === '' ? name : `${prefix.replace(/\/$/, '')}/${name}`, field));
}

/** `@file` in the data options of curl is a file that is sent. */
const curl: Special = (invocation, actions) => {
  const urls = invocation.operands.map((operand) => operand.field);
  for (const option of invocation.options) {
    const { value } = option;
    if (value === null) continue;
    const text = value.text ?? value.prefix;
    if (option.name === '--url') urls.push(value);
    if (/^--data(?:-binary|-ascii|-urlencode)?$|^--json$/.test(option.name)) {
      const at = option.name === '--data-urlencode' ? text.indexOf('@') : text.startsWith('@') ? 0 : -1;
      if (at >= 0 && text !== '@-') actions.read(tail(value, at + 1), { uploaded: true });
    }
    if (option.name === '--form') {
      const at = /^[^=]*=[@<]/.exec(text)?.[0].length;
      if (at !== undefined && text[at] !== '-') actions.read(tail(value, at), { uploaded: true });
    }
    if (option.name === '--header' && text.startsWith('@')) actions.read(tail(value, 1), { uploaded: true });
    if ((option.name === '--cookie' || option.name === '--upload-file') && value.text !== '-' && !text.includes('='))
      actions.read(value, { uploaded: true });
  }
  for (const url of urls) {
    contactUrl(url, actions);
    if (hasOption(invocation, '--remote-name', '--remote-name-all'))
      remoteName(url, actions, optionValue(invocation, '--output-dir'));
  }
};

const wget: Special = (invocation, actions) => {
  for (const operand of invocation.operands) {
    contactUrl(operand.field, actions);
    if (!hasOption(invocation, '--output-document', '--spider'))
      remoteName(operand.field, actions, optionValue(invocation, '--directory-prefix'));
  }
};

/** ssh runs the rest of its words on the other side. Options can run things here. (ssh_config manual) */
const ssh: Special = (invocation, actions) => {
  for (const option of invocation.options) {
    const { value } = option;
    if (option.name !== '-o' || value === null) continue;
    const match = /^(\w+)[ =]\s*(.*)$/s.exec(value.text ?? value.prefix);
    const name = match?.[1]?.toLowerCase() ?? '';
    if (
      ![
        'proxycommand',
        'localcommand',
        'knownhostscommand',
        'match',
        'permitlocalcommand',
        'proxyusefdpass',
        'include',
        'pkcs11provider',
        'securitykeyprovider',
      ].includes(name)
    )
      continue;
    actions.signal('mini-language', value, `ssh runs the value of ${match?.[1]}`, true);
    if (value.text !== null && name.endsWith('command') && name !== 'permitlocalcommand')
      actions.shell(actions.literal(match?.[2] ?? '', value));
  }
  const jump = optionValue(invocation, '-J');
  if (jump !== null) {
    const parsed = parseContact(jump, 'host');
    if (parsed !== null) actions.contact(parsed.host, parsed.port ?? 22, jump);
  }
};

/** `nc -e sh`, `ncat --sh-exec` hand a shell to whoever is at the other end. */
const netcat: Special = (invocation, actions) => {
  const listening = hasOption(invocation, '-l');
  const [host, port] = invocation.operands.map((operand) => operand.field);
  if (listening || host === undefined) return;
  const parsed = parseContact(host, 'host');
  const number = Number(port?.text ?? '');
  if (parsed !== null)
    actions.contact(parsed.host, Number.isInteger(number) && number > 0 && number < 65536 ? number : null, host);
};

const SOCAT_RUNS = /^(?:exec|system|shell)(?:[:,]|$)/i;

const socat: Special = (invocation, actions) => {
  for (const { field } of invocation.operands) {
    const text = field.text ?? field.prefix;
    const host =
      /^(?:tcp|udp|openssl|ssl|sctp|socks\w*|proxy)(?:4|6)?(?:-connect|-sendto|-datagram)?:(\[[^\]]+\]|[^:,]+)(?::(\w+))?/i.exec(
        text,
      );
    if (SOCAT_RUNS.test(text)) {
      actions.signal('mini-language', field, 'socat connects a command', true);
      if (field.text !== null) actions.shell(actions.literal(text.replace(/^\w+:/, '').replace(/,.*$/, ''), field));
    } else if (host !== null) {
      const parsed = parseContact(
        actions.literal(`${host[1]}${host[2] === undefined ? '' : `:${host[2]}`}`, field),
        'host',
      );
      if (parsed !== null) actions.contact(parsed.host, parsed.port, field);
    } else if (field.text === null) actions.opaque(field, 'an address of socat known only at run time');
    else if (/^(?:open|create|gopen|file)?:?\//i.test(text))
      actions.write(actions.literal(text.replace(/^\w+:/, '').replace(/,.*$/, ''), field));
  }
};

const openssl: Special = (invocation, actions) => {
  for (const option of invocation.options) {
    const { value } = option;
    if (value === null) continue;
    if (option.name === '-connect') {
      const parsed = parseContact(value, 'host');
      if (parsed !== null) actions.contact(parsed.host, parsed.port, value);
    }
  }
};

const names: Special = (invocation, actions) => {
  for (const { field } of invocation.operands) {
    const text = field.text ?? field.prefix;
    if (field.text !== null && (/^[+-]/.test(text) || /^(?:A|AAAA|MX|TXT|NS|CNAME|SOA|ANY|PTR|SRV)$/i.test(text)))
      continue;
    const parsed = parseContact(text.startsWith('@') ? tail(field, 1) : field, 'host');
    if (parsed !== null) actions.contact(parsed.host, text.startsWith('@') ? 53 : parsed.port, field);
  }
};

const CURL =
  '-X,--request=data -H,--header=data -d,--data=data --data-raw=data --data-binary=data --data-ascii=data --data-urlencode=data --json=data -F,--form=data --form-string=data -T,--upload-file=data -o,--output=write -O,--remote-name --remote-name-all -J,--remote-header-name --output-dir=write -L,--location -s,--silent -S,--show-error -f,--fail --fail-with-body -k,--insecure -i,--include,--show-headers -I,--head -v,--verbose -u,--user=data -A,--user-agent=data -e,--referer=data -b,--cookie=data -c,--cookie-jar=write -x,--proxy=url -m,--max-time=data --connect-timeout=data --retry=data --retry-delay=data --retry-max-time=data --retry-connrefused --retry-all-errors -w,--write-out=data -K,--config=read -C,--continue-at=data -r,--range=data -G,--get --compressed -N,--no-buffer -n,--netrc --netrc-file=read --cacert=read --capath=read -E,--cert=read --key=read --cert-type=data --unix-socket=write --abstract-unix-socket=data --resolve=data --connect-to=data --interface=data --limit-rate=data -z,--time-cond=data -D,--dump-header=write --trace=write --trace-ascii=write --stderr=write --url=data --url-query=data -g,--globoff --http1.1 --http2 --tlsv1.2 --proto=data --proto-redir=data --socks5=host --socks5-hostname=host --doh-url=url -4,--ipv4 -6,--ipv6 -p,--proxytunnel -#,--progress-bar -Z,--parallel --create-dirs -q,--disable -R,--remote-time --max-redirs=data --max-filesize=data --oauth2-bearer=data --ssl-reqd --no-progress-meter -a,--append -Q,--quote=data -V,--version --engine=exec --etag-save=write --etag-compare=read --libcurl=write -h,--help=?data --aws-sigv4=data --basic --digest --post301 --post302';
const WGET =
  '-O,--output-document=write -P,--directory-prefix=write -q,--quiet -v,--verbose -nv,--no-verbose -c,--continue -N,--timestamping -r,--recursive -l,--level=data -np,--no-parent -nd,--no-directories -nc,--no-clobber -nH,--no-host-directories -k,--convert-links -p,--page-requisites -m,--mirror -A,--accept=data -R,--reject=data -i,--input-file=read -o,--output-file=write -a,--append-output=write -T,--timeout=data -t,--tries=data -w,--wait=data -U,--user-agent=data --header=data --post-data=data --post-file=upload --body-data=data --body-file=upload --method=data --user=data --password=data --no-check-certificate --spider -S,--server-response --content-disposition --show-progress --progress=data -e,--execute=data --use-askpass=exec --ca-certificate=read --certificate=read --private-key=read --load-cookies=read --save-cookies=write -b,--background -Y=data -x -E -K -H -D=data -X=data -I=data --restrict-file-names=data --limit-rate=data --waitretry=data --retry-connrefused --no-proxy --https-only -4 -6 -F --cut-dirs=data';
const SSH =
  '-1 -2 -4 -6 -A -a -b=data -C -c=data -D=data -E=write -e=data -F=read -f -G -g -I=exec -i=read -J=data -K -k -L=data -l=data -M -m=data -N -n -O=data -o=data -p=data -Q=data -q -R=data -S=write -s -T -t -V -v -W=host -w=data -X -x -Y -y -B=data -P=data';

const command: Special = (invocation, actions, found) => {
  ssh(invocation, actions, found);
  const rest = invocation.operands.slice(1).map((operand) => operand.field);
  const first = rest[0];
  if (first === undefined) return;
  if (rest.some((field) => field.text === null)) actions.opaque(first, 'a remote command known only at run time');
};

export const networkTools = [
  tool('curl', {
    examples: [
      { command: 'curl -so o https://h.example:8443/x', writes: ['o'], hosts: ['h.example'] },
      { command: 'curl -O https://h.example/d/x.tgz', writes: ['x.tgz'], hosts: ['h.example'] },
      { command: 'curl -d @f https://h.example', reads: ['f'], hosts: ['h.example'] },
    ],
    options: CURL,
    operands: 'data*',
    special: curl,
    runsThings: true,
  }),
  tool('wget', { options: WGET, operands: 'data*', special: wget, runsThings: true }),
  tool('http https xh httpie', {
    options:
      '-j,--json -f,--form -v,--verbose -h,--headers -b,--body -d,--download -o,--output=write -a,--auth=data --timeout=data --verify=data --session=data -p,--print=data --follow --check-status --ignore-stdin',
    operands: 'data*',
    special: (invocation, actions) => {
      const url = invocation.operands.find(
        (operand) => !/^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/.test(operand.field.text ?? ''),
      );
      if (url !== undefined) contactUrl(url.field, actions);
      for (const { field } of invocation.operands) {
        const at = /^[^=@]*(?:=@|:=@|@)/.exec(field.text ?? '')?.[0].length;
        if (at !== undefined && field !== url?.field) actions.read(tail(field, at), { uploaded: true });
      }
    },
  }),
  tool('aria2c axel lynx w3m links', {
    options:
      '-o,--out=write -d,--dir=write -x=data -s=data -dump -source -i=read -n=data -q --on-download-complete=exec',
    operands: 'url*',
  }),
  tool('ssh autossh mosh', {
    options: SSH,
    operands: 'host data*',
    stopAtOperand: true,
    special: command,
    runsThings: true,
  }),
  tool('scp', {
    examples: [
      { command: 'scp -P 22 a h.example:/b', reads: ['a'], hosts: ['h.example'] },
      { command: 'scp h.example:/b a', writes: ['a'], hosts: ['h.example'] },
    ],
    options:
      '-3 -4 -6 -A -B -C -c=data -D=exec -F=read -i=read -J=host -l=data -o=data -P=data -p -q -R -r -S=exec -s -T -v -X=data -O',
    operands: 'remote* remote-out',
    special: ssh,
    runsThings: true,
  }),
  tool('sftp', {
    options:
      '-b=read -B=data -D=exec -F=read -i=read -J=host -l=data -o=data -P=data -q -R=data -r -S=exec -s=data -v -C -N -a -f -p',
    operands: 'remote*',
    special: ssh,
    runsThings: true,
  }),
  tool('ssh-keygen', {
    options:
      '-t=data -b=data -f=write -N=data -P=data -C=data -q -y -l -e -i -p -R=data -F=data -D=exec -w=exec -m=data -s=read -I=data -n=data -V=data -E=data -Y=data -O=data -a=data -r=data -K -A -H -B -L -v',
  }),
  tool('ssh-copy-id ssh-keyscan', {
    options: '-i=read -p=data -t=data -T=data -f=read -o=data -H -n -s',
    operands: 'host*',
  }),
  tool('ssh-agent ssh-add', {
    options: '-k -s -c -D -l -L -d -t=data -a=data -K -q -x -X -S=exec -e=exec -P=exec',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('nc ncat netcat', {
    options:
      '-4 -6 -b -C -c,--sh-exec=sh -D -d -e,--exec=sh -F -g=data -G=data -h -I=data -i=data -k,--keep-open -l,--listen -N -n -O=data -o,--output=write -P=data -p=data -q=data -r -S -s=data -t -T=data -U -u,--udp -v,--verbose -V=data -w,--wait=data -X=data -x,--proxy=host -z --ssl --broker --chat --allow=data --lua-exec=script --send-only --recv-only',
    operands: 'data*',
    special: netcat,
    runsThings: true,
  }),
  tool('socat', {
    options: '-d -D -ly=?data -lf=write -ls -v -x -b=data -s -t=data -T=data -u -U -g -4 -6',
    operands: 'data*',
    style: 'plain',
    special: socat,
    runsThings: true,
  }),
  tool('telnet ftp tftp lftp', {
    options: '-n -i -v -p -g -e=sh -c=sh -u=data -f=read -l=data',
    operands: 'host data*',
    runsThings: true,
  }),
  tool('ping ping6 traceroute tracepath mtr fping arping', {
    options:
      '-c=data -i=data -W=data -w=data -s=data -t=data -n -q -v -4 -6 -f -I=data -m=data -p=data -M=data -O -D -a -r --report -b',
    operands: 'host*',
  }),
  tool('dig nslookup host drill resolvectl getent', {
    options: '-t=data -x=data -p=data -4 -6 -f=read -q=data -c=data -a -v -r -T -type=data',
    operands: 'data*',
    style: 'single',
    special: names,
  }),
  tool('whois nmap masscan telnet-ssl', {
    options:
      '-h=host -p=data -s=data -sS -sV -sT -sn -A -O -T4 -oN=write -oX=write -oA=write -iL=read -Pn -v -n --script=exec --script-args=data --top-ports=data',
    operands: 'host*',
    style: 'single',
    runsThings: true,
  }),
  tool('openssl', {
    options:
      '-in=read -out=write -d -e -a -base64 -A -k=data -pass=data -passin=data -passout=data -kfile=read -key=read -cert=read -CAfile=read -connect=data -servername=data -noout -text -subject -issuer -dates -hex -aes-256-cbc -salt -pbkdf2 -iter=data -iv=data -K=data -md=data -sha256 -sha1 -md5 -sign=read -verify=read -signature=read -new -x509 -newkey=data -keyout=write -days=data -nodes -subj=data -config=read -engine=exec -provider=exec -quiet -pubin -pubout -inkey=read -inform=data -outform=data -rand=read -accept=data -port=data -www -showcerts -fingerprint -serial -nosalt -batch -req -CA=read -CAkey=read -CAcreateserial -extfile=read -addext=data -export',
    operands: 'data*',
    style: 'single',
    special: openssl,
    runsThings: true,
  }),
  tool('tcpdump tshark', {
    options: '-i=data -w=write -r=read -c=data -n -nn -s=data -v -z=exec -G=data -C=data -Z=data -A -X',
    runsThings: true,
  }),
  tool('mail mailx sendmail mutt swaks msmtp', {
    options: '-s=data -a=upload -A=upload -t -i -f=data -r=data -c=data -b=data -e=data -q=read -S=data -H=data',
    operands: 'host*',
    runsThings: true,
  }),
  tool('ngrok cloudflared chisel frpc bore localtunnel lt', {
    options: '--url=data --config=read --authtoken=data --port=data',
    operands: 'data*',
  }),
].flat();
