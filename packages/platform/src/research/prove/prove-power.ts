import { DEFAULT_LEAK_CUTS } from '@assay/contracts/schemas';
import { returnMeasures } from '@assay/quant/analysis';
import { normalCdf, normalQuantile } from '@assay/core/special';
import { excessStatistics, neighbourhood, plantedMarket, proofTrial, simulateForProof } from '@assay/quant/evidence';
import type {
  CostFigures,
  Judgement,
  LeakTest,
  PlantedMarket,
  StressFigures,
  TrialRecord,
} from '@assay/quant/evidence';
import type { BarSeries } from '@assay/quant/market';
import type { SimulationResult } from '@assay/quant/simulation';
import { strategyByName } from '@assay/quant/strategy';
import type { Parameters } from '@assay/quant/strategy';
import { costLadder } from '../cost-ladder.ts';
import { judgeRow } from '../judge-row.ts';
import { ALPHA, counted, shareBand, WITH_COSTS } from './proof.ts';
import type { Judging, ProofContext } from './proof.ts';
import { proofLeakTest, proofStress } from './whole-stress.ts';

/** What was found with several trials in the ledger. */
export interface FoundShare {
  /** Trials in the ledger of each row. */
  readonly trials: number;
  /** Power of the oracle at the level that Šidák gives each of so many independent trials. */
  readonly oraclePower: number;
  /** Rows that became `candidate` or `suspicious`. */
  readonly found: number;
  readonly share: number;
}

/** Planted markets of one strength, judged in full: costs, fragility, regimes, resampled trades and leaks included. */
export interface PowerProof {
  /** `steady`: one volatility; `crises`: stretches of more than twice of it, in which the edge has the same Sharpe ratio. */
  readonly market: PlantedKind;
  /** Expected log return of a session to the right side, in its standard deviations. */
  readonly edge: number;
  /** The same as an annual Sharpe ratio, before costs. */
  readonly annualSharpe: number;
  readonly n: number;
  /** Share of the markets in which the oracle found it. */
  readonly oracleFound: number;
  /** Power of the oracle: of the most powerful test at α, made by someone who knows every side and pays no costs. */
  readonly oraclePower: number;
  /** Rows that became `candidate` or `suspicious`, each with a ledger of its own. */
  readonly found: number;
  readonly share: number;
  /** Least share; null where the oracle's power is below 0.95 and nothing is asked. */
  readonly limit: number | null;
  /** The same rows with their ±10 % neighbours in the ledger, as a research run counts them. Nothing is asked of it. */
  readonly asRun: FoundShare;
  /** Rows in which dependency on one regime was judged: two regimes counted, and nothing else had decided. */
  readonly withRegimes: number;
  /** How often each rule was among those that decided against a row with a ledger of its own. */
  readonly missedBy: Readonly<Record<string, number>>;
  readonly ok: boolean;
}

/** Kinds of planted markets. */
export type PlantedKind = 'steady' | 'crises';

/** Powers of the oracle that the three sizes of edge are made for. */
export const ORACLE_POWERS: readonly number[] = [0.6, 0.95, 0.99];

const ORACLE_ASKED = 0.95;
const FOUND_ASKED = 0.8;
const PERIODS_PER_YEAR = 252;
const MARKET = { bars: 1260, lookback: 20, volatility: 0.012 };
/** A seventh of the time, in stretches of two months, as in share indices. */
const CRISIS = { multiple: 2.2, share: 0.15, length: 40 };
const STRATEGY = 'time-series-momentum';
const PARAMS: Parameters = { lookback: MARKET.lookback, rebalanceBars: 1, direction: 'long-short' };

/** Of real edges that a perfect test finds 19 times in 20, the verdict finds 4 in 5 after costs; suspicious counts as found. */
export async function provePower(context: ProofContext): Promise<readonly PowerProof[]> {
  const edges = [
    ...ORACLE_POWERS.map((power) => ({ power, market: 'steady' as const })),
    ...ORACLE_POWERS.filter((power) => power >= ORACLE_ASKED).map((power) => ({ power, market: 'crises' as const })),
  ];
  context.progress.start('planted edges', edges.length * context.sizes.planted);
  const proofs: PowerProof[] = [];
  for (const edge of edges) proofs.push(await proveEdge(context, edge));
  context.progress.finish();
  return proofs;
}

interface PlannedEdge {
  readonly power: number;
  readonly market: PlantedKind;
}

