import { formatIsoTime } from '@assay/core/time';
import type { LeakDifference } from '@assay/quant/evidence';
import type { ShownDifference } from './proof.ts';

/** A difference with its times as text. */
export function changedDifference({ cut, time, ...rest }: LeakDifference): ShownDifference {
  return { ...rest, cut: cut === null ? null : formatIsoTime(cut), time: formatIsoTime(time) };
}
