/** Comparisons, forward records, opened lockboxes, nulls, coverage, rules and measures that turn each other's sentences round. */
import type { ForwardRecord, ForwardRow, RankingRow, RunComparison } from '@assay/contracts/schemas';
import {
  METRIC_NAMES,
  metricWords,
  renderComparison,
  renderCoverageDrawing,
  renderCoveragePage,
} from '../../src/reports/index.ts';
import { renderForwardRecord, renderNullsPage, renderRankingTable, undefinedWords } from '../../src/reports/index.ts';
import type { CoverageRow } from '../../src/reports/index.ts';
import { reasonWords, RULE_NAMES, ruleLabel } from '../../src/reports/rule-words.ts';
import { openPage, thinnedReportModel } from '../../src/reports/testing/index.ts';
import { gatePageTexts } from './gate-texts.ts';
import { gridPages } from './grid-texts.ts';

const RANKED = thinnedReportModel().rankings.rows;

type Side = NonNullable<RunComparison['rows'][number]['first']>;
type ComparedRow = RunComparison['rows'][number];

const SIDE: Side = { verdict: 'killed', score: 0.4, trades: 20, trials: 9, metrics: { totalReturn: 0.1 } };
const times = [Date.UTC(2020, 0, 2), Date.UTC(2020, 0, 3)];
const equity = (...values: readonly number[]): { times: number[]; values: number[] } => ({
  times,
  values: [...values],
});

function comparison(inputs: RunComparison['inputs'], ...rows: readonly ComparedRow[]): RunComparison {
  return { first: { runId: 'aaaa', name: 'one' }, second: { runId: 'bbbb', name: 'two' }, inputs, rows: [...rows] };
}

function compared(id: string, second: Partial<Side>, ...paths: readonly string[]): ComparedRow {
  const differences = paths.map((path) => ({ path, first: 1, second: null }));
  const curves = { first: equity(100_000, 101_000), second: equity(100_000, 900_000) };
  return { id, first: SIDE, second: { ...SIDE, ...second }, differences, equity: curves };
}

const SEED = { path: 'experiment.seed', first: 1, second: 2 };
/** Comparisons, by what they turn. */
export const COMPARISONS: readonly RunComparison[] = [
  comparison([], compared('same', {})),
  comparison([SEED], compared('same', {})),
  comparison([SEED, { ...SEED, path: 'x' }], compared('other', { verdict: 'candidate', score: 0.9 }, 'verdict')),
  comparison([], compared('other', { metrics: { totalReturn: -0.1 }, trades: 3, trials: 10 }, 'metrics.totalReturn')),
  comparison([], { ...compared('low', {}, 'x'), equity: { first: equity(1, 1.1), second: equity(1, 1.2) } }),
  comparison([], { id: 'first', first: SIDE, differences: [] }),
  comparison([], { id: 'second', second: SIDE, differences: [] }, compared('same', {})),
  comparison([], ...Array.from({ length: 22 }, (_, index) => compared(`row-${index}`, {}, 'x'))),
];