async function proveEdge(context: ProofContext, { power, market: kind }: PlannedEdge): Promise<PowerProof> {
  const { planted: n, isFull } = context.sizes;
  const sides = MARKET.bars - MARKET.lookback - 1;
  const edge = (normalQuantile(1 - ALPHA) + normalQuantile(power)) / Math.sqrt(sides);
  const counts = { oracle: 0, alone: 0, asRun: 0, trials: 1, withRegimes: 0 };
  const missedBy: Record<string, number> = {};
  const numbers = Array.from({ length: n }, (_, index) => index);
  for await (const index of counted(numbers, context.progress)) {
    const name = `${context.seed}/power/${kind === 'steady' ? '' : `${kind}/`}${power}/${index}`;
    const market = plantedMarket(name, { ...MARKET, strength: edge, ...(kind === 'crises' ? { crisis: CRISIS } : {}) });
    const row = simulateRow(market.series, context);
    if (oracleFinds(market)) counts.oracle++;
    counts.trials = row.ledger.length;
    const found = await verdictsOn(row, market.series, { judging: context.judging, name });
    if (isFound(found.alone)) counts.alone++;
    else countRules(found.alone, missedBy);
    if (found.asRun) counts.asRun++;
    if (found.hasRegimes) counts.withRegimes++;
  }
  const shift = edge * Math.sqrt(sides);
  const asRun = {
    trials: counts.trials,
    oraclePower: normalCdf(shift - normalQuantile((1 - ALPHA) ** (1 / counts.trials))),
    found: counts.asRun,
    share: counts.asRun / n,
  };
  const limit = power >= ORACLE_ASKED ? (isFull ? FOUND_ASKED : shareBand(n, FOUND_ASKED).low) : null;
  const share = counts.alone / n;
  return {
    market: kind,
    edge,
    annualSharpe: edge * Math.sqrt(PERIODS_PER_YEAR),
    n,
    oracleFound: counts.oracle / n,
    oraclePower: power,
    found: counts.alone,
    share,
    limit,
    asRun,
    withRegimes: counts.withRegimes,
    missedBy,
    ok: limit === null || share >= limit,
  };
}

/** A row with the trials that a run would count for it, itself first. */
interface PlantedRow {
  readonly simulation: SimulationResult;
  readonly ledger: readonly TrialRecord[];
  /** The same decisions at the multiple of the costs that the policy looks at. */
  readonly costs: readonly CostFigures[];
}

/** What only takes away from a row: nothing else would have refused it, or it is not looked for. */
interface Refusals {
  readonly stress?: StressFigures;
  readonly leakTest: LeakTest;
}

function simulateRow(series: BarSeries, { seed, judging }: ProofContext): PlantedRow {
  const definition = strategyByName(STRATEGY);
  const sets = [PARAMS, ...neighbourhood(definition, { threshold: 0, ...PARAMS })];
  const simulations = sets.map((params) =>
    simulateForProof(series, { strategy: STRATEGY, params, contract: WITH_COSTS, seed }),
  );
  const ledger = simulations.map((simulation, index) =>
    proofTrial(
      `${index}`,
      { strategy: STRATEGY, params: sets[index] as Parameters },
      simulation,
      excessStatistics(simulation),
    ),
  );
  const dearer = costLadder(WITH_COSTS).filter(({ costMultiple }) => costMultiple === judging.policy.costMultiple);
  const costs = dearer.map(({ costMultiple, contract }): CostFigures => {
    const { returns } = simulateForProof(series, { strategy: STRATEGY, params: PARAMS, contract, seed });
    const measures = returnMeasures(returns, { periodsPerYear: PERIODS_PER_YEAR, riskFreePerPeriod: 0 });
    return { multiple: costMultiple, meanReturn: measures.meanReturn, sharpe: measures.sharpeRatio };
  });
  return { simulation: simulations[0] as SimulationResult, ledger, costs };
}

/** Judges a row alone and with its neighbours in the ledger. Stress and leak test only take away: who has failed is spared them. */
async function verdictsOn(
  row: PlantedRow,
  series: BarSeries,
  { judging, name }: { readonly judging: Judging; readonly name: string },
): Promise<{ readonly alone: Judgement; readonly asRun: boolean; readonly hasRegimes: boolean }> {
  const own = row.ledger.slice(0, 1);
  const before = verdictOn(row, own, judging, { leakTest: 'not-run' });
  if (!isFound(before)) return { alone: before, asRun: false, hasRegimes: false };
  const replayed = { strategy: STRATEGY, params: PARAMS, contract: WITH_COSTS, seed: name };
  const leakTest = await proofLeakTest(series, replayed, DEFAULT_LEAK_CUTS);
  const refusals = { stress: proofStress(row.simulation, series), leakTest };
  return {
    alone: verdictOn(row, own, judging, refusals),
    asRun: isFound(verdictOn(row, row.ledger, judging, refusals)),
    hasRegimes: refusals.stress.regimes.length > 1,
  };
}

function verdictOn(
  { simulation, ledger, costs }: PlantedRow,
  counted: readonly TrialRecord[],
  judging: Judging,
  { stress, leakTest }: Refusals,
): Judgement {
  const [centre, ...neighbours] = ledger.map(({ sharpe }) => sharpe);
  const { judgement } = judgeRow(simulation, {
    periodsPerYear: PERIODS_PER_YEAR,
    centreSharpe: centre ?? null,
    neighbourSharpes: neighbours,
    policy: judging.policy,
    leakTest,
    costs,
    stress,
    trialsFor: (nObservations) => judging.trialStatistics(counted, { nObservations, declaredPriorTrials: 0 }),
  });
  return judgement;
}

function countRules({ reasons }: Judgement, counts: Record<string, number>): void {
  for (const { rule } of reasons) counts[rule] = (counts[rule] ?? 0) + 1;
}

function isFound({ verdict }: Judgement): boolean {
  return verdict === 'candidate' || verdict === 'suspicious';
}

/** The most powerful test: it knows the side of every session and the volatility. */
function oracleFinds({ sides, moves }: PlantedMarket): boolean {
  let [sum, n] = [0, 0];
  for (let bar = 0; bar < sides.length; bar++) {
    const side = sides[bar] as number;
    if (side === 0) continue;
    sum += side * (moves[bar] as number);
    n++;
  }
  return sum / Math.sqrt(n) >= normalQuantile(1 - ALPHA);
}
