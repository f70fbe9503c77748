/**
 * Guessing how a file is to be understood, from its name and first records alone.
 *
 * 1. Each built-in layout is tried as an import would: it fits if it takes every record, the step between the bars is its
 *    timeframe, and the prices lie on its ticks. The one of which most is found in the path and header comes first.
 * 2. Where none fits, a layout is put together from the names of the columns, the form of the times and the prices.
 * 3. What the bytes cannot show is never assumed: it is marked as to be declared, and until then the times are shown as
 *    the wall clock reads, not in UTC.
 */
import { peekRecords } from '../../files/index.ts';
import type { PeekedRecords } from '../../files/index.ts';
import { checkLayout } from '../check-layout.ts';
import type { Layout } from '../layout.ts';
import { timeKind } from '../time-formats.ts';
import { likely } from './doubts.ts';
import type { Doubt } from './doubts.ts';
import { fittingLayouts } from './fit-built-in.ts';
import type { Fit } from './fit-built-in.ts';
import { guessNew, yamlOf } from './guess-new.ts';

import { understand } from './understand.ts';
import type { UnderstoodRow } from './understand.ts';

/** Records looked at. */
const LOOKED_AT = 400;
const SHOWN = 5;

/** How a file seems to be meant. */
export interface LayoutGuess {
  /** Name of the built-in layout that fits best. */
  readonly builtIn?: string | undefined;
  /** Other built-in layouts that the first records fit as well. */
  readonly alternatives: readonly string[];
  /** The layout, unless something must be declared first. */
  readonly layout?: Layout | undefined;
  /** The layout as a file would say it; empty where the records show none. */
  readonly yaml: string;
  /** What is doubtful, and how it is changed; what must be declared comes first. */
  readonly doubts: readonly Doubt[];
  /** The first rows as understood. */
  readonly rows: readonly UnderstoodRow[];
  /** False if a zone is still to be declared: then the times of `rows` are readings of the wall clock. */
  readonly isUtc: boolean;
  /** Why there is no layout, or why the rows could not be understood. */
  readonly problems: readonly string[];
}

/**
 * Proposes a layout for a file.
 *
 * @throws as `readMembers` of the room's files, if it cannot be read at all.
 */
export async function guessLayout(path: string): Promise<LayoutGuess> {
  const peeked = await peekRecords(path, {}, LOOKED_AT);
  // A first line whose names look like values, as `1month`, is found out by the layouts that know it.
  if (peeked.format.format === 'csv' && peeked.header === undefined) {
    const named = await peekRecords(path, { header: true }, LOOKED_AT);
    const [best, ...others] = await fittingLayouts(path, named);
    if (best !== undefined && best.layout.header) return guessKnown(best, others);
  }
  return guessFrom(path, peeked);
}

/** Proposes a layout for the first records of a file. */
export async function guessFrom(path: string, peeked: PeekedRecords): Promise<LayoutGuess> {
  const [best, ...others] = await fittingLayouts(path, peeked);
  return best === undefined ? guessUnknown(path, peeked) : guessKnown(best, others);
}

function guessKnown({ name, layout, rows }: Fit, others: readonly Fit[]): LayoutGuess {
  const alternatives = others.map((fit) => fit.name);
  const zone = layout.time.zone;
  const isWallClock = timeKind(layout.time.format) === 'local' && zone !== undefined;
  const doubts = [
    ...(alternatives.length === 0
      ? []
      : [likely('extends', `the first records fit ${alternatives.join(', ')} as well; the path spoke for '${name}'`)]),
    ...(isWallClock
      ? [
          likely(
            'time.zone',
            `declared by this layout: ${typeof zone === 'string' ? zone : zone.map((span) => span.zone).join(', then ')}; the bytes do not show it`,
          ),
        ]
      : []),
    ...(layout.priceScale === 1 ? [] : [likely('priceScale', `declared by this layout: ${layout.priceScale}`)]),
    ...layout.notes.map((note) => likely('notes', note)),
  ];
  const yaml = `# '${name}' fits as it is; say below what differs.\nextends: ${name}\n`;
  return { builtIn: name, alternatives, layout, yaml, doubts, rows: rows.slice(0, SHOWN), isUtc: true, problems: [] };
}

async function guessUnknown(path: string, peeked: PeekedRecords): Promise<LayoutGuess> {
  const guessed = guessNew(path, peeked);
  if (typeof guessed === 'string')
    return { alternatives: [], yaml: '', doubts: [], rows: [], isUtc: true, problems: [guessed] };
  const open = guessed.doubts.filter(({ mustBeDeclared }) => mustBeDeclared);
  const isUtc = !open.some(({ key }) => key === 'time.zone');
  const provisional = checkLayout(declared(guessed.source), path);
  const { rows, problems } = await understand(provisional, path, peeked);
  return {
    alternatives: [],
    ...(open.length === 0 ? { layout: provisional } : {}),
    yaml: yamlOf(guessed),
    doubts: [...open, ...guessed.doubts.filter(({ mustBeDeclared }) => !mustBeDeclared)],
    rows: rows.slice(0, SHOWN),
    isUtc,
    problems,
  };
}

/** What stands in for that which is to be declared, to show the rows with. */
const STAND_INS: Readonly<Record<string, string>> = {
  zone: 'UTC',
  at: '00:00',
  barStamp: 'open',
  adjustment: 'raw',
  timeframe: '1d',
  unit: 'USD',
};

function declared(source: Readonly<Record<string, unknown>>): unknown {
  const entries = Object.entries(source).map(([key, value]) => {
    if (value === null) return [key, STAND_INS[key]] as const;
    const isPart = typeof value === 'object' && !Array.isArray(value);
    return [key, isPart ? declared(value as Readonly<Record<string, unknown>>) : value] as const;
  });
  return Object.fromEntries(entries);
}
