import { formatIsoTime } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { gateAt } from '@assay/quant/signals';
import type { Gate } from '@assay/quant/signals';
import { checkAnyGate } from '../../gates/index.ts';
import type { GateCounts, GateReader } from '../../gates/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { optionalWhole } from '../data/option-values.ts';
import { countOf, grouped, renderTable } from '../text-table.ts';
import { listGateDatasets } from './list-gate-datasets.ts';
import { withGates } from './store-options.ts';
import type { ReadingOptions } from './store-options.ts';

/** Options of `assay gates list`, as typed. */
export interface ListCommandOptions extends ReadingOptions {
  readonly last?: string;
}

/** What there is of one instrument, timeframe and maker. */
interface Listed {
  readonly instrument: string;
  readonly timeframe: string;
  readonly maker: string;
  gates: number;
  first: EpochMs;
  last: EpochMs;
  readonly regimes: Record<string, number>;
}

/** `assay gates list`: of a store what it has; without one the datasets that have gates. */
export async function listGatesCommand(
  place: string | undefined,
  options: ListCommandOptions,
  context: CommandContext,
): Promise<void> {
  const last = optionalWhole('--last', options.last, 1) ?? 0;
  if (place === undefined) return listGateDatasets(options, context);
  const found = await withGates(place, { options, context }, async (reader) => {
    const some = await read(reader, last);
    checkAnyGate(reader);
    return some;
  });
  if (options.json === true) return printJson(context, jsonOf(found));
  const { groups, newest, counts } = found;
  printLine(context, `${found.place}: ${countOf(counts.gates, 'gate')}`);
  if (groups.length > 0) printLine(context, `\n${renderTable(COLUMNS, groups.map(cells))}`);
  if (newest.length > 0) printLine(context, `\n${renderTable(NEWEST_COLUMNS, newest.map(newestCells))}`);
  for (const remark of oddities(counts)) printLine(context, remark);
}

interface Found {
  readonly place: string;
  readonly groups: readonly Listed[];
  /** The newest gates, the newest first. */
  readonly newest: readonly Gate[];
  readonly counts: GateCounts;
}

async function read(reader: GateReader, last: number): Promise<Found> {
  const groups = new Map<string, Listed>();
  let newest: Gate[] = [];
  for await (const table of reader.tables()) {
    for (let row = 0; row < table.length; row++) {
      const gate = gateAt(table, row);
      count(groups, gate);
      if (last > 0) newest.push(gate);
    }
    newest = newest.sort((a, b) => b.availableAt - a.availableAt || order(a, b)).slice(0, last);
  }
  return { place: reader.place, groups: [...groups.values()].sort(order), newest, counts: reader.counts() };
}

function order(a: Pick<Gate, 'instrument' | 'timeframe' | 'maker'>, b: typeof a): number {
  const [one, two] = [a, b].map(({ instrument, timeframe, maker }) => `${instrument}\0${timeframe}\0${maker}`);
  return (one ?? '') < (two ?? '') ? -1 : one === two ? 0 : 1;
}

function count(groups: Map<string, Listed>, { instrument, timeframe, maker, eventTime, regime }: Gate): void {
  const key = `${instrument}\0${timeframe}\0${maker}`;
  const fresh = { instrument, timeframe, maker, gates: 0, first: eventTime, last: eventTime, regimes: {} };
  const group: Listed = groups.get(key) ?? fresh;
  groups.set(key, group);
  group.gates++;
  group.first = Math.min(group.first, eventTime);
  group.last = Math.max(group.last, eventTime);
  const name = regime ?? 'none';
  group.regimes[name] = (group.regimes[name] ?? 0) + 1;
}

const COLUMNS = [
  ...[{ title: 'Instrument' }, { title: 'Timeframe' }, { title: 'Maker' }, { title: 'Gates', align: 'right' as const }],
  ...[{ title: 'First' }, { title: 'Last' }, { title: 'Regimes' }],
];

function cells({ instrument, timeframe, maker, gates, first, last, regimes }: Listed): readonly string[] {
  const shares = Object.entries(regimes)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([name, n]) => `${name} ${Math.round((100 * n) / gates)} %`);
  return [instrument, timeframe, maker, grouped(gates), minute(first), minute(last), shares.join(', ')];
}

const NEWEST_COLUMNS = [
  ...[{ title: 'Known at' }, { title: 'Instrument' }, { title: 'Maker' }, { title: 'Regime' }],
  ...[
    { title: 'Direction', align: 'right' as const },
    { title: 'Hazard', align: 'right' as const },
  ],
  ...[{ title: 'Flip rate', align: 'right' as const }, { title: 'Admit' }, { title: 'Reasons' }],
];

function newestCells(gate: Gate): readonly string[] {
  const { availableAt, instrument, maker, regime = '–', direction, admit, reasons, measures } = gate;
  const number = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(3));
  return [
    ...[minute(availableAt), instrument, maker, regime, String(direction)],
    ...[number(measures.hazard), number(measures.flipRate), admit === undefined ? '–' : admit ? 'yes' : 'no'],
    reasons.join(', '),
  ];
}

function minute(time: EpochMs): string {
  return formatIsoTime(time).slice(0, 16).replace('T', ' ');
}

/** What of a store deserves a word. */
export function oddities({ repeated, restated, labelled, malformed, problems }: GateCounts): readonly string[] {
  return [
    ...(repeated > 0 ? [`${countOf(repeated, 'line')} the same as another one, counted once.`] : []),
    ...(restated > 0 ? [`${countOf(restated, 'gate')} restated later; each version is counted.`] : []),
    ...(labelled > 0 ? [`${countOf(labelled, 'gate')} with labels of what followed, which nothing here reads.`] : []),
    ...(malformed > 0 ? [`LOOK: ${countOf(malformed, 'line')} left out, no gates:`] : []),
    ...problems.map(({ place, fault }) => `  ${place}: ${fault}`),
    ...(malformed > problems.length ? [`  and ${malformed - problems.length} more`] : []),
  ];
}

function jsonOf({ place, groups, newest, counts }: Found): unknown {
  return {
    place,
    ...counts,
    groups: groups.map(({ first, last, ...rest }) => ({
      ...rest,
      ...{ first: formatIsoTime(first), last: formatIsoTime(last) },
    })),
    newest: newest.map((gate) => ({
      ...gate,
      ...{ eventTime: formatIsoTime(gate.eventTime), availableAt: formatIsoTime(gate.availableAt) },
    })),
  };
}