const CONE = { periods: [1, 2, 3], lower: [-1, -2, -3], expected: [0, 0.1, 0.2], upper: [1, 2, 3] };
const CONSISTENCY: ForwardRow['consistency'] = {
  ...{ outcome: 'within', confidence: 0.9, value: 0.001, lower: -0.002, upper: 0.003, level: 0.5 },
  ...{ includesZero: true, paths: 1000, blockLength: 5, cone: CONE },
};
const ROW: ForwardRow = {
  ...{
    id: 'row-a',
    strategy: 's',
    params: { x: 1 },
    verdict: 'candidate',
    account: 'p.A',
    instruments: ['A'],
    timeframe: '1d',
  },
  ...{ state: 'consistent', shortfalls: [], bars: 30, days: 30, knownWhenFrozen: 0, trades: 4, closedByEnd: 0 },
  metrics: { totalReturn: 0.1 },
  nulls: {},
  judged: { from: '2010-01-01', to: '2020-01-01', bars: 900, trades: 90, metrics: {}, nulls: {} },
  consistency: CONSISTENCY,
  ...{ equity: equity(100, 110), benchmark: equity(100, 105), excess: equity(0, 0.05) },
};
const HISTORY: ForwardRecord['accounts'][number]['history'][number] = {
  ...{
    instrument: 'A',
    bars: 900,
    changed: 0,
    missing: 0,
    added: 0,
    restatedLater: 0,
    first: null,
    largestChange: null,
  },
  ...{ judgedHash: 'a', foundHash: 'a' },
};
const ACCOUNT: ForwardRecord['accounts'][number] = {
  ...{
    id: 'p.A',
    judgedDataset: 'd@1',
    dataset: 'd@2',
    judgedTo: '2020-01-01T00:00:00Z',
    restated: false,
    synthetic: false,
  },
  ...{ from: '2020-01-02T00:00:00Z', to: '2020-03-02T00:00:00Z', history: [HISTORY] },
};
const RECORD: ForwardRecord = {
  ...{ format: 1, kind: 'forward', runId: '0123456789abcdef', name: 'forward', frozenAt: '2020-01-05T00:00:00Z' },
  ...{ judgedCode: '1', codeVersion: '1', currency: 'USD', trials: 0, accounts: [ACCOUNT], rows: [ROW] },
};

function row(changes: Partial<ForwardRow>, consistency: Partial<ForwardRow['consistency']> = {}): ForwardRow {
  return { ...ROW, ...changes, consistency: { ...CONSISTENCY, ...consistency } };
}
function history(changes: Partial<typeof HISTORY>, account: Partial<typeof ACCOUNT> = {}): ForwardRecord['accounts'] {
  return [{ ...ACCOUNT, ...account, history: [{ ...HISTORY, ...changes }] }];
}

/** Records as pages, by what they turn. */
export const FORWARD_RECORDS: readonly ForwardRecord[] = [
  RECORD,
  { ...RECORD, rows: [row({ state: 'below', closedByEnd: 1 }, { outcome: 'below', includesZero: false })] },
  { ...RECORD, rows: [row({ state: 'above', closedByEnd: 2 }, { outcome: 'above' })] },
  {
    ...RECORD,
    rows: [
      row(
        {
          state: 'insufficient',
          shortfalls: [{ rule: 'trades', value: 4, limit: 20 }],
          nulls: { totalReturn: 'no-return' },
        },
        {
          outcome: 'undetermined',
          reason: 'too-few-observations',
          cone: { periods: [], lower: [], expected: [], upper: [] },
        },
      ),
    ],
  },
  { ...RECORD, rows: [row({ state: 'insufficient' }, { reason: 'zero-variance' })] },
  {
    ...RECORD,
    rows: [
      row({ state: 'no-bars', bars: 0, verdict: 'insufficient' }),
      row({ state: 'failed', problem: 'the module failed' }),
    ],
    accounts: [{ ...ACCOUNT, from: null, to: null, synthetic: true }],
  },
  { ...RECORD, rows: [row({ verdict: 'suspicious', knownWhenFrozen: 3 })], codeVersion: '2' },
  { ...RECORD, rows: [], accounts: [] },
  {
    ...RECORD,
    accounts: history(
      { changed: 2, missing: 1, added: 3, first: '2015-01-01', largestChange: 0.01, foundHash: 'b' },
      { restated: true },
    ),
  },
  { ...RECORD, accounts: history({ added: 1, first: '2015-01-01', foundHash: 'b' }, { restated: true }) },
  { ...RECORD, accounts: history({ restatedLater: 2 }, { endsBefore: 'the lockbox of 2021-01-01' }) },
  {
    ...RECORD,
    kind: 'lockbox',
    lockbox: { from: '2019-01-01', opened: '2020-01-05T00:00:00Z', reason: 'it is time' },
  },
];

