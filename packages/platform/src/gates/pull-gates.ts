/**
 * Bringing gates of a store into the lakehouse.
 *
 * 1. Every gate is read, put in order and each kept once; labels beside them are looked through.
 * 2. Lines that are no gates end it, unless they are to be left out: then the dataset says how many and which.
 * 3. What is there is published at once: until then the lakehouse is as it was, and the same gates give the same version.
 */
import { DataError, PlatformError } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import type { RecordTable } from '@assay/quant/market';
import { checkedName, findManifest, publishDataset } from '../lakehouse/index.ts';
import type { Lakehouse, Provenance, PublishRequest, PublishResult, TableSource } from '../lakehouse/index.ts';
import { checkAnyGate } from './any-gate.ts';
import type { GateCounts, GateReader } from './gate-store.ts';

/** What is to be brought in. */
export interface PullRequest {
  readonly name: string;
  /** Dataset for the labels that stood beside the gates. @default they are left out, and counted */
  readonly labels?: string | undefined;
  /** Publish although lines were no gates. */
  readonly leavesOutMalformed: boolean;
  /** Add to the latest version instead of replacing it. */
  readonly append: boolean;
  /** Kind of store, as `files`. */
  readonly from: string;
  readonly createdAt: EpochMs;
}

/** What was brought in. */
export interface PulledGates {
  readonly published: PublishResult;
  /** Undefined where there were no labels, or they were not asked for. */
  readonly labels: PublishResult | undefined;
  readonly counts: GateCounts;
  /** Gates with times that no recording has. */
  readonly odd: OddTimes;
}

/** Times that can hardly be meant. */
export interface OddTimes {
  /** Gates of before 1900. */
  readonly early: number;
  /** Gates that are said to be known after the moment they were brought in. */
  readonly future: number;
}

/**
 * Publishes the gates of a reader, which it closes.
 *
 * @throws {DataError} DATA_INVALID if there are no gates, or lines that are none and are not to be left out.
 */
export async function pullGates(lake: Lakehouse, reader: GateReader, request: PullRequest): Promise<PulledGates> {
  checkedName(request.name);
  if (request.labels !== undefined) checkedName(request.labels);
  if (request.labels === request.name)
    throw new PlatformError('USAGE', `invalid '--labels': must be another dataset than --name, was '${request.name}'`);
  const { append, createdAt } = request;
  // Gates and labels are taken at their word: each says itself when it could be known.
  const odd = { early: 0, future: 0 };
  const how = { series: [], createdAt, ...(append ? { append: true, receivedAt: 0 } : {}) };
  try {
    const published = await publishDataset(lake, {
      ...how,
      name: request.name,
      tables: sourcesOf(watched(reader.tables(), { odd, createdAt }), () => checkRead(reader, request)),
      // Asked for when all tables are read: what it says of them is known then.
      get provenance() {
        return provenanceOf(reader, request);
      },
    });
    const labels = await publishLabels(lake, reader, { request, how }).catch((error: unknown) => {
      throw withoutLabels(published, request.labels, error);
    });
    return { published, labels, counts: reader.counts(), odd };
  } finally {
    await reader.close();
  }
}

const EARLY = Date.UTC(1900, 0, 1);

/** Tables as they come, with what is odd about their times counted. */
async function* watched(
  tables: AsyncIterable<RecordTable>,
  { odd, createdAt }: { readonly odd: { -readonly [Name in keyof OddTimes]: number }; readonly createdAt: EpochMs },
): AsyncGenerator<RecordTable> {
  for await (const table of tables) {
    for (const time of table.eventTime) if (time < EARLY) odd.early++;
    for (const time of table.availableAt) if (time > createdAt) odd.future++;
    yield table;
  }
}

const TOLD = 10;

/** Throws unless what was read can be published. */
function checkRead(reader: GateReader, { leavesOutMalformed }: PullRequest): void {
  const { malformed, problems } = reader.counts();
  if (malformed > 0 && !leavesOutMalformed) throw malformedLines(reader, problems, malformed);
  checkAnyGate(reader);
}

