/**
 * Stops and targets written out case by case, with nothing shared with the walk through a bar: what that walk is compared
 * with. Where a bar touches both, the path against the account is the stop, the path for it the target.
 */
import type { FillContract } from '../fill-contract.ts';
import type { ProtectiveLevels, ProtectiveRule } from '../protective-exit.ts';

/** An exit that a bar has brought about. */
export interface ProtectiveExit {
  readonly rule: ProtectiveRule;
  /** The price before costs. */
  readonly referenceTicks: number;
  /** The target's level, beyond which costs do not move the price; undefined for a stop. */
  readonly limitTicks: number | undefined;
}

/** Prices of one bar in whole ticks. */
export interface BarTicks {
  readonly open: number;
  readonly high: number;
  readonly low: number;
}

/**
 * The exit that an open brings about: a stop that it lies beyond (unless the contract prices that at the bar's worst),
 * or a target that it has reached.
 *
 * @param openTicks - whole, or NaN where there is no price.
 */
export function exitAtOpen(
  contract: FillContract,
  levels: ProtectiveLevels,
  openTicks: number,
): ProtectiveExit | undefined {
  if (isStopped(levels, openTicks)) {
    if (contract.gapThroughStop === 'worst-of-bar') return undefined;
    return { rule: 'stop-gapped-at-open', referenceTicks: openTicks, limitTicks: undefined };
  }
  if (!isTargetReached(contract, levels, openTicks)) return undefined;
  return { rule: 'target-gapped-at-open', referenceTicks: openTicks, limitTicks: levels.targetTicks };
}

/**
 * The exit that the rest of a bar brings about, for a position that outlived its open.
 *
 * A stop fills at its level, or at the bar's worst price where the bar opened beyond it; a target fills at its level.
 * Where the bar touches both, the contract says which counts.
 */
export function exitInsideBar(
  contract: FillContract,
  levels: ProtectiveLevels,
  bar: BarTicks,
): ProtectiveExit | undefined {
  const isLong = levels.direction > 0;
  const worst = isLong ? bar.low : bar.high;
  const best = isLong ? bar.high : bar.low;
  if (isStopped(levels, bar.open))
    return { rule: 'stop-gapped-at-worst', referenceTicks: worst, limitTicks: undefined };

  const stop = isStopped(levels, worst) ? levels.stopTicks : undefined;
  const target = isTargetReached(contract, levels, best) ? levels.targetTicks : undefined;
  if (stop !== undefined && target !== undefined) {
    return contract.intrabarPath === 'against'
      ? { rule: 'both-touched-stop-first', referenceTicks: stop, limitTicks: undefined }
      : { rule: 'both-touched-target-first', referenceTicks: target, limitTicks: target };
  }
  if (stop !== undefined) return { rule: 'stop-inside-bar', referenceTicks: stop, limitTicks: undefined };
  return target === undefined ? undefined : { rule: 'target-inside-bar', referenceTicks: target, limitTicks: target };
}

/**
 * The exit that a close-only bar brings about: a stop at the close, a target at its level.
 *
 * @param closeTicks - whole, or NaN where there is no price.
 */
export function exitAtClose(
  contract: FillContract,
  levels: ProtectiveLevels,
  closeTicks: number,
): ProtectiveExit | undefined {
  if (isStopped(levels, closeTicks))
    return { rule: 'stop-at-close', referenceTicks: closeTicks, limitTicks: undefined };
  const target = levels.targetTicks;
  if (target === undefined || !isTargetReached(contract, levels, closeTicks)) return undefined;
  return { rule: 'target-at-close', referenceTicks: target, limitTicks: target };
}

function isStopped(levels: ProtectiveLevels, ticks: number): boolean {
  return levels.stopTicks !== undefined && levels.direction * (ticks - levels.stopTicks) <= 0;
}

function isTargetReached(contract: FillContract, levels: ProtectiveLevels, ticks: number): boolean {
  const needed = contract.limitFill === 'through' ? 1 : 0;
  return levels.targetTicks !== undefined && levels.direction * (ticks - levels.targetTicks) >= needed;
}
