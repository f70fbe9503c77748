import { InvalidArgumentError } from '@assay/core/errors';
import { formatIsoDate, formatIsoTime } from '@assay/core/time';
import { checkAgreed, planRepairs, publishRepairs, resolveDataset } from '../../lakehouse/index.ts';
import type { Agreement, BarPlace, PublishResult, RepairRequest, SeriesRepair } from '../../lakehouse/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { memoryOf, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf, grouped, renderTable } from '../text-table.ts';
import { withLake } from '../with-lake.ts';

/** Options of `assay data repair`. */
export interface RepairCommandOptions extends SharedOptions {
  /** The second source. */
  readonly from: string;
  /** Only these. */
  readonly instrument?: readonly string[];
  /** Say what would be done and write nothing. */
  readonly dryRun?: boolean;
}

interface Repaired {
  readonly request: RepairRequest;
  readonly repairs: readonly SeriesRepair[];
  readonly result: PublishResult | undefined;
}

/** `assay data repair`: what one source lacks, as another one had it. */
export async function repairData(
  reference: string,
  options: RepairCommandOptions,
  context: CommandContext,
): Promise<void> {
  if (reference.includes('@'))
    throw new InvalidArgumentError(
      'dataset',
      'the name alone: what is repaired is the version published last',
      reference,
    );
  const workspace = await workspaceOf(options, context);
  const memoryBytes = await memoryOf(options, context);
  const { dryRun = false } = options;
  const done = await withLake({ workspace, memoryBytes, readOnly: dryRun }, async (lake): Promise<Repaired> => {
    const [base, from] = [await resolveDataset(lake, reference), await resolveDataset(lake, options.from)];
    const request = { base, from, instruments: options.instrument };
    const repairs = await planRepairs(lake, request);
    if (dryRun) return { request, repairs, result: undefined };
    return { request, repairs, result: await publishRepairs(lake, request, { repairs, now: context.clock.now() }) };
  });
  if (options.json === true) printJson(context, jsonOf(done, dryRun));
  else printLine(context, textOf(done, dryRun));
  // A dry run shows the comparison first, and then ends as the run itself would.
  if (dryRun) checkAgreed(done.request, done.repairs);
}

function jsonOf({ request, repairs, result }: Repaired, dryRun: boolean): Record<string, unknown> {
  const { base, from } = request;
  return {
    dataset: base.name,
    repaired: `${base.name}@${base.version}`,
    from: `${from.name}@${from.version}`,
    dryRun,
    version: result?.manifest.version ?? null,
    series: repairs.map(({ base: entry, agreement, reasons, filled, replaced, undecided, report }) => ({
      ...{ instrument: entry.instrument.id, timeframe: entry.timeframe, agreement: agreement ?? null, reasons },
      filled: filled.map(timeOf),
      replaced: replaced.map(timeOf),
      undecided,
      stillMissing: report === undefined ? null : report.missingBars,
      stillMissingDates: report?.missingDates ?? [],
      stillWrong: report?.findings.filter(({ severity }) => severity === 'error') ?? [],
    })),
  };
}

const COLUMNS = [
  { title: 'Series' },
  { title: 'Common bars', align: 'right' },
  { title: 'Shift', align: 'right' },
  { title: 'Usual difference', align: 'right' },
  { title: '1 % exceed', align: 'right' },
  { title: 'A bar moves', align: 'right' },
  { title: 'Filled', align: 'right' },
  { title: 'Replaced', align: 'right' },
  { title: 'Undecided', align: 'right' },
  { title: 'Still missing', align: 'right' },
] as const;

