import type { BarField, InstrumentId } from '../../market/index.ts';
import type { ProtectiveDistance } from '../../orders/index.ts';
import { allowedExposure, DIRECTION_PARAMETER } from '../direction.ts';
import { numberOf, textOf } from '../parameters.ts';
import { perInstrument } from '../per-instrument.ts';
import type { Wish } from '../per-instrument.ts';
import type { DecisionView, Parameters, StrategyDefinition, StrategyInstance } from '../strategy.ts';

const ENTRY_HIGH = 0;
const ENTRY_LOW = 1;
const EXIT_HIGH = 2;
const EXIT_LOW = 3;

/**
 * Enters where the close leaves the channel of the bars before it, leaves where it breaks a shorter channel the other
 * way, or at a stop or target.
 *
 * Channels reach over the bars before the current one. After a stop or a target it is flat until the next breakout.
 */
export const channelBreakout: StrategyDefinition = {
  name: 'channel-breakout',
  summary: 'Buys a close above the highest price of the bars before it, sells a close below the lowest.',
  source:
    'R. D. Donchian, "High finance in copper", Financial Analysts Journal 16(6) (1960) 133; the two channels as in the Turtle rules',
  parameters: [
    { name: 'entryWindow', type: 'integer', description: 'Bars of the entry channel.', default: 20, min: 1, max: 1000 },
    { name: 'exitWindow', type: 'integer', description: 'Bars of the exit channel.', default: 10, min: 1, max: 1000 },
    {
      name: 'channel',
      type: 'choice',
      description: 'Prices that span the channels; closes for data without highs and lows.',
      default: 'high-low',
      choices: ['high-low', 'close'],
    },
    DIRECTION_PARAMETER,
    {
      name: 'stopFraction',
      type: 'number',
      description: 'Distance of the stop from the entry price, as a fraction of it; 0 for none.',
      default: 0,
      min: 0,
      max: 0.5,
    },
    {
      name: 'targetFraction',
      type: 'number',
      description: 'Distance of the profit target from the entry price, as a fraction of it; 0 for none.',
      default: 0,
      min: 0,
      max: 1,
    },
  ],
  terms: (params) => {
    const [high, low] = channelFields(params);
    const [entry, exit] = [numberOf(params, 'entryWindow'), numberOf(params, 'exitWindow')];
    return [
      { term: 'highest', field: high, window: entry },
      { term: 'lowest', field: low, window: entry },
      { term: 'highest', field: high, window: exit },
      { term: 'lowest', field: low, window: exit },
    ];
  },
  create: (params) => createBreakout(params),
};

function channelFields(params: Parameters): readonly [BarField, BarField] {
  return textOf(params, 'channel') === 'close' ? ['close', 'close'] : ['high', 'low'];
}

function createBreakout(params: Parameters): StrategyInstance {
  const { long, short } = allowedExposure(params);
  const [entry, exit] = [numberOf(params, 'entryWindow'), numberOf(params, 'exitWindow')];
  const protection = { stopLoss: distance(params, 'stopFraction'), takeProfit: distance(params, 'targetFraction') };
  const up: Wish = { exposure: long, reason: `close above the highest of ${entry} bars`, ...protection };
  const down: Wish = { exposure: short, reason: `close below the lowest of ${entry} bars`, ...protection };
  return perInstrument((view, instrument, held) => {
    if (!hasChannels(view, instrument)) return undefined;
    const close = view.price(instrument, 'close');
    if (long !== 0 && close > view.term(instrument, ENTRY_HIGH)) return up;
    if (short !== 0 && close < view.term(instrument, ENTRY_LOW)) return down;
    return leaves(view, instrument, held) ? { exposure: 0, reason: exitReason(held, exit) } : undefined;
  });
}

function hasChannels(view: DecisionView, instrument: InstrumentId): boolean {
  return ![ENTRY_HIGH, ENTRY_LOW, EXIT_HIGH, EXIT_LOW].some((index) => Number.isNaN(view.term(instrument, index)));
}

function leaves(view: DecisionView, instrument: InstrumentId, held: number): boolean {
  const close = view.price(instrument, 'close');
  if (held > 0) return close < view.term(instrument, EXIT_LOW);
  return held < 0 && close > view.term(instrument, EXIT_HIGH);
}

function exitReason(held: number, window: number): string {
  return held > 0 ? `close below the lowest of ${window} bars` : `close above the highest of ${window} bars`;
}

function distance(params: Parameters, name: string): ProtectiveDistance | undefined {
  const fraction = numberOf(params, name);
  return fraction > 0 ? { fraction } : undefined;
}
