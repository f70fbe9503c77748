import { checkOneOf } from '@assay/core/checks';
import type { OptionChainOptions } from './chain-options.ts';
import { correlatedPanelSource } from './correlated-panel.ts';
import { fxSource } from './fx.ts';
import type { FxOptions } from './fx.ts';
import type { GeneratedDataset } from './generated.ts';
import { jumpsSource } from './jumps.ts';
import type { JumpOptions } from './jumps.ts';
import { optionChainSource } from './option-chain.ts';
import type { SyntheticMarketOptions } from './options.ts';
import type { CorrelatedPanelOptions } from './panel-options.ts';
import { plantedEdgeSource } from './planted-edge.ts';
import type { PlantedEdgeOptions } from './planted-edge.ts';
import { randomWalkSource } from './random-walk.ts';
import type { RegimeSwitchingOptions } from './regime-options.ts';
import { regimeSwitchingSource } from './regime-switching.ts';

/** The options of every kind of generated market. */
export interface SyntheticKinds {
  readonly 'random-walk': SyntheticMarketOptions;
  readonly 'planted-edge': PlantedEdgeOptions;
  readonly 'regime-switching': RegimeSwitchingOptions;
  readonly jumps: JumpOptions;
  readonly 'correlated-panel': CorrelatedPanelOptions;
  readonly fx: FxOptions;
  readonly 'option-chain': OptionChainOptions;
}

/** Name of a kind of generated market. */
export type SyntheticKind = keyof SyntheticKinds;

const SOURCES: { readonly [Kind in SyntheticKind]: (options: SyntheticKinds[Kind]) => GeneratedDataset } = {
  'random-walk': randomWalkSource,
  'planted-edge': plantedEdgeSource,
  'regime-switching': regimeSwitchingSource,
  jumps: jumpsSource,
  'correlated-panel': correlatedPanelSource,
  fx: fxSource,
  'option-chain': optionChainSource,
};

/** The kinds of generated markets. */
export const SYNTHETIC_KINDS: readonly SyntheticKind[] = Object.freeze(Object.keys(SOURCES) as SyntheticKind[]);

/**
 * A generated market in chunks. Every price and record follows from the seed and the options, on every machine; no more
 * than one chunk of it is ever kept.
 *
 * @throws {InvalidArgumentError} if an option is out of its domain.
 */
export function syntheticDataset<Kind extends SyntheticKind>(
  kind: Kind,
  options: SyntheticKinds[Kind],
): GeneratedDataset {
  checkOneOf('kind', kind, SYNTHETIC_KINDS);
  return SOURCES[kind](options);
}
