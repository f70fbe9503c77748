import type { DatasetInventory, RunData, SeriesInventory, StaleInstrument } from '@assay/contracts/schemas';
import { countOf, grouped, renderTable } from './text-table.ts';

const LINES_SHOWN = 20;

/** What a run reads, what that lacks and what was left out, for people. */
export function runDataText({ datasets, stale, beside = [] }: RunData): string {
  return ['Data', ...datasets.flatMap(datasetLines), ...besideLines(beside), ...staleLines(stale)].join('\n');
}

function datasetLines({ series, unfit, ...dataset }: DatasetInventory): readonly string[] {
  const { name, version, synthetic, files, rows, first, last } = dataset;
  const from = files === 0 ? '' : ` of ${countOf(files, 'file')}`;
  const holds = `${countOf(rows, 'row')}${from}, ${first} to ${last}`;
  return [
    `  ${name}@${version}${synthetic ? ', synthetic' : ''}: ${holds}`,
    ...shortened(unfit, (fault) => `  Not fit for use: ${fault}`),
    '',
    renderTable(COLUMNS, mostLacking(series).map(seriesCells)).replaceAll(/^/gmu, '  '),
    ...(series.length > LINES_SHOWN
      ? [`  and ${series.length - LINES_SHOWN} more, none of which lacks more; summary.json has all`]
      : []),
    '',
  ];
}

const COLUMNS = [
  { title: 'Account' },
  { title: 'Reads' },
  { title: 'Bars', align: 'right' },
  { title: 'First' },
  { title: 'Last' },
  { title: 'Sessions missing', align: 'right' },
  { title: 'Bars missing', align: 'right' },
  { title: 'Left out as late', align: 'right' },
  { title: 'Without counterpart', align: 'right' },
] as const;

function seriesCells(series: SeriesInventory): readonly string[] {
  const { account, instrument, timeframe, bars, first, last, missingSessions, missingBars, lateBars, join } = series;
  const known = (count: number | null): string => (count === null ? '–' : grouped(count));
  const lost = join === null ? '–' : `${grouped(join.lost)} (${(100 * join.lostShare).toFixed(1)} %)`;
  const name = `${instrument} ${timeframe}`;
  return [
    account,
    name,
    grouped(bars),
    first,
    last,
    known(missingSessions),
    known(missingBars),
    grouped(lateBars),
    lost,
  ];
}

/** Of many, those that lack most come first; few stay in their order. */
function mostLacking(series: readonly SeriesInventory[]): readonly SeriesInventory[] {
  if (series.length <= LINES_SHOWN) return series;
  const lacks = ({ missingBars, lateBars }: SeriesInventory): number => (missingBars ?? 0) + lateBars;
  return series.toSorted((a, b) => lacks(b) - lacks(a)).slice(0, LINES_SHOWN);
}

function besideLines(beside: readonly string[]): readonly string[] {
  const lines = shortened(beside, (note) => `  ${note}`);
  return lines.length === 0 ? [] : [...lines, ''];
}

function staleLines(stale: readonly StaleInstrument[]): readonly string[] {
  const lines = shortened(stale, ({ pack, instrument, asOf, reason }) => {
    return `  Left out as stale: ${instrument} of pack ${pack}, as of ${asOf}: ${reason}`;
  });
  return lines.length === 0 ? [] : [...lines, ''];
}

function shortened<Item>(items: readonly Item[], lineOf: (item: Item) => string): readonly string[] {
  const left = items.length - LINES_SHOWN;
  const shown = items.slice(0, LINES_SHOWN).map(lineOf);
  return left > 0 ? [...shown, `  and ${left} more; summary.json has all`] : shown;
}
