import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, dayOfWeek, formatIsoDate, parseIsoDate } from '@assay/core/time';
import { parseTimeframe } from '@assay/quant/market';
import type { Calendar, Session } from '@assay/quant/market';
import { InvalidArgumentError } from '@assay/core/errors';
import { valueAt } from '../columns.ts';
import { findingCounter } from './finding.ts';
import type { AuditInput } from './finding.ts';
import type { AuditFinding } from './report.ts';

/** Bars against the calendar: sessions without a bar, bars outside every session, holes inside a session. */
export function auditSessions(input: AuditInput, calendar: Calendar): readonly AuditFinding[] {
  const { series } = input;
  const { count, unit } = parseTimeframe(series.timeframe);
  let sessions: readonly Session[];
  try {
    sessions = calendar.sessionsBetween(
      valueAt(series.openTime, 0),
      valueAt(series.eventTime, series.length - 1) + MS_PER_DAY,
    );
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    const outside = findingCounter(input, 'outside-calendar', 'error');
    outside.addBar(0, `the calendar ${calendar.id} does not cover the whole history: ${error.message}`);
    return outside.findings();
  }
  if (unit === 'm' || unit === 'h') {
    const barMs = count * (unit === 'm' ? MS_PER_MINUTE : MS_PER_HOUR);
    return auditIntraday(input, sessions, barMs);
  }
  // Of bars that span several days, weeks or months nothing says where they begin.
  if (count > 1) return [];
  const byPeriod = unit === 'd' ? sessions : lastOfEach(sessions, unit);
  return auditCloses(input, byPeriod);
}

/** Bars of a day, week or month close when a session closes: the sessions and the bars are merged by that moment. */
function auditCloses(input: AuditInput, sessions: readonly Session[]): readonly AuditFinding[] {
  const { eventTime, length } = input.series;
  const missing = findingCounter(input, 'missing-session', 'warning');
  const off = findingCounter(input, 'bar-off-session', 'warning');
  let next = 0;
  for (let i = 0; i < length; i++) {
    const close = valueAt(eventTime, i);
    for (; next < sessions.length && (sessions[next] as Session).close < close; next++) {
      const session = sessions[next] as Session;
      // Where sessions touch, the one before the first bar closes when that bar opens.
      if (i > 0) missing.addMissing(session.close, `no bar for the session of ${session.date}`);
    }
    if (sessions[next]?.close === close) next++;
    else off.addBar(i, 'does not close with a session');
  }
  return [...missing.findings(), ...off.findings()];
}

function auditIntraday(input: AuditInput, sessions: readonly Session[], barMs: number): readonly AuditFinding[] {
  const { openTime, eventTime, length, shape } = input.series;
  const opening = (index: number): number =>
    shape === 'ohlc' ? valueAt(openTime, index) : valueAt(eventTime, index) - barMs;
  const missing = findingCounter(input, 'missing-session', 'warning');
  const holes = findingCounter(input, 'missing-bars', 'warning');
  const off = findingCounter(input, 'bar-off-session', 'warning');
  let i = 0;
  for (const session of sessions) {
    for (; i < length && valueAt(eventTime, i) <= session.open; i++) off.addBar(i, 'lies outside every session');
    const first = i;
    for (; i < length && opening(i) < session.close; i++) {
      const lost = i === first ? 0 : barsBetween(valueAt(eventTime, i - 1), opening(i), barMs);
      if (lost > 0) holes.addMissing(opening(i), `${lost} bars missing on ${session.date}`, lost);
    }
    if (first === i && first > 0 && i < length)
      missing.addMissing(session.close, `no bar in the session of ${session.date}`);
  }
  for (; i < length; i++) off.addBar(i, 'lies outside every session');
  return [...missing.findings(), ...holes.findings(), ...off.findings()];
}

function barsBetween(close: number, nextOpen: number, barMs: number): number {
  return Math.max(0, Math.round((nextOpen - close) / barMs));
}

/** The last session of each week (Monday to Sunday) or month. */
function lastOfEach(sessions: readonly Session[], unit: 'w' | 'mo'): readonly Session[] {
  const keys = sessions.map((session) => (unit === 'mo' ? session.date.slice(0, 7) : weekOf(session.date)));
  return sessions.filter((_, index) => keys[index] !== keys[index + 1]);
}

function weekOf(date: string): string {
  const day = parseIsoDate(date) as number;
  return formatIsoDate(day - ((dayOfWeek(day) + 6) % 7) * MS_PER_DAY);
}
