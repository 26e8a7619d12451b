import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import http, { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { scratch, setupModule } from './setup-module.ts';

interface Api {
  engineAddresses(env: NodeJS.ProcessEnv, platform?: string): string[];
  probeAddress(address: string): Promise<{ state: string; version?: string; arch?: string }>;
  parseAddress(address: string, env?: NodeJS.ProcessEnv): { transport: unknown; options: object } | undefined;
  streamError(answer: { status: number; body: string }): string | undefined;
}
interface Tar {
  tarArchive(files: { name: string; mode: number; content: Buffer }[]): Buffer;
}
const { engineAddresses, probeAddress, parseAddress, streamError } = await setupModule<Api>('engine-api');
const { tarArchive } = await setupModule<Tar>('tar-archive');

test('DOCKER_HOST alone is tried where it is set', () => {
  expect(engineAddresses({ DOCKER_HOST: 'tcp://h:1' }, 'linux')).toEqual(['tcp://h:1']);
  expect(engineAddresses({ XDG_RUNTIME_DIR: '/run/user/7' }, 'linux').slice(0, 2)).toEqual([
    'unix:///var/run/docker.sock',
    'unix:///run/user/7/docker.sock',
  ]);
  expect(engineAddresses({}, 'win32')).toEqual(['npipe:////./pipe/docker_engine']);
});

test.each<[string, NodeJS.ProcessEnv, object | undefined]>([
  ['unix:///run/d.sock', {}, { socketPath: '/run/d.sock' }],
  ['npipe:////./pipe/x', {}, { socketPath: '//./pipe/x' }],
  ['tcp://10.0.0.1', {}, { host: '10.0.0.1', port: 2375 }],
  ['tcp://[::1]:99', {}, { host: '::1', port: 99 }],
  ['tcp://h:2376', { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/nowhere' }, { host: 'h', port: 2376 }],
  ['ssh://me@h', {}, undefined],
  ['fd://', {}, undefined],
  ['nonsense', {}, undefined],
])('the address %s', (address, env, expected) => {
  const parsed = parseAddress(address, env);
  if (expected === undefined) expect(parsed).toBeUndefined();
  else expect(parsed?.options).toMatchObject(expected);
  if (env.DOCKER_TLS_VERIFY) expect(parsed?.transport).not.toBe(http);
});

test('the probe tells an engine from a silent socket, a stranger and nobody', async () => {
  const folder = scratch();
  const answers = { engine: [200, '{"Version":"1.2.3","Arch":"arm64"}'], stranger: [404, ''] } as const;
  for (const [name, [status, body]] of Object.entries(answers)) {
    const server = createServer((_, response) => response.writeHead(status).end(body));
    await new Promise<void>((resolve) => server.listen(join(folder, name), resolve));
    onTestFinished(() => void server.close());
  }
  writeFileSync(join(folder, 'file'), '');
  expect(await probeAddress(`unix://${folder}/engine`)).toMatchObject({ state: 'ok', version: '1.2.3', arch: 'arm64' });
  expect(await probeAddress(`unix://${folder}/stranger`)).toMatchObject({ state: 'broken' });
  expect(await probeAddress(`unix://${folder}/nobody`)).toMatchObject({ state: 'absent' });
  expect(await probeAddress(`unix://${folder}/file`)).toMatchObject({ state: 'absent' });
  expect(await probeAddress('ssh://h')).toMatchObject({ state: 'unsupported' });
});

test.each([
  [{ status: 200, body: '{"status":"Pulling"}\n{"status":"Done"}\n' }, undefined],
  [{ status: 200, body: '{"status":"Pulling"}\n{"error":"no such host"}\n' }, 'no such host'],
  [{ status: 200, body: '{"errorDetail":{"message":"exit 1"}}' }, 'exit 1'],
  [{ status: 500, body: '{"message":"disk full"}' }, 'disk full'],
  [{ status: 502, body: '<html>' }, 'the engine answered 502'],
])('an answer of lines %j fails with %j', (answer, expected) => {
  expect(streamError(answer)).toBe(expected);
});

test('the build context is an archive that tar reads, with modes and bytes', () => {
  const folder = scratch();
  const odd = Buffer.from('#!/bin/sh\n'.repeat(77));
  const archive = tarArchive([
    { name: 'run.sh', mode: 0o755, content: odd },
    { name: 'empty', mode: 0o644, content: Buffer.alloc(0) },
    { name: 'block', mode: 0o600, content: Buffer.alloc(512, 'x') },
  ]);
  const { status, stderr } = spawnSync('tar', ['-xpf', '-', '-C', folder], { input: archive });
  expect([status, stderr.toString()]).toEqual([0, '']);
  expect(readFileSync(join(folder, 'run.sh'))).toEqual(odd);
  expect(readFileSync(join(folder, 'block'), 'latin1')).toBe('x'.repeat(512));
  expect(spawnSync('tar', ['-tvf', '-'], { input: archive }).stdout.toString()).toMatch(/^-rwxr-xr-x .* run\.sh$/m);
});
