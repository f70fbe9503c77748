/** Price lists of one broker, as examples to copy and change; docs/methods/costs.md says when they were seen. */
import type { CommissionInput } from './resolve-commission.ts';

/** Interactive Brokers, US shares, fixed: 0.005 USD a share, at least 1 USD, at most 1 % of the order's worth. */
export const IBKR_US_SHARES_FIXED: CommissionInput = Object.freeze({
  kind: 'per-share',
  perShare: 0.005,
  minimumUnits: 1_000_000,
  maximumFraction: 0.01,
});

/** Interactive Brokers, US shares, tiered: 0.0035 USD a share and less above 300,000 shares a month. */
export const IBKR_US_SHARES_TIERED: CommissionInput = Object.freeze({
  kind: 'tiered',
  tiers: Object.freeze([
    { above: 0, perUnit: 0.0035 },
    { above: 300_000, perUnit: 0.002 },
    { above: 3_000_000, perUnit: 0.0015 },
    { above: 20_000_000, perUnit: 0.001 },
    { above: 100_000_000, perUnit: 0.0005 },
  ]),
  minimumUnits: 350_000,
  maximumFraction: 0.01,
});
