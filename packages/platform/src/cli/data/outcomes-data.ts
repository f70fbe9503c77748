import { PlatformError } from '@assay/core/errors';
import { deriveOutcomes, parseHorizon, resolveDataset } from '../../lakehouse/index.ts';
import type { DerivedOutcomes, SeriesEntry } from '../../lakehouse/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf } from '../text-table.ts';
import { tellPublished, withWritableLake } from './publish-content.ts';
import { checkOtherName, entriesOf } from './resample-data.ts';

/** Options of `assay data outcomes`. */
export interface OutcomesCommandOptions extends SharedOptions {
  readonly horizon: string;
  readonly name?: string;
  readonly timeframe?: string;
  readonly instruments?: string;
}

/** `assay data outcomes`. */
export async function makeOutcomes(
  reference: string,
  options: OutcomesCommandOptions,
  context: CommandContext,
): Promise<void> {
  const horizon = horizonOf(options.horizon);
  const { made, rawShares } = await withWritableLake(options, context, async (lake) => {
    const parent = await resolveDataset(lake, reference);
    if (options.name !== undefined) checkOtherName(options.name, parent);
    const entries = entriesOf(parent, options);
    const { name } = options;
    const createdAt = context.clock.now();
    return {
      made: await deriveOutcomes(lake, { parent, entries, name, createdAt, ...horizon }),
      rawShares: entries.filter(isRawShare).length,
    };
  });
  const { published, manifest, added, upgraded, status } = made;
  const facts = { horizon: options.horizon, added, upgraded, status };
  if (published !== undefined)
    return tellPublished(published, { remarks: remarksOf(made, rawShares), facts }, { options, context });
  if (options.json === true) {
    return printJson(context, { dataset: manifest.name, version: manifest.version, isNew: false, ...facts });
  }
  const { OK, INCOMPLETE, GAP } = status;
  printLine(
    context,
    `${manifest.name}@${manifest.version}: no new rows; OK ${OK}, INCOMPLETE ${INCOMPLETE}, GAP ${GAP}`,
  );
}

function horizonOf(text: string): NonNullable<ReturnType<typeof parseHorizon>> {
  const parsed = parseHorizon(text);
  if (parsed !== undefined) return parsed;
  throw new PlatformError('USAGE', `invalid '--horizon': must be bars or a time, was '${text}'`, {
    hint: 'Write 5bars for five bars, or 90m, 24h, 5d for a time.',
  });
}

/** Prices in which a split or dividend looks like a return? */
function isRawShare({ instrument, adjustment }: SeriesEntry): boolean {
  return adjustment === 'raw' && (instrument.kind === 'equity' || instrument.kind === 'fund');
}

function remarksOf({ added, upgraded, status }: DerivedOutcomes, rawShares: number): readonly string[] {
  return [
    `${countOf(added, 'bar')} with a new outcome, ${countOf(upgraded, 'outcome')} brought up to date`,
    `now OK ${status.OK}, INCOMPLETE ${status.INCOMPLETE}, GAP ${status.GAP}`,
    ...(rawShares === 0
      ? []
      : [
          `${countOf(rawShares, 'series', 'series')} of shares as they were traded: a split or dividend counts as a return; \`assay data adjust\` makes prices without them`,
        ]),
  ];
}
