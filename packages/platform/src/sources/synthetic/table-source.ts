import type { EpochMs } from '@assay/core/time';
import type { RecordKind, RecordTable } from '@assay/quant/market';
import { canonicalJson, sha256Hex } from '../../settings/index.ts';
import type { SourceFile } from '../../lakehouse/index.ts';
import type { GeneratedTable } from './generated.ts';

const CHUNK_ROWS = 65_536;

/** One number of a table of values. */
export interface ValueRow {
  readonly eventTime: EpochMs;
  readonly availableAt: EpochMs;
  readonly value: number;
}

/** How a table of values is made. */
export interface ValuesPlan {
  readonly id: string;
  readonly unit: string;
  /** Hash of the generator. */
  readonly hash: string;
  /** At least 1. */
  readonly rowCount: number;
  rows(): Iterable<ValueRow>;
}

/** The hash that stands for the file of a generated table. */
export function tableHash(generatorHash: string, kind: RecordKind, id: string): string {
  return sha256Hex(canonicalJson({ generator: generatorHash, kind, id }));
}

/** What the provenance says about a generated table. */
export function tableSource(generatorHash: string, { head, rows }: GeneratedTable): SourceFile {
  return { sha256: tableHash(generatorHash, head.kind, head.id), name: `generator:${head.kind}:${head.id}`, rows };
}

/** The table of a plan. */
export function generatedValues(plan: ValuesPlan): GeneratedTable {
  return {
    head: { kind: 'values', id: plan.id, unit: plan.unit, synthetic: true },
    rows: plan.rowCount,
    chunks: () => valueChunks(plan),
  };
}

function* valueChunks(plan: ValuesPlan): Generator<RecordTable> {
  const rows = plan.rows()[Symbol.iterator]();
  const files = [tableHash(plan.hash, 'values', plan.id)];
  for (let from = 0; from < plan.rowCount; from += CHUNK_ROWS) {
    yield valueChunk(plan, { rows, files, from });
  }
}

interface ValueCursor {
  readonly rows: Iterator<ValueRow>;
  readonly files: readonly string[];
  readonly from: number;
}

function valueChunk(plan: ValuesPlan, { rows, files, from }: ValueCursor): RecordTable {
  const length = Math.min(CHUNK_ROWS, plan.rowCount - from);
  const [eventTime, availableAt, value] = [0, 0, 0].map(() => new Float64Array(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < length; i++) {
    const row = rows.next().value as ValueRow;
    eventTime[i] = row.eventTime;
    availableAt[i] = row.availableAt;
    value[i] = row.value;
  }
  const row = Int32Array.from({ length }, (_, i) => from + i + 1);
  return {
    ...{ kind: 'values', id: plan.id, unit: plan.unit, synthetic: true, length },
    ...{ eventTime, availableAt, numbers: { value }, texts: {} },
    source: { files, file: new Int32Array(length), row },
  };
}
