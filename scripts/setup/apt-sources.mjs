// This machine's Debian or Ubuntu package sources, asked from apt, in the form that mmdebstrap reads.
import { SetupFailure } from './failure.mjs';
import { lastLines } from './fetch-package.mjs';
import { readText, systemEnvironment } from './machine.mjs';
import { runQuietly } from './run-command.mjs';

const fields = ['ORIGIN', 'CODENAME', 'RELEASE', 'REPO_URI', 'COMPONENT', 'SOURCESENTRY'];

/** The distribution's own suites only: a third party's packages have no place in the image. */
export async function aptSources(codename) {
  const targets = (await listTargets()) ?? [];
  const found = selectTargets(targets, codename);
  if (found.length > 0) return describe(found, codename);
  // Without package lists apt does not know the origin of its sources yet.
  await runQuietly('apt-get', ['-q', 'update'], { env: systemEnvironment() });
  const again = selectTargets((await listTargets()) ?? [], codename);
  if (again.length > 0) return describe(again, codename);
  throw new SetupFailure(
    `apt has no usable source for ${codename}`,
    'no suite of Debian or Ubuntu is configured',
    'apt-get update',
  );
}

async function listTargets() {
  const format = fields.map((field) => `$(${field})`).join('|');
  const { code, stdout, tail } = await runQuietly(
    'apt-get',
    ['indextargets', '--format', format, 'Created-By: Packages'],
    {
      env: systemEnvironment(),
    },
  );
  if (code !== 0) throw new SetupFailure('apt does not tell its sources', lastLines(tail), 'apt-get indextargets');
  return parseTargets(stdout);
}

/** @param {string} text one target a line, the fields separated by bars */
export function parseTargets(text) {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('|'))
    .map(([origin, name, release, uri, component, entry]) => ({
      origin,
      codename: name,
      release,
      uri,
      component,
      entry,
    }));
}

/** The release itself, its updates and its security fixes. */
export function selectTargets(targets, codename) {
  const wanted = [codename, `${codename}-updates`, `${codename}-security`];
  return targets.filter(({ origin, codename: name }) => /^(Debian|Ubuntu)$/.test(origin) && wanted.includes(name));
}

function describe(targets, codename) {
  const main = targets.find((target) => target.codename === codename) ?? targets[0];
  return { suite: main.release, lines: [...new Set(targets.map(sourceLine))] };
}

function sourceLine({ uri, release, component, entry }) {
  const key = signingKey(entry);
  return `deb ${key ? `[signed-by=${key}] ` : ''}${uri} ${release} ${component}`;
}

/** The key file that the source itself names; `entry` is FILE:LINE or FILE:STANZA. */
export function signingKey(entry, read = readText) {
  const [, file, number] = /^(.*):(\d+)$/.exec(entry ?? '') ?? [];
  if (!file) return undefined;
  if (!file.endsWith('.sources')) {
    return /\bsigned-by=(\/[^\s\],]+)/i.exec(read(file).split('\n')[Number(number) - 1] ?? '')?.[1];
  }
  const stanzas = read(file)
    .split(/\n(?:[ \t]*\n)+/)
    .filter((stanza) => /^URIs:/im.test(stanza));
  return /^Signed-By:[ \t]*(\/\S+)[ \t]*$/im.exec(stanzas[Number(number) - 1] ?? '')?.[1];
}

/** Proxies and certificates that apt uses here, as options for another apt. */
export async function aptOptions() {
  const { stdout } = await runQuietly('apt-config', ['dump', '--format', '%f %v%n', 'Acquire'], {
    env: systemEnvironment(),
  });
  return selectAptOptions(stdout);
}

/** @param {string} text lines of NAME VALUE */
export function selectAptOptions(text) {
  return text
    .split('\n')
    .map((line) =>
      /^(Acquire::(?:https?|ftp)::[\w.:-]*(?:Proxy|CaInfo|CAPath|SslCert|SslKey|Verify-Peer|Verify-Host)[\w.:-]*) (.+)$/i.exec(
        line,
      ),
    )
    .filter(Boolean)
    .map(([, name, value]) => `${name} "${value.replace(/"/g, '')}"`);
}