function textOf({ request, repairs, result }: Repaired, dryRun: boolean): string {
  const { base, from } = request;
  const count = repairs.reduce((sum, { filled, replaced }) => sum + filled.length + replaced.length, 0);
  const bars = countOf(count, 'bar');
  const last =
    result === undefined
      ? dryRun
        ? `would repair ${bars}; nothing was written`
        : 'nothing to repair: no version was published'
      : `${base.name}@${result.manifest.version}: repaired ${bars}; see the rest with \`assay data audit ${base.name}\``;
  return [
    `${base.name}@${base.version} from ${from.name}@${from.version}; differences of closes, the second source less the first`,
    '',
    renderTable(COLUMNS, repairs.map(cellsOf)),
    ...repairs.flatMap(notesOf),
    '',
    last,
  ].join('\n');
}

function cellsOf({ base, agreement, filled, replaced, undecided, report }: SeriesRepair): readonly string[] {
  const {
    commonBars = 0,
    shift = NaN,
    typicalDifference = NaN,
    largeDifference = NaN,
    deviation = NaN,
  } = agreement ?? {};
  const missing = report?.missingBars ?? null;
  return [
    `${base.instrument.id} ${base.timeframe}`,
    grouped(commonBars),
    ...[shift, typicalDifference, largeDifference, deviation].map(basisPoints),
    ...[filled.length, replaced.length, undecided.count].map(grouped),
    missing === null ? '–' : grouped(missing),
  ];
}

function basisPoints(fraction: number): string {
  return Number.isNaN(fraction) ? '–' : `${(fraction * 1e4).toFixed(2)} bp`;
}

const DATES_SHOWN = 5;
const BARS_SHOWN = 3;
const WINDOWS_SHOWN = 8;

/** What was done and what could not be, a line each. */
function notesOf({ base, agreement, reasons, filled, replaced, undecided, report }: SeriesRepair): readonly string[] {
  const name = `${base.instrument.id} ${base.timeframe}`;
  const wrong = report?.findings.filter(({ severity }) => severity === 'error') ?? [];
  const dates = report?.missingDates ?? [];
  const more = dates.length > DATES_SHOWN ? ` and ${dates.length - DATES_SHOWN} more` : '';
  return [
    ...reasons.map((reason) => `  ${name}: not repaired: ${reason}`),
    ...(reasons.length > 0 ? [] : windowsOf(name, agreement?.windows ?? [])),
    ...listed(`  ${name}: filled`, filled),
    ...listed(`  ${name}: replaced`, replaced),
    ...undecided.examples.map(
      (example) => `  ${name}: could not be repaired: the sources contradict each other: ${example}`,
    ),
    ...(dates.length > 0
      ? [`  ${name}: could not be repaired: still without a bar on ${dates.slice(0, DATES_SHOWN).join(', ')}${more}`]
      : []),
    ...wrong.map(({ kind, count, examples }) => {
      const [first] = examples;
      const where = first === undefined ? '' : `, first on ${formatIsoDate(first.eventTime)}: ${first.detail}`;
      return `  ${name}: could not be repaired: ${kind} × ${grouped(count)}${where}`;
    }),
  ];
}

/** Where the two sources are not of the same thing although they are on the whole. */
function windowsOf(name: string, windows: Agreement['windows']): readonly string[] {
  const apart = windows.filter(({ reasons }) => reasons.length > 0);
  const [first] = apart;
  if (first === undefined) return [];
  const names = apart.slice(0, WINDOWS_SHOWN).map((one) => one.name);
  const more = apart.length > names.length ? ` and ${apart.length - names.length} more` : '';
  return [`  ${name}: nothing was taken in ${names.join(', ')}${more}: in ${first.name} ${first.reasons.join('; ')}`];
}

function listed(what: string, bars: readonly BarPlace[]): readonly string[] {
  if (bars.length === 0) return [];
  const shown = bars.slice(0, BARS_SHOWN).map(timeOf);
  return [
    `${what} ${shown.join(', ')}${bars.length > shown.length ? ` and ${grouped(bars.length - shown.length)} more` : ''}`,
  ];
}

function timeOf({ series, index }: BarPlace): string {
  return formatIsoTime(series.eventTime[index] as number);
}
