import type { StagedRows } from '../../lakehouse/index.ts';

/** Rows of one subject, in order; every moment of it is whole. */
export interface Block {
  readonly subject: number;
  readonly columns: readonly Float64Array[];
  readonly from: number;
  readonly to: number;
}

const [SUBJECT, EVENT_TIME] = [0, 1];

/**
 * Cuts sorted rows, whose first columns are subject and eventTime, into blocks of one subject each, so that rows of one
 * moment stand in the same block.
 */
export async function* subjectBlocks(rows: AsyncIterable<StagedRows>): AsyncGenerator<Block> {
  let carried: readonly Float64Array[] | undefined;
  for await (const batch of rows) {
    let { columns } = batch;
    if (carried !== undefined && goesOn(carried, columns)) columns = joined(carried, columns);
    else if (carried !== undefined) yield* bySubject(carried, lengthOf(carried));
    const start = lastMoment(columns);
    yield* bySubject(columns, start);
    carried = columns.map((column) => column.slice(start));
  }
  if (carried !== undefined) yield* bySubject(carried, lengthOf(carried));
}

/** True if rows begin with the moment that those before them are of. */
function goesOn(before: readonly Float64Array[], after: readonly Float64Array[]): boolean {
  return [SUBJECT, EVENT_TIME].every((index) => before[index]?.at(-1) === after[index]?.[0]);
}

function lengthOf(columns: readonly Float64Array[]): number {
  return (columns[SUBJECT] as Float64Array).length;
}

function joined(before: readonly Float64Array[], after: readonly Float64Array[]): readonly Float64Array[] {
  return after.map((column, index) => {
    const head = before[index] as Float64Array;
    const both = new Float64Array(head.length + column.length);
    both.set(head);
    both.set(column, head.length);
    return both;
  });
}

/** Where the last moment of the rows begins. */
function lastMoment(columns: readonly Float64Array[]): number {
  const [subjects, times] = [columns[SUBJECT] as Float64Array, columns[EVENT_TIME] as Float64Array];
  let start = subjects.length - 1;
  while (start > 0 && subjects[start - 1] === subjects.at(-1) && times[start - 1] === times.at(-1)) start--;
  return start;
}

function* bySubject(columns: readonly Float64Array[], length: number): Generator<Block> {
  const subjects = columns[SUBJECT] as Float64Array;
  for (let from = 0; from < length;) {
    const subject = subjects[from] as number;
    let to = from + 1;
    while (to < length && subjects[to] === subject) to++;
    yield { subject, columns, from, to };
    from = to;
  }
}

/** Sources of one subject each, out of blocks in order; each is to be read before the next is asked for. */
export async function* perSubject<Source>(
  blocks: AsyncIterable<Block>,
  sourceOf: (subject: number, blocks: () => AsyncGenerator<Block>) => Source,
): AsyncGenerator<Source> {
  const iterator = blocks[Symbol.asyncIterator]();
  let next = await iterator.next();
  try {
    while (next.done !== true) {
      const { subject } = next.value;
      const own = async function* (): AsyncGenerator<Block> {
        while (next.done !== true && next.value.subject === subject) {
          const block = next.value;
          next = await iterator.next();
          yield block;
        }
      };
      yield sourceOf(subject, own);
      // What the reader of the source has left over.
      await readThrough(own());
    }
  } finally {
    await iterator.return?.();
  }
}

/** Reads a stream to its end, for what is noted on the way. */
export async function readThrough(items: AsyncIterable<unknown> | Iterable<unknown>): Promise<void> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  while ((await iterator.next()).done !== true);
}
