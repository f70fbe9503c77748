import { stat } from 'node:fs/promises';
import path from 'node:path';
import { researchConfigSchema } from '@assay/contracts/schemas';
import { PlatformError } from '@assay/core/errors';
import { toJSONSchema } from 'zod';
import { hasErrorCode, readJsonFile, writeJsonAtomic, writeNamedFile } from '../settings/index.ts';

const SCHEMA_FILE = 'research.schema.json';
const SCHEMA_TITLE = 'Assay research config';

/** A research config that runs on the sample, with every default stated and every other key explained. */
export const EXAMPLE_CONFIG: string = `# yaml-language-server: $schema=${SCHEMA_FILE}
#
# A research run: which data, which strategies, how they are evaluated and judged.
#   assay data sample                                     the data that this example reads
#   assay research run --config FILE --dry-run            says what would be done
#   assay research run --config FILE --once               does it
#   assay research run --config FILE                      does it again and again, see loop
#
# Values that are written out are the defaults, except where a line says otherwise. Paths are relative to this file.

# Required. Results are published under this name.
name: example

# What you expect, and why, before you look.
hypothesis: not stated

# Required: at least one. What is traded: instruments of one dataset, as one account each or all together.
packs:
  - # Required. A dataset (see: assay data list), or name@version to keep to one version.
    dataset: sample
    # Required. Bar length.
    timeframe: 1d
    # Name for strategies to refer to. Default: pack-1, pack-2 and so on.
    name: sp500
    # Default: every instrument of that timeframe.
    symbols: [SP500]
    # single: one account per symbol; universe: one account that trades all of them.
    mode: single
    # First and last date, both included. Default: the whole history. The opens of this sample before 2006 repeat the
    # close of the day before.
    start: 2006-01-01
    # end: 2019-12-31
    # Calendar days up to today (UTC), both ends included; overrides start and end.
    # lastNDays: 365
    # With lastNDays: end yesterday, so that no partial session enters.
    excludeToday: true
    # Use a dataset although its audit found errors; the report says so.
    acceptUnfit: false
    # Leave out each instrument whose newest bar is too old by its own calendar; the run says which and why. Default: off.
    # freshness:
    #   missedBars: 2       # bars that may be missing after the last one, or
    #   tradingHours: 24    # hours in which the market was open since then; or both
    #   asOf: 2020-04-17    # the end of this date is when age is taken; default: the last date of the pack, else the present
    # What may lack of the dates asked for, by each instrument's own calendar; more is a failure that names the instrument.
    coverage:
      # Sessions (of weeks and months: bars) before the first bar, and after the last one; null: any number.
      atEnds: 5
      # Share of the sessions between them.
      inside: 0.1
    # A pack may have its own walkForward and sizing, with the same keys as under experiment.

# Required: at least one. buy-and-hold is the benchmark of every run and is not judged.
strategies:
  - # Required. A built-in strategy (see: assay strategies list), or the path of a module of your own, as ./my-strategy.ts
    class: moving-average-crossover
    # Parameters that are the same in every set.
    params: { direction: long-only }
    # Parameters that are tried: lists, or ranges with both ends included; or the path of a YAML file that holds them.
    sweep:
      fast: [10, 20, 50]
      slow: { min: 100, max: 200, step: 50 }
    # Names of the packs to run on. Default: all.
    packs: [sp500]
  - class: mean-reversion
    params: {}
    sweep:
      window: [10, 20]
      entryZ: [1.5, 2]

experiment:
  # Money at the start, in the currency of the account.
  cash: 100000
  currency: USD
  # What the account may hold: unlimited, cash, reg-t, fx or crypto. Every form of this block and of contract, costs,
  # sizing, risk and conversion, with examples: docs/how-to/accounts-costs-risk.md
  account: { kind: unlimited }
  # Fill contract: base, pessimistic or optimistic. What would change under pessimistic is always shown.
  fills: base
  # What of the contract differs from that: intrabarPath, limitFill, gapThroughStop, volumeShare, quotes, marks …
  contract: {}
  # Orders that would fill at an open that repeats the close before: next-close, refuse or accept.
  degenerateOpen: next-close
  # Costs of a side, in basis points of its value; where nothing is set, those of the contract hold (1, 1 and 0.5).
  costs: {}
  #   halfSpreadBps: 1
  #   slippageBps: 1
  #   commissionBps: 0.5
  #   minimumCommission: 0   # in currency units per order
  #   fees: [us-regulatory]  # by law, by date; financing, and models of each part instead of basis points: see above
  sizing:
    # target-weight: a fraction of equity per unit of exposure and instrument; fixed: a number of lots (kind: fixed, lots: 1);
    # others: fraction, volatility-target, kelly, risk-per-trade.
    kind: target-weight
    weight: 1
  # Largest sum of all positions, as a multiple of equity. Default: 1; of accounts on margin what their margin allows.
  # maxGrossExposure: 1
  # Caps, as { kind: instrument, maxWeight: 0.2 }, and circuit breakers, as { kind: daily-loss, limit: 0.02, action: halt };
  # outside: series that breakers look at. Sessions are those of the first instrument's calendar unless one is named.
  risk:
    caps: []
    breakers: []
    outside: {}
  # Corporate actions that the dataset knows: auto (splits and dividends where prices are raw), or off.
  actions: auto
  # Exchange rates of instruments in other currencies: from the pack's dataset, or from the dataset, timeframe and series named here.
  conversion:
    # Oldest rate that converts, in days.
    maxAgeDays: 10
  # Quotes of the instruments (dataset: another than the pack's): needed where market orders wait for them, or always.
  quotes:
    read: needed
  # Gates for strategies that trade them (docs/how-to/trade-gates.md): a dataset, and where it has several a maker and a timeframe.
  gates: {}
  walkForward:
    # expanding: the training window grows; rolling: it moves.
    scheme: expanding
    # Training window of the first fold and test window of every fold: a number of bars, or a text such as 3y or 6mo.
    trainSize: 3y
    testSize: 1y
    # Bars left out between training and test.
    purgeSize: 5
    # Open positions where a test window ends: flatten, or carry into the next.
    boundary: flatten
  # What every row is stressed by, which makes no trial of it: docs/methods/stress.md
  stress:
    enabled: true
    # Results by regime of volatility, known when each bar begins, and each stretch of a regime simulated by itself.
    regimes:
      enabled: true
      states: 2
      # Bars from one fit of the model to the next (year: those of a year), latest bars that a fit sees (or expanding),
      # and bars before the first.
      refit: year
      window: 5000
      minHistory: 250
      # Least ratio of the volatilities of two neighbouring states, and shuffled histories that a fit must beat.
      ratio: 1.5
      shuffles: 4
      # Per symbol the version of a fit that must be among its regimes, else the run is refused.
      versions: {}
    # The same decisions at these multiples of their costs; 1 stands beside them always.
    costs:
      multiples: [1.25, 1.5, 2]
    # Variants of the fill contract.
    fills: [base, pessimistic, optimistic]
    # Trades in another order and with other luck.
    monteCarlo:
      enabled: true
      paths: 1000
      # How trades are drawn: circular or stationary (blocks), or iid (one by one).
      method: circular
      # Trades in a block. null: max(2, round(√n)); auto: as the dependence of the trades asks for.
      blockLength: null
      seed: 42
      # A path is ruined at or below this part of its start.
      ruin: 0.2
      # Do sizes follow the account in the paths that are judged? auto: not where sizing is a fixed number of lots.
      compounding: auto
    # The record from later starts; the last leaves so many years, or half of a shorter record.
    startDates:
      enabled: true
      starts: 50
      shortestYears: 1
    # The record without each of its test windows.
    leaveOneOut:
      enabled: true
  # What training windows choose parameters by: excessSharpe, netSharpe or netReturn.
  selectBy: excessSharpe
  # Everything that is drawn by chance follows from it.
  seed: 42
  # Largest number of parameter sets that may be evaluated.
  maxRuns: 10000

evaluation:
  # Limits of the rules, or the path of a YAML file that holds them.
  kill:
    # Largest fall from a peak, as a fraction.
    maxDrawdown: 0.5
    # Largest share of the result that may be lost when parameters move by a tenth.
    maxFragility: 0.6
    # Largest share of orders that may be refused.
    maxRejectRate: 0.5
    # Fewer trades than this are no evidence. At least 20.
    minTrades: 20
    # Required probability that the deflated Sharpe ratio is above zero.
    confidence: 0.95
    # Annual Sharpe ratio that the minimum length of the record is computed for.
    targetSharpe: 1
    # With this many times the costs (1, 1.25, 1.5 or 2) the mean return must still be a gain.
    costMultiple: 1.5
    # Largest dependency on one regime: 0.5 above 80 % of absolute results, 0.8 above 90 %.
    maxRegimeDependency: 0.7
    # It counts where a record that earns alike in all regimes would show it with at most this probability. 1: always.
    regimeDependencyLevel: 0.05
    # Largest share of the record that may lie in test windows that lost against the benchmark.
    maxWalkForwardLoss: 0.6
    # Largest probability of backtest overfitting, for sweeps of ten sets or more.
    maxPbo: 0.5
    # Largest p-value of the test of superior ability and of the reality check of the row's own sweep.
    maxSpaPValue: 0.05
    # Resampled trades: share of ruined paths, 95 % quantile of the drawdown, 5 % quantile of the return.
    maxRuinProbability: 0.05
    maxDrawdownP95: 0.6
    minReturnP5: -0.25
  # Trials that you made elsewhere on the same data.
  priorTrials: 0
  # A period that nothing evaluates until "assay verdict open-lockbox": lockbox: { from: 2024-01-01 }
  # What a candidate must show before it is promoted. It is no verdict: the report and the lists say what is missing.
  promotion:
    minScore: 0.25
    maxFragility: 0.3
    maxDrawdown: 0.5
    minProfitableRegimes: 2
    minFillRate: 0.7
    maxWalkForwardLoss: 0.3
  leakTest:
    # Moments at which each row is replayed with its future cut off and replaced; 0 tests nothing, and the rows say so.
    cuts: 3

# When outcomes cannot be made, or bars are not fit, not there or do not cover their dates: abort the cycle, or continue without
# that instrument or these outcomes, which the results then list. Nothing left to judge is a failure always.
onFailure: abort

# What followed each bar, brought up to date in the lakehouse before anything is evaluated. Default: nothing is.
# outcomes:
#   ensure: true             # false skips the step
#   horizons: [1bar, 5d]     # how far ahead they look: numbers of bars, or times
#   dataset: sample-outcomes # where they are kept; default: the pack's dataset and -outcomes

# When cycles start without --once: docs/how-to/run-the-daemon.md
loop:
  # From one start to the next (default 24h), or by a cron expression in UTC: minute, hour, day of month, month, day of week.
  # every: 24h
  # cron: 30 22 * * 1-5
  # Also start when a dataset of this config has a new version, which is asked for so often.
  onNewData: true
  pollEvery: 1m
  # A cycle that failed is tried again after a pause, which doubles with every further failure in a row.
  backoff: { first: 1m, longest: 6h }

# Who is told what came of a cycle. Default: nobody. Secrets come from the environment: ASSAY_TELEGRAM_TOKEN, ASSAY_WEBHOOK_URL.
# notify:
#   when: always             # or changes: after failures, and where candidates were won or lost
#   webhook: {}              # gets a POST of JSON at ASSAY_WEBHOOK_URL, or at url
#   telegram: { chat: 123 }  # id of a chat, or @name of a channel; api: another server of the bot API
#   timeout: 10s             # of one attempt; there are two
`;

