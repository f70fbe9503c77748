import type { RankingRow } from '@assay/contracts/schemas';
import { isNumber } from './format.ts';

type Check = RankingRow['checks'][number];

/** A check whose value and limit exist. */
export interface MeasuredCheck extends Check {
  readonly value: number;
  readonly limit: number;
}

/** The rules that ask whether luck explains a row. */
const LUCK_RULES: readonly string[] = ['deflated-sharpe', 'deflated-sharpe-at-null'];

/** The checks of a row that ask whether luck explains it; empty where none was evaluated. */
export function luckChecks(row: Pick<RankingRow, 'checks'>): readonly Check[] {
  return row.checks.filter(({ rule }) => LUCK_RULES.includes(rule));
}

/** The one of them that is furthest below its limit, or least above it; undefined where none has value and limit. */
export function weakestLuckCheck(row: Pick<RankingRow, 'checks'>): MeasuredCheck | undefined {
  const measured = luckChecks(row).filter(isMeasured);
  return measured.sort((a, b) => a.value - a.limit - (b.value - b.limit))[0];
}

function isMeasured(check: Check): check is MeasuredCheck {
  return isNumber(check.value) && isNumber(check.limit);
}
