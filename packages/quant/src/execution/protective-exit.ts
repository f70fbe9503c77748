/** Stop and target of an open position as prices. */
export interface ProtectiveLevels {
  /** 1 for a long position, -1 for a short one. */
  readonly direction: 1 | -1;
  /** Whole ticks; undefined where the position has none. */
  readonly stopTicks: number | undefined;
  readonly targetTicks: number | undefined;
}

/** The rules by which a stop or a target can be executed. */
export type ProtectiveRule =
  | 'stop-inside-bar'
  | 'stop-gapped-at-open'
  | 'stop-gapped-at-worst'
  | 'stop-gapped-at-level'
  | 'stop-at-close'
  | 'target-inside-bar'
  | 'target-gapped-at-open'
  | 'target-gapped-at-level'
  | 'target-at-close'
  | 'both-touched-stop-first'
  | 'both-touched-target-first';

/**
 * Where stop and target of a position lie.
 *
 * Each lies `fraction` of the entry price away, rounded to the nearest whole tick, at least one tick.
 *
 * @param entryTicks - the price paid or received.
 * @returns undefined where neither fraction is given.
 *
 * @remarks
 * Source: this project.
 */
export function protectiveLevels(
  direction: 1 | -1,
  entryTicks: number,
  stopLossFraction: number | undefined,
  takeProfitFraction: number | undefined,
): ProtectiveLevels | undefined {
  if (stopLossFraction === undefined && takeProfitFraction === undefined) return undefined;
  const away = (fraction: number): number => Math.max(1, Math.round(Math.abs(entryTicks) * fraction));
  return {
    direction,
    stopTicks: stopLossFraction === undefined ? undefined : entryTicks - direction * away(stopLossFraction),
    targetTicks: takeProfitFraction === undefined ? undefined : entryTicks + direction * away(takeProfitFraction),
  };
}
