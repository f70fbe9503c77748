/** A whole run in small: inputs, steps of which several overlap, artefacts, ledger, publication. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { appendFinishedRun, appendTrials, priorTrials } from '../ledger.ts';
import { openRun } from '../run.ts';
import type { Run } from '../run.ts';

const WIDTH = 6;

/** Makes or resumes the run in `workspace`; `say` is told of every stage. */
export async function smallRun(workspace: string, say: (stage: string) => void): Promise<string> {
  const keys = Array.from({ length: WIDTH }, (_, index) => (1000 + index).toString(16).padStart(16, '0'));
  const run = await openRun({
    workspace,
    name: 'small',
    experiment: {
      datasetVersions: ['sample@1'],
      scientificConfig: { strategies: ['one', 'two'] },
      codeVersion: '0.0.0+test',
      moduleHashes: [],
      seed: 7,
    },
    killPolicy: { alpha: 0.05 },
    readPriors: () => priorTrials(workspace, { exclude: new Set(keys), family: () => true }),
    plan: keys.map((key) => ({ key })),
  });
  try {
    await makeResults(run, workspace, { keys, say });
    return run.id;
  } finally {
    await run.close();
  }
}

async function makeResults(
  run: Run,
  workspace: string,
  { keys, say }: { readonly keys: readonly string[]; readonly say: (stage: string) => void },
): Promise<void> {
  say('open');
  const source = path.join(workspace, 'source.bin');
  mkdirSync(workspace, { recursive: true });
  writeFileSync(source, 'prices');
  await run.keepInputs([{ source, name: 'data/prices.bin', immutable: false }]);
  say('inputs');
  const base = await run.step({
    name: 'base',
    inputs: null,
    compute: () => ({ json: { parts: keys.length } }),
  });
  const parts = await Promise.all(keys.map((key, index) => run.step(partOf(key, index, { base: base.hash, say }))));
  const totals = parts.map((part) => (part.columns['path'] ?? []).at(-1) ?? NaN);
  const summary = await run.step({
    name: 'summary',
    inputs: parts.map((part) => part.hash),
    compute: () => ({ json: { totals, priors: run.priors.length } }),
  });
  await run.writeArtefact('summary.json', JSON.stringify(summary.json));
  say('artefacts');
  const trials = keys.map((key, index) => ({ key, total: totals[index] ?? null }));
  await appendTrials(workspace, trials, { runId: run.id });
  say('ledger');
  const head = await run.finish({}, trials);
  const files = { 'rankings.json': JSON.stringify(summary.json), 'summary.json': JSON.stringify({ runId: run.id }) };
  const { experimentId, name } = run.manifest;
  await appendFinishedRun(workspace, { experimentId, name, auditHead: head }, { runId: run.id });
  say('noted');
  await run.publish({ area: 'research', name: 'small', files });
  say('published');
  say('done');
}

function partOf(
  key: string,
  index: number,
  { base, say }: { readonly base: string; readonly say: (stage: string) => void },
) {
  return {
    name: 'part',
    inputs: { key, base },
    compute: async () => {
      say(`begin ${index}`);
      const walk = new Float64Array(2000);
      for (let t = 1; t < walk.length; t++) {
        walk[t] = (walk[t - 1] ?? 0) + Math.sin(t * (index + 1));
        if (t % 100 === 0) await nextTurn();
      }
      walk[0] = NaN;
      say(`end ${index}`);
      return {
        json: { index },
        columns: { path: walk, rank: Int32Array.from([index, -index]) },
        workerId: `worker-${index % 2}`,
      };
    },
  };
}
