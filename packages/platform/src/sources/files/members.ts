/**
 * The members of a file: one for a plain or gzipped file, as many as there are for an archive. What something is, is told
 * by its first bytes, again after each unpacking.
 */
import path from 'node:path';
import { isHidden } from './archive-entry.ts';
import type { ArchiveEntry } from './archive-entry.ts';
import { peekBytes } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { dataFault, placeName } from './fault.ts';
import type { Place } from './fault.ts';
import type { OpenFile } from './open-file.ts';
import { recognise, RECOGNISED_BYTES } from './recognise.ts';
import type { Container, FormatOptions, LeftOut, UnpackLimits } from './record-sink.ts';
import { tarEntries } from './tar-entries.ts';
import { unpacked } from './unpack.ts';
import { UnpackBudget } from './unpack-budget.ts';
import { zipEntries } from './zip-entries.ts';

/** Layers of packing; a file packed in itself would never end. */
const MAX_LAYERS = 4;
const MAX_MEMBERS = 1_000_000;

/** Something that holds records. */
export interface Member {
  readonly name: string;
  readonly isInArchive: boolean;
  readonly place: Place;
  readonly content: 'csv' | 'json' | 'parquet';
  /** For Parquet nothing but the beginning: it is read by its path. */
  readonly bytes: Bytes;
}

/** Finds the members of one file. */
export class MemberFinder {
  readonly leftOut: LeftOut = { folders: 0, hidden: 0, links: 0, unnamed: 0 };
  container: Container = 'plain';
  private readonly file: OpenFile;
  private readonly wanted: RegExp | undefined;
  private readonly declared: FormatOptions['format'];
  private readonly budget: UnpackBudget;
  private readonly names = new Set<string>();

  constructor(file: OpenFile, format: FormatOptions, limits: UnpackLimits) {
    this.file = file;
    this.wanted = format.members === undefined ? undefined : new RegExp(format.members, 'u');
    this.declared = format.format;
    this.budget = new UnpackBudget(file.size, limits);
  }

  get isArchive(): boolean {
    return this.container !== 'plain' && this.container !== 'gzip';
  }

  /**
   * The members in the archive's order. The bytes of each must be read before the next is asked for.
   *
   * @throws {DataError} if an archive is broken or has no member to read.
   */
  async *members(): AsyncGenerator<Member, void, undefined> {
    const { path: file } = this.file;
    yield* this.within(this.file.hashedBytes(), { file }, 0);
    if (this.isArchive && this.names.size === 0) throw this.nothingInside();
  }

  private async *within(packed: Bytes, place: Place, layer: number): AsyncGenerator<Member, void, undefined> {
    const { head, bytes } = await peekBytes(packed, RECOGNISED_BYTES);
    try {
      const kind = recognise(head);
      if (layer > MAX_LAYERS) throw dataFault(place, `is packed in more than ${MAX_LAYERS} layers`, 'Unpack it first.');
      if (kind === 'gzip') {
        if (layer === 0) this.container = 'gzip';
        yield* this.within(unpacked(bytes, 'gzip', place, this.budget), place, layer + 1);
      } else if (kind === 'tar') {
        if (!this.isArchive) this.container = this.container === 'gzip' ? 'tar.gz' : 'tar';
        yield* this.inside(tarEntries(bytes, place), place, layer);
      } else if (kind === 'zip') {
        yield* this.insideZip(place, layer);
      } else {
        yield this.leaf(kind, head, bytes, place);
      }
    } finally {
      await bytes.return();
    }
  }

  private insideZip(place: Place, layer: number): AsyncGenerator<Member, void, undefined> {
    if (layer > 0 || place.member !== undefined) {
      throw dataFault(place, 'is a zip archive inside another file', 'Unpack it, and import the archive itself.');
    }
    this.container = 'zip';
    return this.inside(zipEntries(this.file, this.budget), place, layer);
  }

  private async *inside(
    entries: AsyncGenerator<ArchiveEntry, void, undefined>,
    place: Place,
    layer: number,
  ): AsyncGenerator<Member, void, undefined> {
    for await (const entry of entries) {
      const name = place.member === undefined ? entry.name : `${place.member}/${entry.name}`;
      if (entry.name === '[Content_Types].xml')
        throw dataFault(place, 'is an Excel workbook', 'Save the sheet as CSV.');
      if (!this.isWanted(entry, name)) continue;
      const inner = { file: place.file, member: name };
      if (this.names.has(name))
        throw dataFault(inner, 'stands in the archive twice', 'Unpack it, and import the right one.');
      if (this.names.size === MAX_MEMBERS)
        throw dataFault(place, `has more than ${MAX_MEMBERS} members`, 'Unpack it in parts.');
      this.names.add(name);
      yield* this.within(entry.bytes(), inner, layer + 1);
    }
  }

  private isWanted(entry: ArchiveEntry, name: string): boolean {
    const { leftOut } = this;
    if (entry.kind === 'folder') leftOut.folders++;
    else if (isHidden(name)) leftOut.hidden++;
    else if (entry.kind === 'link') leftOut.links++;
    else if (this.wanted?.test(name) === false) leftOut.unnamed++;
    else return true;
    return false;
  }

  private leaf(
    kind: Exclude<ReturnType<typeof recognise>, 'gzip' | 'tar' | 'zip'>,
    head: Buffer,
    bytes: Bytes,
    place: Place,
  ): Member {
    const isInArchive = place.member !== undefined;
    const name = place.member ?? path.basename(this.file.path);
    if (typeof kind === 'object') {
      const hint = isInArchive ? `${kind.hint} If it is no data, name the members to read by \`members\`.` : kind.hint;
      throw dataFault(place, `is ${kind.what}`, hint);
    }
    if (kind === 'parquet' && (isInArchive || this.container !== 'plain')) {
      throw dataFault(
        place,
        'is a Parquet file that is packed',
        'Unpack it: Parquet is packed inside, and is read by its place on disk.',
      );
    }
    const isParquet = kind === 'parquet';
    if (this.declared !== undefined && (this.declared === 'parquet') !== isParquet) {
      const found = isParquet ? 'a Parquet file' : 'no Parquet file';
      throw dataFault(place, `is ${found}, but is declared as ${this.declared}`, 'Correct the declared format.');
    }
    return { name, isInArchive, place, content: this.declared ?? kind, bytes };
  }

  private nothingInside(): Error {
    const { folders, hidden, links, unnamed } = this.leftOut;
    const counts = `${folders} folders, ${hidden} hidden files, ${links} links and ${unnamed} others left out`;
    const place = { file: this.file.path };
    return dataFault(
      place,
      `has no member to read (${counts})`,
      `Look inside ${placeName(place)}; correct \`members\`.`,
    );
  }
}
