/** One trade as text that reads in a hundred columns. */
import type { TradeExplanation } from '@assay/contracts/schemas';
import { decisionLines } from './decision-text.ts';
import { counted, money, priceText } from './text-numbers.ts';

const WIDTH = 100;
const INDENT = '      ';

/** The text of an explanation. */
export function tradeText(trade: TradeExplanation): string {
  const price = (fill: TradeExplanation['entry']): string => priceText(fill.price, trade.tickSize);
  const head = [
    `Trade ${trade.trade} of row ${trade.row}, run ${trade.runId}; ${trade.trades === 1 ? 'its only trade' : `its trades are 0 to ${trade.trades - 1}`}`,
    `${trade.direction} ${counted(trade.lots, 'lot')} of ${trade.instrument}, in at ${price(trade.entry)}, out at ${price(trade.exit)}`,
    verdictLine(trade),
  ];
  return [
    ...head.flatMap(wrapped),
    ...section('From the file', barLines(trade)),
    ...section('The decision', decisionLines(trade)),
    ...section('The entry', fillLines(trade, trade.entry)),
    ...section('While it was held', heldLines(trade)),
    ...section('The exit', fillLines(trade, trade.exit)),
    ...section(`In the ledger, in millionths of a currency unit`, postingLines(trade)),
    ...section('What it came to', resultLines(trade)),
    ...section('Recomputed without the engine', comparisonLines(trade)),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return ['', title, ...lines.flatMap((line) => wrapped(`  ${line}`))];
}

/** Breaks a line between words, a word without end where the width is; what follows is indented. */
function wrapped(line: string): readonly string[] {
  if (line.length <= WIDTH) return [line];
  const space = line.lastIndexOf(' ', WIDTH);
  const at = space <= INDENT.length ? WIDTH : space;
  const rest = line.slice(at).trimStart();
  return [line.slice(0, at), ...wrapped(`${INDENT}${rest}`)];
}

function verdictLine({ comparison }: TradeExplanation): string {
  const { equal, compared, differences, taken } = comparison;
  const given = taken.length === 0 ? '' : `; taken as recorded: ${taken.length}, named below`;
  if (equal)
    return `Recomputed without the engine: ${counted(compared, 'number')}, all equal to the ledger unit${given}.`;
  const [first] = differences;
  const what = first === undefined ? '' : `: ${first.what}: recorded ${first.recorded}, found ${first.found}`;
  return `Recomputed without the engine: ${differences.length} of ${compared} numbers differ${what}`;
}

function barLines({ bars, entry, exit, tickSize, dataset }: TradeExplanation): readonly string[] {
  const table = (title: string, around: TradeExplanation['bars']['entry'], own: number): readonly string[] => [
    `${title}`,
    `${'row'.padStart(8)}  ${'closed'.padEnd(24)}${['open', 'high', 'low', 'close'].map((name) => name.padStart(12)).join('')}`,
    ...around.flatMap((bar) => {
      const prices = [bar.open, bar.high, bar.low, bar.close]
        .map((price) => priceText(price, tickSize).padStart(12))
        .join('');
      const mark = bar.index === own ? '  <' : '';
      const line = `${String(bar.source?.row ?? '–').padStart(8)}  ${bar.closeTime.padEnd(24)}${prices}${mark}`;
      return bar.index === own && bar.ask !== null ? [line, askLine(bar.ask, tickSize)] : [line];
    }),
  ];
  const source = bars.entry[0]?.source;
  return [
    `dataset ${dataset}${bars.entry.some(({ ask }) => ask !== null) ? '; the prices of bars are those of the bid' : ''}`,
    source === null || source === undefined
      ? 'no source file is on record'
      : `${source.name ?? 'source file'}, SHA-256 ${source.file}`,
    ...table('around the entry', bars.entry, entry.bar),
    ...table('around the exit', bars.exit, exit.bar),
  ];
}

type Ask = NonNullable<TradeExplanation['bars']['entry'][number]['ask']>;

function askLine({ open, close }: Ask, tickSize: string): string {
  const [opened, closed] = [open, close].map((price) => priceText(price, tickSize).padStart(12));
  return `${' '.repeat(10)}${'ask'.padEnd(24)}${opened}${' '.repeat(24)}${closed}`;
}

function fillLines({ contract, tickSize }: TradeExplanation, fill: TradeExplanation['entry']): readonly string[] {
  return [
    `${fill.side} ${counted(fill.lots, 'lot')} at ${fill.time}, decided ${fill.decisionTime ?? 'by nobody'}: ${fill.reason}`,
    `rule '${fill.rule}' of ${contract.name}: ${fill.priceFrom}`,
    `${fill.referenceTicks} ticks before costs, ${fill.priceTicks} ${fill.side === 'buy' ? 'paid' : 'received'}, which is ${priceText(fill.price, tickSize)}`,
    ...fill.costs.map(({ name, units, arithmetic }) => `${name.padEnd(11)}${money(units).padStart(18)}  ${arithmetic}`),
  ];
}

function heldLines({ marks, income, actions, tickSize }: TradeExplanation): readonly string[] {
  const shown = marks.length <= 12 ? marks : [...marks.slice(0, 6), ...marks.slice(-6)];
  const left = marks.length - shown.length;
  const line = ({ time, close, equity }: TradeExplanation['marks'][number]): string =>
    `${time}  close ${priceText(close, tickSize).padStart(12)}   equity ${money(equity).padStart(20)}`;
  return [
    ...shown.slice(0, left > 0 ? 6 : shown.length).map(line),
    ...(left > 0 ? [`… ${counted(left, 'close')} more (--json has all) …`, ...shown.slice(6).map(line)] : []),
    ...actions.map(({ time, kind, detail }) => `${time}  ${kind}: ${detail}`),
    ...income.map(
      ({ time, kind, units, currency, arithmetic }) => `${time}  ${kind} ${money(units)} ${currency}: ${arithmetic}`,
    ),
    ...(marks.length + actions.length + income.length === 0 ? ['no close and no payment between entry and exit'] : []),
  ];
}

function postingLines({ postings }: TradeExplanation): readonly string[] {
  const lines: string[] = [];
  let about = '';
  for (const posting of postings) {
    const title = `${posting.time ?? ''}  ${posting.about}`;
    if (title !== about) lines.push(title);
    about = title;
    const { account, units, balance } = posting;
    lines.push(`  ${account.padEnd(24)}${String(units).padStart(18)}   balance ${String(balance).padStart(18)}`);
  }
  return lines;
}

function resultLines({ attribution, accountCurrency, ...trade }: TradeExplanation): readonly string[] {
  const { net, ...parts } = attribution;
  const sum = Object.values(parts).reduce((total, units) => total + units, 0);
  return [
    ...Object.entries(parts).map(([name, units]) => `${name.padEnd(14)}${money(units).padStart(20)}`),
    `${'net'.padEnd(14)}${money(net).padStart(20)} ${accountCurrency}, ${sum === net ? 'the sum of the lines above' : `NOT the sum of the lines above, which is ${money(sum)}`}`,
    `${'largest loss while open'.padEnd(26)}${money(trade.largestLossWhileOpen)}`,
    `${'largest gain while open'.padEnd(26)}${money(trade.largestGainWhileOpen)}`,
  ];
}

function comparisonLines(trade: TradeExplanation): readonly string[] {
  const { comparison } = trade;
  const { differences, taken, elsewhere, equal, compared } = comparison;
  return [
    ...(equal
      ? [
          `${counted(compared, 'number')} of the record ${compared === 1 ? 'was' : 'were'} found again, to the ledger unit`,
        ]
      : []),
    ...differences.map(({ what, recorded, found }) => `${what}: recorded ${recorded}, found ${found}`),
    ...taken.map((what) => `taken as recorded: ${what}`),
    ...(elsewhere > 0
      ? [
          `${counted(elsewhere, 'number')} of the row that ${elsewhere === 1 ? 'belongs' : 'belong'} to other trades ${elsewhere === 1 ? 'differs' : 'differ'}`,
        ]
      : []),
  ];
}
