import type { RankingRow, StressModel } from '@assay/contracts/schemas';
import type { EvidenceWords } from '../evidence-words.ts';
import { benchmarkWords, leakWords, luckWords, overfittingWords, stressWords } from '../evidence-words.ts';
import { countOf, formatLimit, formatNumber, isNumber } from '../format.ts';
import { html } from '../markup.ts';
import type { Child, Markup } from '../markup.ts';
import type { ReportView } from '../report-view.ts';
import { table } from './pieces.ts';

/** What the whole run can be believed by, before any picture and any return: what was checked, for how many rows, with what outcome. */
export function runEvidenceSection(view: ReportView): Markup {
  const columns = [{ title: 'Evidence' }, { title: 'Done for' }, { title: 'What was found' }];
  return html`<section id="evidence">
    <h2>Evidence</h2>
    <p>What was checked before any figure of a return. Where something was not checked, it says so.</p>
    <div class="checked">${table('Evidence', columns, evidenceLines(view))}</div>
  </section>`;
}

function evidenceLines(view: ReportView): readonly (readonly Child[])[] {
  const rows = view.rows.map(({ row }) => row);
  return [
    ['Trials counted', doneFor(rows.length, rows.length), [trialsSentence(view), ' ', effectiveSentence(rows)]],
    judged('Luck, deflated', rows, luckWords, {
      for: 'beats the best that luck would find among its trials',
      against: 'may be luck',
    }),
    judged('Overfitting of the choice', rows, overfittingWords, {
      for: 'chose within the limit',
      against: 'chose what fails elsewhere',
    }),
    judged('Benchmark', rows, benchmarkWords, {
      for: 'is above exposure-matched buy and hold for its risk',
      against: 'is not',
    }),
    stressLine(rows),
    leakLine(rows),
    fillsLine(rows),
    dataLine(view),
    ['To verify', '', verifySentences(view)],
  ];
}

function doneFor(done: number, all: number): string {
  if (all === 0) return 'no row';
  if (done === all) return all === 1 ? '✓ the row' : `✓ all ${formatNumber(all, 'count')} rows`;
  return done === 0 ? '– no row' : `${formatNumber(done, 'count')} of ${formatNumber(all, 'count')} rows`;
}

type Words = (row: RankingRow) => EvidenceWords;

function judged(
  title: string,
  rows: readonly RankingRow[],
  words: Words,
  found: Readonly<Record<'for' | 'against', string>>,
): readonly Child[] {
  const states = rows.map((row) => words(row).state);
  const count = (state: EvidenceWords['state']): number => states.filter((one) => one === state).length;
  const missing = count('missing');
  const parts = [
    ...(['for', 'against'] as const).flatMap((state) =>
      count(state) === 0 ? [] : [`${countOf(count(state), 'row')} ${agreeing(found[state], count(state))}`],
    ),
    ...(missing === 0 ? [] : [`${countOf(missing, 'row')} ${missing === 1 ? 'was' : 'were'} not judged by it`]),
  ];
  return [
    title,
    doneFor(rows.length - missing, rows.length),
    parts.length === 0 ? 'There is no row.' : `${parts.join('; ')}.`,
  ];
}

/** The verb of a clause in the plural where there is more than one. */
function agreeing(clause: string, count: number): string {
  if (count === 1) return clause;
  return clause
    .replace(/^is\b/, 'are')
    .replace(/^beats\b/, 'beat')
    .replace(/\bits\b/, 'their');
}

function trialsSentence({ model }: ReportView): string {
  const { thisRun, prior, declared } = model.trials;
  return `The judgement counts ${countOf(thisRun, 'trial')} of this run, ${countOf(prior, 'earlier trial')} on overlapping data and ${countOf(declared, 'trial')} declared as made elsewhere.`;
}

function effectiveSentence(rows: readonly RankingRow[]): string {
  const swept = rows.filter(({ parameterSets }) => parameterSets > 1);
  if (swept.length === 0) return 'No row swept parameters.';
  const known = swept.flatMap(({ metrics }) => {
    const { effectiveTrials } = metrics;
    return isNumber(effectiveTrials) ? [effectiveTrials] : [];
  });
  if (known.length === 0) return 'How many independent trials a sweep amounts to is not known.';
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const range =
    known.length === 1
      ? formatNumber(least, 'count')
      : `between ${formatNumber(least, 'count')} and ${formatNumber(most, 'count')}`;
  return `The parameter sets of one row amount to ${range} independent trials; verdicts use the raw count.`;
}

