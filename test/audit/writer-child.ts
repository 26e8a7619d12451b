/** Appends until it is killed; says on stdout what was confirmed. Started by kill.test.ts. */
import { writeSync } from 'node:fs';
import { openAuditLog } from '../../src/audit/index.ts';

const [stateDir = '', sessionId = ''] = process.argv.slice(2);
const log = await openAuditLog({ stateDir, sessionId });
writeSync(1, 'ready\n');
for (let i = 0; ; i += 1) {
  const text = 'payload '.repeat((i * 37) % 900);
  void log.append('loop.message', null, { i, text }, { durable: false });
  const entry = await log.append(
    'call.decision',
    `p${process.pid}-${i}`,
    { verdict: 'allow', text },
    { durable: true },
  );
  writeSync(1, `${entry.hash}\n`);
}
