/**
 * Writing one part of a series as one Parquet file, in bounded memory.
 *
 * 1. Batches of the encoder wait in memory; from 64 of them on they go into a temporary table of the database, which spills.
 * 2. At the end the part's hash is known. If an object of that content is there, it is linked instead of written.
 * 3. Else one COPY statement gives the columns their types, turns NaN into NULL and writes the file in insertion order.
 *
 * The bytes depend on the rows and on the database's version only, not on threads, memory or paths.
 */
import type { DuckDBAppender, DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { open } from 'node:fs/promises';
import { sqlPath } from './database.ts';
import { ENCODED_ROWS, encodedWidth, PartEncoder } from './part-encoder.ts';
import type { EncodedBatch, EncodedPart } from './part-encoder.ts';
import type { PartFacts } from './manifest.ts';
import type { Partition } from './partitions.ts';
import { AVAILABLE_AT, EVENT_TIME, sqlName } from './row-shape.ts';
import type { RowBlock, RowShape } from './row-shape.ts';
import { vectorItems } from './vector-items.ts';
import type { WaitingObjects } from './waiting-objects.ts';

const ROWS_PER_GROUP = 122_880;
const BATCHES_IN_MEMORY = 64;

/** A part whose object lies in the lake or waits in `incoming/`. */
export interface DraftPart {
  readonly facts: PartFacts;
  /** Where the object waits until it is put in place; undefined where it is in place. */
  readonly waiting?: string | undefined;
}

/** Collects the rows of one part, then writes them. */
export class PartWriter {
  readonly partition: Partition;
  private readonly shape: RowShape;
  private readonly objects: WaitingObjects;
  private readonly encoder: PartEncoder;
  private pending: EncodedBatch[] = [];
  private table: PartTable | undefined;
  private readonly extent = { rows: 0, versions: 0, first: NaN, last: NaN, lastAvailableAt: -Infinity };

  constructor(shape: RowShape, partition: Partition, objects: WaitingObjects) {
    this.shape = shape;
    this.partition = partition;
    this.objects = objects;
    this.encoder = new PartEncoder(shape, (batch) => this.pending.push(batch));
  }

  /** Takes rows that lie in the partition, in order. @param rows - how many of them are not versions of the one before. */
  async add(
    block: RowBlock,
    range: { readonly from: number; readonly to: number; readonly rows: number },
  ): Promise<void> {
    const { from, to, rows } = range;
    const [times, available] = [block.numbers[EVENT_TIME], block.numbers[AVAILABLE_AT]] as [Float64Array, Float64Array];
    const { extent } = this;
    if (extent.versions === 0) extent.first = times[from] as number;
    extent.last = times[to - 1] as number;
    extent.rows += rows;
    extent.versions += to - from;
    for (let index = from; index < to; index++)
      extent.lastAvailableAt = Math.max(extent.lastAvailableAt, available[index] as number);
    this.encoder.add(block, from, to);
    if (this.pending.length >= BATCHES_IN_MEMORY) await this.store();
  }

  /** Ends the part: its object waits in `incoming/` until it is put in place. */
  async finish(): Promise<DraftPart> {
    try {
      const encoded = this.encoder.finish();
      const known = await this.objects.linkKnown(encoded.contentHash);
      const object = known ?? (await this.objects.write((target) => this.writeTo(target, encoded)));
      const { rows, versions, first, last, lastAvailableAt } = this.extent;
      const facts: PartFacts = {
        partition: this.partition.name,
        ...{ rows, versions, firstEventTime: first, lastEventTime: last, lastAvailableAt },
        sourceFiles: encoded.files,
        contentHash: encoded.contentHash,
        object: object.sha256,
      };
      return { facts, waiting: object.waiting };
    } finally {
      this.discard();
    }
  }

  /** Forgets the rows. */
  discard(): void {
    this.pending = [];
    this.table?.close();
    this.table = undefined;
  }

  private async store(): Promise<PartTable> {
    this.table ??= await PartTable.open(await this.objects.connect(), encodedWidth(this.shape));
    for (const batch of this.pending) this.table.append(batch);
    this.pending = [];
    return this.table;
  }

  private async writeTo(target: string, encoded: EncodedPart): Promise<void> {
    const table = await this.store();
    await table.copyTo(target, selectRows(this.shape, encoded));
    await forceToDisk(target);
  }
}

/** The temporary table in which the rows of one part are collected, on a connection of its own. */
class PartTable {
  private readonly connection: DuckDBConnection;
  private readonly chunk: DuckDBDataChunk;
  private appender: DuckDBAppender | undefined;

  private constructor(connection: DuckDBConnection, chunk: DuckDBDataChunk, appender: DuckDBAppender) {
    this.connection = connection;
    this.chunk = chunk;
    this.appender = appender;
  }

  static async open(connection: DuckDBConnection, width: number): Promise<PartTable> {
    const { DOUBLE, DuckDBDataChunk } = await import('@duckdb/node-api');
    const columns = Array.from({ length: width }, (_, index) => `c${index} DOUBLE`);
    await connection.run(`CREATE TEMP TABLE part (${columns.join(', ')})`);
    const chunk = DuckDBDataChunk.create(columns.map(() => DOUBLE));
    return new PartTable(connection, chunk, await connection.createAppender('part'));
  }

  append({ length, values }: EncodedBatch): void {
    this.chunk.reset();
    this.chunk.rowCount = length;
    for (let place = 0; place < this.chunk.columnCount; place++) {
      const vector = this.chunk.getColumnVector(place);
      vectorItems(vector).set(values.subarray(place * ENCODED_ROWS, place * ENCODED_ROWS + length));
      vector.flush();
    }
    this.appender?.appendDataChunk(this.chunk);
  }

  async copyTo(target: string, select: string): Promise<void> {
    this.closeAppender();
    const options = `(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROWS_PER_GROUP})`;
    await this.connection.run(`COPY (${select}) TO ${sqlPath(target)} ${options}`);
  }

  close(): void {
    try {
      this.closeAppender();
    } finally {
      this.connection.closeSync();
    }
  }

  private closeAppender(): void {
    const { appender } = this;
    this.appender = undefined;
    appender?.closeSync();
  }
}

function selectRows(shape: RowShape, encoded: EncodedPart): string {
  const known = (place: number): string => `CASE WHEN isnan(c${place}) THEN NULL ELSE c${place} END`;
  const numbers = shape.numbers.map(({ name, type }, place) =>
    type === 'time' ? `CAST(${known(place)} AS BIGINT) AS ${sqlName(name)}` : `${known(place)} AS "${sqlName(name)}"`,
  );
  const texts = shape.texts.map((name, place) => {
    const words = (encoded.words[place] ?? []).map(sqlPath).join(', ');
    const column = `c${shape.numbers.length + place}`;
    return `list_extract([${words}]::VARCHAR[], CAST(${column} AS BIGINT) + 1) AS "${sqlName(name)}"`;
  });
  const source = ['source_file', 'source_row'].map(
    (name, index) => `CAST(c${shape.numbers.length + shape.texts.length + index} AS INTEGER) AS ${name}`,
  );
  const id = `${sqlPath(shape.id)} AS ${shape.kind === 'bars' ? 'instrument' : 'id'}`;
  return `SELECT ${[id, ...numbers, ...texts, ...source].join(', ')} FROM part`;
}

async function forceToDisk(target: string): Promise<void> {
  const file = await open(target, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
