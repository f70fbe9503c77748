import type { MetricExplanation } from '@assay/contracts/schemas';

type Own = Omit<MetricExplanation, 'name' | 'label' | 'group' | 'rules'>;

const PERIODS = 'too few periods, or returns that do not vary';
const BY_COSTS = 'the row was not simulated at that multiple';
const NO_CHOICE = 'the sweep has fewer than two sets: nothing was chosen';

function shown(formula: string, unit: string, more: Partial<Own> = {}): Own {
  return {
    ...{ formula, unit, domain: 'any finite number', nullWhen: PERIODS },
    ...{ source: 'this project', docs: 'docs/methods/measures.md', ...more },
  };
}

const SHARPE = { domain: '[0, 1]', docs: 'docs/methods/sharpe-inference.md' } as const;
const LOPEZ =
  'D. H. Bailey and M. López de Prado, The Deflated Sharpe Ratio, Journal of Portfolio Management 40 (2014)';
const MONEY = { domain: 'any amount', nullWhen: 'the row has no trade', docs: 'docs/methods/records.md' } as const;

/** Metrics of a row that no registry of measures defines. */
export const EVIDENCE_METRICS: Readonly<Record<string, Own>> = {
  pessimisticTotalReturn: shown('∏ (1 + r) - 1 of the same decisions under the pessimistic fill contract', 'fraction', {
    domain: '≥ -1',
    docs: 'docs/methods/fill-contract.md',
  }),
  excessTotalReturn: shown(
    '∏ (1 + r - e · b) - 1, e the average exposure, b the return of the instrument',
    'fraction',
    {
      domain: '≥ -1',
    },
  ),
  excessAnnualisedReturn: shown('(1 + excess total return)^(periods a year / n) - 1', 'fraction a year'),
  excessAnnualisedVolatility: shown('s(excess returns) · √(periods a year)', 'fraction a year', { domain: '≥ 0' }),
  excessSharpeRatio: shown('mean(excess) / s(excess) · √(periods a year)', 'ratio, annual'),
  pessimisticExcessSharpeRatio: shown('the excess Sharpe ratio under the pessimistic fill contract', 'ratio, annual', {
    docs: 'docs/methods/fill-contract.md',
  }),
  probabilisticSharpe: shown('Φ(SR · √(n - 1) / √(1 - γ₃ SR + (γ₄ - 1) / 4 · SR²))', 'probability', {
    ...SHARPE,
    source: LOPEZ,
  }),
  expectedMaximum: shown(
    '√V · ((1 - γ) Φ⁻¹(1 - 1/N) + γ Φ⁻¹(1 - 1/(N e))), N trials, V the variance of their Sharpe ratios',
    'ratio of a period',
    {
      ...SHARPE,
      domain: '≥ 0',
      source: LOPEZ,
      nullWhen: 'the variance of the trials is not known',
    },
  ),
  deflatedSharpe: shown('Φ((SR - expected maximum) · √(n - 1) / √(1 - γ₃ SR + (γ₄ - 1) / 4 · SR²))', 'probability', {
    ...SHARPE,
    source: LOPEZ,
    nullWhen: `${PERIODS}, or the variance of the trials is not known`,
  }),
  deflatedSharpeAtNull: shown(
    'the deflated Sharpe ratio with the sampling error of a strategy without an edge',
    'probability',
    {
      ...SHARPE,
      nullWhen: `${PERIODS}, or the variance of the trials is not known`,
    },
  ),
  minimumTrackRecord: shown(
    '1 + (1 - γ₃ SR* + (γ₄ - 1) / 4 · SR*²) · (z / SR*)², SR* the declared target a period',
    'periods',
    {
      ...SHARPE,
      domain: 'whole numbers ≥ 1',
      source: 'D. H. Bailey and M. López de Prado, The Sharpe Ratio Efficient Frontier, Journal of Risk 15 (2012)',
    },
  ),
  trialSharpeVariance: shown(
    'variance of the Sharpe ratios of all trials on overlapping data',
    'ratio of a period, squared',
    {
      domain: '≥ 0',
      docs: 'docs/methods/trials.md',
      nullWhen: 'fewer than two trials',
    },
  ),
  fragility: shown('how far the Sharpe ratios of the ±10 % neighbours fall below that of the set', 'ratio', {
    domain: '[0, 1]',
    docs: 'docs/methods/fragility.md',
    nullWhen: 'no neighbour has a Sharpe ratio',
  }),
  probabilityOfOverfitting: shown(
    'share of splits in which the best set in sample is below the median out of sample',
    'probability',
    {
      domain: '[0, 1]',
      docs: 'docs/methods/backtest-overfitting.md',
      source: 'D. H. Bailey, J. Borwein, M. López de Prado, Q. J. Zhu, Journal of Computational Finance 20 (2017)',
      nullWhen: NO_CHOICE,
    },
  ),
  superiorAbilityPValue: shown(
    'share of bootstrap samples whose best studentised mean is above that of the sweep',
    'probability',
    {
      domain: '(0, 1]',
      docs: 'docs/methods/reality-checks.md',
      source: 'P. R. Hansen, Journal of Business and Economic Statistics 23 (2005)',
      nullWhen: NO_CHOICE,
    },
  ),
  realityCheckPValue: shown('share of bootstrap samples whose best mean is above that of the sweep', 'probability', {
    domain: '(0, 1]',
    docs: 'docs/methods/reality-checks.md',
    source: 'H. White, Econometrica 68 (2000)',
    nullWhen: NO_CHOICE,
  }),
  effectiveTrials: shown('independent trials that the correlations of the sweep leave', 'count', {
    domain: '[1, sets]',
    docs: 'docs/methods/effective-trials.md',
    nullWhen: NO_CHOICE,
  }),
  walkForwardLoss: shown('periods in test windows that lost / all test periods', 'fraction', {
    domain: '[0, 1]',
    docs: 'docs/methods/walk-forward.md',
    nullWhen: 'the record is one stretch, or has fewer than three test windows',
  }),
  expectancy: shown('mean net result of a trade', 'currency', { ...MONEY, docs: 'docs/methods/measures.md' }),
  grossProfit: shown('Σ gross of trades, reference price to reference price', 'currency', MONEY),
  tradeCosts: shown('Σ spread, slippage, commission and fees of trades', 'currency', { ...MONEY, domain: '≥ 0' }),
  netProfit: shown('Σ net of trades', 'currency', MONEY),
  spreadCost: shown('Σ spread of all fills', 'currency', { ...MONEY, domain: '≥ 0', docs: 'docs/methods/costs.md' }),
  slippageCost: shown('Σ slippage of all fills', 'currency', {
    ...MONEY,
    domain: '≥ 0',
    docs: 'docs/methods/costs.md',
  }),
  commissionCost: shown('Σ commission of all fills', 'currency', {
    ...MONEY,
    domain: '≥ 0',
    docs: 'docs/methods/costs.md',
  }),
  feeCost: shown('Σ fees of all fills, set by law and venues', 'currency', {
    ...MONEY,
    domain: '≥ 0',
    docs: 'docs/methods/costs.md',
  }),
  dividendIncome: shown('Σ dividends received less those owed on short positions', 'currency', MONEY),
  financingIncome: shown('Σ borrow fees, interest, rollover and funding, signed', 'currency', MONEY),
  fxResult: shown('what exchange rates did between entry and exit', 'currency', MONEY),
  ...Object.fromEntries(
    [1.25, 1.5, 2].flatMap((multiple) => [
      [
        `totalReturnAtCosts${multiple * 100}`,
        shown(`∏ (1 + r) - 1 of the same decisions at ${multiple} times the costs`, 'fraction', {
          domain: '≥ -1',
          nullWhen: BY_COSTS,
          docs: 'docs/methods/stress.md',
        }),
      ],
      [
        `sharpeRatioAtCosts${multiple * 100}`,
        shown(`mean / s · √(periods a year) at ${multiple} times the costs`, 'ratio, annual', {
          nullWhen: BY_COSTS,
          docs: 'docs/methods/stress.md',
        }),
      ],
    ]),
  ),
};

