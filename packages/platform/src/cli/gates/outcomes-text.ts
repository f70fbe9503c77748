import { formatIsoTime } from '@assay/core/time';
import { FEWEST_OUTCOMES, FEWEST_STRETCHES, OUTCOME_GROUPS } from '@assay/quant/evidence';
import type { NoTest, OutcomeCell, OutcomeGroup, StudiedGroup } from '@assay/quant/evidence';
import { countOf, grouped, renderTable } from '../text-table.ts';
import { guardWords } from './guard-options.ts';
import type { GatesStudy } from './gates-study.ts';

const SIDES = {
  follow: 'in the direction of the gate',
  against: 'against the direction of the gate',
  price: 'of the price, whatever the direction of the gate',
} as const;

/** A test that an adjusted p-value below this speaks for. */
const ALPHA = 0.05;

/** What the study found, in a sentence. */
export function outcomesHeadline({ study }: GatesStudy): string {
  const tests = study.cells.flatMap(({ groups }) => OUTCOME_GROUPS.map((group) => groups[group].test));
  const known = tests.filter((test) => test !== undefined);
  const moved = known.filter(({ adjustedP }) => adjustedP <= ALPHA).length;
  const paid = known.filter(({ adjustedNetP }) => adjustedNetP <= ALPHA).length;
  if (known.length === 0)
    return `No group of gates has a test: it takes ${FEWEST_OUTCOMES} outcomes, ${FEWEST_STRETCHES} stretches of their own and returns that vary.`;
  return (
    `Of ${countOf(known.length, 'group')} of gates ${moved === 0 ? 'none says' : `${moved} say${moved === 1 ? 's' : ''}`} that returns are not luck, ` +
    `and ${paid === 0 ? 'none' : String(paid)} that anything is left after costs (5 %, adjusted for all tests).`
  );
}

/** The same for people, line by line. */
export function outcomesRemarks({ request, gathered, study, guards, withSpread }: GatesStudy): readonly string[] {
  const sum = (of: (one: GatesStudy['gathered'][number]) => number): number =>
    gathered.reduce((total, one) => total + of(one), 0);
  const undirected = sum((one) => one.undirected);
  const gaps = sum(({ samples }) => samples.reduce((total, { gaps: own }) => total + own, 0));
  const open = sum(({ samples }) => samples.reduce((total, { incomplete }) => total + incomplete, 0));
  const isPaid = withSpread > 0 || request.slippageBp > 0 || request.commissionBp > 0;
  return [
    `Returns in basis points ${SIDES[request.side]}, from the close that a gate was made with, or the first after it was released; ${guardWords(guards)}${request.side === 'price' ? ', which need no direction here: a price has none' : ''}.`,
    costWords(request, { all: gathered.length, spreads: withSpread }),
    `t counts what windows share; Holm over all ${study.tests} tests, before costs and after them; intervals are 95 %.`,
    'AUROC: 0.5 says nothing; of hazard, above 0.5 where low hazard goes before positive returns.',
    ...costRemarks(study.cells, isPaid),
    ...untestedRemarks(study.cells),
    ...(undirected > 0
      ? [`${countOf(undirected, 'gate')} that point nowhere are not in it; --side price takes all.`]
      : []),
    ...(gaps > 0 ? [`Left out: ${countOf(gaps, 'window')} in which bars are missing or the market was closed.`] : []),
    ...(open > 0
      ? [
          `Left out: ${countOf(open, 'window')} that were not over${request.asOf === undefined ? '' : ' or not known then'}.`,
        ]
      : []),
    'A study of what followed evaluates no strategy: it adds no trial to the ledger, and accepts nothing.',
  ];
}

/** Outcomes whose cost nobody knows, where that of others is known. */
function costRemarks(cells: readonly OutcomeCell[], isPaid: boolean): readonly string[] {
  const unknown = cells.reduce((sum, { groups: { all } }) => sum + all.n - all.nCosts, 0);
  if (!isPaid || unknown === 0) return [];
  return [`Cost and net leave ${countOf(unknown, 'outcome')} out, of which no spread is known.`];
}

const UNTESTED: Readonly<Record<NoTest, string>> = {
  'few-outcomes': `fewer than ${FEWEST_OUTCOMES} outcomes`,
  'few-stretches': `windows that overlap so much that they are worth fewer than ${FEWEST_STRETCHES} of their own`,
  constant: 'returns that do not vary',
};

/** Groups without a test, by what they lack. */
function untestedRemarks(cells: readonly OutcomeCell[]): readonly string[] {
  const reasons = cells.flatMap(({ groups }) => OUTCOME_GROUPS.map((group) => groups[group].whyNoTest));
  return (Object.keys(UNTESTED) as readonly NoTest[]).flatMap((reason) => {
    const n = reasons.filter((one) => one === reason).length;
    return n === 0 ? [] : [`No test of ${countOf(n, 'group')}: ${UNTESTED[reason]}.`];
  });
}

