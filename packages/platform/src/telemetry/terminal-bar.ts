import { createRequire } from 'node:module';
import { progressBar } from './progress-text.ts';
import type { ProgressState } from './progress-text.ts';
import type { ProgressStream } from './progress-stream.ts';

/** The part of cli-progress that is used here. */
interface SingleBar {
  timer: NodeJS.Timeout | null;
  render(): void;
  start(total: number, startValue: number): void;
  update(value: number): void;
  stop(): void;
}

type SingleBarConstructor = new (options: Readonly<Record<string, unknown>>) => SingleBar;

interface FormatParameters {
  readonly maxWidth: number;
}

/** A bar on a terminal. */
export interface TerminalBar {
  update(done: number): void;
  stop(done: number): void;
}

const REDRAWS_PER_SECOND = 10;
/** Invisible letters of a coloured bar: cli-progress counts them when it cuts a line to the terminal's width. */
const COLOUR_LETTERS = 10;

/**
 * Draws a bar on `stream` until it is stopped. The terminal's own state (cursor, line wrapping) is left alone, so that a
 * command that is killed leaves the terminal usable, and a bar that nobody stops does not keep the process alive.
 */
export function terminalBar(stream: ProgressStream, colour: boolean, state: () => ProgressState): TerminalBar {
  const total = state().total;
  const reserved = colour ? COLOUR_LETTERS : 0;
  const bar = new (barConstructor())({
    stream,
    fps: REDRAWS_PER_SECOND,
    linewrap: true,
    hideCursor: false,
    gracefulExit: false,
    format: (_options: unknown, parameters: FormatParameters) =>
      progressBar(state(), parameters.maxWidth - reserved, colour),
  });
  bar.start(total, 0);
  return {
    update: (done) => bar.update(done),
    stop: (done) => {
      bar.update(done);
      bar.stop();
    },
  };
}

let constructor: SingleBarConstructor | undefined;

/** Loads cli-progress when a bar is first drawn: most commands never draw one. */
function barConstructor(): SingleBarConstructor {
  if (constructor !== undefined) return constructor;
  const library = createRequire(import.meta.url)('cli-progress') as { readonly SingleBar: SingleBarConstructor };
  constructor = class extends library.SingleBar {
    override render(): void {
      super.render();
      this.timer?.unref();
    }
  };
  return constructor;
}