/** Rules of the verdict that read a metric. */
export const RULES_OF_METRICS: Readonly<Record<string, readonly string[]>> = {
  maxDrawdown: ['max-drawdown'],
  rejectRate: ['reject-rate'],
  nObservations: ['minimum-track-record'],
  minimumTrackRecord: ['minimum-track-record'],
  deflatedSharpe: ['deflated-sharpe'],
  deflatedSharpeAtNull: ['deflated-sharpe-at-null'],
  trialSharpeVariance: ['deflated-sharpe', 'deflated-sharpe-at-null'],
  expectedMaximum: ['deflated-sharpe', 'deflated-sharpe-at-null'],
  superiorAbilityPValue: ['superior-ability'],
  realityCheckPValue: ['reality-check'],
  probabilityOfOverfitting: ['overfitting'],
  fragility: ['fragility'],
  walkForwardLoss: ['walk-forward-loss'],
  sharpeRatioAtCosts125: ['stressed-costs-sharpe'],
  sharpeRatioAtCosts150: ['stressed-costs-sharpe'],
  sharpeRatioAtCosts200: ['stressed-costs-sharpe'],
  sharpeRatio: ['suspicious-sharpe'],
  excessSharpeRatio: ['suspicious-excess-sharpe'],
  totalReturn: ['suspicious-return'],
  winRate: ['suspicious-win-rate'],
  bestPeriod: ['suspicious-period-return'],
  worstPeriod: ['suspicious-period-return'],
  profitFactor: ['suspicious-profit-factor'],
};
