import type {
  Continued,
  DatasetInventory,
  PackNote,
  RunData,
  SeriesInventory,
  StaleInstrument,
} from '@assay/contracts/schemas';
import { countOf, grouped, renderTable } from './text-table.ts';

const LINES_SHOWN = 20;
/** Characters of a hash that tell two packs apart. */
const HASH_SHOWN = 12;

/** What a run reads, what that lacks and what was left out, for people. */
export function runDataText({ datasets, stale, beside = [], packs = [], continued = [] }: RunData): string {
  return [
    'Data',
    ...datasets.flatMap(datasetLines),
    ...packLines(packs, datasets),
    ...besideLines(beside),
    ...staleLines(stale),
    ...continuedLines(continued),
  ].join('\n');
}

/** What each pack was asked for and has, then what its series lack of that. */
function packLines(packs: readonly PackNote[], datasets: readonly DatasetInventory[]): readonly string[] {
  if (packs.length === 0) return [];
  const lacking = datasets.flatMap(({ series }) => series).flatMap(lackTexts);
  const lines = shortened(packs, ({ account, asked, covered, contentHash }) => {
    const has = covered.from === asked.from && covered.to === asked.to ? 'covered' : `has ${rangeText(covered)}`;
    return `  Pack ${account}: asked for ${rangeText(asked)}, ${has}; content ${contentHash.slice(0, HASH_SHOWN)}`;
  });
  return [...lines, ...shortened(lacking, (text) => `  Missing: ${text}`), ''];
}

function lackTexts({ account, instrument, timeframe, coverage }: SeriesInventory): readonly string[] {
  if (coverage === undefined) return [];
  const { unit, before, inside, after } = coverage;
  const of = (count: number, where: string): readonly string[] =>
    count === 0 ? [] : [`${countOf(count, unit.slice(0, -1))} ${where}`];
  const parts = [
    ...of(before, 'before the first bar'),
    ...of(inside ?? 0, 'between the first and the last bar'),
    ...of(after, 'after the last bar'),
  ];
  return parts.length === 0 ? [] : [`${instrument} ${timeframe} of ${account}: ${parts.join(', ')}`];
}

function rangeText({ from, to }: PackNote['asked']): string {
  return `${from ?? 'the beginning'} to ${to ?? 'the end'}`;
}

/** What a run goes on without, for people. */
export function continuedLines(continued: readonly Continued[]): readonly string[] {
  const lines = shortened(continued, ({ step, account, dataset, instrument, timeframe, code, reason }) => {
    const what = `${instrument ?? 'all instruments'} of ${account ?? dataset}, ${timeframe}`;
    const missing = step === 'outcomes' ? `outcomes of ${what}` : what;
    return `  Went on without ${missing}: ${code}: ${reason.replaceAll('\n', '\n    ')}`;
  });
  return lines.length === 0 ? [] : [...lines, ''];
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
