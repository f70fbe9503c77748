/** What a strategy knew and asked for, as lines of text. */
import type { TradeExplanation } from '@assay/contracts/schemas';
import { counted, money } from './text-numbers.ts';

type Decision = NonNullable<TradeExplanation['decision']>;
type Evidence = NonNullable<Decision['gate']>;

/** The lines about the decision behind the entry of a trade. */
export function decisionLines(trade: TradeExplanation): readonly string[] {
  const { decision, decisionNote, instrument, refusals, entry } = trade;
  if (decision === null) return [decisionNote ?? 'no decision of the strategy stands behind it'];
  const own = decision.inputs.find((input) => input.instrument === instrument);
  const named = (values: Readonly<Record<string, number | null>> = {}): readonly string[] =>
    Object.entries(values).map(([name, value]) => `${name} = ${value ?? 'undefined'}`);
  return [
    `decided ${decision.decisionTime}, equity then ${money(Math.round(decision.equity * 1e6))}`,
    own === undefined || own.barTime === null
      ? 'newest bar: none'
      : `newest bar: ${own.barTime}, known from ${own.availableAt ?? '–'}, ${timing(own.availableAt, decision.decisionTime)}`,
    ...named(own?.terms),
    ...(decision.gate === undefined ? named(own?.columns) : gateLines(decision.gate, decision.decisionTime)),
    ...decision.actions.map((action) => askedLine(action, entry.reason)),
    ...(decision.size === null ? [] : [`size by ${decision.size.rule}`, decision.size.arithmetic]),
    ...refusals.map(({ time, reason }) => `${time}  ${reason}${reason === 'reduced-to-limit' ? REDUCED : ''}`),
  ];
}

const REDUCED = ': fewer lots than asked for, as many as fit within the limits at the price of the fill';

/** Whether something was known at a decision; both are ISO 8601 in UTC. */
function timing(availableAt: string | null, decisionTime: string): string {
  if (availableAt === null) return 'which says nothing of the decision';
  return Date.parse(availableAt) <= Date.parse(decisionTime) ? 'not after the decision' : 'AFTER the decision';
}

/** An intent in words, other actions as the strategy wrote them. What the fill is told to be for is not said twice. */
function askedLine(action: Readonly<Record<string, unknown>>, entryReason: string): string {
  const { kind, target, reason, allOrNone, instrument, ...rest } = action;
  if (kind !== 'intent' || target === undefined) return `asked for ${json(action)}`;
  const wanted = target as { readonly kind: string; readonly value: number };
  const extras = Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `, ${name} ${json(value)}`);
  const why = reason === entryReason || reason === '' ? '' : `: ${String(reason)}`;
  const whole = allOrNone === true ? ', all of its legs or none' : '';
  return `asked for ${wanted.kind} ${wanted.value} of ${String(instrument)}${extras.join('')}${whole}${why}`;
}

function json(value: unknown): string {
  return JSON.stringify(value).replaceAll(',"', ', "');
}

/** The evidence behind an entry on a gate: where it is from, what the guards found of it, and all its measures. */
function gateLines(evidence: Evidence, decisionTime: string): readonly string[] {
  const { decision, checks } = evidence;
  const { metrics, reasons, admit, gate } = decision;
  const said =
    gate === null ? [] : [...(gate.regime === null ? [] : [`regime ${gate.regime}`]), ...gate.tags, ...gate.reasons];
  const looked = new Set(checks.map(({ looksAt }) => looksAt));
  const others = Object.entries(metrics).filter(([name]) => !looked.has(name));
  return [
    ...(gate === null ? derivedLines(evidence) : recordedLines(evidence, gate, decisionTime)),
    ...(said.length === 0 ? [] : [`its maker says: ${said.join(', ')}`]),
    checks.length === 0
      ? 'no guard is on'
      : `${counted(checks.length, 'guard')} ${checks.length === 1 ? 'is' : 'are'} on:`,
    ...checks.map(checkLine),
    `${admit ? 'admitted' : 'refused'}${reasons.length === 0 ? '' : `: ${reasons.join(', ')}`}`,
    ...(others.length === 0 ? [] : [`measures that no guard looks at: ${others.map(measure).join(', ')}`]),
  ];
}

function checkLine({ guard, looksAt, value, rule, limit, holds }: Evidence['checks'][number]): string {
  const bound = rule === 'not against the regime' ? rule : `${rule} ${String(limit)}`;
  const own = typeof value === 'number' ? short(value) : (value ?? 'unknown');
  return `  ${guard.padEnd(22)}${looksAt} ${own}: ${holds ? '' : 'NOT '}${bound}`;
}

function derivedLines({ decision, window }: Evidence): readonly string[] {
  const { streakFrom, direction, metrics } = decision;
  const moves = counted(metrics['repetitions'] ?? 0, 'move');
  return [
    `no gate in force: derived from the candles, a streak ${way(direction)} of ${moves}, the first of them closed ${streakFrom ?? '–'}`,
    ...windowLines(window),
  ];
}

function recordedLines(
  { decision, window, record }: Evidence,
  { maker, timeframe, availableAt }: NonNullable<Evidence['decision']['gate']>,
  decisionTime: string,
): readonly string[] {
  const { source = null } = record ?? {};
  const madeOf = record?.madeOf ?? null;
  return [
    `gate of ${maker} at ${timeframe}, pointing ${way(decision.direction)}, known from ${availableAt}, ${timing(availableAt, decisionTime)}`,
    ...(record === null
      ? []
      : [`dataset ${record.dataset}${madeOf === null ? '' : `, made of the bars of ${madeOf}`}`]),
    ...windowLines(window),
    ...(source === null
      ? []
      : [`${madeOf === null ? 'read from' : 'its last bar is'} row ${source.row} of ${source.name ?? source.file}`]),
  ];
}

function windowLines(window: Evidence['window']): readonly string[] {
  if (window === null) return [];
  const from = window.from === null ? '' : ` from ${window.from}`;
  return [`looks back on ${counted(window.bars, 'bar')}${from} to ${window.to}`];
}

function way(direction: number): string {
  return direction > 0 ? 'up' : direction < 0 ? 'down' : 'nowhere';
}

function measure([name, value]: readonly [string, number]): string {
  return `${name} ${short(value)}`;
}

/** Six digits are enough to read; --json has all. */
function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
