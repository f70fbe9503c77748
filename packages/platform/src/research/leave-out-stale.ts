/** Leaves out, before a run is opened, what is too old by the rule of its pack: each instrument by its own calendar. */
import type { StaleInstrument } from '@assay/contracts/schemas';
import { DataError } from '@assay/core/errors';
import { formatIsoTime, MS_PER_HOUR } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { calendarById, freshness } from '@assay/quant/market';
import { readChunks, selectEntries } from '../lakehouse/index.ts';
import type { Lakehouse, SeriesEntry } from '../lakehouse/index.ts';
import type { FreshnessRule } from './freshness-rule.ts';
import { withInstruments } from './plan-accounts.ts';
import type { PlannedAccount, ResearchPlan } from './plan.ts';

const SHOWN = 20;

/**
 * The plan without stale instruments, which it names with their reasons. An account that none is left of is gone, and so are
 * its rows.
 *
 * @throws {DataError} DATA_UNFIT if nothing is left to judge.
 *
 * @remarks
 * Causal: how old an instrument is depends on the bars that were known at the rule's moment.
 */
export async function leaveOutStale(plan: ResearchPlan, lake: Lakehouse): Promise<ResearchPlan> {
  const stale: StaleInstrument[] = [];
  const kept = new Map<string, PlannedAccount>();
  for (const account of plan.accounts) {
    const old = await staleInstruments(account, lake);
    stale.push(...old);
    const fresh = account.instruments.filter((id) => !old.some(({ instrument }) => instrument === id));
    if (fresh.length > 0) kept.set(account.id, old.length === 0 ? account : withInstruments(account, fresh));
  }
  if (stale.length === 0) return plan;
  const rows = plan.rows.flatMap((row) => {
    const account = kept.get(row.account.id);
    return account === undefined ? [] : [{ ...row, account }];
  });
  if (rows.length === 0) throw nothingLeft(stale);
  return { ...plan, accounts: [...kept.values()], rows, stale, asked: plan.accounts };
}

async function staleInstruments(account: PlannedAccount, lake: Lakehouse): Promise<readonly StaleInstrument[]> {
  const { freshness: rule, manifest, instruments, timeframe } = account;
  if (rule === undefined) return [];
  const stale: StaleInstrument[] = [];
  for (const entry of selectEntries(manifest, { instruments, timeframe })) {
    const found = ageOf(entry, rule, await lastKnownClose(lake, entry, rule.asOf));
    if (found === undefined) continue;
    const what = { pack: account.pack, dataset: `${manifest.name}@${manifest.version}` };
    stale.push({ ...what, instrument: entry.instrument.id, timeframe, asOf: formatIsoTime(rule.asOf), ...found });
  }
  return stale;
}

type Age = Pick<StaleInstrument, 'lastBar' | 'missedBars' | 'tradingHours' | 'reason'>;

/** How old an entry is, if that is too old. */
function ageOf(
  { instrument, timeframe }: SeriesEntry,
  { asOf, ...limit }: FreshnessRule,
  last: EpochMs | undefined,
): Age | undefined {
  if (last === undefined) {
    const reason = `no bar was known at ${formatIsoTime(asOf)}`;
    return { lastBar: null, missedBars: null, tradingHours: null, reason };
  }
  const schedule = { calendar: calendarById(instrument.calendar), timeframe };
  const { missedBars, tradingMs, reason } = freshness(last, asOf, schedule, limit);
  if (reason === undefined) return undefined;
  return { lastBar: formatIsoTime(last), missedBars, tradingHours: tradingMs / MS_PER_HOUR, reason };
}

/** The newest close that was known at a moment; most often the manifest says it, and nothing is read. */
async function lastKnownClose(lake: Lakehouse, entry: SeriesEntry, asOf: EpochMs): Promise<EpochMs | undefined> {
  for (const part of entry.parts.toReversed()) {
    const { firstEventTime: from, lastEventTime, lastAvailableAt } = part;
    if (from > asOf) continue;
    if (lastEventTime <= asOf && lastAvailableAt <= asOf) return lastEventTime;
    let last: EpochMs | undefined;
    for await (const chunk of readChunks(lake, entry, { from, to: Math.min(lastEventTime, asOf), asOf }))
      last = chunk.eventTime.at(-1) ?? last;
    if (last !== undefined) return last;
  }
  return undefined;
}

function nothingLeft(stale: readonly StaleInstrument[]): DataError {
  const lines = stale.map(({ pack, instrument, reason }) => `  - ${instrument} (${pack}): ${reason}`);
  const more = lines.length > SHOWN ? [`  - and ${lines.length - SHOWN} more`] : [];
  const when = [...new Set(stale.map(({ asOf }) => asOf))].join(', ');
  return new DataError(
    `nothing is left to judge, the data are stale as of ${when}:\n${[...lines.slice(0, SHOWN), ...more].join('\n')}`,
    {
      code: 'DATA_UNFIT',
      context: { instruments: [...new Set(stale.map(({ instrument }) => instrument))], asOf: when },
      hint: "Import newer bars, or change the pack's freshness: its limits, or asOf.",
    },
  );
}
