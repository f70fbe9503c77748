import type { DuckDBVector } from '@duckdb/node-api';
import { InvariantError } from '@assay/core/errors';

/**
 * The buffer under a vector of doubles. The database's client hands out single values only, several times slower; its
 * version is pinned, and another layout is an error here, never a wrong number.
 */
export function vectorItems(vector: DuckDBVector): Float64Array {
  const items = (vector as unknown as { readonly items?: unknown }).items;
  if (items instanceof Float64Array && items.length === vector.itemCount) return items;
  throw new InvariantError('a vector of the database holds its doubles in one buffer', { type: String(vector.type) });
}