function stressLine(rows: readonly RankingRow[]): readonly Child[] {
  const done = rows.filter(({ stress }) => stress?.state === 'done');
  const broken = rows.filter(({ stress }) => stress?.state === 'stress_failed').length;
  const failing = done.filter((row) => stressWords(row).state === 'against').length;
  const kinds = stressKinds(done.flatMap(({ stress }) => (stress === undefined ? [] : [stress])));
  const texts = [
    kinds.length === 0 ? 'No row went through a stress.' : `Gone through: ${kinds.join('; ')}.`,
    ...(done.length === 0
      ? []
      : [failing === 0 ? 'No row failed a rule on them.' : `${countOf(failing, 'row')} failed a rule on them.`]),
    ...(broken === 0 ? [] : [`The stress of ${countOf(broken, 'row')} broke off: nothing is known of it.`]),
  ];
  return ['Stress', doneFor(done.length, rows.length), texts.join(' ')];
}

/** Every kind of stress that some row went through, and how many did where not all. */
function stressKinds(stresses: readonly StressModel[]): readonly string[] {
  const { length } = stresses;
  const kind = (name: string, isDone: (stress: StressModel) => boolean): readonly string[] => {
    const rows = stresses.filter(isDone).length;
    return rows === 0 ? [] : [rows === length ? name : `${name} (${countOf(rows, 'row')})`];
  };
  const distinct = <Value>(values: readonly Value[]): readonly Value[] => [...new Set(values)];
  const multiples = distinct(
    stresses.flatMap(({ costs }) => costs.map(({ multiple }) => formatLimit(multiple, 'ratio'))),
  );
  const fills = distinct(stresses.flatMap((stress) => stress.fills.map(({ variant }) => variant)));
  return [
    ...kind(`costs × ${multiples.join(', × ')}`, ({ costs }) => costs.length > 0),
    ...kind(`${fills.join(', ')} fills`, (stress) => stress.fills.length > 0),
    ...kind('regimes of volatility', ({ regimes }) => regimes.some(({ label }) => label !== 'unknown')),
    ...kind('resampled trades', ({ monteCarlo }) => monteCarlo !== undefined),
    ...kind('later starts', ({ startDates }) => startDates !== undefined),
    ...kind('test windows left out in turn', ({ leaveOneOut }) => leaveOneOut !== undefined),
  ];
}

function leakLine(rows: readonly RankingRow[]): readonly Child[] {
  const found = rows.map((row) => leakWords(row).state);
  const leaking = found.filter((state) => state === 'against').length;
  const missing = found.filter((state) => state === 'missing').length;
  const coverages = rows.flatMap(({ leak }) => (leak !== undefined && leak.cuts.length > 0 ? [leak.coverage] : []));
  const cuts = rows.reduce((sum, { leak }) => sum + (leak?.cuts.length ?? 0), 0);
  const covered =
    coverages.length === 0
      ? ''
      : ` Future cut off at ${countOf(cuts, 'moment')} in all; the last cut lies after ${range(coverages)} of the record.`;
  const clean =
    missing === rows.length
      ? 'No row was replayed with its future cut off.'
      : leaking === 0
        ? 'No decision and no fill changed when the future was cut off.'
        : `${countOf(leaking, 'row')} did otherwise when the future was cut off.`;
  return ['Leaks', doneFor(rows.length - missing, rows.length), clean + covered];
}

function range(shares: readonly number[]): string {
  const [least, most] = [Math.min(...shares), Math.max(...shares)].map((share) => formatNumber(share, 'percent'));
  return least === most ? (least ?? '') : `${least} to ${most}`;
}

function fillsLine(all: readonly RankingRow[]): readonly Child[] {
  const rows = all.filter(({ failure }) => failure === undefined);
  const changed = rows.filter(({ verdict, pessimisticVerdict }) => verdict !== pessimisticVerdict).length;
  const text =
    rows.length === 0
      ? 'No row has a record.'
      : changed === 0
        ? 'The least favourable fills change no verdict.'
        : `${countOf(changed, 'verdict')} ${changed === 1 ? 'changes' : 'change'} under the least favourable fills.`;
  return ['Pessimistic fills', doneFor(rows.length, all.length), text];
}

function dataLine({ model }: ReportView): readonly Child[] {
  const findings = model.datasets.reduce((sum, { warnings }) => sum + warnings.length, 0);
  const stale = model.data.stale.length;
  const audited =
    findings === 0
      ? html`The audit of the data left no note.`
      : html`<a href="#method">${countOf(findings, 'note')}</a> came with the data and their audit.`;
  const left = stale === 0 ? '' : ` ${countOf(stale, 'instrument')} ${stale === 1 ? 'was' : 'were'} left out as stale.`;
  return ['Data', countOf(model.datasets.length, 'dataset'), [audited, left]];
}

function verifySentences({ model }: ReportView): Markup {
  const { runId } = model.rankings;
  return html`The run id names everything that went in: the same configuration, dataset version, code and earlier trials
    give the same id and the same numbers. <code>assay runs show ${runId}</code> shows them,
    <code>assay runs verify ${runId}</code> compares every byte with the run’s audit, and
    <code>assay runs replay ${runId}</code> makes the run again from its folder alone.`;
}
