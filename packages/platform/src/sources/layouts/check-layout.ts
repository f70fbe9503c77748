import { ConfigError } from '@assay/core/errors';
import type { ConfigProblem } from '@assay/core/errors';
import { RECORD_KINDS } from '@assay/quant/market';
import { BAR_KEYS, checkBars } from './check-bars.ts';
import { SHARED_KEYS } from './check-parts.ts';
import { checkRecords, RECORD_KEYS } from './check-records.ts';
import type { Layout, LayoutKind } from './layout.ts';
import { objectReader } from './object-reader.ts';
import { givenKeys } from './rules.ts';

const KINDS: readonly LayoutKind[] = ['bars', ...RECORD_KINDS];

/**
 * Takes a layout that was read from a file.
 *
 * @param where - what the error calls it, as the file's path.
 * @throws {ConfigError} listing every problem: missing and unknown keys with the nearest known one, values out of their
 *   domain, and what does not go together.
 */
export function checkLayout(value: unknown, where: string): Layout {
  const problems: ConfigProblem[] = [];
  const given = givenKeys(value);
  const isOfRecords = (RECORD_KINDS as readonly unknown[]).includes((value as { kind?: unknown } | null)?.kind);
  const reader = objectReader(value, '', [...SHARED_KEYS, ...(isOfRecords ? RECORD_KEYS : BAR_KEYS)], problems);
  const kind = reader.choice('kind', KINDS, 'bars') ?? 'bars';
  const layout = kind === 'bars' ? checkBars(reader, given) : checkRecords(reader, given, kind);
  if (problems.length > 0) throw new ConfigError(`layout '${where}'`, problems);
  return layout;
}
