import { formatIsoTime } from '@assay/core/time';
import type { Gate } from '@assay/quant/signals';
import { checkAnyGate, gateMetrics, MEAN_MEASURES } from '../../gates/index.ts';
import type { InstrumentMetrics, ReasonCount, ScoredGate } from '../../gates/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { optionalList, optionalMoment, optionalWhole } from '../data/option-values.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { countOf, grouped, renderTable } from '../text-table.ts';
import { guardsOf, guardWords } from './guard-options.ts';
import { oddities } from './list-gates-command.ts';
import { madeGates, noiseRates, noiseText } from './noise-rates.ts';
import { withGates } from './store-options.ts';
import type { ReadingOptions } from './store-options.ts';

/** Options of `assay gates metrics`, as typed. */
export interface MetricsCommandOptions extends ReadingOptions {
  readonly guards?: string;
  readonly now?: string;
  readonly maxAge?: string;
  readonly top?: string;
  readonly recent?: string;
  readonly noise?: boolean;
  readonly strict?: boolean;
}

/** `assay gates metrics`. */
export async function metricsCommand(
  source: string,
  options: MetricsCommandOptions,
  context: CommandContext,
): Promise<void> {
  const guards = guardsOf(options.guards);
  const top = optionalWhole('--top', options.top, 1) ?? 5;
  const now = optionalMoment('--now', options.now) ?? context.clock.now();
  const instruments = optionalList('--instruments', options.instruments);
  // An instrument without gates is an answer here, not an error.
  const found = await withGates(
    source,
    { options: { ...options, instruments: undefined }, context },
    async (reader) => {
      const made = options.noise === true ? madeGates(reader) : undefined;
      const metrics = await gateMetrics(reader, {
        ...{ guards, now, instruments, nReasons: top, nBest: top },
        nRecent: optionalWhole('--recent', options.recent, 1) ?? 100,
        maxAgeSeconds: optionalWhole('--max-age', options.maxAge, 0),
      });
      checkAnyGate(reader);
      const names = metrics.filter(({ count }) => count > 0).map(({ instrument }) => instrument);
      const noise = made && (await noiseRates(made, guards, names));
      return { metrics, noise, place: reader.place, counts: reader.counts() };
    },
  );
  const { metrics, noise, place, counts } = found;
  if (options.json === true) {
    const facts = { place, now: formatIsoTime(now), guards, malformed: counts.malformed, problems: counts.problems };
    printJson(context, { ...facts, noise: noise ?? null, instruments: metrics.map(jsonOf) });
  } else {
    printLine(context, `${place} at ${minute(now)} UTC; ${guardWords(guards)}, and a direction`);
    printLine(context, `\n${renderTable(COLUMNS, metrics.map(cells))}`);
    if (noise !== undefined) printLine(context, `\n${noiseText(noise)}`);
    for (const one of metrics) printLine(context, `\n${metricsDetail(one)}`);
    for (const remark of [...notYetKnown(metrics, now), ...oddities(counts)]) printLine(context, remark);
  }
  if (options.strict === true && metrics.some(({ freshness }) => freshness.code !== 0))
    context.endWith(EXIT_CODES.unfitData);
}

/** Says what was left out because it was not known yet. */
export function notYetKnown(metrics: readonly InstrumentMetrics[], now: number): readonly string[] {
  const later = metrics.reduce((sum, one) => sum + one.notYetKnown, 0);
  return later === 0 ? [] : [`LOOK: ${countOf(later, 'gate')} not known yet at ${minute(now)} UTC: counted nowhere.`];
}

const right = (title: string): { readonly title: string; readonly align: 'right' } => ({ title, align: 'right' });

const COLUMNS = [
  ...[{ title: 'Instrument' }, right('Gates'), right('Admitted'), right('Rate')],
  ...[right('Hazard'), right('Flip rate'), right('Coherence'), right('Stability'), right('Entropy')],
  ...[{ title: 'Freshness' }, right('Age')],
];

function cells({ instrument, count, admitted, admitRate, means, freshness }: InstrumentMetrics): readonly string[] {
  const { code, word, ageSeconds } = freshness;
  return [
    ...[instrument, grouped(count), grouped(admitted), admitRate === null ? '–' : `${(100 * admitRate).toFixed(1)} %`],
    ...MEAN_MEASURES.map((name) => number(means[name])),
    ...[`${code} ${word}`, ageSeconds === null ? '–' : duration(ageSeconds)],
  ];
}

/** What is to be said of one instrument beside its figures. */
export function metricsDetail({
  instrument,
  refusals,
  makerReasons,
  strands,
  best,
  freshness,
}: InstrumentMetrics): string {
  const { limitSeconds } = freshness;
  return [
    `${instrument}`,
    `  refused for: ${reasonText(refusals)}`,
    ...(makerReasons.length === 0 ? [] : [`  makers say: ${reasonText(makerReasons)}`]),
    ...(strands.top.length === 0
      ? []
      : [`  strands (regime/tenth of hazard/repetitions/slope): ${strandText(strands)}`]),
    ...(limitSeconds === null ? [] : [`  stale from an age of ${duration(limitSeconds)}`]),
    ...best.map(bestText),
  ].join('\n');
}

function strandText({ top, others, without }: InstrumentMetrics['strands']): string {
  return [
    ...top.map(({ strand, count }) => `${strand} ${grouped(count)}`),
    ...(others.strands === 0 ? [] : [`${countOf(others.strands, 'other')} together ${grouped(others.count)}`]),
    ...(without === 0 ? [] : [`without one ${grouped(without)}`]),
  ].join(', ');
}

function reasonText(reasons: readonly ReasonCount[]): string {
  return reasons.length === 0
    ? 'nothing'
    : reasons.map(({ reason, count }) => `${reason} ${grouped(count)}`).join(', ');
}

function bestText({ gate, score, isAdmitted }: ScoredGate): string {
  const { availableAt, maker, regime = '–', direction, measures } = gate;
  const { hazard, coherence, stability, entropy, repetitions } = measures;
  const facts = `hazard ${number(hazard)}, coherence ${number(coherence)}, stability ${number(stability)}, entropy ${number(entropy)}`;
  return `  score ${score.toFixed(3)}  ${minute(availableAt)}  ${maker}, ${regime}, direction ${direction}, ${isAdmitted ? 'admitted' : 'refused'}; ${facts}, ${countOf(repetitions ?? 0, 'repetition')}`;
}

function number(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toFixed(3);
}

function minute(time: number): string {
  return formatIsoTime(time).slice(0, 16).replace('T', ' ');
}

function duration(seconds: number): string {
  if (Math.abs(seconds) < 600) return `${seconds.toFixed(0)} s`;
  const minutes = seconds / 60;
  if (Math.abs(minutes) < 600) return `${minutes.toFixed(0)} min`;
  const hours = minutes / 60;
  return Math.abs(hours) < 240 ? `${hours.toFixed(1)} h` : `${(hours / 24).toFixed(1)} days`;
}

function jsonOf({ best, ...rest }: InstrumentMetrics): unknown {
  const shown = ({ eventTime, availableAt, ...gate }: Gate): unknown => ({
    ...gate,
    ...{ eventTime: formatIsoTime(eventTime), availableAt: formatIsoTime(availableAt) },
  });
  return { ...rest, best: best.map(({ gate, ...more }) => ({ ...more, gate: shown(gate) })) };
}
