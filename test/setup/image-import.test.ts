import { writeFileSync } from 'node:fs';
import http, { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { scratch, setupModule } from './setup-module.ts';

interface Job {
  endpoint: { transport: typeof http; options: { socketPath: string } };
  definition: { name: string; epoch: number; config: string[] };
  tag: string;
  args: string[];
  workshop: string;
  sources: string;
}
const { importOutput } = await setupModule<{ importOutput(job: Job): Promise<string | undefined> }>('image-mmdebstrap');

interface Seen {
  url: string;
  body: string;
  ended: boolean;
}

/** An engine that records what it is sent; `ended` says that the body came to its proper end. */
async function engine(): Promise<{ socketPath: string; seen: Promise<Seen> }> {
  const socketPath = join(scratch(), 'engine.sock');
  let report: (seen: Seen) => void;
  const seen = new Promise<Seen>((resolve) => {
    report = resolve;
  });
  const server = createServer((request, response) => {
    let body = '';
    const url = request.url ?? '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      report({ url, body, ended: true });
      response.end('{"status":"sha256:0"}\n');
    });
    request.on('error', () => report({ url, body, ended: false }));
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  onTestFinished(() => void server.close());
  return { socketPath, seen };
}

/** Puts a script in the place of `unshare`, the program that starts mmdebstrap. */
function builder(script: string): void {
  const folder = scratch();
  writeFileSync(join(folder, 'unshare'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  onTestFinished(() => void vi.unstubAllEnvs());
}

const job = (socketPath: string): Job => ({
  endpoint: { transport: http, options: { socketPath } },
  definition: { name: 'sample', epoch: 1, config: ['USER 1:1', 'CMD ["/bin/bash"]'] },
  tag: 'x.new',
  args: ['suite'],
  workshop: scratch(),
  sources: 'deb somewhere',
});

test('the archive of a successful build is imported whole, with the configuration', async () => {
  builder('cat >/dev/null; echo archive');
  const { socketPath, seen } = await engine();
  expect(await importOutput(job(socketPath))).toBeUndefined();
  const { url, body, ended } = await seen;
  expect({ body, ended }).toEqual({ body: 'archive\n', ended: true });
  const query = new URL(url, 'http://engine').searchParams;
  expect(query.get('tag')).toBe('x.new');
  expect(query.getAll('changes')).toEqual(['USER 1:1', 'CMD ["/bin/bash"]']);
});

test('INVARIANT: the archive of a failed build never ends properly, so that the engine imports nothing', async () => {
  builder('cat >/dev/null; echo half an archive; sleep 0.2; echo "E: no such package" >&2; exit 25');
  const { socketPath, seen } = await engine();
  expect(await importOutput(job(socketPath))).toBe('mmdebstrap ended with 25: E: no such package');
  expect(await seen).toMatchObject({ body: 'half an archive\n', ended: false });
});
