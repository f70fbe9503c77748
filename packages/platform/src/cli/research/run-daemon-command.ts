import { formatIsoTime } from '@assay/core/time';
import { operateDaemon } from '../../research/index.ts';
import type { CycleEnd, CycleFailure, PublishedRun, ResearchOptions } from '../../research/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { describeOutcome } from '../describe-outcome.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf } from '../text-table.ts';

/**
 * Runs cycle after cycle. People read what each one did; machines get a JSON document a line, one for each cycle.
 *
 * @throws {PlatformError} INTERRUPTED when it was stopped.
 */
export async function runDaemonCommand(
  research: ResearchOptions,
  { json }: Pick<SharedOptions, 'json'>,
  context: CommandContext,
): Promise<void> {
  const say = (line: string): void => {
    if (json !== true) printLine(context, line);
  };
  const complain = (line: string): void => void context.stderr.write(`assay: ${line}\n`);
  await operateDaemon({
    research,
    env: context.env,
    stop: context.takeStop?.() ?? new AbortController().signal,
    onReady: ({ name, schedule, health }) => say(`${name}: cycles start ${schedule}\nHealth:   ${health}`),
    onCycleStart: ({ cycle, trigger }) => {
      say(`\nCycle ${cycle} (${trigger}) ${formatIsoTime(research.clock.now())}`);
    },
    onCycle: (end) => {
      if (json === true) return printJson(context, cycleDocument(end));
      if (end.outcome === undefined) complain(failureText(end, end.failure));
      else say(describeOutcome(end.outcome, research.workspace, context));
      say([...missedText(end), `Next:     ${formatIsoTime(end.nextStart)}`].join('\n'));
    },
    onNote: complain,
  });
}

function cycleDocument(end: CycleEnd<PublishedRun>): object {
  const { cycle, trigger, startedAt, endedAt, nextStart, missedStarts, consecutiveFailures } = end;
  return {
    cycle,
    trigger,
    startedAt: formatIsoTime(startedAt),
    endedAt: formatIsoTime(endedAt),
    nextStart: formatIsoTime(nextStart),
    missedStarts,
    consecutiveFailures,
    ...(end.outcome === undefined ? { error: end.failure } : { summary: end.outcome.summary }),
  };
}

function failureText({ cycle, consecutiveFailures }: CycleEnd<PublishedRun>, failure: CycleFailure): string {
  const at = failure.step === null ? '' : ` at '${failure.step}'`;
  return `cycle ${cycle} failed${at}, ${consecutiveFailures} in a row: ${failure.message}`;
}

function missedText({ missedStarts }: CycleEnd<PublishedRun>): readonly string[] {
  return missedStarts === 0
    ? []
    : [`It ran over ${countOf(missedStarts, 'start')}, which ${missedStarts === 1 ? 'is' : 'are'} passed over.`];
}
