import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { RosterEntryModel, RosterModel } from '@assay/contracts/schemas';
import { NotFoundError, PlatformError } from '@assay/core/errors';
import { rosterPersistence } from '@assay/quant/evidence';
import type { RosterPersistence } from '@assay/quant/evidence';
import {
  formatNumber,
  formatParameters,
  profitFactorText,
  renderRosterPage,
  rosterFollowedWords,
  rosterHeadline,
  rosterPolicyWords,
} from '../../reports/index.ts';
import { readRoster, ROSTER_WEEKS, rosterNames } from '../../research/index.ts';
import { writeNamedFile } from '../../settings/index.ts';
import { printJson, printLine, widthOf } from '../context.ts';
import type { CommandContext, Surroundings } from '../context.ts';
import { pictureFile } from '../picture-file.ts';
import { workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { renderTable } from '../text-table.ts';
import { wrapped } from '../wrapped.ts';

const HINT = '`assay roster update` archives the first week of one.';

/** Options of `assay roster show`. */
export interface RosterShowOptions extends SharedOptions {
  readonly picture?: string;
}

/** `assay roster show`. */
export async function showRosterCommand(
  given: string | undefined,
  options: RosterShowOptions,
  context: CommandContext,
): Promise<void> {
  const picture = pictureFile(options.picture, context);
  const workspace = await workspaceOf(options, context);
  const name = given ?? (await onlyName(workspace));
  const roster = await readRoster({ workspace, name });
  if (roster === undefined) throw new NotFoundError('roster', name, { hint: HINT });
  if (picture !== undefined) await drawRoster(picture, roster);
  if (options.json === true) return printJson(context, roster);
  printLine(context, rosterText(roster, context));
  if (picture !== undefined) printLine(context, `\nPicture: ${picture}`);
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
  const { instruments, policy } = roster;
  const width = widthOf(stdout);
  const [inUse, archived] = rosterHeadline(roster);
  return [
    `Roster ${roster.name}: ${inUse}`,
    archived,
    '',
    renderTable(COLUMNS, instruments.map(rowOf)),
    '',
    ...instruments.flatMap(({ instrument, why, wouldChange }) =>
      wrapped(`${instrument}: ${why} ${wouldChange}`, width),
    ),
    '',
    ...wrapped(rosterPolicyWords(policy), width),
    ...(instruments.some(({ history }) => history.length > ROSTER_WEEKS)
      ? wrapped(rosterFollowedWords(followedBy(roster), ROSTER_WEEKS), width)
      : []),
  ].join('\n');
}

/** What followed the judged weeks of a roster, once no bar is shared. */
function followedBy({ instruments }: RosterModel): RosterPersistence {
  return rosterPersistence(
    instruments.map(({ history }) => history),
    { apart: ROSTER_WEEKS },
  );
}

/** Draws a roster into a file. */
async function drawRoster(file: string, roster: RosterModel): Promise<void> {
  const page = await renderRosterPage(roster, { followed: followedBy(roster), apart: ROSTER_WEEKS });
  await mkdir(path.dirname(file), { recursive: true });
  await writeNamedFile(file, page);
}

const COLUMNS = [
  { title: 'Instrument' },
  { title: 'State' },
  { title: 'In use' },
  { title: 'Week' },
  { title: 'Outcome' },
  ...['Trades', 'Sharpe', 'PF'].map((title) => ({ title, align: 'right' as const })),
  { title: 'Judged cell' },
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
    figures === null ? '–' : profitFactorText(figures),
    figures === null ? '–' : formatParameters(figures.axes),
  ];
}