/** Both datasets were looked through before, so this is no matter of what was read: what is there by now is said. */
function withoutLabels({ manifest }: PublishResult, labels: string | undefined, error: unknown): unknown {
  if (!PlatformError.is(error)) return error;
  const more = error.hint === undefined ? '' : ` ${error.hint}`;
  return new PlatformError(error.code, `the labels were not published as '${labels}': ${error.message}`, {
    cause: error,
    context: error.context,
    hint: `The gates were: ${manifest.name}@${manifest.version}.${more}`,
  });
}

function malformedLines(reader: GateReader, problems: GateCounts['problems'], malformed: number): DataError {
  const told = problems.slice(0, TOLD).map(({ place, fault }) => `\n  ${place}: ${fault}`);
  const more = malformed > TOLD ? `\n  and ${malformed - TOLD} more` : '';
  const lines = malformed === 1 ? '1 line is' : `${malformed} lines are`;
  return new DataError(`${reader.place}: ${lines} no gate${malformed === 1 ? '' : 's'}${told.join('')}${more}`, {
    context: { malformed, problems: problems.slice(0, TOLD).map(({ place, fault }) => ({ place, fault })) },
    hint: 'Nothing was published. Correct the lines, or leave them out with --leave-out-malformed: the dataset then says which.',
  });
}

function provenanceOf(reader: GateReader, { from, leavesOutMalformed }: PullRequest): Provenance {
  const { repeated, restated, malformed, labelled, problems } = reader.counts();
  const left = problems.slice(0, TOLD).map(({ place, fault }) => `${place} ${fault}`);
  return {
    kind: 'import',
    description: `gates recorded in ${from}`,
    sources: [...reader.files()].sort((a, b) => (a.sha256 < b.sha256 ? -1 : a.sha256 > b.sha256 ? 1 : 0)),
    layout: { kind: 'gates', format: 'gate-line', leavesOutMalformed },
    notes: [
      'A gate is known when its maker says that it was: nobody else saw it then.',
      ...(repeated > 0
        ? [
            `${lines(repeated, 'repeats', 'repeat')} another one, as those of overlapping files do; each gate stands once.`,
          ]
        : []),
      ...(restated > 0
        ? [`${gates(restated, 'was', 'were')} restated later; every version stands with its own time.`]
        : []),
      ...(labelled > 0
        ? [`${gates(labelled, 'had', 'had')} labels beside, of what followed: none is in this dataset.`]
        : []),
      ...(malformed > 0
        ? [`${lines(malformed, 'was', 'were')} left out, no gates; the first: ${left.join('; ')}.`]
        : []),
    ],
  };
}

function lines(n: number, one: string, several: string): string {
  return n === 1 ? `1 line ${one}` : `${n} lines ${several}`;
}

function gates(n: number, one: string, several: string): string {
  return n === 1 ? `1 gate ${one}` : `${n} gates ${several}`;
}

async function publishLabels(
  lake: Lakehouse,
  reader: GateReader,
  {
    request,
    how,
  }: { readonly request: PullRequest; readonly how: Pick<PublishRequest, 'series' | 'createdAt' | 'append'> },
): Promise<PublishResult | undefined> {
  if (request.labels === undefined || reader.counts().labelled === 0) return undefined;
  const append = how.append === true && (await findManifest(lake, request.labels)) !== undefined;
  return publishDataset(lake, {
    ...how,
    append,
    name: request.labels,
    tables: sourcesOf(reader.labels(), () => undefined),
    provenance: {
      ...provenanceOf(reader, request),
      description: `what followed gates recorded in ${request.from}, as its recorder says`,
      notes: [
        'Tables of values <instrument>.<timeframe>.<maker>.<measure>.<horizon>, as fractions, known from the end of their horizon.',
      ],
    },
  });
}

/** Chunks that come table by table as sources of tables. @param onEnd - called after the last chunk */
async function* sourcesOf(chunks: AsyncIterable<RecordTable>, onEnd: () => void): AsyncGenerator<TableSource> {
  const iterator = chunks[Symbol.asyncIterator]();
  let next = await iterator.next();
  while (next.done !== true) {
    const head: RecordTable = next.value;
    yield {
      head: { kind: head.kind, id: head.id, unit: head.unit, synthetic: head.synthetic },
      async *chunks() {
        while (next.done !== true && next.value.kind === head.kind && next.value.id === head.id) {
          yield next.value;
          next = await iterator.next();
        }
      },
    };
  }
  onEnd();
}
