/** What commands about gates and tested features print, of results that turn each other's sentences round. */
import { DEFAULT_GUARDS } from '@assay/quant/signals';
import { builtRemarks, unchangedText } from '../../src/cli/gates/build-gates-command.ts';
import { gatesPage, panelNote } from '../../src/cli/gates/gates-picture.ts';
import { guardWords } from '../../src/cli/gates/guard-options.ts';
import { gateDatasetsText } from '../../src/cli/gates/list-gate-datasets.ts';
import { oddities } from '../../src/cli/gates/list-gates-command.ts';
import { metricsDetail, notYetKnown } from '../../src/cli/gates/metrics-command.ts';
import { noiseText } from '../../src/cli/gates/noise-rates.ts';
import { outcomesText } from '../../src/cli/gates/outcomes-text.ts';
import { oddTimes, remarksOf } from '../../src/cli/gates/pull-gates-command.ts';
import { pushedText } from '../../src/cli/gates/push-gates-command.ts';
import { testedFeatureText } from '../../src/cli/prove/tested-feature-text.ts';

/** Results as far as their texts read them. */
type Part = never;

function built(): readonly string[] {
  const series = [{ instrument: 'A', timeframe: '1h', bars: 90, gates: 5, added: 5 }];
  const spec = { window: 64, stride: 16, hazard: 'flipRate' };
  const told = (asks: readonly boolean[], more: object = {}): string =>
    builtRemarks({ series }, {
      ...{ entries: asks.map((hasAsk) => ({ hasAsk })), spec, picture: undefined, isDryRun: false, ...more },
    } as Part).join('\n');
  return [
    told([true]),
    told([true, false], { spec: { ...spec, stride: 8 }, picture: '/p.html', isDryRun: true }),
    ...[true, false].map((isDryRun) => unchangedText('g', isDryRun)),
  ];
}

function pictures(): readonly string[] {
  const values = new Map([['hazard', [0.1]]]);
  const found = { panels: [], values, gates: 9, admitted: 1, hasVolume: false };
  const picture = {
    ...{ gates: { name: 'g', version: '1' }, parent: { name: 'd' }, spec: { hazard: 'flipRate' } },
    entries: [{ timeframe: '1h', synthetic: false }],
  };
  const noise = { draws: 900, sorted: {} };
  const told = (gathered: object, shown: object): string =>
    JSON.stringify(gatesPage({ ...found, ...gathered } as Part, { ...picture, ...shown } as Part, noise as Part));
  const many = Array.from({ length: 9 }, () => ({ timeframe: '1h', synthetic: true }));
  return [
    told({}, {}),
    told({ gates: 0 }, { spec: { hazard: 'damping' } }),
    told({ gates: 3e5 }, { entries: many }),
    panelNote(9, found),
    panelNote(9, { gates: 0, admitted: 0 }),
  ];
}

const COUNTS = { gates: 9, repeated: 0, restated: 0, labelled: 0, malformed: 0, problems: [] };
const ODD = { ...COUNTS, repeated: 1, restated: 2, labelled: 3, malformed: 2, problems: [{ place: 'p', fault: 'f' }] };

function stores(): readonly string[] {
  const dataset = { dataset: 'g', version: '1', gates: 5, instruments: ['A'], last: '2020-01-01T00:00' };
  const pushed = { from: 'g@1', to: 'files', gates: 5, added: 2, malformed: 0 };
  return [
    gateDatasetsText([]),
    ...[null, 'd@1'].map((parent) => gateDatasetsText([{ ...dataset, parent }])),
    ...[COUNTS, ODD, { ...COUNTS, repeated: 1 }, { ...COUNTS, malformed: 1 }].flatMap((counts) => [
      ...[null, 'l@1'].map((labels) => remarksOf(counts as Part, labels).join('\n')),
      oddities(counts as Part).join('\n'),
    ]),
    ...[pushed, { ...pushed, added: 5, malformed: 1 }, { ...pushed, added: 0 }].map(pushedText),
    ...[
      { early: 0, future: 0 },
      { early: 1, future: 2 },
    ].map((odd) => oddTimes(odd).join('\n')),
  ];
}