/** What was taken off as cost; the spread only of instruments of which both sides are known. */
function costWords(
  { slippageBp, commissionBp }: GatesStudy['request'],
  { all, spreads }: { readonly all: number; readonly spreads: number },
): string {
  const declared = `half of ${slippageBp} bp slippage, ${commissionBp} bp commission`;
  if (spreads > 0)
    return `Cost: spread at the gate${spreads < all ? ', where both sides are known' : ''}, ${declared}.`;
  if (slippageBp > 0 || commissionBp > 0)
    return `Cost: ${declared}; no spread, for the bars have one side of the market.`;
  return 'Costs are not known: the bars have one side of the market; --slippage-bp and --commission-bp declare them.';
}

/** The study as text. */
export function outcomesText(whole: GatesStudy): string {
  const { gates, bars, study, gathered } = whole;
  return [
    `${gates} on ${bars}: ${grouped(gathered.reduce((sum, one) => sum + one.gates, 0))} gates`,
    '',
    renderTable(OUTCOME_COLUMNS, outcomesRows(study.cells, false)),
    '',
    renderTable(SCORE_COLUMNS, study.cells.map(scoreLine)),
    '',
    outcomesHeadline(whole),
    ...outcomesRemarks(whole),
  ].join('\n');
}

const right = (title: string): { readonly title: string; readonly align: 'right' } => ({ title, align: 'right' });

/** Columns of the table of means. */
export const OUTCOME_COLUMNS: readonly { readonly title: string; readonly align?: 'right' }[] = [
  ...[{ title: 'Instrument' }, { title: 'Horizon' }, { title: 'Gates' }, right('n'), right('Mean'), right('Median')],
  ...[right('Positive'), right('Win / loss'), right('Cost'), right('Net'), right('t'), right('p'), right('p Holm')],
  right('Net p Holm'),
];

/** Rows of that table. @param isNamed - say instrument and horizon in every row, not in the first of each cell alone */
export function outcomesRows(cells: readonly OutcomeCell[], isNamed: boolean): readonly (readonly string[])[] {
  return cells.flatMap(({ instrument, horizon, groups }) =>
    OUTCOME_GROUPS.map((group, index) => [
      ...(index === 0 || isNamed ? [instrument, horizon] : ['', '']),
      ...groupCells(group, groups[group]),
    ]),
  );
}

function groupCells(group: OutcomeGroup, figures: StudiedGroup): readonly string[] {
  const { n, meanBp, medianBp, positiveShare, meanWinBp, meanLossBp, meanCostBp, meanNetBp, test } = figures;
  return [
    ...[
      group,
      grouped(n),
      fixed(meanBp),
      fixed(medianBp),
      percent(positiveShare),
      `${fixed(meanWinBp)} / ${fixed(meanLossBp)}`,
    ],
    ...[fixed(meanCostBp), fixed(meanNetBp), fixed(test?.t), small(test?.p), small(test?.adjustedP)],
    small(test?.adjustedNetP),
  ];
}

const SCORE_COLUMNS = [
  ...[{ title: 'Instrument' }, { title: 'Horizon' }, right('AUROC hazard'), { title: '95 %' }, right('AUROC admit')],
  ...[{ title: '95 %' }, right('Hazard < 0.1'), right('Lift'), { title: '95 %' }],
];

function scoreLine({
  instrument,
  horizon,
  hazardArea,
  admitArea,
  deciles,
  lowHazardLift: lift,
}: OutcomeCell): readonly string[] {
  const range = ({ low, high }: Pick<OutcomeCell['hazardArea'], 'low' | 'high'>): string =>
    Number.isNaN(low) ? '–' : `${fixed(low)} to ${fixed(high)}`;
  return [
    ...[instrument, horizon, fixed(hazardArea.area), range(hazardArea), fixed(admitArea.area), range(admitArea)],
    ...[`${deciles[0]?.n ?? 0} gates`, fixed(lift.liftBp), range({ low: lift.lowBp, high: lift.highBp })],
  ];
}

function fixed(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '–' : value.toFixed(2);
}

function small(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '–' : value < 0.001 ? '< 0.001' : value.toFixed(3);
}

function percent(share: number): string {
  return Number.isNaN(share) ? '–' : `${(100 * share).toFixed(1)} %`;
}

/** The study for machines: the figures of the text and more; what is not known is null. */
export function outcomesJson(whole: GatesStudy): unknown {
  const { gates, bars, timeframe, maker, guards, request, gathered, study } = whole;
  const { horizons, side, slippageBp, commissionBp, asOf } = request;
  return {
    ...{
      gates,
      bars,
      timeframe,
      maker,
      guards,
      side,
      slippageBp,
      commissionBp,
      horizons: horizons.map(({ label }) => label),
    },
    asOf: asOf === undefined ? null : formatIsoTime(asOf),
    instruments: gathered.map(({ samples, ...rest }) => ({
      ...rest,
      windows: samples.map(({ horizon, from, incomplete, gaps }) => ({ horizon, n: from.length, incomplete, gaps })),
    })),
    tests: study.tests,
    trials: 0,
    cells: study.cells.map((cell) => ({
      ...cell,
      groups: Object.fromEntries(
        OUTCOME_GROUPS.map((group) => {
          const { test, whyNoTest, ...rest } = cell.groups[group];
          const why = whyNoTest === undefined ? { test } : { test: null, whyNoTest: UNTESTED[whyNoTest] };
          return [group, { ...rest, ...why }];
        }),
      ),
    })),
    headline: outcomesHeadline(whole),
    remarks: outcomesRemarks(whole),
  };
}
