/** Programs that only ask a host or a name server something; the name itself can carry data. */
import { tail } from './argv.ts';
import { parseContact } from './hosts.ts';
import { optionValue } from './invocation.ts';
import { type Special, tool } from './model.ts';

const RECORD = /^(?:A|AAAA|MX|TXT|NS|CNAME|SOA|ANY|PTR|SRV|CAA|DS|DNSKEY|HTTPS|SVCB|NAPTR|TLSA|AXFR|IXFR|IN|CH|HS)$/i;

const names: Special = (invocation, actions) => {
  const list = optionValue(invocation, '-f');
  if (list !== null && invocation.program === 'dig') actions.contact(null, 53, list);
  const fields = invocation.operands.map((operand) => operand.field);
  if (invocation.program === 'resolvectl') fields.shift();
  const reverse = optionValue(invocation, '-x');
  if (reverse !== null) fields.push(reverse);
  for (const field of fields) {
    const text = field.text ?? field.prefix;
    if (field.text !== null && (/^[+-]/.test(text) || RECORD.test(text))) continue;
    const parsed = parseContact(text.startsWith('@') ? tail(field, 1) : field, 'host');
    if (parsed !== null) actions.contact(parsed.host, text.startsWith('@') ? 53 : parsed.port, field);
  }
};

/** Only these data bases of getent ask a name server. */
const getent: Special = (invocation, actions) => {
  const [base, ...keys] = invocation.operands.map((operand) => operand.field);
  if (base === undefined || !/^(?:ahosts(?:v[46])?|hosts|networks|netgroup)$/.test(base.text ?? 'hosts')) return;
  for (const field of keys) {
    const parsed = parseContact(field, 'host');
    if (parsed !== null) actions.contact(parsed.host, 53, field);
  }
};

/** A remote machine for syslog. */
const logger: Special = (invocation, actions) => {
  const server = optionValue(invocation, '--server');
  const parsed = server === null ? null : parseContact(server, 'host');
  if (server === null || parsed === null) return;
  actions.contact(parsed.host, 514, server);
  const file = optionValue(invocation, '--file');
  if (file !== null) actions.read(file, { uploaded: true });
};

export const lookupTools = [
  tool('ping ping6 traceroute traceroute6 tracepath fping arping hping3 nping tcptraceroute mtr', {
    options:
      '-c=data -i=data -W=data -w=data -s=data -t=data -n -q -v -4 -6 -f -I=data -m=data -p=data -M=data -O -D -a -A -b -r --report -Q=data -l=data -U -R -T --icmp --tcp --udp -S -d=data --data=data --sign=data --file=upload -E --flood -V -1 -2 -P=data --count=data --interval=data -g=data',
    operands: 'host*',
    style: 'plain',
  }),
  tool('dig nslookup host drill resolvectl delv kdig dog q dnsx', {
    options:
      '-t=data -x=data -p=data -4 -6 -f=read -q=data -c=data -a -v -r -T -type=data -query=data -timeout=data -port=data -b=data -k=read -y=data -C -d -l -N=data -R=data -s -w -W=data -m -u -h -i',
    operands: 'data*',
    style: 'single',
    special: names,
    examples: [
      { command: 'dig +short -t TXT h.example @ns.example', hosts: ['h.example', 'ns.example'] },
      { command: 'host -t A h.example', hosts: ['h.example'] },
    ],
  }),
  tool('getent', {
    options: '-s,--service=data -i,--no-idn',
    operands: 'data*',
    special: getent,
    examples: [
      { command: 'getent hosts h.example', hosts: ['h.example'] },
      { command: 'getent passwd root', hosts: [] },
    ],
  }),
  tool('whois nmap masscan rustscan zmap', {
    options:
      '-h=host -p=data -s=data -sS -sV -sT -sn -sU -sC -sP -A -O -T0 -T1 -T2 -T3 -T4 -T5 -F -oN=write -oX=write -oG=write -oA=write -iL=read -Pn -v -vv -n -R -6 --script=plugin --script-args=data --script-args-file=read --datadir=read --servicedb=read --top-ports=data --open --reason --exclude=data --excludefile=read --rate=data -d -e=data --max-retries=data --host-timeout=data -I -H',
    operands: 'host*',
    style: 'single',
    runsThings: true,
  }),
  tool(
    'ntpdate rdate sntp snmpget snmpwalk snmpset snmpbulkwalk ldapsearch ldapwhoami ldapadd ldapmodify showmount rpcinfo smbmap nbtscan hydra medusa',
    {
      options:
        '-h=host -H=url -p=data -c=data -v=data -v1 -v2c -v3 -u=data -q -b=data -D=data -w=data -W -x -s=data -f=read -l=data -a=data -A=data -X=data -e -d -t=data -P=data -L=data',
      operands: 'host data*',
      style: 'single',
    },
  ),
  tool('mosquitto_pub mosquitto_sub kcat kafkacat amqp-publish nats redis-benchmark', {
    options:
      '-h,--host=host -b=host -p,--port=data -t,--topic=data -m,--message=data -f,--file=upload -u,--url=url -P=data -C -L -q,--qos=data -i=data -l -s=data -n --cafile=read --cert=read --key=read -G=data -o=data -e -K=data',
    operands: 'data*',
    style: 'plain',
  }),
  tool('logger systemd-cat', {
    options:
      '-n,--server=data -P,--port=data -t,--tag,--identifier=data -p,--priority=data -s,--stderr -i,--id=?data -f,--file=read -T,--tcp -d,--udp -u,--socket=write -e,--skip-empty --journald=?read --no-act --sd-id=data --sd-param=data --msgid=data -S,--size=data --rfc3164 --rfc5424=?data --prio-prefix',
    operands: 'data*',
    special: logger,
  }),
].flat();
