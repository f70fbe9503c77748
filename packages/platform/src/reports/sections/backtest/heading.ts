import type { BacktestReportModel } from '@assay/contracts/schemas';
import { formatIsoDate } from '@assay/core/time';
import { countOf, formatList, formatNumber, formatParameters, formatSigned, isNumber } from '../../format.ts';
import { html } from '../../markup.ts';
import type { Markup } from '../../markup.ts';
import { valueOf, whyNot } from '../performance/measure-lookup.ts';
import { capitalised, syntheticNotice } from '../pieces.ts';

/** Title and what happened, in sentences made of numbers of the record. */
export function backtestHeading(model: BacktestReportModel): Markup {
  return html`<header>
    <p class="kicker">Assay · one backtest, not judged</p>
    <h1>${model.name}</h1>
    <p class="headline">${headline(model)}</p>
    <p class="answer">${comparison(model)} ${tradesSentence(model)} ${costState(model)}</p>
    ${syntheticNotice(model.datasets)}
  </header>`;
}

function headline({ strategy, params, instruments, timeframe, performance, evidence }: BacktestReportModel): string {
  const { from, to } = performance;
  const what = `${strategy} (${formatParameters(params)}) on ${formatList(instruments, 4)} ${timeframe}`;
  if (from === null || to === null) return `${what}: no period was simulated.`;
  const total = valueOf(performance, 'totalReturn');
  const when = `from ${formatIsoDate(from)} to ${formatIsoDate(to)}${evidence.inSample ? ', in sample' : ''}`;
  if (total === null) return `${what} has no total return ${when}: ${whyNot(performance, 'totalReturn')}.`;
  const did = total > 0 ? 'gained' : total < 0 ? 'lost' : 'returned';
  return `${what} ${did} ${formatNumber(Math.abs(total), 'percent')} ${when}.`;
}

function comparison({ performance, benchmark }: BacktestReportModel): string {
  const own = valueOf(performance, 'totalReturn');
  const held = performance.benchmarkMeasures.find(({ id }) => id === 'totalReturn')?.value;
  if (benchmark === null || !isNumber(own) || !isNumber(held)) return '';
  const name = capitalised(benchmark.name);
  const words =
    own > held ? 'less than the strategy' : own < held ? 'more than the strategy' : 'as much as the strategy';
  const fall = valueOf(performance, 'maxDrawdown');
  const heldFall = performance.benchmarkMeasures.find(({ id }) => id === 'maxDrawdown')?.value;
  const falls =
    isNumber(fall) && isNumber(heldFall)
      ? ` The deepest fall was ${formatNumber(fall, 'percent')} against ${formatNumber(heldFall, 'percent')}.`
      : '';
  return `${name} returned ${formatSigned(held, 'percent')}, ${words}.${falls}`;
}

function tradesSentence({ performance, tradesTotal }: BacktestReportModel): string {
  if (tradesTotal === 0) return 'It closed no trade.';
  const rate = valueOf(performance, 'winRate');
  const won = rate === null ? '' : `, ${formatNumber(rate, 'percent')} of them with a gain`;
  return `It closed ${countOf(tradesTotal, 'trade')}${won}.`;
}

function costState({ fillContract }: BacktestReportModel): string {
  return fillContract.costFree ? 'All figures are free of costs.' : '';
}
