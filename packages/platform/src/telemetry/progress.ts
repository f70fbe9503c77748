import { finishedLine, progressLine } from './progress-text.ts';
import type { ProgressState } from './progress-text.ts';
import { coloursWanted, isCapableTerminal } from './progress-stream.ts';
import type { ProgressStream } from './progress-stream.ts';
import { terminalBar } from './terminal-bar.ts';
import type { TerminalBar } from './terminal-bar.ts';

/** Tells a person how far a piece of work is; one piece at a time. */
export interface Progress {
  /** Begins a piece of work of `total` parts; ends the one before if it was not ended. */
  start(label: string, total: number): void;
  /** `count` more parts are done. @default 1 */
  advance(count?: number): void;
  /** The piece of work has ended, done or not. A second call does nothing. */
  finish(): void;
}

/** How progress is shown. */
export interface ProgressOptions {
  /** @default standard error, so that standard output stays clean */
  readonly stream?: ProgressStream;
  /** Show nothing, as under `--json` or `--quiet`. @default false */
  readonly silent?: boolean;
  /** Environment; `NO_COLOR` and `TERM` are read. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds of a clock that never goes back. @default performance.now */
  readonly now?: () => number;
}

/** Least time between two plain lines of one piece of work. */
export const LINE_INTERVAL_MS = 5000;

/**
 * Progress for people: a bar with rate and time left on a terminal, a plain line now and then elsewhere, nothing when
 * silent.
 */
export function createProgress(options: ProgressOptions = {}): Progress {
  if (options.silent === true) return SILENT_PROGRESS;
  const stream = options.stream ?? process.stderr;
  const env = options.env ?? process.env;
  const now = options.now ?? (() => performance.now());
  const show = isCapableTerminal(stream, env) ? barShow(stream, coloursWanted(stream, env)) : lineShow(stream);

  let state = { label: '', done: 0, total: 0, startedAt: 0 };
  let active = false;
  const view = (): ProgressState => ({ ...state, elapsedMs: now() - state.startedAt });
  const progress: Progress = {
    start: (label, total) => {
      progress.finish();
      state = { label, done: 0, total, startedAt: now() };
      active = true;
      show.start(view);
    },
    advance: (count = 1) => {
      if (!active) return;
      state.done += count;
      show.advance(view);
    },
    finish: () => {
      if (!active) return;
      active = false;
      show.finish(view);
    },
  };
  return progress;
}

/** Shows nothing. */
export const SILENT_PROGRESS: Progress = Object.freeze({
  start: () => undefined,
  advance: () => undefined,
  finish: () => undefined,
});

type View = () => ProgressState;

interface Show {
  start(view: View): void;
  advance(view: View): void;
  finish(view: View): void;
}

function barShow(stream: ProgressStream, colour: boolean): Show {
  let bar: TerminalBar | undefined;
  return {
    start: (view) => (bar = terminalBar(stream, colour, view)),
    advance: (view) => bar?.update(view().done),
    finish: (view) => bar?.stop(view().done),
  };
}

function lineShow(stream: ProgressStream): Show {
  let nextLineMs = 0;
  return {
    start: () => (nextLineMs = LINE_INTERVAL_MS),
    advance: (view) => {
      const state = view();
      if (state.elapsedMs < nextLineMs || state.done >= state.total) return;
      nextLineMs = state.elapsedMs + LINE_INTERVAL_MS;
      stream.write(`${progressLine(state)}\n`);
    },
    finish: (view) => {
      stream.write(`${finishedLine(view())}\n`);
    },
  };
}
