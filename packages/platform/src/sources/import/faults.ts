import type { RowPolicies } from '../layouts/layout.ts';

/** Why a row gives nothing, and under which policy it may be left out; undefined: under none. */
export interface RowFault {
  readonly fault: string;
  readonly policy: keyof RowPolicies | undefined;
}

/** Rows left out because the layout says so, by reason. */
export type SkippedRows = Record<keyof RowPolicies, number>;

/** A fault that no policy passes over. */
export function wrong(fault: string): RowFault {
  return { fault, policy: undefined };
}

/** No row left out. */
export function noneSkipped(): SkippedRows {
  return { blank: 0, offSession: 0, invalid: 0, duplicate: 0, oneSided: 0 };
}

const REASONS: Readonly<Record<keyof RowPolicies, string>> = {
  blank: 'without a price or value',
  offSession: 'on a day without a session',
  invalid: 'with prices that cannot be',
  duplicate: 'that repeat another one',
  oneSided: 'of one side without the other',
};

/** What was left out, one sentence each. */
export function skipNotes(skipped: SkippedRows): readonly string[] {
  return (Object.keys(REASONS) as (keyof RowPolicies)[])
    .filter((reason) => skipped[reason] > 0)
    .map((reason) => `${skipped[reason]} rows ${REASONS[reason]} were left out.`);
}
