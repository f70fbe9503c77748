import type { LayoutGuess, UnderstoodRow } from '../../sources/index.ts';
import { renderTable } from '../text-table.ts';
import { shellWord } from '../typed-command.ts';
import { momentText } from './row-text.ts';

/** What the command knows beside the guess. */
export interface GuessContext {
  /** File that the layout was written to. */
  readonly write: string | undefined;
  /** What the user types to call this program. */
  readonly assay: string;
}

/** A guess for people: the rows as understood, what is open, what was taken for granted, and how to go on. */
export function guessText(file: string, guess: LayoutGuess, given: GuessContext): string {
  const { builtIn, yaml, doubts, rows, isUtc, problems } = guess;
  const found = builtIn === undefined ? 'no built-in layout fits' : `the built-in layout '${builtIn}' fits`;
  if (yaml === '') return [`${file}: ${found}, and none could be put together:`, ...listed(problems)].join('\n');
  const [open, sure] = [doubts.filter((one) => one.mustBeDeclared), doubts.filter((one) => !one.mustBeDeclared)];
  const clock = isUtc ? 'times in UTC' : 'times as they stand in the file: their zone is to be declared';
  return [
    `${file}: ${found}${builtIn === undefined ? '; one was put together' : ''}`,
    ...(rows.length === 0 ? [] : ['', `The first rows as understood, ${clock}:`, '', rowsTable(rows)]),
    ...section('Not understood:', problems),
    ...section('To be declared, as nothing in the file shows it:', open.map(doubtText)),
    ...section('Taken for granted; say otherwise in a layout of your own:', sure.map(doubtText)),
    ...(given.write === undefined ? ['', 'As a layout:', '', ...indented(yaml)] : []),
    '',
    nextStep(file, guess, given),
  ].join('\n');
}

function doubtText({ key, message }: LayoutGuess['doubts'][number]): string {
  return key === 'notes' ? message : `${key}: ${message}`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...listed(lines)];
}

function listed(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `- ${line}`);
}

function indented(text: string): readonly string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`);
}

function nextStep(file: string, { builtIn, doubts }: LayoutGuess, { write, assay }: GuessContext): string {
  const importing = (layout: string): string =>
    `${assay} data import ${shellWord(file)} --layout ${shellWord(layout)} --name NAME`;
  const open = doubts.filter(({ mustBeDeclared }) => mustBeDeclared).map(({ key }) => key);
  if (write !== undefined) {
    const declare = open.length === 0 ? 'read it' : `declare ${open.join(', ')} in it`;
    return `wrote ${write}; ${declare}, then: ${importing(write)}`;
  }
  if (builtIn !== undefined) return `next: ${importing(builtIn)}`;
  return `next: ${assay} data layout guess ${shellWord(file)} --write layout.yaml`;
}

function rowsTable(rows: readonly UnderstoodRow[]): string {
  const hasOpen = rows.some(({ openTime, eventTime }) => openTime !== undefined && openTime !== eventTime);
  const isLate = rows.some(({ availableAt, eventTime }) => availableAt !== eventTime);
  const names = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  const columns = [
    { title: 'Of' },
    ...(hasOpen ? [{ title: 'Opens' }] : []),
    { title: hasOpen ? 'Closes' : 'At' },
    ...(isLate ? [{ title: 'Known from' }] : []),
    ...names.map((title) => ({ title, align: 'right' as const })),
  ];
  const cells = rows.map(({ id, openTime, eventTime, availableAt, values }) => [
    id,
    ...(hasOpen ? [momentText(openTime ?? eventTime)] : []),
    momentText(eventTime),
    ...(isLate ? [momentText(availableAt)] : []),
    ...names.map((name) => String(values[name] ?? '')),
  ]);
  return renderTable(columns, cells);
}
