/**
 * The rooms of the house, bottom to top. A room imports lower tiers only, never a sibling, and another room only
 * through its index.ts. The boundary check is generated from this list; changing it takes a decision record.
 */
export const tiers = [
  ['core/errors'],
  ['core/checks', 'core/time', 'core/random'],
  ['core/vector'],
  ['core/matrix', 'core/special'],
  ['core/linalg', 'core/rolling', 'core/spectral', 'core/distributions'],
  ['core/optimize', 'core/inference'],
  ['quant/market', 'contracts/schemas'],
  ['quant/panel'],
  ['quant/labels', 'quant/features'],
  ['quant/regimes'],
  ['quant/signals', 'quant/portfolio', 'quant/options', 'quant/orders'],
  ['quant/execution', 'quant/risk'],
  ['quant/strategy'],
  ['quant/simulation'],
  ['quant/analysis'],
  ['quant/evidence'],
  ['quant/discovery', 'quant/insight'],
  ['platform/telemetry', 'platform/settings'],
  ['platform/lakehouse', 'platform/runs'],
  ['platform/sources', 'platform/gates', 'platform/workers', 'platform/reports'],
  ['platform/stages'],
  ['platform/workflows', 'platform/research', 'platform/studies'],
  ['platform/explain'],
  ['platform/api', 'platform/cli'],
  ['platform/main'],
];

/** Packages that may not touch Node, a clock or ambient randomness. */
export const purePackages = ['core', 'quant', 'contracts'];
