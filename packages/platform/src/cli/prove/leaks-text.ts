import type { FoundKind, LeakProof } from '../../research/index.ts';
import { renderTable } from '../text-table.ts';

/** The proof as a table: every planted kind, whether it was caught, and the first record in which it shows. */
export function leakProofText({ kinds, planted, caught, falseAlarms, columns, ok }: LeakProof, seed: string): string {
  const heads = [
    { title: 'Planted' },
    { title: 'Caught' },
    { title: 'Clean twin' },
    { title: 'First record that differs' },
  ];
  const lines = kinds.map((found) => [
    found.kind,
    found.isCaught ? 'yes' : 'MISSED',
    found.isFalseAlarm ? 'ALARM' : 'quiet',
    differenceText(found),
  ]);
  return [
    renderTable(heads, lines),
    '',
    `${planted} leaks planted, ${caught} caught; ${falseAlarms} false alarms on ${planted} clean twins; seed ${seed}.`,
    columnsText(columns),
    ok
      ? 'Every planted leak is caught, and no clean twin raises an alarm.'
      : 'The leak test fails: verdicts are not to be trusted before it is known why.',
  ].join('\n');
}

/** How many built-in columns read the future, and which. */
export function columnsText({ columns, violations }: LeakProof['columns']): string {
  const which = violations.map(
    ({ column, bar, cut }) => ` '${column}' (bar ${bar + 1}, by what comes after bar ${cut + 1})`,
  );
  return `${columns} built-in columns made again without their future: ${violations.length} of them read it${which.length === 0 ? '' : `:${which.join(',')}`}.`;
}

function differenceText({ firstDifference }: FoundKind): string {
  if (firstDifference === null) return '–';
  const { kind, time, instrument, what, full, replayed } = firstDifference;
  const place = `${what} of ${instrument}, ${time.slice(0, 10)} (${kind})`;
  if (kind === 'data' || kind === 'order') return `${place}: ${shortened(full)}`;
  return `${place}: ${shortened(full)} / ${shortened(replayed)}`;
}

const MOST = 60;

function shortened(text: string | null): string {
  if (text === null) return 'nothing';
  return text.length <= MOST ? text : `${text.slice(0, MOST - 1)}…`;
}
