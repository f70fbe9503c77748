import type { RosterEntryModel, RosterModel } from '@assay/contracts/schemas';
import { NotFoundError, PlatformError } from '@assay/core/errors';
import { formatNumber, formatParameters } from '../../reports/index.ts';
import { readRoster, rosterNames } from '../../research/index.ts';
import { printJson, printLine, widthOf } from '../context.ts';
import type { CommandContext, Surroundings } from '../context.ts';
import { workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf, renderTable } from '../text-table.ts';
import { wrapped } from '../wrapped.ts';

const HINT = '`assay roster update` archives the first week of one.';

/** `assay roster show`. */
export async function showRosterCommand(
  given: string | undefined,
  options: SharedOptions,
  context: CommandContext,
): Promise<void> {
  const workspace = await workspaceOf(options, context);
  const name = given ?? (await onlyName(workspace));
  const roster = await readRoster({ workspace, name });
  if (roster === undefined) throw new NotFoundError('roster', name, { hint: HINT });
  if (options.json === true) return printJson(context, roster);
  printLine(context, rosterText(roster, context));
}

async function onlyName(workspace: string): Promise<string> {
  const names = await rosterNames(workspace);
  const [only] = names;
  if (only === undefined) throw new PlatformError('NOT_FOUND', 'the workspace has no roster', { hint: HINT });
  if (names.length === 1) return only;
  throw new PlatformError('USAGE', `there are several rosters: ${names.join(', ')}`, { hint: 'Name one of them.' });
}

/** A roster as a table with its reasons. */
export function rosterText(roster: RosterModel, { stdout }: Pick<Surroundings, 'stdout'>): string {
  const { weeks, missing, instruments, policy } = roster;
  const width = widthOf(stdout);
  const on = instruments.filter(({ onRoster }) => onRoster).length;
  const span = weeks.length === 0 ? '' : `, ${weeks[0] ?? ''} to ${weeks.at(-1) ?? ''}`;
  const gaps = missing.length === 0 ? '' : `; missing: ${missing.join(', ')}`;
  return [
    `Roster ${roster.name}: ${on} of ${countOf(instruments.length, 'instrument')} in use by ${roster.strategy}`,
    `${countOf(weeks.length, 'week')} archived${span}${gaps}`,
    '',
    renderTable(COLUMNS, instruments.map(rowOf)),
    '',
    ...instruments.flatMap(({ instrument, why, wouldChange }) =>
      wrapped(`${instrument}: ${why} ${wouldChange}`, width),
    ),
    '',
    ...wrapped(
      `A week passes with at least ${policy.minTrades} trades, a Sharpe ratio above ${policy.minSharpe} and a profit factor ` +
        `above ${policy.minProfitFactor}; with exactly one of them missed it is borderline; what is undefined or missing holds.`,
      width,
    ),
  ].join('\n');
}

const COLUMNS = [
  { title: 'Instrument' },
  { title: 'State' },
  { title: 'In use' },
  { title: 'Week' },
  { title: 'Outcome' },
  ...['Trades', 'Sharpe', 'PF'].map((title) => ({ title, align: 'right' as const })),
  { title: 'Best cell' },
];

function rowOf({ instrument, state, onRoster, history }: RosterEntryModel): readonly string[] {
  const last = history.at(-1);
  const figures = last?.figures ?? null;
  return [
    instrument,
    state,
    onRoster ? 'yes' : 'no',
    last?.week ?? '–',
    last?.outcome ?? '–',
    formatNumber(figures?.trades, 'count'),
    formatNumber(figures?.sharpe, 'ratio'),
    formatNumber(figures?.profitFactor, 'ratio'),
    figures === null ? '–' : formatParameters(figures.axes),
  ];
}
