import path from 'node:path';
import { InvalidArgumentError } from '@assay/core/errors';
import { fromTicks } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import type { TradeExplanation } from '@assay/contracts/schemas';
import {
  explainTrade,
  findRow,
  knownLevels,
  traceFoundRow,
  tradePage,
  tradePicture,
  tradeText,
} from '../../explain/index.ts';
import type { PictureLevels, TracedRow } from '../../explain/index.ts';
import { writeNamedFile } from '../../settings/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';

/** Options of `assay explain trade`. */
export interface ExplainTradeOptions extends SharedOptions {
  readonly row?: string;
  readonly html?: string;
  readonly svg?: string;
  readonly png?: string;
}

/** `assay explain trade`; ends with 1 where a recorded number is not found again. */
export async function explainTradeCommand(
  { run: reference, number }: { readonly run: string; readonly number: string },
  options: ExplainTradeOptions,
  context: CommandContext,
): Promise<void> {
  if (!/^\d+$/u.test(number)) throw new InvalidArgumentError('trade', 'the number of a trade, 0 or above', number);
  const workspace = await workspaceOf(options, context);
  const found = await findRow(workspace, reference, options.row);
  const row = await traceFoundRow(workspace, found);
  const trade = explainTrade(row, Number(number));
  const written = await writePictures(trade, row, options, context);
  if (!trade.comparison.equal) context.endWith(EXIT_CODES.failed);
  if (options.json === true) return printJson(context, trade);
  printLine(context, [tradeText(trade), ...written.map((file) => `\nWritten: ${file}`)].join(''));
}

async function writePictures(
  trade: TradeExplanation,
  row: TracedRow,
  { html, svg, png }: ExplainTradeOptions,
  { cwd }: CommandContext,
): Promise<readonly string[]> {
  if (html === undefined && svg === undefined && png === undefined) return [];
  const bars = row.record.series.find(({ instrument }) => instrument.id === trade.instrument) as BarSeries;
  const drawn = tradePicture(trade, bars, levelsOf(trade, row, bars));
  const files: [string | undefined, () => Promise<string | Uint8Array>][] = [
    [html, () => Promise.resolve(tradePage(drawn, tradeText(trade), trade))],
    [svg, () => Promise.resolve(drawn)],
    [png, () => pixels(drawn)],
  ];
  const written: string[] = [];
  for (const [name, content] of files) {
    if (name === undefined) continue;
    const file = path.resolve(cwd, name);
    await writeNamedFile(file, await content());
    written.push(file);
  }
  return written;
}

/** Stop and target of the position, where the decision shows them. */
function levelsOf({ exit }: TradeExplanation, { record, repeated }: TracedRow, bars: BarSeries): PictureLevels {
  const fill = record.simulation.fills.find(({ id }) => id === exit.fill);
  if (fill === undefined || repeated === undefined) return { stop: undefined, target: undefined };
  const asked = { ...fill, orderId: undefined, rule: 'stop-inside-bar' };
  const levels = knownLevels(record.simulation, record.series, repeated.decisions)(asked);
  const price = (ticks: number | undefined): number | undefined =>
    ticks === undefined ? undefined : fromTicks(bars.instrument, ticks);
  return { stop: price(levels?.stopTicks), target: price(levels?.limitTicks) };
}

async function pixels(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  return new Resvg(svg, { fitTo: { mode: 'zoom', value: 2 } }).render().asPng();
}
