import type { BacktestSummary, NeighbourhoodModel, StressModel } from '@assay/contracts/schemas';
import { formatNumber, formatSigned, oneLine, undefinedWords } from '../../reports/index.ts';
import type { Unit } from '../../reports/index.ts';
import { countOf } from '../text-table.ts';
import { factLines } from './fact-lines.ts';

type Fact = readonly [name: string, text: string];
type Measure = StressModel['dependency'];

const OFF: Fact = ['off', 'nobody has looked at regimes, resampled trades, later starts or parameters near by'];
const WITHHELD: Fact = ['withheld', 'it says nothing of a strategy that knew the future'];

/** What stress makes of a backtest, in a few lines; a part that failed says why. */
export function stressLines({ stress, neighbourhood, evidence }: BacktestSummary): readonly string[] {
  if (stress === undefined) return factLines([evidence.leakTest === 'failed' ? WITHHELD : OFF]);
  const facts = stress.state === 'stress_failed' ? [failed(stress.reason)] : factsOf(stress);
  return factLines(neighbourhood === undefined ? facts : [...facts, nearBy(neighbourhood)]);
}

function factsOf(stress: StressModel): readonly Fact[] {
  return [
    ...tradesFact(stress),
    ...regimesFact(stress),
    fillsFact(stress),
    ...startsFact(stress),
    ...partsFact(stress),
  ];
}

function failed(reason: string | undefined): Fact {
  return ['stress_failed', oneLine(reason ?? '')];
}

function tradesFact({ monteCarlo }: StressModel): readonly Fact[] {
  if (monteCarlo === undefined) return [];
  const { paths, medianReturn, p5Return, p95Drawdown, ruinProbability, sizing, otherSizing } = monteCarlo;
  if (medianReturn.value === null) return [['Resampled trades', undefinedWords(medianReturn.reason)]];
  const other = sizing === 'compounding' ? 'as amounts of money' : 'with sizes that follow the account';
  return [
    [
      'Resampled trades',
      `median return ${signed(medianReturn)}, 5th percentile ${signed(p5Return)}; drawdown, 95th ${shown(p95Drawdown)}`,
    ],
    [
      '',
      `${shown(ruinProbability)} of ${countOf(paths, 'path')} ruined; ${other}: ${shown(otherSizing.ruinProbability)}`,
    ],
  ];
}

/** A dependency that a record which earns alike in all regimes shows often enough is luck, as the page says. */
const DEPENDENCY_LEVEL = 0.05;

function regimesFact({ regimes, dependency, dependencyLevel }: StressModel): readonly Fact[] {
  if (regimes.length === 0) return [];
  const each = regimes.map(({ label, totalReturn }) => `${label} ${signed(totalReturn)}`).join(', ');
  const { value, reason } = dependency;
  const depends =
    value === null
      ? `dependency on one is unknown: ${undefinedWords(reason)}`
      : value > 0
        ? `${(dependencyLevel?.value ?? 0) > DEPENDENCY_LEVEL ? 'most of it is of one of them, which luck explains' : 'it depends on one of them'} (${formatNumber(value, 'ratio')} of 1)`
        : 'it depends on none of them';
  return [['Regimes', `${each}; ${depends}`]];
}

function fillsFact({ fills }: StressModel): Fact {
  return [
    'Fills',
    fills.map(({ variant, totalReturn }) => `${variant} ${signed(totalReturn)}`).join(', ') || 'not looked at',
  ];
}

function startsFact({ startDates }: StressModel): readonly Fact[] {
  if (startDates === undefined) return [];
  const { parts, gainingShare } = startDates;
  return [['Later starts', `${shown(gainingShare)} of ${countOf(parts.length, 'start')} gain`]];
}

const LEFT_OUT = { year: 'year', month: 'month', stretch: 'tenth of the record' } as const;

function partsFact({ leaveOneOut }: StressModel): readonly Fact[] {
  if (leaveOneOut === undefined) return [];
  const { by, parts, isCarriedByOne, whole } = leaveOneOut;
  const each = `${by === undefined ? 'part' : LEFT_OUT[by]} of ${parts.length}`;
  if ((whole.totalReturn.value ?? 0) <= 0) return [['Left out', `no gain that one ${each} could carry`]];
  return [['Left out', `${isCarriedByOne ? 'one' : 'no'} ${each} carries the whole gain`]];
}

function nearBy({
  state,
  reason,
  neighbours,
  gaining,
  lowestSharpe,
  highestSharpe,
  fragility,
}: NeighbourhoodModel): Fact {
  if (state === 'stress_failed') return ['Parameters ±10 %', `stress_failed: ${oneLine(reason ?? '')}`];
  if (neighbours === 0) return ['Parameters ±10 %', 'none can be moved'];
  const range = `Sharpe ratio ${shown(lowestSharpe, 'ratio')} to ${shown(highestSharpe, 'ratio')}`;
  return [
    'Parameters ±10 %',
    `${gaining} of ${countOf(neighbours, 'neighbour')} above 0, ${range}; fragility ${shown(fragility, 'ratio')}`,
  ];
}

function signed({ value, reason }: Measure): string {
  return value === null ? `undefined (${undefinedWords(reason)})` : formatSigned(value, 'percent');
}

function shown({ value, reason }: Measure, unit: Unit = 'percent'): string {
  return value === null ? `undefined (${undefinedWords(reason)})` : formatNumber(value, unit);
}
