/** Where a piece of work stands. */
export interface ProgressState {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
}

/** A time span for people: `0.4 s`, `27 s`, `3 min 5 s`, `2 h 4 min`. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Work per second for people: `0.25/s`, `37/s`, `12.5k/s`; empty while nothing can be said. */
export function formatRate(done: number, elapsedMs: number): string {
  const rate = (done / elapsedMs) * 1000;
  if (!(rate > 0 && rate < Infinity)) return '';
  if (rate < 10) return `${Number(rate.toPrecision(2))}/s`;
  return rate < 10_000 ? `${Math.round(rate)}/s` : `${Number((rate / 1000).toPrecision(3))}k/s`;
}

/** Milliseconds until the work is done at the rate so far, or NaN while nothing can be said. */
export function timeLeftMs(state: ProgressState): number {
  return state.done > 0 ? (state.elapsedMs / state.done) * (state.total - state.done) : NaN;
}

/** One plain line, such as `sweep: 420 of 1000 (42 %), 37/s, 16 s left`. */
export function progressLine(state: ProgressState): string {
  const left = timeLeftMs(state);
  const parts = [
    `${state.label}: ${state.done} of ${state.total} (${percent(state)} %)`,
    formatRate(state.done, state.elapsedMs),
    Number.isNaN(left) ? '' : `${formatDuration(left)} left`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** The last line of a piece of work, such as `sweep: 1000 of 1000 in 27 s, 37/s`. */
export function finishedLine(state: ProgressState): string {
  const rate = formatRate(state.done, state.elapsedMs);
  const count = state.done === state.total ? `${state.done}` : `${state.done} of ${state.total}`;
  return `${state.label}: ${count} in ${formatDuration(state.elapsedMs)}${rate === '' ? '' : `, ${rate}`}`;
}

/** A bar that fits `width` columns, with rate and time left (time taken at the end). */
export function progressBar(state: ProgressState, width: number, colour: boolean): string {
  const left = timeLeftMs(state);
  const time = state.done >= state.total ? `in ${formatDuration(state.elapsedMs)}` : `${formatDuration(left)} left`;
  const tail = [
    `${percent(state)} %`.padStart(5),
    `${state.done}/${state.total}`,
    formatRate(state.done, state.elapsedMs),
  ];
  if (state.done > 0) tail.push(time);
  const text = tail.filter((part) => part !== '').join('  ');
  const room = Math.min(BAR_COLUMNS, width - state.label.length - text.length - 4);
  if (room < 4) return `${state.label} ${text}`.slice(0, Math.max(0, width - 1));
  const filled = Math.floor((room * percent(state)) / 100);
  const bar = '█'.repeat(filled) + '░'.repeat(room - filled);
  return `${state.label} ${colour ? `\u001b[36m${bar}\u001b[39m` : bar}  ${text}`;
}

const BAR_COLUMNS = 30;

function percent(state: ProgressState): number {
  return state.total > 0 ? Math.floor((100 * Math.min(state.done, state.total)) / state.total) : 100;
}
