import { checkFinite, checkInRange, checkPositive } from '@assay/core/checks';
import type { Rng } from '@assay/core/random';
import { barTimes, lastClose } from './bar-times.ts';
import type { BarTime } from './bar-times.ts';
import { generateMarket, instrumentRng, stepsOf } from './generate-market.ts';
import { inMemory } from './generated.ts';
import type { GeneratedContent, GeneratedDataset } from './generated.ts';
import { resolveMarket } from './options.ts';
import type { ResolvedMarket, SyntheticMarketOptions } from './options.ts';
import type { StepJump } from './price-walk.ts';
import { generatedValues } from './table-source.ts';
import type { ValueRow } from './table-source.ts';

/** A market that leaps. */
export interface JumpOptions extends SyntheticMarketOptions {
  /** Expected number of jumps in a bar, above 0 up to 10. @default 0.02 */
  readonly jumpRate?: number | undefined;
  /** Mean of a jump's log size. @default -0.01 */
  readonly jumpMean?: number | undefined;
  /** Standard deviation of a jump's log size, > 0. @default 0.04 */
  readonly jumpDeviation?: number | undefined;
}

/** Rate and size of jumps. */
interface JumpLaw {
  readonly jumpRate: number;
  readonly jumpMean: number;
  readonly jumpDeviation: number;
}

/**
 * Geometric random walks with Poisson jumps of normal log size (Merton's model). A jump falls inside a bar, between its
 * open and its close; `volatility` is that of the path without jumps, and the path is tilted so that the expected simple
 * return of a bar stays `drift`.
 *
 * The truth is the table of values `<ID>.jump`: the moment and the log size of every jump; those of one moment are added
 * up. Nobody can know them apart from the price, so they are available only at the last bar's close.
 *
 * @throws {InvalidArgumentError} if an option is out of its domain, or the calendar ends before the last bar.
 */
export function jumps(options: JumpOptions): GeneratedContent {
  return inMemory(jumpsSource(options));
}

/** The same market in chunks. */
export function jumpsSource(options: JumpOptions): GeneratedDataset {
  const { jumpRate = 0.02, jumpMean = -0.01, jumpDeviation = 0.04, ...rest } = options;
  checkInRange('jumpRate', jumpRate, 0, 10);
  checkPositive('jumpRate', jumpRate);
  checkFinite('jumpMean', jumpMean);
  checkPositive('jumpDeviation', jumpDeviation);
  const market = resolveMarket(rest);
  const { drift, volatility } = market;
  const jumpLaw = { jumpRate, jumpMean, jumpDeviation };
  // E[exp(sum of jumps)] = exp(rate · (E[exp(jump)] - 1)).
  const added = -jumpRate * Math.expm1(jumpMean + jumpDeviation ** 2 / 2);
  return generateMarket(market, {
    name: 'jumps',
    parameters: { ...jumpLaw },
    description: 'synthetic: random walks with Poisson jumps of known moments and sizes',
    notes: ['Truth: the values <ID>.jump, moment and log size of every jump; never to be used as an input.'],
    laws: (id) => {
      const draw = jumpDraws(market, id, jumpLaw);
      return { law: () => ({ drift, volatility, added, jumps: draw() }) };
    },
    tables: (hash) =>
      market.instruments.map((id) => {
        const rows = (): Iterable<ValueRow> => jumpRows(market, jumpDraws(market, id, jumpLaw));
        return generatedValues({ id: `${id}.jump`, unit: 'log-return', hash, rowCount: countOf(rows()), rows });
      }),
  });
}

/** The jumps of the next bar, at most one a step, in order; undefined for none. */
function jumpDraws(market: ResolvedMarket, id: string, law: JumpLaw): () => readonly StepJump[] | undefined {
  const rng = instrumentRng(market.seed, id).fork('jumps');
  const steps = stepsOf(market);
  return () => {
    const count = nextPoisson(rng, law.jumpRate);
    if (count === 0) return undefined;
    const sizes = new Map<number, number>();
    for (let i = 0; i < count; i++) {
      const step = rng.nextInt(steps);
      sizes.set(step, (sizes.get(step) ?? 0) + law.jumpMean + law.jumpDeviation * rng.nextNormal());
    }
    return [...sizes].map(([step, size]) => ({ step, size })).sort((a, b) => a.step - b.step);
  };
}

/** How many uniform numbers have a product of at least exp(-rate). */
function nextPoisson(rng: Rng, rate: number): number {
  const limit = Math.exp(-rate);
  let count = -1;
  for (let product = 1; product > limit || count < 0; count++) product *= 1 - rng.nextFloat();
  return count;
}

function* jumpRows(market: ResolvedMarket, draw: () => readonly StepJump[] | undefined): Generator<ValueRow> {
  const availableAt = lastClose(market, market.bars);
  const steps = stepsOf(market);
  let left = market.bars;
  for (const time of barTimes(market)) {
    if (left-- === 0) return;
    for (const { step, size } of draw() ?? [])
      yield { eventTime: jumpTime(time, step, steps), availableAt, value: size };
  }
}

/** The end of a step of the path, on whole milliseconds. */
function jumpTime({ open, close }: BarTime, step: number, steps: number): number {
  return open + Math.round(((close - open) * (step + 1)) / steps);
}

function countOf(rows: Iterable<ValueRow>): number {
  const iterator = rows[Symbol.iterator]();
  let count = 0;
  while (iterator.next().done !== true) count++;
  return count;
}