/** JSON Schema of research configs as they are written, for editors. */
export function researchJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = JSON.parse(
    JSON.stringify(toJSONSchema(researchConfigSchema, { io: 'input' })),
  ) as Readonly<Record<string, unknown>>;
  return { $schema, title: SCHEMA_TITLE, ...schema };
}

/** Where an example was written. */
export interface WrittenExample {
  readonly config: string;
  /** The JSON Schema beside it, which its first line names. */
  readonly schema: string;
}

/**
 * Writes the example config, and its JSON Schema beside it.
 *
 * @param file - absolute path of the config.
 * @param force - replace what is there.
 * @throws {PlatformError} CONFLICT if either file is there and is not ours to replace; nothing is written then.
 */
export async function writeExampleConfig(file: string, force: boolean): Promise<WrittenExample> {
  return writeConfig(file, EXAMPLE_CONFIG, force);
}

/** Writes a config whose first line names the schema, and that schema. */
export async function writeConfig(file: string, text: string, force: boolean): Promise<WrittenExample> {
  const schema = path.join(path.dirname(file), SCHEMA_FILE);
  if (!force && (await isThere(file))) throw taken(file);
  if (!force && (await isThere(schema)) && !(await isOurSchema(schema))) throw taken(schema);
  await writeJsonAtomic(schema, researchJsonSchema());
  await writeNamedFile(file, text);
  return { config: file, schema };
}

function taken(file: string): PlatformError {
  return new PlatformError('CONFLICT', `'${file}' is there already`, {
    context: { file },
    hint: 'Choose another name, or pass --force to replace it.',
  });
}

async function isThere(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}

/** Another version of the schema is ours, too. */
async function isOurSchema(file: string): Promise<boolean> {
  try {
    return ((await readJsonFile(file)) as { readonly title?: unknown }).title === SCHEMA_TITLE;
  } catch {
    return false;
  }
}
