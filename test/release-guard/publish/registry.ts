/** A registry on the loopback that can do what publishing needs, and can be told to keep other bytes. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Registry {
  readonly url: string;
  /** Tarballs by `name@version`, and by stage id. */
  readonly kept: Map<string, Buffer>;
  /** Applied to what comes in. */
  tamper: (bytes: Buffer) => Buffer;
  /** Answers 404 so many times before a version shows. */
  delay: number;
  readonly requests: string[];
  close(): Promise<void>;
}

export const STAGE_ID = '0b0e7a52-6f0e-4a2b-9f5e-2f6d3c1a9b10';

export async function startRegistry(): Promise<Registry> {
  const kept = new Map<string, Buffer>();
  const requests: string[] = [];
  const registry = {
    kept,
    requests,
    tamper: (bytes: Buffer) => bytes,
    delay: 0,
    url: '',
    close: () => Promise.resolve(),
  };
  const server = createServer((request, response) => {
    void answer(registry, request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  registry.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  registry.close = () => new Promise<void>((done) => server.close(() => done()));
  return registry;
}

async function answer(registry: Registry, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = decodeURIComponent(request.url ?? '').split('?')[0] ?? '';
  registry.requests.push(`${request.method} ${path}`);
  const send = (status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  if (request.method === 'PUT' || request.method === 'POST') {
    const [name, version, bytes] = attachment(JSON.parse(await text(request)) as Document);
    const isStage = path.startsWith('/-/stage/package/');
    registry.kept.set(isStage ? STAGE_ID : `${name}@${version}`, registry.tamper(bytes));
    send(201, isStage ? { stageId: STAGE_ID } : { ok: true });
    return;
  }
  const staged = registry.kept.get(STAGE_ID);
  if (path === `/-/stage/${STAGE_ID}/tarball` && staged !== undefined) {
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    response.end(staged);
    return;
  }
  const packument = packumentOf(registry, path.slice(1));
  if (packument === null) send(404, { error: 'not found' });
  else send(200, packument);
}

interface Document {
  readonly name: string;
  readonly versions: Readonly<Record<string, unknown>>;
  readonly _attachments: Readonly<Record<string, { readonly data: string }>>;
}

function attachment(body: Document): [string, string, Buffer] {
  const version = Object.keys(body.versions)[0] as string;
  const tarball = Object.entries(body._attachments).find(([name]) => name.endsWith('.tgz'));
  return [body.name, version, Buffer.from(tarball?.[1].data ?? '', 'base64')];
}

function packumentOf(registry: Registry, name: string): unknown {
  const versions = [...registry.kept].filter(([key]) => key.startsWith(`${name}@`));
  if (versions.length === 0) return null;
  if (registry.delay > 0) {
    registry.delay -= 1;
    return null;
  }
  const entries = versions.map(([key, bytes]) => {
    const version = key.slice(name.length + 1);
    const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    const dist = { integrity, tarball: `${registry.url}${name}/-/x-${version}.tgz` };
    return [version, { name, version, dist }] as const;
  });
  return { _id: name, name, 'dist-tags': { latest: entries.at(-1)?.[0] }, versions: Object.fromEntries(entries) };
}

async function text(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
