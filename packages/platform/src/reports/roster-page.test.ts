import type { RosterEntryModel, RosterModel } from '@assay/contracts/schemas';
import { describe, expect, it } from 'vitest';
import { renderRosterPage } from './render-roster-page.ts';
import { openPage } from './testing/index.ts';

type Step = RosterEntryModel['history'][number];

const FIGURES: Step['figures'] = {
  trades: 25,
  sharpe: 0.7,
  profitFactor: 1.3,
  profitFactorCapped: false,
  axes: { maxHazard: 0.1 },
  qualified: true,
};
const STEPS: Readonly<Record<string, Pick<Step, 'outcome' | 'missed' | 'held' | 'figures'>>> = {
  p: { outcome: 'pass', missed: [], held: null, figures: FIGURES },
  f: {
    ...{ outcome: 'fail', missed: ['sharpe', 'profit-factor'], held: null },
    figures: {
      trades: 25,
      sharpe: -0.4,
      profitFactor: 0.9,
      profitFactorCapped: false,
      axes: { maxHazard: 0.1 },
      qualified: false,
    },
  },
  h: { outcome: 'hold', missed: [], held: 'the week is missing', figures: null },
};

function entry(instrument: string, weeks: readonly (readonly [letter: string, state: string])[]): RosterEntryModel {
  const history = weeks.map(([letter, state], at) => ({
    ...(STEPS[letter] as (typeof STEPS)['p'] & Step),
    ...{ week: `2026-W${String(at + 1).padStart(2, '0')}`, state },
  }));
  const state = history.at(-1)?.state as RosterEntryModel['state'];
  return {
    ...{ instrument, state, onRoster: state !== 'disabled', failures: 0, tightening: {}, lastJudged: '2026-W01' },
    ...{ why: 'Because.', wouldChange: 'Nothing.', history },
  };
}

function roster(...instruments: readonly RosterEntryModel[]): RosterModel {
  const limits = { minTrades: 20, minSharpe: 0.5, minProfitFactor: 1.2, failuresToDisable: 2, untestedToLeave: 2 };
  const weeks = instruments[0]?.history.map(({ week }) => week) ?? [];
  return {
    ...{ name: 'r', strategy: 'gates', weeks, missing: [], instruments: [...instruments] },
    policy: { ...limits, hazardStep: 0.02, lowestHazard: 0.06, mostRepetitions: 3 },
  };
}

const NOTHING = { pairs: 0, passed: 0, share: NaN, interval: undefined };
const FACTS = { followed: { afterPass: NOTHING, afterOther: NOTHING }, apart: 13 };

const [AUDUSD, GBPUSD] = [
  entry('AUDUSD', [
    ['p', 'active'],
    ['p', 'active'],
    ['f', 'failing'],
    ['f', 'disabled'],
  ]),
  entry('GBPUSD', [
    ['h', 'listed'],
    ['p', 'active'],
    ['p', 'active'],
    ['p', 'active'],
  ]),
];

describe('renderRosterPage', () => {
  it('S1-14 shows the state of each instrument and week, and the reason of each week, to the eye, the pointer and the keyboard', async () => {
    const text = await renderRosterPage(roster(AUDUSD, GBPUSD), FACTS);
    const page = openPage(text);
    expect(text).toContain(
      'aria-label="Weeks in each state. AUDUSD: active 2, failing 1, disabled 1; GBPUSD: listed 1, active 3."',
    );
    expect(text).toContain('<title>AUDUSD 2026-W03, fail, then failing: 25 trades');
    expect(text).toContain('<title>GBPUSD 2026-W01, hold, then listed: nothing judged: the week is missing</title>');
    expect(page.words).toContain('1 of 2 instruments in use by gates');
    for (const { instrument, history } of [AUDUSD, GBPUSD])
      for (const { week, state, outcome } of history)
        expect(page.words, instrument).toMatch(new RegExp(`${week}[✓×·] ${outcome}${state}`, 'u'));
    expect(page.words).toContain('Sharpe ratio −0.40 (above 0.5, missed)');
    for (const instrument of ['AUDUSD', 'GBPUSD']) {
      expect(text).toContain(`href="#weeks-${instrument}"`);
      expect(text).toContain(`id="weeks-${instrument}"`);
    }
  });

  it('S1-14 draws one band for each stretch of a state, with its letter, and a sign for each week', async () => {
    const text = await renderRosterPage(roster(AUDUSD, GBPUSD), FACTS);
    const chart = /<svg[\s\S]*?<\/svg>/u.exec(text)?.[0] ?? '';
    const texts = [...chart.replaceAll(/<title>[^<]*<\/title>/gu, '').matchAll(/<text[^>]*>([^<]*)<\/text>/gu)].map(
      ([, words]) => words,
    );
    expect(texts.filter((words) => /^(?:active|failing|disabled|listed)$/u.test(words ?? ''))).toEqual([
      'active',
      'failing',
      'disabled',
      'listed',
      'active',
    ]);
    expect(texts.filter((words) => /^[✓~×·]$/u.test(words ?? '')).join('')).toBe('✓✓××·✓✓✓');
  });

  it('S1-14 draws the last 60 weeks and lists them all', async () => {
    const many = entry(
      'EURUSD',
      Array.from({ length: 53 }, () => ['p', 'active'] as const),
    );
    const year = (from: string): RosterEntryModel['history'] =>
      many.history.map((step) => ({ ...step, week: step.week.replace('2026', from) }));
    const text = await renderRosterPage(roster({ ...many, history: [...year('2026'), ...year('2032')] }), FACTS);
    expect([...text.matchAll(/<title>EURUSD/gu)]).toHaveLength(60);
    expect(openPage(text).words).toContain('The last 60 weeks are drawn, the tables hold all of them.');
    expect([...text.matchAll(/<th scope="row"><span class="day">/gu)]).toHaveLength(106);
  });

  it('X-04 X-09 says nothing undefined, needs nothing from elsewhere, and is the same each time, also without a week', async () => {
    for (const one of [roster(AUDUSD, GBPUSD), roster()]) {
      const [first, second] = await Promise.all([renderRosterPage(one, FACTS), renderRosterPage(one, FACTS)]);
      expect(first).toBe(second);
      expect(first).not.toMatch(/NaN|Infinity|undefined<|<script|src=|https?:\/\/(?!www\.w3\.org)/u);
    }
  });
});
