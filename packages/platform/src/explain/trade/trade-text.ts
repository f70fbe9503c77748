/** One trade as text that reads in a hundred columns. */
import type { TradeExplanation } from '@assay/contracts/schemas';
import { DEFAULT_GUARDS } from '@assay/quant/signals';

type Decision = NonNullable<TradeExplanation['decision']>;

const WIDTH = 100;
const INDENT = '      ';

/** The text of an explanation. */
export function tradeText(trade: TradeExplanation): string {
  const head = [
    `Trade ${trade.trade} of row ${trade.row}, run ${trade.runId}; its trades are 0 to ${trade.trades - 1}`,
    `${trade.direction} ${trade.lots} lots of ${trade.instrument}, in at ${trade.entry.price}, out at ${trade.exit.price}`,
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
  if (equal) return `Recomputed without the engine: ${compared} numbers, all equal to the ledger unit${given}.`;
  const [first] = differences;
  const what = first === undefined ? '' : `: ${first.what}: recorded ${first.recorded}, found ${first.found}`;
  return `Recomputed without the engine: ${differences.length} of ${compared} numbers differ${what}`;
}

/** A price with the decimals of its tick, or with more where it has more. */
function priceText(price: number | null, tickSize: string): string {
  if (price === null) return '–';
  const fixed = price.toFixed(tickSize.split('.')[1]?.length ?? 0);
  return Number(fixed) === price ? fixed : String(price);
}

function barLines({ bars, entry, exit, tickSize }: TradeExplanation): readonly string[] {
  const table = (title: string, around: TradeExplanation['bars']['entry'], own: number): readonly string[] => [
    `${title}`,
    `${'row'.padStart(8)}  ${'closed'.padEnd(24)}${['open', 'high', 'low', 'close'].map((name) => name.padStart(12)).join('')}`,
    ...around.map((bar) => {
      const prices = [bar.open, bar.high, bar.low, bar.close]
        .map((price) => priceText(price, tickSize).padStart(12))
        .join('');
      const mark = bar.index === own ? '  <' : '';
      return `${String(bar.source?.row ?? '–').padStart(8)}  ${bar.closeTime.padEnd(24)}${prices}${mark}`;
    }),
  ];
  const source = bars.entry[0]?.source;
  return [
    source === null || source === undefined
      ? 'no source file is on record'
      : `${source.name ?? 'source file'}, SHA-256 ${source.file}`,
    ...table('around the entry', bars.entry, entry.bar),
    ...table('around the exit', bars.exit, exit.bar),
  ];
}

function decisionLines({ decision, decisionNote, instrument, refusals }: TradeExplanation): readonly string[] {
  if (decision === null) return [decisionNote ?? 'no decision of the strategy stands behind it'];
  const own = decision.inputs.find((input) => input.instrument === instrument);
  const terms = Object.entries(own?.terms ?? {}).map(([name, value]) => `${name} = ${value ?? 'undefined'}`);
  const columns = Object.entries(own?.columns ?? {}).map(([name, value]) => `${name} = ${value ?? 'undefined'}`);
  return [
    `decided ${decision.decisionTime}, equity then ${money(Math.round(decision.equity * 1e6))}`,
    own === undefined || own.barTime === null
      ? 'newest bar: none'
      : `newest bar: ${own.barTime}, known from ${own.availableAt ?? '–'}, ${timing(own.availableAt, decision.decisionTime)}`,
    ...terms,
    ...(decision.gate === undefined ? columns : gateLines(decision.gate)),
    ...decision.actions.map((action) => `asked for ${JSON.stringify(action).replaceAll(',"', ', "')}`),
    ...(decision.size === null ? [] : [`size by ${decision.size.rule}`, decision.size.arithmetic]),
    ...refusals.map(({ time, reason }) => `${time}  ${reason}`),
  ];
}

/** Whether a bar was known at a decision; both are ISO 8601 in UTC. */
function timing(availableAt: string | null, decisionTime: string): string {
  if (availableAt === null) return 'which says nothing of the decision';
  return Date.parse(availableAt) <= Date.parse(decisionTime) ? 'not after the decision' : 'AFTER the decision';
}

/** The evidence behind an entry on a gate: where it is from, its measures, the guards that are on, and what was said of it. */
function gateLines({ decision, guards }: NonNullable<Decision['gate']>): readonly string[] {
  const { gate, streakFrom, metrics, reasons, admit, direction } = decision;
  const points = direction > 0 ? 'up' : 'down';
  const from =
    gate === null
      ? `derived from the candles: a streak ${points} since ${streakFrom ?? '–'}`
      : `gate of ${gate.maker} at ${gate.timeframe}, ${points}: window ended ${gate.eventTime}, known from ${gate.availableAt}`;
  const said =
    gate === null ? [] : [...(gate.regime === null ? [] : [`regime ${gate.regime}`]), ...gate.tags, ...gate.reasons];
  const off: Readonly<Record<string, unknown>> = { ...DEFAULT_GUARDS };
  const on = Object.entries(guards).filter(([name, value]) => name === 'maxHazard' || value !== off[name]);
  return [
    from,
    ...(said.length === 0 ? [] : [`its maker says: ${said.join(', ')}`]),
    ...Object.entries(metrics).map(([name, value]) => `${name} = ${value}`),
    `guards: ${on.map(([name, value]) => `${name} ${String(value)}`).join(', ')}`,
    `${admit ? 'admitted' : 'refused'}${reasons.length === 0 ? '' : `: ${reasons.join(', ')}`}`,
  ];
}

function fillLines({ contract }: TradeExplanation, fill: TradeExplanation['entry']): readonly string[] {
  return [
    `${fill.side} ${fill.lots} lots at ${fill.time}, decided ${fill.decisionTime ?? 'by nobody'}: ${fill.reason}`,
    `rule '${fill.rule}' of ${contract.name}: ${fill.priceFrom}`,
    `${fill.referenceTicks} ticks before costs, ${fill.priceTicks} paid or received, which is ${fill.price}`,
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
    ...(left > 0 ? [`… ${left} closes more (--json has them) …`, ...shown.slice(6).map(line)] : []),
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
    ...(equal ? [`${compared} numbers of the record were found again, each to the ledger unit`] : []),
    ...differences.map(({ what, recorded, found }) => `${what}: recorded ${recorded}, found ${found}`),
    ...taken.map((what) => `taken as recorded: ${what}`),
    ...(elsewhere > 0 ? [`${elsewhere} numbers of other trades of the row differ`] : []),
  ];
}

/** Ledger units as currency, every digit shown. */
export function money(units: number): string {
  const size = Math.abs(units);
  const whole = Math.floor(size / 1e6);
  const rest = String(Math.round(size - whole * 1e6)).padStart(6, '0');
  return `${units < 0 ? '-' : ''}${whole.toLocaleString('en-US')}.${rest}`;
}
