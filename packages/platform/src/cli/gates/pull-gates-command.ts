import { openGateReader, pullGates, storePlace } from '../../gates/index.ts';
import type { GateCounts, OddTimes, StorePlace } from '../../gates/index.ts';
import type { CommandContext } from '../context.ts';
import { leavingNoEmptyFolders } from '../data/empty-folders.ts';
import { tellPublished, withWritableLake } from '../data/publish-content.ts';
import { rowCounter, SILENT_COUNTER } from '../data/row-counter.ts';
import { workspaceOf } from '../shared-options.ts';
import { countOf } from '../text-table.ts';
import { selectionOf, serverOf } from './store-options.ts';
import type { ReadingOptions } from './store-options.ts';

/** Options of `assay gates pull`, as typed. */
export interface PullCommandOptions extends ReadingOptions {
  readonly store?: string;
  readonly name: string;
  readonly labels?: string;
  readonly append?: boolean;
  readonly leaveOutMalformed?: boolean;
}

const FROM: Readonly<Record<StorePlace['kind'], string>> = {
  files: 'files',
  server: 'Valkey or Redis',
  lakehouse: 'another dataset',
};

/** `assay gates pull`. */
export async function pullGatesCommand(options: PullCommandOptions, context: CommandContext): Promise<void> {
  const store = storePlace(options.store, context);
  const selection = selectionOf(options);
  const server = serverOf(options, options, context);
  const isSilent = options.json === true || options.quiet === true;
  const counter = isSilent ? SILENT_COUNTER : rowCounter('reading', context);
  const workspace = await workspaceOf(options, context);
  const pulled = await leavingNoEmptyFolders(workspace, () =>
    withWritableLake(
      options,
      context,
      async (lake) => {
        const keepsLabels = options.labels !== undefined;
        const onGates = (gates: number): void => counter.reached(gates);
        const reader = await openGateReader(store, { lake, selection, keepsLabels, onGates, ...server });
        const result = await pullGates(lake, reader, {
          ...{ name: options.name, labels: options.labels, append: options.append === true },
          ...{ leavesOutMalformed: options.leaveOutMalformed === true, from: FROM[store.kind] },
          createdAt: context.clock.now(),
        });
        counter.finish(result.counts.gates);
        return result;
      },
      'wide',
    ),
  );
  const { published, labels, counts, odd } = pulled;
  const { problems, ...rest } = counts;
  const facts = { ...rest, ...odd, problems, labels: labels === undefined ? null : versionOf(labels.manifest) };
  tellPublished(
    published,
    { remarks: [...remarksOf(counts, facts.labels), ...oddTimes(odd)], facts },
    { options, context },
  );
}

function versionOf({ name, version }: { readonly name: string; readonly version: string }): string {
  return `${name}@${version}`;
}

/** Says of times that can hardly be meant. */
export function oddTimes({ early, future }: OddTimes): readonly string[] {
  return [
    ...(early > 0 ? [`LOOK: ${countOf(early, 'gate')} of before 1900: is the year right?`] : []),
    ...(future > 0
      ? [
          `LOOK: ${countOf(future, 'gate')} known only in the future, as availableAt says: no backtest sees them until then`,
        ]
      : []),
  ];
}

/** What was met, one line each. */
export function remarksOf(counts: GateCounts, labels: string | null): readonly string[] {
  const { gates, repeated, restated, labelled, malformed, problems } = counts;
  const kept = labels === null ? 'left out; --labels <dataset> keeps them apart' : `kept apart in ${labels}`;
  return [
    `read: ${countOf(gates, 'gate')}`,
    ...(repeated > 0 ? [`${countOf(repeated, 'line')} the same as another one: each gate stands once`] : []),
    ...(restated > 0 ? [`${countOf(restated, 'gate')} restated later: every version stands with its time`] : []),
    ...(labelled > 0 ? [`${countOf(labelled, 'gate')} with labels of what followed: ${kept}`] : []),
    ...(malformed > 0 ? [`LOOK: ${countOf(malformed, 'line')} left out, no gates:`] : []),
    ...problems.map(({ place, fault }) => `  ${place}: ${fault}`),
    ...(malformed > problems.length ? [`  and ${malformed - problems.length} more`] : []),
  ];
}
