import { rosterSchema } from '@assay/contracts/schemas';
import type { RosterEntryModel, RosterModel } from '@assay/contracts/schemas';
import type { RosterPersistence } from '@assay/quant/evidence';
import { openChartPaper } from './charts/chart-paper.ts';
import { MOST_WEEKS, OUTCOME_SIGNS, rosterChart, STATE_DRAWN } from './charts/roster-chart.ts';
import { countOf, formatNumber, formatParameters } from './format.ts';
import { html, when } from './markup.ts';
import type { Child, Markup } from './markup.ts';
import { pageShell } from './page-shell.ts';
import {
  profitFactorText,
  rosterFollowedWords,
  rosterHeadline,
  rosterPolicyWords,
  rosterStepWords,
} from './roster-words.ts';
import { figure, folded, table } from './sections/pieces.ts';

/** What stands on the page of a roster beside it. */
export interface RosterPageFacts {
  readonly followed: RosterPersistence;
  /** Weeks that lie between a week and the one that it is compared with. */
  readonly apart: number;
}

const PAGE_STYLE =
  '.state{display:inline-block;width:18px;height:15px;line-height:14px;text-align:center;border:1px solid var(--axis);margin-right:2px;font-size:12px}.legend b{display:inline-block;width:14px;text-align:center}.chart text{white-space:pre}';

/** A roster as one self-contained page. The same roster gives the same bytes on every machine. */
export async function renderRosterPage(roster: RosterModel, facts: RosterPageFacts): Promise<string> {
  const checked = rosterSchema.parse(roster);
  const paper = await openChartPaper();
  try {
    const chart = rosterChart(paper, checked.instruments, (step) => rosterStepWords(step, checked.policy));
    return page(checked, facts, chart).markup;
  } finally {
    paper.close();
  }
}

function page(roster: RosterModel, { followed, apart }: RosterPageFacts, chart: Markup): Markup {
  const { name, instruments, policy, weeks, missing } = roster;
  const [inUse, archived] = rosterHeadline(roster);
  const more = weeks.length + missing.length - MOST_WEEKS;
  return pageShell({
    title: `Roster ${name}`,
    style: PAGE_STYLE,
    skip: ['#standing', 'Skip to where each instrument stands'],
    main: html`<header>
        <p class="kicker">Assay · roster</p>
        <h1>${name}</h1>
        <p class="headline">${inUse}</p>
        <p class="answer">${archived}. ${rosterPolicyWords(policy)}</p>
      </header>
      <section id="weeks">
        <h2>Week by week</h2>
        ${figure(
          chartWords(roster),
          chart,
          html`Bands: the state after each week. Below them: what the week said.
          ${when(more > 0, () => html`The last ${MOST_WEEKS.toString()} weeks are drawn, the tables hold all of them.`)}`,
          legend(),
        )}
        <p>${rosterFollowedWords(followed, apart)}</p>
      </section>
      <section id="standing">
        <h2>Where each instrument stands</h2>
        ${table('Instruments', STANDING, instruments.map(standingRow))}
      </section>
      <section>
        <h2>Every week with its reason</h2>
        ${instruments.map((one) => weeksOf(one, roster))}
      </section>`,
    footer: html`Made by <code>assay roster show --picture</code>. The rule takes instruments out; it proves nothing of
      those that stay.`,
  });
}

function legend(): Markup {
  const states = Object.entries(STATE_DRAWN).map(
    ([state, { fill, letter }]) =>
      html`<span><i class="state" style="${`background:${fill};font-style:normal`}">${letter}</i> ${state}</span>`,
  );
  const outcomes = Object.entries(OUTCOME_SIGNS).map(([outcome, sign]) => html`<span><b>${sign}</b> ${outcome}</span>`);
  return html`<p class="legend">${states}</p>
    <p class="legend">${outcomes}</p>`;
}

/** How many weeks each instrument spent in each state. */
function chartWords({ instruments }: RosterModel): string {
  const lines = instruments.map(({ instrument, history }) => {
    const counts = Object.keys(STATE_DRAWN).flatMap((state) => {
      const count = history.filter((step) => step.state === state).length;
      return count === 0 ? [] : [`${state} ${count}`];
    });
    return `${instrument}: ${counts.join(', ')}`;
  });
  return `Weeks in each state. ${lines.join('; ')}.`;
}

const STANDING = [
  ...['Instrument', 'State', 'In use', 'Last judged'].map((title) => ({ title })),
  ...['Why', 'What would change it'].map((title) => ({ title })),
];

function standingRow(entry: RosterEntryModel): readonly Child[] {
  const { instrument, state, onRoster, lastJudged, why, wouldChange } = entry;
  return [
    html`<a href="${`#weeks-${instrument}`}">${instrument}</a>`,
    state,
    onRoster ? 'yes' : 'no',
    html`<span class="day">${lastJudged ?? '–'}</span>`,
    html`<span class="prose">${why}</span>`,
    html`<span class="prose">${wouldChange}</span>`,
  ];
}

const WEEKS = [
  ...['Week', 'Outcome', 'State after'].map((title) => ({ title })),
  ...['Trades', 'Sharpe', 'Profit factor'].map((title) => ({ title, numeric: true })),
  ...['Cell', 'Reason'].map((title) => ({ title })),
];

/** Newest first. */
function weeksOf({ instrument, history }: RosterEntryModel, { policy }: RosterModel): Markup {
  const rows = history.toReversed().map((step): readonly Child[] => {
    const { week, outcome, state, figures } = step;
    return [
      html`<span class="day">${week}</span>`,
      `${OUTCOME_SIGNS[outcome]} ${outcome}`,
      state,
      formatNumber(figures?.trades, 'count'),
      formatNumber(figures?.sharpe, 'ratio'),
      figures === null ? '–' : profitFactorText(figures),
      figures === null ? '–' : formatParameters(figures.axes),
      html`<span class="prose">${rosterStepWords(step, policy)}</span>`,
    ];
  });
  const title = `${instrument}: ${countOf(history.length, 'week')}`;
  const list = html`<div class="dense">${table(`Weeks of ${instrument}`, WEEKS, rows)}</div>`;
  return html`<div id="${`weeks-${instrument}`}">${folded(title, list)}</div>`;
}
