import type { OutcomeStudy } from '@assay/quant/evidence';
import type { GateGuards } from '@assay/quant/signals';
import type { GatheredOutcomes, GatherRequest } from '../../gates/index.ts';

/** A study with what it is of. */
export interface GatesStudy {
  readonly gates: string;
  readonly bars: string;
  readonly timeframe: string;
  readonly maker: string;
  readonly guards: GateGuards;
  readonly request: GatherRequest;
  readonly gathered: readonly GatheredOutcomes[];
  /** Instruments of which both sides of the market are known. */
  readonly withSpread: number;
  readonly study: OutcomeStudy;
}
