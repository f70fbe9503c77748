import { describe, expect, it } from 'vitest';
import { createProgress, LINE_INTERVAL_MS } from './progress.ts';
import { coloursWanted } from './progress-stream.ts';
import type { ProgressStream } from './progress-stream.ts';
import { formatDuration, formatRate, progressBar } from './progress-text.ts';

interface RecordingStream extends ProgressStream {
  readonly written: string[];
}

function recordingStream(isTTY: boolean): RecordingStream {
  const written: string[] = [];
  return { written, isTTY, columns: 100, write: (text) => written.push(text) };
}

describe('createProgress', () => {
  it('writes a plain line now and then where there is no terminal, and one at the end', () => {
    const stream = recordingStream(false);
    let time = 0;
    const progress = createProgress({ stream, env: {}, now: () => time });
    progress.start('sweep', 1000);
    for (let part = 0; part < 1000; part++) {
      time += (3 * LINE_INTERVAL_MS) / 1000;
      progress.advance();
    }
    progress.finish();
    progress.finish();
    expect(stream.written).toEqual([
      'sweep: 334 of 1000 (33 %), 67/s, 10 s left\n',
      'sweep: 668 of 1000 (66 %), 67/s, 5.0 s left\n',
      'sweep: 1000 in 15 s, 67/s\n',
    ]);
  });

  it('says how far it came when the work is broken off, and ends one piece before the next', () => {
    const stream = recordingStream(false);
    const progress = createProgress({ stream, env: {}, now: () => 0 });
    progress.advance();
    progress.start('one', 10);
    progress.advance(4);
    progress.start('two', 0);
    progress.finish();
    expect(stream.written).toEqual(['one: 4 of 10 in 0.0 s\n', 'two: 0 in 0.0 s\n']);
  });

  it('shows nothing when silent', () => {
    const stream = recordingStream(true);
    const progress = createProgress({ stream, silent: true });
    progress.start('sweep', 10);
    progress.advance(10);
    progress.finish();
    expect(stream.written).toEqual([]);
  });

  it('draws a bar on a terminal, in colour unless NO_COLOR is set, and leaves cursor and wrapping alone', () => {
    for (const env of [{}, { NO_COLOR: '1' }]) {
      const stream = recordingStream(true);
      const progress = createProgress({ stream, env, now: () => 2000 });
      progress.start('sweep', 10);
      progress.advance(10);
      progress.finish();
      const text = stream.written.join('');
      expect(text).toContain('sweep ');
      expect(text).toContain('10/10');
      expect(text).toContain('█'.repeat(30));
      expect(text.includes('\u001b[36m')).toBe(!('NO_COLOR' in env));
      expect(text).not.toContain('\u001b[?25l');
      expect(text).not.toContain('\u001b[?7l');
      expect(stream.written.at(-1)).toBe('\n');
    }
  });

  it('shows the time on a narrow terminal too, in colour or not', () => {
    for (const env of [{}, { NO_COLOR: '1' }]) {
      const stream = { ...recordingStream(true), columns: 50 };
      const progress = createProgress({ stream, env, now: () => 2000 });
      progress.start('walk-forward', 1000);
      progress.advance(1000);
      progress.finish();
      expect(stream.written.join('')).toMatch(/░|█/u);
      expect(stream.written.join('')).toContain('1000/1000  in 0.0 s');
    }
  });

  it('writes plain lines to a dumb terminal', () => {
    const stream = recordingStream(true);
    const progress = createProgress({ stream, env: { TERM: 'dumb' }, now: () => 0 });
    progress.start('sweep', 1);
    progress.finish();
    expect(stream.written).toEqual(['sweep: 0 of 1 in 0.0 s\n']);
  });
});

describe('coloursWanted', () => {
  it('is for terminals only, and not with NO_COLOR', () => {
    expect(coloursWanted(recordingStream(true), {})).toBe(true);
    expect(coloursWanted(recordingStream(true), { NO_COLOR: '' })).toBe(true);
    expect(coloursWanted(recordingStream(true), { NO_COLOR: '1' })).toBe(false);
    expect(coloursWanted(recordingStream(true), { TERM: 'dumb' })).toBe(false);
    expect(coloursWanted(recordingStream(false), {})).toBe(false);
  });
});

describe('progressBar', () => {
  const state = { label: 'walk-forward', done: 420, total: 1000, elapsedMs: 10_000 };

  it('shows share, count, rate and time left', () => {
    expect(progressBar(state, 100, false)).toBe(
      `walk-forward ${'█'.repeat(12)}${'░'.repeat(18)}   42 %  420/1000  42/s  14 s left`,
    );
  });

  it('never exceeds the terminal', () => {
    for (let width = 1; width < 100; width++) {
      expect(progressBar(state, width, false).length).toBeLessThanOrEqual(width);
      expect(progressBar({ ...state, done: 2000 }, width, false).length).toBeLessThanOrEqual(width);
    }
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0.0 s'],
    [9940, '9.9 s'],
    [9960, '10 s'],
    [59_600, '1 min 0 s'],
    [185_000, '3 min 5 s'],
    [7_500_000, '2 h 5 min'],
  ])('%d ms is %j', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

describe('formatRate', () => {
  it.each([
    [1, 4000, '0.25/s'],
    [37, 1000, '37/s'],
    [12_530, 1000, '12.5k/s'],
    [0, 1000, ''],
    [5, 0, ''],
  ])('%d in %d ms is %j', (done, elapsedMs, text) => {
    expect(formatRate(done, elapsedMs)).toBe(text);
  });
});
