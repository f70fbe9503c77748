import type { FillContract } from '../execution/index.ts';
import type { BarRestatements } from './actions/bar-restatements.ts';
import type { SeriesColumns } from './columns.ts';

/** Lots that one order may take of a bar, from the contract's share of its volume. */
export class VolumeCaps {
  private readonly columns: readonly SeriesColumns[];
  private readonly share: number | undefined;
  private readonly restatements: readonly (BarRestatements | undefined)[];
  private readonly noVolume: FillContract['noVolume'];

  constructor(
    columns: readonly SeriesColumns[],
    contract: Pick<FillContract, 'volumeShare' | 'noVolume'>,
    restatements: readonly (BarRestatements | undefined)[] = [],
  ) {
    this.restatements = restatements;
    this.columns = columns;
    this.share = contract.volumeShare;
    this.noVolume = contract.noVolume;
  }

  /**
   * For a fill at the open of bar `i`: of the bar before, for this one's volume is not known yet; in the terms after a split
   * between them.
   */
  before(s: number, i: number): number | undefined {
    return this.share === undefined ? undefined : this.of(s, i - 1, this.restatements[s]?.get(i)?.ratio);
  }

  /** For a fill inside bar `i` or at its close; undefined where there is no limit. */
  of(s: number, i: number, ratio: number = 1): number | undefined {
    if (this.share === undefined) return undefined;
    const { volume, instrument } = this.columns[s].series;
    if (i >= 0 && volume[i] >= 0)
      return Math.floor((this.share * volume[i] * ratio) / Number(instrument.lotSize) + 1e-9);
    return this.noVolume === 'fill' ? undefined : 0;
  }
}
