import { mean } from '@assay/core/vector';
import type { CapacityFacts } from './capacity.ts';
import type { MeasureDefinition } from './definition.ts';
import type { AnalysisFacts } from './facts.ts';
import { defined, undefinedBecause } from './measure.ts';
import type { Measure } from './measure.ts';

/** What trading costs, and how large an account bears it. */
export const COST_MEASURES: readonly MeasureDefinition[] = [
  {
    id: 'costRatio',
    name: 'Costs over the gross result',
    level: 'cost',
    unit: 'ratio',
    definition: 'costUnits / grossUnits',
    reasons: ['gross-not-positive', 'trades-not-given', 'no-trade', 'beyond-exact-range'],
    usesOrder: false,
    of: costRatio,
  },
  {
    id: 'annualCostDrag',
    name: 'Costs a year over mean equity',
    level: 'cost',
    unit: 'fraction a year',
    definition: 'Σ costs / mean equity · P / n',
    reasons: ['costs-not-given', 'no-observations', 'wealth-not-positive', 'return-not-finite'],
    usesOrder: false,
    of: costDrag,
  },
  capacity({
    id: 'capacityUnits',
    name: 'Capacity: account at which impact takes its share of the gross result',
    unit: 'ledger units',
    definition: 'account · (s · G / I)², I = Σ Q · Y · σ · √(Q / V)',
    pick: (facts) => facts.capacity,
  }),
  capacity({
    id: 'impactShare',
    name: 'Impact over the gross result, at the size tested',
    unit: 'ratio',
    definition: 'I / G',
    pick: (facts) => facts.impactShare,
  }),
  capacity({
    id: 'largestParticipation',
    name: 'Largest fill over the volume of a day, at the size tested',
    unit: 'fraction',
    definition: 'max Q / V',
    pick: (facts) => facts.largestParticipation,
  }),
  capacity({
    id: 'participationAtCapacity',
    name: 'Largest fill over the volume of a day, at capacity',
    unit: 'fraction',
    definition: 'max Q / V · capacityUnits / account',
    pick: (facts) => facts.participationAtCapacity,
  }),
];

interface CapacityMeasure extends Pick<MeasureDefinition, 'id' | 'name' | 'unit' | 'definition'> {
  readonly pick: (facts: CapacityFacts) => Measure;
}

function capacity({ pick, ...words }: CapacityMeasure): MeasureDefinition {
  return {
    ...words,
    level: 'cost',
    reasons: ['volumes-not-given', 'no-trade', 'gross-not-positive', 'no-impact'],
    usesOrder: false,
    of: (facts) => (facts.capacity === undefined ? undefinedBecause('volumes-not-given') : pick(facts.capacity())),
  };
}

function costRatio({ trades }: AnalysisFacts): Measure {
  if (trades === undefined) return undefinedBecause('trades-not-given');
  if (trades.n === 0) return undefinedBecause('no-trade');
  const { costUnits, grossUnits } = trades.basic();
  if (costUnits.reason !== undefined) return costUnits;
  if (grossUnits.reason !== undefined) return grossUnits;
  return grossUnits.value > 0 ? defined(costUnits.value / grossUnits.value) : undefinedBecause('gross-not-positive');
}

function costDrag({ costs, periods }: AnalysisFacts): Measure {
  if (costs === undefined) return undefinedBecause('costs-not-given');
  if (costs.equityUnits.length === 0) return undefinedBecause('no-observations');
  const equity = mean(costs.equityUnits);
  if (Number.isNaN(equity)) return undefinedBecause('return-not-finite');
  if (!(equity > 0)) return undefinedBecause('wealth-not-positive');
  const years = costs.equityUnits.length / periods.periodsPerYear;
  return defined(costs.totalUnits / equity / years);
}
