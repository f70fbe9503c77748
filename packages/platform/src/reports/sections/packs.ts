import type { Continued, PackNote, SeriesInventory } from '@assay/contracts/schemas';
import { countOf, formatNumber } from '../format.ts';
import { html, when } from '../markup.ts';
import type { Child } from '../markup.ts';
import { ended, folded, table } from './pieces.ts';

/** More packs than this are folded away. */
const MOST_OPEN = 12;
/** Characters of a hash that tell two packs apart; the run's manifest has all. */
const HASH_SHOWN = 12;

/** What failed and was gone on without, because the config says so. */
export function continuedPart(continued: readonly Continued[]): Child {
  return when(
    continued.length > 0,
    () =>
      html`<p class="notice"><strong>Gone on without:</strong> this failed, and the config says to continue.</p>
        <ul class="warnings">
          ${continued.map(({ reason, code, ...what }) => html`<li>${whatText(what)}: ${ended(reason)} (<code>${code}</code>)</li>`)}
        </ul>`,
  );
}

function whatText({ step, account, dataset, instrument, timeframe }: Omit<Continued, 'reason' | 'code'>): string {
  const of = `${instrument ?? 'all instruments'} of ${account ?? dataset}, ${timeframe}`;
  return step === 'outcomes' ? `Outcomes of ${of}` : of;
}

const COLUMNS = [
  { title: 'Pack' },
  { title: 'Asked for' },
  { title: 'Has' },
  { title: 'Instruments', numeric: true },
  { title: 'Bars', numeric: true },
  { title: 'Missing before', numeric: true },
  { title: 'Missing inside', numeric: true },
  { title: 'Missing after', numeric: true },
  { title: 'Content' },
];

/** What each pack was asked for, what it has, what its instruments lack of that at most, and the hash of its content. */
export function packsPart(packs: readonly PackNote[], series: readonly SeriesInventory[]): Child {
  if (packs.length === 0) return [];
  const name = 'Packs';
  const cells = packs.map(({ account, asked, covered, instruments, bars, contentHash }): readonly Child[] => {
    const lacks = series.flatMap((one) => (one.account === account ? (one.coverage ?? []) : []));
    const most = (key: 'before' | 'inside' | 'after'): number => Math.max(0, ...lacks.map((one) => one[key] ?? 0));
    return [
      ...[account, rangeText(asked), rangeText(covered)],
      ...[instruments, bars, most('before'), most('inside'), most('after')].map((n) => formatNumber(n, 'count')),
      html`<code>${contentHash.slice(0, HASH_SHOWN)}</code>`,
    ];
  });
  const made = table(name, COLUMNS, cells);
  return [
    html`<p>
      Each pack was checked against the dates asked for, by the calendar of each instrument. Missing are sessions (of
      weeks and months: bars) of the instrument that lacks most. The hash changes with one bar.
    </p>`,
    packs.length > MOST_OPEN ? folded(`${name}: ${countOf(packs.length, 'pack')}`, made) : made,
  ];
}

function rangeText({ from, to }: PackNote['asked']): string {
  return `${from ?? 'the beginning'} to ${to ?? 'the end'}`;
}