function metrics(): readonly string[] {
  const rate = { share: 0.1, low: 0.09, high: 0.11 };
  const none = { top: [], others: { strands: 0, count: 0 }, without: 0 };
  const one = {
    instrument: 'A',
    refusals: [],
    makerReasons: [],
    strands: none,
    best: [],
    freshness: { limitSeconds: null },
  };
  const reasons = [{ reason: 'hazard-above-max', count: 3 }];
  const strands = { top: [{ strand: 'bull/0/5+/flat', count: 9 }], others: { strands: 2, count: 3 }, without: 1 };
  const stale = { ...one, refusals: reasons, makerReasons: reasons, strands, freshness: { limitSeconds: 90 } };
  return [
    ...[one, { ...one, strands }, stale, { ...stale, strands: none }].map((each) => metricsDetail(each as Part)),
    ...[0, 2].map((later) => notYetKnown([{ notYetKnown: later }] as Part, 5).join('\n')),
    noiseText({
      randomWalk: [{ candles: 'range', ...rate }],
      ownBars: [{ instrument: 'A', ...rate }],
      withoutBars: [],
    }),
    noiseText({ randomWalk: [{ candles: 'range', ...rate }], ownBars: [], withoutBars: ['A'] }),
  ];
}

function outcomes(): readonly string[] {
  const area = { area: 0.5, low: 0.4, high: 0.6 };
  const lift = { liftBp: 1, lowBp: 0, highBp: 2 };
  const figures = { n: 90, nCosts: 90, meanBp: 1, medianBp: 1, positiveShare: 0.5, meanWinBp: 2, meanLossBp: -2, meanCostBp: 1, meanNetBp: 0 }; // prettier-ignore
  const test = (p: number, net: number): object => ({ t: 2, p, adjustedP: p, netP: net, adjustedNetP: net });
  const cell = (own: object | string | undefined): object => {
    const group = typeof own === 'object' ? { ...figures, test: own } : { ...figures, nCosts: 80, whyNoTest: own };
    const groups = { all: group, admitted: group, rejected: group };
    return {
      instrument: 'A',
      horizon: '60m',
      groups,
      hazardArea: area,
      admitArea: area,
      deciles: [],
      lowHazardLift: lift,
    };
  };
  const request = { side: 'follow', slippageBp: 0, commissionBp: 0, asOf: undefined };
  const gathered = { gates: 9, undirected: 0, medianSpreadBp: 1, samples: [{ gaps: 0, incomplete: 0 }] };
  const whole = { gates: 'g@1', bars: 'd@1', guards: DEFAULT_GUARDS, request, gathered: [gathered], withSpread: 1 };
  const told = (tests: object | string | undefined, more: object = {}): string =>
    outcomesText({ ...whole, study: { cells: [cell(tests)], tests: 3 }, ...more } as Part);
  const blind = { ...gathered, medianSpreadBp: NaN };
  const odd = { ...blind, undirected: 2, samples: [{ gaps: 1, incomplete: 2 }] };
  return [
    told(test(0.5, 0.5)),
    told(test(0.01, 0.01), { request: { ...request, side: 'against' }, gathered: [gathered, odd] }),
    told(undefined, { request: { ...request, side: 'price', asOf: 5 }, gathered: [odd], withSpread: 0 }),
    told('few-outcomes', { request: { ...request, slippageBp: 1 }, gathered: [blind], withSpread: 0 }),
    told('few-stretches'),
    told('constant'),
  ];
}

function features(): readonly string[] {
  const violation = {
    ...{ column: 'ema', instrument: 'A', bar: 3, time: '2020', kind: 'prefix', cut: '2019', full: 1, replayed: null },
    path: { source: 's', lakehouse: 'l', panel: 'p' },
  };
  const tested = {
    ...{ feature: 'f', dataset: 'd@1', params: {}, outcome: 'clean', columns: ['ema'], violations: [], error: null },
    ...{ closes: 90, prefixes: 89, poisons: 3, coverage: 1 },
  };
  return [
    tested,
    { ...tested, outcome: 'leak', prefixes: 9, coverage: 0.5, violations: [violation] },
    { ...tested, outcome: 'nondeterministic', prefixes: 0, violations: [{ ...violation, full: null, cut: null, kind: 'rerun' }] }, // prettier-ignore
    { ...tested, outcome: 'failed', prefixes: 0, error: 'no' },
  ].map((one) => testedFeatureText(one as Part));
}

/** All of them. */
export function gateTerminalTexts(): readonly string[] {
  return [
    ...[...built(), ...pictures(), ...stores(), ...metrics(), ...outcomes(), ...features()],
    ...[DEFAULT_GUARDS, { ...DEFAULT_GUARDS, minStability: 0.5 }].map(guardWords),
  ];
}
