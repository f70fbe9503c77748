import { valueAt } from '../columns.ts';
import { findingCounter } from './finding.ts';
import type { AuditInput } from './finding.ts';
import type { AuditFinding } from './report.ts';

/** Order and stamps: bars twice, out of order, open after their close, known before they ended. */
export function auditTimes(input: AuditInput): readonly AuditFinding[] {
  const { openTime, eventTime, availableAt, length } = input.series;
  const duplicates = findingCounter(input, 'duplicate-time', 'error');
  const disorder = findingCounter(input, 'disorder', 'error');
  const badTimes = findingCounter(input, 'bad-time', 'error');
  const early = findingCounter(input, 'available-early', 'error');
  for (let i = 0; i < length; i++) {
    const [open, close, available] = [valueAt(openTime, i), valueAt(eventTime, i), valueAt(availableAt, i)];
    const before = i === 0 ? -Infinity : valueAt(eventTime, i - 1);
    if (close === before) duplicates.addBar(i, 'closes when the bar before it does');
    if (close < before) disorder.addBar(i, 'closes before the bar before it does');
    if (![open, close, available].every(Number.isSafeInteger))
      badTimes.addBar(i, 'has a time that is no whole millisecond');
    else if (open > close) badTimes.addBar(i, 'opens after it closes');
    else if (open < before && close > before) badTimes.addBar(i, 'opens before the bar before it has closed');
    if (available < close) early.addBar(i, 'could be known before it closed');
  }
  return [...duplicates.findings(), ...disorder.findings(), ...badTimes.findings(), ...early.findings()];
}
