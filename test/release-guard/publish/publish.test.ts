import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { npmJson } from '../../../release-guard/publish/npm-command.ts';
import type { Published, PublishRequest } from '../../../release-guard/publish/publish.ts';
import { scanArtifact } from '../../../release-guard/scan.ts';
import { index, manifest, tar, tgz } from '../artifact/archives.ts';
import { type Registry, STAGE_ID, startRegistry } from './registry.ts';

const hasNpm = spawnSync('npm', ['--version']).status === 0;
const canStage = spawnSync('npm', ['stage', '--help']).status === 0;
const module = join(import.meta.dirname, '../../../release-guard/publish/publish.ts');

let registry: Registry;
let folder: string;

beforeEach(async () => {
  registry = await startRegistry();
  folder = mkdtempSync(join(tmpdir(), 'cordon-publish-test-'));
});
afterEach(async () => {
  await registry.close();
  rmSync(folder, { recursive: true, force: true });
});

async function request(more: Partial<PublishRequest> = {}, bytes = tgz()): Promise<PublishRequest> {
  const file = join(folder, 'sample-1.2.3.tgz');
  writeFileSync(file, bytes);
  const { sha512, package: named } = await scanArtifact({ path: file });
  const { host } = new URL(registry.url);
  writeFileSync(join(folder, 'npmrc'), `//${host}/:_authToken=none\ncache=${join(folder, 'cache')}\nfetch-retries=0\n`);
  return {
    file,
    name: named.name,
    version: named.version,
    sha512: sha512 ?? '',
    registry: registry.url,
    cwd: folder,
    readBack: { attempts: 3, waitMs: 10 },
    ...more,
  };
}

/** In a process of its own: npm is waited for without an event loop, and the registry lives in this one. */
function publish(of: PublishRequest): Promise<Published> {
  const script = `import { publishScanned } from ${JSON.stringify(module)};
    publishScanned(JSON.parse(process.argv[1])).then(
      (done) => console.log(JSON.stringify({ done })),
      ({ code, message, hint }) => console.log(JSON.stringify({ failed: { code, message, hint } })),
    );`;
  const env = { ...process.env, npm_config_userconfig: join(folder, 'npmrc') };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ['--input-type=module', '-e', script, JSON.stringify(of)], { env }, (error, output) => {
      if (error !== null) return reject(error);
      const { done, failed } = JSON.parse(output) as { done?: Published; failed?: unknown };
      return done === undefined ? reject(failed) : resolve(done);
    });
  });
}

describe.skipIf(!hasNpm)('publishing what was scanned', () => {
  it('puts the same bytes on the registry and reads their digest back', async () => {
    const of = await request();
    expect(await publish(of)).toEqual({
      status: 'published',
      name: 'sample',
      version: '1.2.3',
      sha512: of.sha512,
      stageId: null,
      next: null,
    });
    expect(registry.kept.get('sample@1.2.3')).toEqual(tgz());
  });

  it('does not run scripts of the package', async () => {
    const marker = join(folder, 'ran');
    const scripts = Object.fromEntries(
      ['prepack', 'prepare', 'prepublishOnly', 'publish', 'postpublish'].map((name) => [name, `touch ${marker}`]),
    );
    const content = JSON.stringify({ name: 'sample', version: '1.2.3', scripts });
    await publish(await request({}, gzipSync(tar([{ ...manifest, content }, index]))));
    expect(existsSync(marker)).toBe(false);
  });

  it('uses the registry for a scope, too', async () => {
    const content = JSON.stringify({ name: '@team/sample', version: '1.0.0' });
    const done = await publish(await request({ access: 'public' }, gzipSync(tar([{ ...manifest, content }, index]))));
    expect(done.name).toBe('@team/sample');
    expect(registry.requests).toContain('PUT /@team/sample');
  });

  it('refuses a file that changed after the scan', async () => {
    const of = await request();
    writeFileSync(of.file, tgz([{ name: 'package/late.js' }]));
    await expect(publish(of)).rejects.toMatchObject({
      code: 'publish-differs',
      message: expect.stringContaining('not the file that was scanned'),
    });
    expect(registry.requests).toEqual([]);
  });

  it('notices other bytes on the registry', async () => {
    registry.tamper = (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]);
    await expect(publish(await request())).rejects.toMatchObject({
      code: 'publish-differs',
      hint: expect.stringContaining('npm unpublish sample@1.2.3'),
    });
  });

  it('waits until the registry shows the version', async () => {
    registry.delay = 2;
    expect((await publish(await request({ readBack: { attempts: 5, waitMs: 10 } }))).status).toBe('published');
  });

  it('does not call it published when it never shows', async () => {
    registry.delay = 99;
    await expect(publish(await request())).rejects.toMatchObject({
      code: 'publish-differs',
      message: expect.stringContaining('cannot be read back'),
    });
  });

  it('tells what npm said when it fails', async () => {
    const of = await request();
    await registry.close();
    await expect(publish(of)).rejects.toMatchObject({
      code: 'publish-failed',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    registry = await startRegistry();
  });
});

describe.skipIf(!hasNpm || !canStage)('staging what was scanned', () => {
  it('compares what is on the stage, and tells how to approve it', async () => {
    const of = await request({ stage: true });
    const done = await publish(of);
    expect(done).toEqual({
      status: 'staged',
      name: 'sample',
      version: '1.2.3',
      sha512: of.sha512,
      stageId: STAGE_ID,
      next: `npm stage approve ${STAGE_ID}`,
    });
    expect(registry.requests).toContain(`GET /-/stage/${STAGE_ID}/tarball`);
  });

  it('notices other bytes on the stage', async () => {
    registry.tamper = () => tgz([{ name: 'package/other.js' }]);
    await expect(publish(await request({ stage: true }))).rejects.toMatchObject({
      code: 'publish-differs',
      hint: `npm stage reject ${STAGE_ID}`,
    });
  });
});

describe("npm's answers", () => {
  it.each([
    ['a text', '"sha512-x"\n', 'sha512-x'],
    ['an object behind other lines', '> a\n{"a":1}', { a: 1 }],
    ['nothing', '\n', undefined],
    ['a line that only begins like JSON', '[building]\n"x"', 'x'],
  ])('are read: %s', (_, output, expected) => {
    expect(npmJson(output)).toEqual(expected);
  });
});
