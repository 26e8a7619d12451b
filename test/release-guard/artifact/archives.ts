/** Archives built by hand, byte for byte, so that they can be wrong in every way. */
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

export interface TarMember {
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  readonly flag?: string;
  readonly link?: string;
  readonly mode?: number;
  /** Written instead of the true size. */
  readonly size?: number | Buffer;
  readonly prefix?: string;
  /** Added to the true checksum. */
  readonly checksumOff?: number;
  /** Before the member, as a PAX header. */
  readonly pax?: Readonly<Record<string, string>>;
}

export const tarEnd = Buffer.alloc(1024);

export function tarMember(member: TarMember): Buffer {
  const content = Buffer.from(member.content ?? '');
  const header = Buffer.alloc(512);
  const put = (at: number, bytes: string | Buffer) => Buffer.from(bytes).copy(header, at);
  put(0, Buffer.from(member.name).subarray(0, 100));
  put(100, `${(member.mode ?? 0o644).toString(8).padStart(7, '0')}\0`);
  const size = member.size ?? content.length;
  put(124, typeof size === 'number' ? `${size.toString(8).padStart(11, '0')}\0` : size);
  put(136, '00000000000\0');
  put(156, member.flag ?? '0');
  put(157, member.link ?? '');
  put(257, 'ustar\x0000');
  put(345, member.prefix ?? '');
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0) + (member.checksumOff ?? 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  const pax =
    member.pax === undefined ? [] : [tarMember({ name: 'PaxHeader', flag: 'x', content: paxText(member.pax) })];
  return Buffer.concat([...pax, header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

export function paxText(records: Readonly<Record<string, string>>): string {
  return Object.entries(records)
    .map(([key, value]) => {
      const rest = Buffer.byteLength(` ${key}=${value}\n`);
      let length = rest + String(rest).length;
      if (String(length).length + rest !== length) length += 1;
      return `${length} ${key}=${value}\n`;
    })
    .join('');
}

export const manifest: TarMember = {
  name: 'package/package.json',
  content: JSON.stringify({ name: 'sample', version: '1.2.3', files: ['index.js'] }),
};
export const index: TarMember = { name: 'package/index.js', content: 'export const one = 1;\n' };

export function tar(members: readonly TarMember[], end: Buffer = tarEnd): Buffer {
  return Buffer.concat([...members.map(tarMember), end]);
}

/** A package of these members besides package.json and index.js. */
export function tgz(members: readonly TarMember[] = [], end: Buffer = tarEnd): Buffer {
  return gzipSync(tar([manifest, index, ...members], end));
}

export interface ZipMember {
  readonly name: string;
  readonly content?: string | Buffer;
  readonly method?: 0 | 8;
  /** In the local header instead of the true one. */
  readonly localName?: string;
  readonly flags?: number;
  /** In the directory, or in both. */
  readonly size?: number;
  readonly crc?: number;
  readonly unixMode?: number;
  /** Left out of the directory. */
  readonly hidden?: boolean;
  /** Place in the file of another member, by its index, instead of an own one. */
  readonly at?: number;
}

export function zip(members: readonly ZipMember[], prefix = Buffer.alloc(0)): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  const places: number[] = [];
  let at = prefix.length;
  for (const member of members) {
    const content = Buffer.from(member.content ?? '');
    const packed = member.method === 0 ? content : deflateRawSync(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(member.flags ?? 0, 2);
    fields.writeUInt16LE(member.method ?? 8, 4);
    fields.writeUInt32LE(member.crc ?? crc32(content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(member.size ?? content.length, 18);
    const place = member.at === undefined ? at : (places[member.at] ?? 0);
    places.push(place);
    if (member.at === undefined) {
      const name = Buffer.from(member.localName ?? member.name);
      const header = Buffer.from(fields);
      header.writeUInt16LE(name.length, 22);
      const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), header, name, packed]);
      locals.push(local);
      at += local.length;
    }
    if (member.hidden !== true) central.push(centralEntry(member, fields, place - prefix.length));
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(central.length, 8);
  end.writeUInt16LE(central.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at - prefix.length, 16);
  return Buffer.concat([prefix, ...locals, directory, end]);
}

function centralEntry(member: ZipMember, fields: Buffer, place: number): Buffer {
  const name = Buffer.from(member.name);
  const entry = Buffer.alloc(46);
  entry.write('PK\x01\x02', 'latin1');
  entry.writeUInt16LE(member.unixMode === undefined ? 20 : 0x0314, 4);
  fields.copy(entry, 6);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt16LE(0, 30);
  entry.writeUInt32LE(((member.unixMode ?? 0) << 16) >>> 0, 38);
  entry.writeUInt32LE(place, 42);
  return Buffer.concat([entry, name]);
}

export function asar(files: Readonly<Record<string, string>>): Buffer {
  let offset = 0;
  const tree: Record<string, unknown> = {};
  const contents: Buffer[] = [];
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    tree[name] = { size: content.length, offset: String(offset) };
    offset += content.length;
    contents.push(content);
  }
  const json = Buffer.from(JSON.stringify({ files: tree }));
  const padded = Math.ceil(json.length / 4) * 4;
  const header = Buffer.alloc(16 + padded);
  header.writeUInt32LE(4, 0);
  header.writeUInt32LE(padded + 8, 4);
  header.writeUInt32LE(padded + 4, 8);
  header.writeUInt32LE(json.length, 12);
  json.copy(header, 16);
  return Buffer.concat([header, ...contents]);
}
