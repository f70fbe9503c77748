import type { Staging } from '../../lakehouse/index.ts';
import type { BarsLayout } from '../layouts/layout.ts';
import { BarReader } from './bar-reader.ts';
import { barSources } from './bar-sources.ts';
import type { BarSourceOptions } from './bar-sources.ts';
import { BAR, barStage } from './bar-stage.ts';
import type { BarTerms } from './bar-terms.ts';
import { Intake } from './intake.ts';
import { nothing } from './kind-import.ts';
import type { KindImport } from './kind-import.ts';
import { labelOf } from './place.ts';
import type { Place } from './place.ts';
import { RowBuffer } from './row-buffer.ts';
import type { BarClash } from './select-bars.ts';
import { readThrough } from './staged-groups.ts';
import type { Block } from './staged-groups.ts';

/** The import of bars. */
export function barImport(layout: BarsLayout): KindImport {
  const stage = barStage(layout);
  const intake = new Intake(layout, new RowBuffer(stage.columns.length));
  const reader = new BarReader(layout, intake);
  const options = (files: readonly string[], onClash: BarSourceOptions['onClash']): BarSourceOptions => ({
    layout,
    terms: intake.subjects.map(({ id }) => reader.terms.of(id, 0) as BarTerms),
    memberEnds: intake.memberEnds,
    files,
    onClash,
  });
  return {
    intake,
    reader,
    stage,
    columns: withAvailability(layout),
    check: async (staging, files) => {
      const isJoined = intake.subjects.some(({ sides }) => sides === 3);
      if (intake.isInOrder && !isJoined) return;
      await readAll(
        staging,
        options(files, (clash, block) => noteClash(intake, layout, clash, block)),
      );
    },
    notes: () =>
      layout.snapToTick
        ? [`Prices were taken as their nearest tick; the largest difference was ${reader.residual.toPrecision(3)}.`]
        : [],
    series: (staging, files) =>
      barSources(
        staging,
        options(files, () => undefined),
      ),
    tables: () => nothing(),
  };
}

/** The columns to look for, with the one that says when a row could be known. */
export function withAvailability({ columns, availableAt }: BarsLayout | KindColumns): KindImport['columns'] {
  return availableAt?.column === undefined ? columns : { ...columns, availableAt: availableAt.column };
}

type KindColumns = Pick<BarsLayout, 'columns' | 'availableAt'>;

async function readAll(staging: Staging, options: BarSourceOptions): Promise<void> {
  for await (const source of barSources(staging, options)) await readThrough(source.chunks());
}

function noteClash(intake: Intake, layout: BarsLayout, clash: BarClash, block: Block): void {
  const policy = { same: 'duplicate', 'no-bid': 'oneSided', 'no-ask': 'oneSided' } as const;
  const own = clash.kind in policy ? policy[clash.kind as keyof typeof policy] : undefined;
  if (own !== undefined && intake.mayLeaveOut(own)) {
    intake.skipped[own]++;
    return;
  }
  const place = (row: number): readonly [label: string, row: number] => {
    const source = (block.columns[BAR.file] as Float64Array)[row] as number;
    return [labelOf(intake.places[source] as Place), (block.columns[BAR.row] as Float64Array)[row] as number];
  };
  const why = {
    same: 'is the same bar, with the same values; `rows: {duplicate: skip}` leaves it out',
    contradiction: 'is the same bar, with other values',
    overlap: `overlaps it: is the timeframe ${layout.timeframe}?`,
    'no-bid': 'has no bid',
    'no-ask': 'has no ask',
  }[clash.kind];
  const beside = clash.first < 0 ? '' : ` beside ${place(clash.first).join(':')}`;
  const id = intake.subjects[block.subject]?.id ?? '';
  intake.problems.add(...place(clash.second), `bar of '${id}'${beside} ${why}`);
}
