import type { JsonSafe } from '@assay/core/errors';
import { canonicalJson, sha256Hex } from '../../settings/index.ts';
import type { GeneratedDataset, GeneratedSeries, GeneratedTable } from './generated.ts';
import { tableSource } from './table-source.ts';

/** Everything that the prices follow from. */
export type GeneratorFacts = Readonly<Record<string, JsonSafe>> & { readonly name: string };

/** The hash that stands for the file of generated bars. */
export function generatorHash(facts: GeneratorFacts): string {
  return sha256Hex(canonicalJson(facts));
}

/** The same object without some of its keys, to say what a generator was given. */
export function without<Whole extends object, Key extends keyof Whole>(
  whole: Whole,
  keys: readonly Key[],
): Omit<Whole, Key> {
  const dropped = new Set<PropertyKey>(keys);
  return Object.fromEntries(Object.entries(whole).filter(([name]) => !dropped.has(name))) as Omit<Whole, Key>;
}

/** What a dataset is put together from. */
export interface DatasetParts {
  readonly description: string;
  readonly notes?: readonly string[] | undefined;
  readonly series: readonly GeneratedSeries[];
  readonly tables: readonly GeneratedTable[];
}

/** A dataset with its provenance; tables without a row are left out. */
export function datasetOf(facts: GeneratorFacts, parts: DatasetParts): GeneratedDataset {
  const hash = generatorHash(facts);
  const bars = parts.series.reduce((sum, one) => sum + one.bars, 0);
  const tables = parts.tables.filter(({ rows }) => rows > 0);
  return {
    series: parts.series,
    tables,
    provenance: {
      kind: 'synthetic',
      description: parts.description,
      sources: [
        { sha256: hash, name: `generator:${facts.name}`, rows: bars },
        ...tables.map((table) => tableSource(hash, table)),
      ],
      generator: facts,
      notes: [
        'Generated prices: the hash of the source is that of the generator and its parameters.',
        ...(parts.notes ?? []),
      ],
    },
  };
}
