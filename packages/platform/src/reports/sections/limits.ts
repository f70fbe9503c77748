import { countOf, formatNumber } from '../format.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import type { ReportView } from '../report-view.ts';

const LEAK_RULE = 'leak';

/** What a reader must not take from the page. */
export function limitsSection(view: ReportView): Markup {
  const statements = [
    'A verdict speaks of the data named here. It is no forecast and no advice to trade.',
    'What the fills and costs above do not name was not simulated: no other cost, tax or halt and no other limit is in the figures.',
    ...trialStatements(view),
    ...leakStatements(view),
    ...pessimisticStatements(view),
    'Only the rules listed with each row were evaluated. A row that passed them may still fail others.',
  ];
  return html`<section id="limits">
    <h2>What this report does not say</h2>
    <ul>
      ${statements.map((text) => html`<li>${text}</li> `)}
    </ul>
  </section>`;
}

function trialStatements({ model }: ReportView): readonly string[] {
  const { declared } = model.trials;
  const known = 'Trials made in another workspace are known only where they were declared';
  return [declared === 0 ? `${known}; none was.` : `${known}: ${formatNumber(declared, 'count')} were.`];
}

function leakStatements({ rows }: ReportView): readonly string[] {
  const untested = rows.filter(({ row }) => !row.checks.some(({ rule }) => rule === LEAK_RULE)).length;
  if (untested === 0) return [];
  const which = untested === rows.length ? 'No row' : `${countOf(untested, 'row')} of ${rows.length}`;
  return [
    untested === rows.length
      ? `${which} was replayed with its future cut off, the test that finds decisions made with later data.`
      : `${which} ${untested === 1 ? 'was' : 'were'} not replayed with the future cut off, the test that finds decisions made with later data.`,
  ];
}

function pessimisticStatements({ rows }: ReportView): readonly string[] {
  const changed = rows.filter(({ row }) => row.verdict !== row.pessimisticVerdict).length;
  if (changed === 0) return [];
  return [
    `${countOf(changed, 'verdict')} ${changed === 1 ? 'depends' : 'depend'} on how orders are assumed to fill: under pessimistic fills ${changed === 1 ? 'it is' : 'they are'} different.`,
  ];
}
