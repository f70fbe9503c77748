import { checkInteger, checkPositive } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import type { InstrumentId } from '@assay/quant/market';
import { without } from './facts.ts';
import { numberedIds, resolveMarket } from './options.ts';
import type { ResolvedMarket, SyntheticMarketOptions } from './options.ts';

/** Daily bars of instruments whose returns hang together by blocks. */
export interface CorrelatedPanelOptions extends Omit<
  SyntheticMarketOptions,
  'instruments' | 'calendar' | 'timeframe' | 'bars'
> {
  /** Sessions of the shares; the crypto currencies cover the same days. */
  readonly bars: number;
  /** Shares, on the calendar us-equity. @default 8 */
  readonly instruments?: number | undefined;
  /** Blocks that the shares are dealt to in turn. @default 2 */
  readonly blocks?: number | undefined;
  /** Correlation of two instruments of one block, from `between` to below 1. @default 0.6 */
  readonly within?: number | undefined;
  /** Correlation of two instruments of different blocks, 0 or more. @default 0.2 */
  readonly between?: number | undefined;
  /** Crypto currencies, on the calendar continuous: a block of their own. @default 0 */
  readonly crypto?: number | undefined;
  /** Standard deviation of a crypto currency's log return a day. @default 0.03 */
  readonly cryptoVolatility?: number | undefined;
  /** The last so many shares are listed later. @default 0 */
  readonly short?: number | undefined;
  /** Sessions that the shares listed later have. @default a quarter of `bars` */
  readonly shortBars?: number | undefined;
}

const PANEL_KEYS = [
  ...(['instruments', 'blocks', 'within', 'between'] as const),
  ...(['crypto', 'cryptoVolatility', 'short', 'shortBars'] as const),
];

/** One instrument of a panel. */
export interface PanelMember {
  readonly id: InstrumentId;
  readonly block: number;
  readonly isCrypto: boolean;
  /** Sessions of the shares that pass before it is listed. */
  readonly listedAfter: number;
}

/** A panel with every default filled in. */
export interface ResolvedPanel {
  readonly market: ResolvedMarket;
  readonly members: readonly PanelMember[];
  readonly within: number;
  readonly between: number;
  readonly cryptoVolatility: number;
}

/** Fills in the defaults and checks every value. */
export function resolvePanel(options: CorrelatedPanelOptions): ResolvedPanel {
  const { instruments = 8, within = 0.6, between = 0.2, crypto = 0, cryptoVolatility = 0.03, short = 0 } = options;
  const { blocks = Math.min(2, instruments), shortBars = Math.ceil(options.bars / 4) } = options;
  checkIdle(options);
  checkCount('instruments', instruments, 1);
  checkCount('crypto', crypto, 0);
  checkPositive('cryptoVolatility', cryptoVolatility);
  checkCorrelation(within, between);
  const market = resolveMarket({ ...without(options, PANEL_KEYS), instruments: numberedIds('SYN', instruments) });
  checkCount('blocks', blocks, 1, instruments);
  checkCount('short', short, 0, instruments);
  checkCount('shortBars', shortBars, 1, market.bars);
  return {
    ...{ market, within, between, cryptoVolatility },
    members: membersOf(market, { blocks, crypto, short, shortBars }),
  };
}

/**
 * The correlation of the log returns of bars that are named after the same date, row by row in the order of the members:
 * `within` for two of one block, `between` for others.
 */
export function panelCorrelation({
  members,
  within,
  between,
}: Pick<ResolvedPanel, 'members' | 'within' | 'between'>): readonly (readonly number[])[] {
  return members.map((row) =>
    members.map((column) => (row.id === column.id ? 1 : row.block === column.block ? within : between)),
  );
}

interface PanelCounts {
  readonly blocks: number;
  readonly crypto: number;
  readonly short: number;
  readonly shortBars: number;
}

function membersOf(market: ResolvedMarket, counts: PanelCounts): readonly PanelMember[] {
  const { blocks, crypto, short, shortBars } = counts;
  const shares = market.instruments.map((id, index) => ({
    ...{ id, block: index % blocks, isCrypto: false },
    listedAfter: index >= market.instruments.length - short ? market.bars - shortBars : 0,
  }));
  const coins = crypto === 0 ? [] : numberedIds('COIN', crypto);
  return [...shares, ...coins.map((id) => ({ id, block: blocks, isCrypto: true, listedAfter: 0 }))];
}

function checkCorrelation(within: number, between: number): void {
  if (!(within >= 0 && within < 1)) throw new InvalidArgumentError('within', 'at least 0 and below 1', within);
  if (!(between >= 0 && between <= within))
    throw new InvalidArgumentError('between', `between 0 and 'within' = ${within}`, between);
}

/** What would change nothing is refused. */
function checkIdle({ short = 0, shortBars, crypto = 0, cryptoVolatility }: CorrelatedPanelOptions): void {
  if (short === 0 && shortBars !== undefined)
    throw new InvalidArgumentError('shortBars', "absent where 'short' is 0", shortBars);
  if (crypto === 0 && cryptoVolatility !== undefined)
    throw new InvalidArgumentError('cryptoVolatility', "absent where 'crypto' is 0", cryptoVolatility);
}

function checkCount(name: string, value: number, min: number, max: number = Infinity): void {
  checkInteger(name, value, min);
  if (value > max) throw new InvalidArgumentError(name, `at most ${max}`, value);
}
