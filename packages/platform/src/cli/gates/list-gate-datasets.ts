import { formatIsoTime } from '@assay/core/time';
import { listDatasets } from '../../lakehouse/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { grouped, renderTable } from '../text-table.ts';
import { openCatalogue } from '../with-lake.ts';

/** Which datasets of the workspace have gates, and what they were made of. */
export async function listGateDatasets(options: SharedOptions, context: CommandContext): Promise<void> {
  const lake = openCatalogue(await workspaceOf(options, context), { readOnly: true });
  const rows = (await listDatasets(lake)).flatMap(({ latest: newest, versions }) => {
    const latest = versions.find(({ version }) => version === newest);
    const tables = (latest?.tables ?? []).filter(({ kind }) => kind === 'gates');
    if (latest === undefined || tables.length === 0) return [];
    const gates = tables.reduce((sum, table) => sum + table.rows, 0);
    const parent = (latest.provenance.generator as { readonly parent?: string } | undefined)?.parent ?? null;
    const { name, version } = latest;
    const instruments = tables.map(({ id }) => id);
    const last = tables.reduce((most, table) => Math.max(most, table.lastEventTime), -Infinity);
    return [{ dataset: name, version, gates, instruments, last: formatIsoTime(last), parent }];
  });
  if (options.json === true) return printJson(context, { datasets: rows });
  printLine(context, gateDatasetsText(rows));
}

/** A dataset with gates. */
interface GateDataset {
  readonly dataset: string;
  readonly version: string;
  readonly gates: number;
  readonly instruments: readonly string[];
  readonly last: string;
  readonly parent: string | null;
}

/** The datasets that have gates as a table; what to do where there is none. */
export function gateDatasetsText(rows: readonly GateDataset[]): string {
  if (rows.length === 0)
    return 'no dataset has gates; `assay gates build --dataset <name> --timeframe <length>` makes them';
  return renderTable(
    [
      { title: 'Dataset' },
      { title: 'Gates', align: 'right' },
      { title: 'Instruments' },
      { title: 'Last' },
      { title: 'Made of' },
    ],
    rows.map(({ dataset, version, gates, instruments, last, parent }) => [
      ...[`${dataset}@${version}`, grouped(gates), instruments.slice(0, 6).join(', ')],
      ...[last.slice(0, 16).replace('T', ' '), parent ?? 'a recording'],
    ]),
  );
}
