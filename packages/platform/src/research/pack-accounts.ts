import path from 'node:path';
import type { TrialRecord } from '@assay/quant/evidence';
import { entryObjects, objectPath, selectEntries, withoutMoment } from '../lakehouse/index.ts';
import type { Lakehouse, SeriesEntry } from '../lakehouse/index.ts';
import type { Run, RunInput } from '../runs/index.ts';
import { strictJson } from '../settings/index.ts';
import { besideContent } from './run-identity.ts';
import { packContent } from './pack.ts';
import type { PlannedStrategy } from './plan-strategies.ts';
import type { PlannedAccount, ResearchPlan } from './plan.ts';
import type { PreparedAccount } from './prepare-accounts.ts';
import { manifestsOf, REQUEST_FILE, requestText } from './replay/kept-request.ts';
import { boundaryOf } from './run-identity.ts';
import { begunRecord, writeRecord } from './research-record.ts';
import type { PackedAccount } from './trials.ts';

/**
 * Keeps everything that a run reads in its folder: the lakehouse's objects and manifests, user modules, and the packs.
 *
 * @returns the packed accounts by id, and the plan with user modules read from the run's folder.
 */
export async function packAccounts(
  prepared: readonly PreparedAccount[],
  context: { readonly plan: ResearchPlan; readonly run: Run<TrialRecord>; readonly lake: Lakehouse },
): Promise<{ readonly accounts: ReadonlyMap<string, PackedAccount>; readonly plan: ResearchPlan }> {
  const { plan, run, lake } = context;
  await run.keepInputs(lakeInputs(prepared, plan, lake));
  for (const manifest of manifestsOf(plan)) {
    const { name, version } = manifest;
    const text = `${strictJson(withoutMoment(manifest), { indent: 2 })}\n`;
    await run.keepText({ name: `datasets/${name}@${version}.json`, text, keep: 'last' });
  }
  const plan2 = await keepModules(plan, run);
  await run.keepText({ name: REQUEST_FILE, text: requestText(plan2, run.folder), keep: 'last' });
  // The record of a finished run is whole, and stays so until it is written again.
  if (run.origin !== 'reopened') await writeRecord(run, begunRecord(plan, run));
  const accounts = new Map<string, PackedAccount>();
  for (const entry of prepared) {
    const { account } = entry;
    const step = await run.step({
      name: `pack:${account.id}`,
      inputs: {
        series: entry.entries.map(({ instrument, contentHash }) => ({ instrument: instrument.id, contentHash })),
        objects: [...entry.entries, ...entry.records, ...entry.beside.entries].flatMap(entryObjects),
        from: account.dates.from,
        to: account.dates.to,
        ...besideInputs(account),
      },
      compute: () => packContent(entry.series, entry.beside.beside),
    });
    accounts.set(account.id, {
      ...entry,
      packHash: step.hash,
      packFile: step.file,
      settings: { ...plan.settings, boundary: boundaryOf(account), sizing: account.sizing },
    });
  }
  return { accounts, plan: plan2 };
}

/** What decides the pack beside its objects: how they are used. */
function besideInputs({ beside }: PlannedAccount): object {
  const { rates, outside, quotes, gates } = besideContent(beside);
  return {
    ...(rates.length === 0 ? {} : { rates }),
    ...(outside.length === 0 ? {} : { outside }),
    ...(quotes.length === 0 ? {} : { quotes }),
    ...(gates.length === 0 ? {} : { gates }),
  };
}

function lakeInputs(prepared: readonly PreparedAccount[], plan: ResearchPlan, lake: Lakehouse): readonly RunInput[] {
  const inputs = new Map<string, RunInput>();
  const read = prepared.flatMap(({ entries, records, beside }) => [...entries, ...records, ...beside.entries]);
  for (const object of [...read, ...staleEntries(plan)].flatMap(entryObjects)) {
    const name = `objects/${object}.parquet`;
    inputs.set(name, { source: objectPath(lake, object), name, immutable: true, sha256: object });
  }
  return [...inputs.values()];
}

/** What was left out for its age was looked at to find that out. */
function staleEntries({ stale, asked = [] }: ResearchPlan): readonly SeriesEntry[] {
  return stale.flatMap(({ pack, instrument }) => {
    const account = asked.find((one) => one.pack === pack && one.instruments.includes(instrument));
    if (account === undefined) return [];
    return selectEntries(account.manifest, { instruments: [instrument], timeframe: account.timeframe });
  });
}

async function keepModules(plan: ResearchPlan, run: Run<TrialRecord>): Promise<ResearchPlan> {
  const kept = new Map<PlannedStrategy, PlannedStrategy>();
  for (const strategy of plan.strategies) {
    const { reference } = strategy;
    if (reference.kind === 'built-in') continue;
    const name = `modules/${reference.hash}`;
    await run.keepInputs(
      strategy.moduleFiles.map((file) => ({
        source: path.join(reference.folder, file),
        name: `${name}/${file}`,
        immutable: false,
      })),
    );
    const folder = path.join(run.folder, 'inputs', name);
    const entry = path.join(folder, path.relative(reference.folder, reference.entry));
    kept.set(strategy, { ...strategy, reference: { ...reference, folder, entry } });
  }
  const strategies = plan.strategies.map((strategy) => kept.get(strategy) ?? strategy);
  const rows = plan.rows.map((row) => ({ ...row, strategy: kept.get(row.strategy) ?? row.strategy }));
  return { ...plan, strategies, rows };
}
