import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a zip archive to make. */
export interface ZipEntrySpec {
  readonly name: string;
  readonly data?: Buffer | string;
  readonly isStored?: boolean;
  /** Bits of the general purpose flag; 1 says encrypted. */
  readonly flags?: number;
  /** @default 8 for deflate, 0 for stored */
  readonly method?: number;
  readonly crc?: number;
  /** Unix mode of the file. */
  readonly mode?: number;
  /** Sizes and place in 64 bits. */
  readonly isZip64?: boolean;
}

/** A zip archive, well formed but for what the entries ask for. */
export function zipBytes(entries: readonly ZipEntrySpec[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const body = localEntry(entry);
    directory.push(directoryEntry(entry, offset));
    bodies.push(body);
    offset += body.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, listing, end]);
}

function packed({ data = '', isStored = false }: ZipEntrySpec): { readonly raw: Buffer; readonly stored: Buffer } {
  const raw = Buffer.from(data);
  return { raw, stored: isStored ? raw : deflateRawSync(raw) };
}

function localEntry(entry: ZipEntrySpec): Buffer {
  const { stored } = packed(entry);
  const name = Buffer.from(entry.name);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  common(header, entry, 4);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name, stored]);
}

function directoryEntry(entry: ZipEntrySpec, offset: number): Buffer {
  const { raw, stored } = packed(entry);
  const name = Buffer.from(entry.name);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE((3 << 8) | 20, 4);
  common(header, entry, 6);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38);
  header.writeUInt32LE(offset, 42);
  if (entry.isZip64 !== true) return Buffer.concat([header, name]);
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  extra.writeBigUInt64LE(BigInt(raw.length), 4);
  extra.writeBigUInt64LE(BigInt(stored.length), 12);
  extra.writeBigUInt64LE(BigInt(offset), 20);
  for (const place of [20, 24, 42]) header.writeUInt32LE(0xffffffff, place);
  header.writeUInt16LE(extra.length, 30);
  return Buffer.concat([header, name, extra]);
}

/** The fields that both headers share, from `start` on. */
function common(header: Buffer, entry: ZipEntrySpec, start: number): void {
  const { raw, stored } = packed(entry);
  header.writeUInt16LE(20, start);
  header.writeUInt16LE((entry.flags ?? 0) | 0x800, start + 2);
  header.writeUInt16LE(entry.method ?? (entry.isStored === true ? 0 : 8), start + 4);
  header.writeUInt32LE(entry.crc ?? crc32(raw), start + 10);
  header.writeUInt32LE(stored.length, start + 14);
  header.writeUInt32LE(raw.length, start + 18);
}
