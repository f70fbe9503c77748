import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { nearestName } from '@assay/core/checks';
import { ConfigError, NotFoundError } from '@assay/core/errors';
import { parseDocument } from 'yaml';
import { hasErrorCode } from '../../settings/index.ts';
import { checkLayout } from './check-layout.ts';
import type { CsvLayout } from './layout.ts';

/** Daily bars of one US share, fund or index per file: date,open,high,low,close,volume with ISO dates and a header. */
const OHLCV_DAILY: CsvLayout = {
  columns: { time: 'date', open: 'open', high: 'high', low: 'low', close: 'close', volume: 'volume' },
  separator: ',',
  header: true,
  time: { format: 'iso-date' },
  timeframe: '1d',
  priceScale: 1,
  snapToTick: false,
  adjustment: 'raw',
  instrument: {
    from: 'file-name',
    kind: 'equity',
    currency: 'USD',
    tickSize: '0.01',
    lotSize: '1',
    multiplier: '1',
    calendar: 'us-equity',
  },
  rows: { blank: 'refuse', offSession: 'refuse', invalid: 'refuse' },
};

/** Layouts that need no file, by name. */
export const BUILT_IN_LAYOUTS: Readonly<Record<string, CsvLayout>> = Object.freeze({ 'ohlcv-daily': OHLCV_DAILY });

/**
 * Finds a layout: a built-in one by its name, else a YAML or JSON file.
 *
 * @throws {NotFoundError} naming the nearest built-in layout; {ConfigError} listing every problem of the file.
 */
export async function resolveLayout(nameOrFile: string): Promise<CsvLayout> {
  if (Object.hasOwn(BUILT_IN_LAYOUTS, nameOrFile)) return BUILT_IN_LAYOUTS[nameOrFile] as CsvLayout;
  let text: string;
  try {
    text = await readFile(nameOrFile, 'utf8');
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'EISDIR', 'ENOTDIR')) throw unknownLayout(nameOrFile, error);
    throw error;
  }
  const document = parseDocument(text, { prettyErrors: true });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({ path: '', message: error.message.split('\n')[0] ?? '' }));
    throw new ConfigError(`layout '${nameOrFile}'`, problems);
  }
  return checkLayout(document.toJS(), path.basename(nameOrFile));
}

function unknownLayout(name: string, cause: unknown): NotFoundError {
  const known = Object.keys(BUILT_IN_LAYOUTS);
  const nearest = nearestName(name, known);
  const hint =
    nearest === undefined
      ? `Built in: ${known.join(', ')}; or give the path of a YAML file.`
      : `Did you mean '${nearest}'?`;
  return new NotFoundError('layout', name, { cause, hint });
}
