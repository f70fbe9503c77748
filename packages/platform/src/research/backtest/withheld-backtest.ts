import type {
  BacktestEvidence,
  BacktestOutcome,
  BacktestReportModel,
  ContractOutcome,
  PerformanceModel,
} from '@assay/contracts/schemas';

/** Why figures of a strategy that knew the future are not shown. */
const WITHHELD = 'withheld-for-a-leak';

/** The page of a backtest whose strategy knew the future: its trades, by which the leak can be traced, and no measure. */
export function withheldModel<Model extends BacktestReportModel>(model: Model): Model {
  const none = { times: [], values: [] };
  return {
    ...model,
    evidence: withheldEvidence(model.evidence),
    performance: withheldPerformance(model.performance),
    equity: none,
    drawdown: none,
    excessAnnualisedReturn: { value: null, reason: WITHHELD },
    ...{ stress: undefined, regimeStretches: undefined, neighbourhood: undefined, gates: undefined },
  };
}

/** What a backtest came to under one contract, without what it came to; buy and hold stays as it is. */
export function withheldOutcome(outcome: BacktestOutcome): BacktestOutcome {
  if (outcome.under === 'buy and hold') return outcome;
  const figures = { net: null, totalReturn: null, sharpeRatio: null, maxDrawdown: null };
  return { ...outcome, ...figures, nulls: reasons(figures) };
}

function withheldEvidence(evidence: BacktestEvidence): BacktestEvidence {
  const figures = {
    ...{ sharpe: null, standardError: null, lower: null, upper: null, probabilisticSharpe: null },
    ...{ expectedMaximum: null, deflatedSharpe: null, minimumTrackRecord: null },
  };
  return { ...evidence, ...figures, nulls: reasons(figures) };
}

function withheldPerformance(performance: PerformanceModel): PerformanceModel {
  const { measures, contracts, costLadder } = performance;
  return {
    ...performance,
    finalEquity: performance.initialEquity,
    measures: measures.map(({ id }) => ({ id, value: null, reason: WITHHELD })),
    ...{ drawdowns: [], calendar: [], breakdowns: [], gross: null, costs: [], income: [], attribution: [] },
    excursions: { points: [], total: 0 },
    contracts: contracts.map(withheldContract),
    costLadder: costLadder?.map(withheldContract) ?? null,
  };
}

function withheldContract(outcome: ContractOutcome): ContractOutcome {
  const figures = {
    ...{ totalReturn: null, sharpeRatio: null, meanReturn: null, net: null, costs: null },
    ...{ equityChange: null, maxDrawdown: null, fillCosts: null },
  };
  return { ...outcome, ...figures, nulls: reasons(figures) };
}

function reasons(figures: object): Record<string, string> {
  return Object.fromEntries(Object.keys(figures).map((name) => [name, WITHHELD]));
}
