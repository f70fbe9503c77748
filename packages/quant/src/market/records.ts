import type { SourceRows } from './bars.ts';

/** Kinds of records beside bars. */
export type RecordKind = 'quotes' | 'actions' | 'chain' | 'values' | 'instruments' | 'gates';

/** The kinds of records, in the order of their names. */
export const RECORD_KINDS: readonly RecordKind[] = ['actions', 'chain', 'gates', 'instruments', 'quotes', 'values'];

/** One column of a kind of records. */
export interface RecordColumn {
  readonly name: string;
  /** `number`: a double, NaN where unknown; `time`: UTC epoch milliseconds, NaN where unknown; `text`: a word. */
  readonly type: 'number' | 'time' | 'text';
  /** Is a row without it wrong? */
  readonly isRequired: boolean;
  /** Does it, with `eventTime`, tell one record from another? */
  readonly isKey: boolean;
}

function column(type: RecordColumn['type'], name: string, more: Partial<RecordColumn> = {}): RecordColumn {
  return { name, type, isRequired: false, isKey: false, ...more };
}

/**
 * The columns of each kind, beside `eventTime`, `availableAt` and the place in the source.
 *
 * - quotes: bid and ask in price units, sizes in quantity units.
 * - actions: `type` is `split` (value: new shares for one old share), `cash-dividend` (value: currency units for one
 *   share), `spin-off` (value: shares received for one share, text: of which instrument), `rename` (text: the ticker from
 *   then on), `delisting` (value: last price, where known), `expiry` (value: settlement
 *   price) or `merger` (value: currency units paid for one share; text:
 *   shares paid for one share and of which instrument, as `0.55 ACQ`). `eventTime` is the opening of the ex-day.
 * - chain: snapshots of listed options; one row for each (root, expiry, strike, right) at each `eventTime`. `bid`, `ask`,
 *   `last`, `mid` in price units, `impliedVolatility` as an annual fraction as given by the source, NaN where unsolved.
 * - values: one number for each moment, in the unit that the table declares.
 * - gates: what a maker of gates said of an instrument at the end of a window of bars. `timeframe` is that of the bars, `maker` who
 *   made it; `direction` -1, 0 or 1; `admit` and `hardBlocked` 1 or 0, unknown where the maker decided nothing; `hazard` and the
 *   columns that end in `Level` are levels in [0, 1] under a null of the same length, the others are raw values without a unit;
 *   `halfLife` is in candles, `correlationLength` in halves of a window; `regime`, `signature`, and lists of words as JSON: `reasons`, `tags`.
 * - instruments: terms as they are valid from `eventTime` on; decimals are written as text.
 */
export const RECORD_COLUMNS: Readonly<Record<RecordKind, readonly RecordColumn[]>> = {
  quotes: [
    column('number', 'bid', { isRequired: true }),
    column('number', 'ask', { isRequired: true }),
    column('number', 'bidSize'),
    column('number', 'askSize'),
  ],
  actions: [
    column('text', 'type', { isRequired: true, isKey: true }),
    column('number', 'value'),
    column('text', 'text'),
  ],
  chain: [
    column('text', 'root', { isRequired: true, isKey: true }),
    column('time', 'expiry', { isRequired: true, isKey: true }),
    column('number', 'strike', { isRequired: true, isKey: true }),
    column('text', 'right', { isRequired: true, isKey: true }),
    ...['bid', 'ask', 'bidSize', 'askSize', 'last', 'mid', 'volume', 'openInterest', 'impliedVolatility'].map((name) =>
      column('number', name),
    ),
    ...['delta', 'gamma', 'theta', 'vega', 'rho', 'underlyingPrice'].map((name) => column('number', name)),
  ],
  gates: [
    column('text', 'timeframe', { isRequired: true, isKey: true }),
    column('text', 'maker', { isRequired: true, isKey: true }),
    column('number', 'direction', { isRequired: true }),
    column('number', 'stride'),
    ...['admit', 'hardBlocked', 'hazard', 'flipRate', 'runSurprise', 'damping'].map((name) => column('number', name)),
    ...['coherence', 'coherenceLevel', 'stability', 'entropy', 'entropyLevel'].map((name) => column('number', name)),
    ...['lowFrequencyShare', 'lowFrequencyLevel', 'reynolds'].map((name) => column('number', name)),
    ...['lagSlope', 'wallSlope', 'halfLife', 'correlationLength', 'hazardSlope'].map((name) => column('number', name)),
    ...['repetitions', 'confidence', 'trend', 'autocorrelation', 'volatilityRatio'].map((name) =>
      column('number', name),
    ),
    ...['volatilityRank', 'volatilityLevel', 'halfLifeLevel', 'correlationLengthLevel'].map((name) =>
      column('number', name),
    ),
    ...['regime', 'signature', 'reasons', 'tags'].map((name) => column('text', name)),
  ],
  values: [column('number', 'value', { isRequired: true })],
  instruments: [
    ...['kind', 'currency', 'baseCurrency', 'tickSize', 'lotSize', 'multiplier', 'calendar', 'ticker', 'exchange'].map(
      (name) => column('text', name),
    ),
    column('time', 'listedAt'),
    column('time', 'delistedAt'),
  ],
};

/** What the id of a table of each kind names. */
export const KEYED_BY: Readonly<Record<RecordKind, string>> = {
  quotes: 'instrument',
  actions: 'instrument',
  chain: 'underlying',
  gates: 'instrument',
  values: 'series',
  instruments: 'instrument',
};

/** A column of words, each kept once. */
export interface TextColumn {
  /** The words in use, sorted by code unit. */
  readonly words: readonly string[];
  /** shape (n,): index into `words`, -1 where there is none. */
  readonly index: Int32Array;
}

/**
 * Records of one kind about one thing, sorted by `eventTime`, then by the key columns of the kind, then by `availableAt`.
 * Several versions of a record may stand beside each other, each known from its `availableAt` on.
 */
export interface RecordTable {
  readonly kind: RecordKind;
  /** Id of the instrument, underlying or series; see `KEYED_BY`. */
  readonly id: string;
  /** Unit of a `values` table, as `percent`, `fraction`, `index-points`; currency of prices elsewhere. */
  readonly unit: string;
  /** True if the records were generated, not observed. */
  readonly synthetic: boolean;
  readonly length: number;
  readonly eventTime: Float64Array;
  readonly availableAt: Float64Array;
  /** Columns of type `number` and `time`, each of shape (n,); every column of the kind is there. */
  readonly numbers: Readonly<Record<string, Float64Array>>;
  /** Columns of type `text`. */
  readonly texts: Readonly<Record<string, TextColumn>>;
  readonly source: SourceRows;
}
