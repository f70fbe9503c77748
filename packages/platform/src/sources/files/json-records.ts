import { jsonParser } from 'stream-json/parser.js';
import type { Token } from 'stream-json/parser.js';
import type { Bytes } from './bytes.ts';
import { dataFault, reasonOf } from './fault.ts';
import type { Place } from './fault.ts';
import { JsonFinder } from './json-finder.ts';
import { RecordNumbering } from './record-batches.ts';
import type { RecordBatch } from './record-batches.ts';
import type { FormatOptions } from './record-sink.ts';
import { MAX_RECORD_BYTES } from './text-blocks.ts';

/** Blanks after the text: they end a number, and are more than the parser waits for inside anything else. */
const AFTER = ' '.repeat(64) + '\n'.repeat(64);

/**
 * Records of JSON text: the elements of an array, or values one after another.
 *
 * @throws {DataError} if it is no UTF-8 JSON, or no records stand where they should.
 */
export async function* jsonRecords(
  bytes: Bytes,
  format: FormatOptions,
  place: Place,
): AsyncGenerator<RecordBatch, void, undefined> {
  const finder = new JsonFinder(format.jsonPath, place);
  let numbering: RecordNumbering | undefined;
  let announced = 0;
  for await (const tokens of jsonTokens(bytes, place, finder)) {
    const records = finder.take(tokens);
    if (records.length === 0) continue;
    const { names } = finder.columns;
    if (names.length > announced) {
      announced = names.length;
      yield { names: [...names], records: [], firstRow: 1 };
    }
    numbering ??= new RecordNumbering(finder.areArrays === true && format.header === true);
    yield* numbering.batches(records);
  }
  finder.finish();
}

async function* jsonTokens(
  bytes: Bytes,
  place: Place,
  finder: JsonFinder,
): AsyncGenerator<readonly Token[], void, undefined> {
  const parser = jsonParser({ packValues: true, streamValues: false, jsonStreaming: true });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let silent = 0;
  const parsed = (text: string): readonly Token[] => {
    const tokens = attempt(() => parser(text), place, finder);
    silent = typeof tokens === 'symbol' ? silent + text.length : 0;
    if (silent > MAX_RECORD_BYTES) throw notJson(place, finder, `a value of more than ${MAX_RECORD_BYTES} characters`);
    return typeof tokens === 'symbol' ? [] : tokens.values;
  };
  for await (const chunk of bytes) yield parsed(attempt(() => decoder.decode(chunk, { stream: true }), place, finder));
  yield parsed(attempt(() => decoder.decode(), place, finder) + AFTER);
}

function attempt<T>(work: () => T, place: Place, finder: JsonFinder): T {
  try {
    return work();
  } catch (error) {
    const isEncoding = (error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
    const why = isEncoding
      ? 'it holds bytes that are no UTF-8'
      : reasonOf(error).replace(/^Parser (?:cannot parse input: )?/u, '');
    throw notJson(place, finder, why, error);
  }
}

function notJson(place: Place, { count }: JsonFinder, why: string, cause?: unknown): Error {
  const hint = 'Check that it is complete, UTF-8 and JSON; NaN and Infinity are none: write null.';
  return dataFault(place, `is not JSON after record ${count}: ${why}`, hint, { cause });
}
