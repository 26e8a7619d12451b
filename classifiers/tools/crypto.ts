/** openssl, keys and signatures. */
import type { Field } from '../analysis.ts';
import { contactsHost } from './hosts.ts';
import { hasOption, optionValue } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';

const HOST_OPTIONS = new Set(['-connect', '-proxy', '-host', '-url', '-path_url']);
/** Commands of openssl whose operands are files. */
const FILE_COMMANDS = /^(?:dgst|md5|sha\d+|sha3-\d+|blake2\w+|rmd160|verify|rehash|storeutl|crl2pkcs7)$/;

const openssl: Special = (invocation, actions) => {
  const [command, ...rest] = invocation.operands.map((operand) => operand.field);
  for (const option of invocation.options) {
    const { value } = option;
    if (value === null) continue;
    if (HOST_OPTIONS.has(option.name)) contactsHost(value, actions);
    if (/^-pass(?:in|out)?$/.test(option.name)) password(value, actions);
  }
  if (FILE_COMMANDS.test(command?.text ?? '')) for (const field of rest) actions.read(field);
  if (command?.text === 'engine')
    for (const field of rest)
      actions.signal('mini-language', field, 'openssl loads a library', /[/.]/.test(field.text ?? '/'));
};

/** `file:PATH` and `env:NAME` are read for a password. */
function password(value: Field, actions: ToolActions): void {
  const file = /^file:(.*)$/s.exec(value.text ?? '')?.[1];
  if (file !== undefined) actions.read(actions.literal(file, value));
}

/** `-f` names the key that is shown, changed or made. */
const keys: Special = (invocation, actions) => {
  const file = optionValue(invocation, '-f');
  if (file === null) return;
  if (hasOption(invocation, '-y', '-l', '-e', '-i', '-B', '-F', '-H', '-D', '-Y')) return actions.read(file);
  if (hasOption(invocation, '-p', '-c', '-R')) {
    actions.read(file);
    return actions.write(file);
  }
  actions.write(file);
  if (file.text !== null) actions.write(actions.literal(`${file.text}.pub`, file));
};

export const cryptoTools = [
  tool('openssl', {
    examples: [
      { command: 'openssl enc -d -in a -out b -pass file:p', reads: ['a', 'p'], writes: ['b'] },
      { command: 'openssl dgst -sha256 a b', reads: ['a', 'b'] },
      { command: 'openssl s_client -connect h.example:443', hosts: ['h.example'] },
    ],
    options:
      '-in=read -out=write -d -e -a -base64 -A -p -P -k=data -pass=data -passin=data -passout=data -kfile=read -key=read -cert=read -cert_chain=read -certs=data -CAfile=read -CApath=read -connect=data -host=data -proxy=data -url=data -path=data -servername=data -starttls=data -alpn=data -tls1 -tls1_1 -tls1_2 -tls1_3 -ssl3 -no_ssl3 -no_tls1 -cipher=data -ciphersuites=data -brief -noout -text -subject -issuer -dates -startdate -enddate -checkend=data -email -hash -pubkey -modulus -purpose -ext=data -alias -ocsp_uri -hex -c -r -aes-256-cbc -aes-128-cbc -aes-256-gcm -aes-192-cbc -aes256 -aes128 -des3 -chacha20 -salt -nosalt -S=data -pbkdf2 -iter=data -iv=data -K=data -md=data -sha256 -sha384 -sha512 -sha1 -md5 -blake2b512 -hmac=data -mac=data -macopt=data -sign=read -verify=read -prverify=read -signature=read -new -x509 -newkey=data -keyout=write -days=data -nodes -noenc -subj=data -utf8 -config=read -section=data -extensions=data -reqexts=data -engine=plugin -provider=plugin -provider-path=plugin -pre=plugin -post=plugin -propquery=data -quiet -debug -msg -state -pubin -pubout -inkey=read -inform=data -outform=data -keyform=data -rand=read -writerand=write -accept=data -port=data -www -WWW -HTTP -showcerts -verify_return_error -verify_hostname=data -crlf -ign_eof -no_ign_eof -fingerprint -serial -batch -req -CA=read -CAkey=read -CAserial=edit -CAcreateserial -extfile=read -addext=data -set_serial=data -export -nokeys -nocerts -cacerts -clcerts -certfile=read -name=data -legacy -topk8 -nocrypt -v2=data -traditional -check -param_enc=data -genkey -algorithm=data -pkeyopt=data -paramfile=read -derive -peerkey=read -encrypt -decrypt -signer=read -recip=read -content=read -binary -nodetach -stream -issuer_cert=read -reqin=read -respin=read -respout=write -VAfile=read -no_nonce -header=data -sess_out=write -sess_in=read -keylogfile=write -t -tt -help -version -list -commands -digest-algorithms -cipher-algorithms -dump -offset=data -length=data -strparse=data -i -1 -5 -6 -apr1 -stdin -prime -generate -bits=data -safe -ct_file=read -out_trusted=write -f -b -o -v -vv',
    operands: 'data*',
    style: 'single',
    special: openssl,
    runsThings: true,
  }),
  tool('ssh-keygen', {
    examples: [
      { command: 'ssh-keygen -t ed25519 -f k', writes: ['k', 'k.pub'] },
      { command: 'ssh-keygen -lf k.pub', reads: ['k.pub'], writes: [] },
    ],
    special: keys,
    options:
      '-t=data -b=data -f=data -N=data -P=data -C=data -q -y -l -e -i -p -c -R=data -F=data -D=plugin -w=plugin -m=data -s=read -I=data -n=data -V=data -E=data -Y=data -O=data -a=data -r=data -K -A -H -B -L -v -o -U -z=data -Z=data -M=data -Q -k -g -h',
    operands: 'data*',
    runsThings: true,
  }),
  tool('ssh-agent', {
    options: '-k -s -c -D -d -t=data -a=write -P=data -O=data',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('ssh-add', {
    options: '-D -l -L -d -t=data -K -q -x -X -s=plugin -S=plugin -e=plugin -c -k -v -A -h=data -H=read -T=read',
    operands: 'read*',
    runsThings: true,
  }),
  tool('age rage', {
    options:
      '-e,--encrypt -d,--decrypt -o,--output=write -r,--recipient=data -R,--recipients-file=read -i,--identity=read -p,--passphrase -a,--armor -j=plugin',
    operands: 'read*',
  }),
  tool('sops', {
    options:
      '-e,--encrypt -d,--decrypt -i,--in-place --output=write --input-type=data --output-type=data --config=read --extract=data --set=data --kms=data --age=data --pgp=data -r,--rotate -s,--show-master-keys',
    operands: 'read*',
  }),
].flat();