const day = (index: number): number => Date.UTC(2024, 0, 1 + index);
const covered = (share: number | null, present: readonly number[]): CoverageRow => ({
  ...{
    name: `S${present.join('')}`,
    firstEventTime: day(0),
    lastEventTime: day(present.length),
    share,
    errors: 1,
    warnings: 1,
  },
  cells:
    share === null ? null : { expected: present.map(() => 100), present: [...present], worst: present.map(() => 1) },
});
const COVERAGE = { name: 'prices', version: 'abc', unit: 'day', edges: [0, 1, 2].map(day) } as const;
const FINDING = { subject: 'S', severity: 'warning', kind: 'gap', count: '1', where: 'row 1' } as const;

async function coverageTexts(): Promise<readonly string[]> {
  const rows = [covered(0.9, [100, 99]), covered(0.5, [60, 40]), covered(0.1, [95, 0])];
  const texts = [
    await renderCoveragePage({ ...COVERAGE, rows, summary: 'one', findings: [] }),
    await renderCoveragePage({
      ...COVERAGE,
      rows: [covered(null, [1, 1])],
      summary: 'two',
      findings: Array.from({ length: 410 }, () => FINDING),
    }),
    await renderCoveragePage({ ...COVERAGE, rows: [], summary: 'three', findings: [FINDING] }),
  ];
  for (const drawn of [rows, [covered(1, [100, 100])], []])
    texts.push(await renderCoverageDrawing({ ...COVERAGE, rows: drawn }));
  return texts;
}

function ruleTexts(): readonly string[] {
  const row0 = RANKED[0] as RankingRow;
  const failed = ['sweep', 'neighbour', 'row', 'costs', 'failed', 'other'].map((step) =>
    reasonWords({ rule: 'strategy-failed', value: 1, limit: 0 }, [], { step, message: 'no more' } as never),
  );
  return [...failed, ...rulesTurned(row0)];
}

function rulesTurned(row0: RankingRow): readonly string[] {
  return RULE_NAMES.flatMap((rule) => [
    ruleLabel(rule),
    ...[true, false].flatMap((passed) =>
      (['<=', '>=', '>'] as const).flatMap((comparison) => {
        const check = { rule, value: 1, limit: 2, comparison, passed, effect: 'killed' } as const;
        const reason = { rule, value: 1, limit: 2 };
        return [
          reasonWords(reason, [check]),
          renderRankingTable([{ ...row0, reasons: [reason], checks: [check] }], { width: 200, colour: false }),
        ];
      }),
    ),
    reasonWords({ rule, value: null, limit: 2, undefinedReason: 'no-return' }, []),
    reasonWords({ rule, value: 1, limit: null, undefinedReason: 'no-return' }, []),
    reasonWords({ rule, value: 1, limit: 2 }, [
      { rule, value: 1, limit: 2, comparison: '<', passed: false, effect: 'killed' } as never,
    ]),
    ...[
      'mean-not-positive',
      'no-neighbour',
      'costs-times-1',
      'costs-times-1.25',
      'costs-times-1.5',
      'costs-times-2',
    ].map((note) => reasonWords({ rule, value: 1, limit: 2, note }, [])),
  ]);
}

/** All of them as what a reader reads. */
export async function otherTexts(): Promise<readonly string[]> {
  const pages: string[] = [];
  for (const model of COMPARISONS) pages.push(await renderComparison(model));
  for (const record of FORWARD_RECORDS) pages.push(await renderForwardRecord(record));
  const curves = [{ noise: 'iid', sorted: Float64Array.of(0, 1, 2) }];
  const panel = { name: 'Entropy', definition: 'Of bits', curves, thresholds: [1], sentences: ['Five of ten.'] };
  for (const panels of [[panel], []]) pages.push(await renderNullsPage({ title: 'Nulls', headline: 'None', panels }));
  pages.push(...(await coverageTexts()));
  const tables = [RANKED, RANKED.slice(0, 1).map((one) => ({ ...one, reasons: [] })), []].map((rows) =>
    renderRankingTable(rows, { width: 200, colour: false }),
  );
  const metrics = [...METRIC_NAMES.map((name) => metricWords(name).label), undefinedWords(undefined)];
  const grids = await gridPages();
  return [
    ...pages.map((page) => openPage(page).words),
    ...(await gatePageTexts()),
    ...grids,
    ...tables,
    ...metrics,
    ...ruleTexts(),
  ];
}
