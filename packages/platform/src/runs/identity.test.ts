import { describe, expect, it } from 'vitest';
import { experimentId, killPolicyHash, priorTrialsDigest, runId, stepKey, trialKey } from './identity.ts';
import type { ExperimentParts, RunParts, TrialParts } from './identity.ts';

const experiment: ExperimentParts = {
  datasetVersions: ['a@1', 'b@2'],
  scientificConfig: { strategies: [{ strategy: 'crossover', params: { fast: [5, 10], slow: 50 } }], timeframe: '1d' },
  codeVersion: '0.1.0+abc',
  moduleHashes: ['m1', 'm2'],
  seed: 1,
};
const run: RunParts = { experimentId: 'e', killPolicy: { alpha: 0.05, minTrades: 20 }, priorTrialsDigest: 'p' };
const trial: TrialParts = {
  strategy: 'crossover',
  moduleHash: null,
  params: { fast: 5, slow: 50 },
  instruments: ['SPX'],
  timeframe: '1d',
  start: 1_136_073_600_000,
  walkForward: { trainSize: 500, testSize: 125 },
  execution: { contract: 'base', costs: { feeBps: 1 } },
};

/** The same with every field changed in turn. */
function changedEachWay<T extends object>(parts: T): T[] {
  return Object.keys(parts).map((name) => ({ ...parts, [name]: ['changed'] }));
}

describe('experimentId', () => {
  it('S4-13, X-09: does not depend on the order of keys, datasets and modules', () => {
    const id = experimentId(experiment);
    expect(id).toMatch(/^[0-9a-f]{16}$/u);
    const { seed, moduleHashes, codeVersion, datasetVersions } = experiment;
    const scientificConfig = {
      timeframe: '1d',
      strategies: [{ params: { slow: 50, fast: [5, 10] }, strategy: 'crossover' }],
    };
    const other = {
      seed,
      scientificConfig,
      moduleHashes: [...moduleHashes].reverse(),
      codeVersion,
      datasetVersions: [...datasetVersions].reverse(),
    };
    expect(experimentId(other)).toBe(id);
    // Computed apart: sha-256 of json.dumps(…, sort_keys=True, separators=(',', ':')) in Python.
    expect(id).toBe('56147bcdc80f2549');
  });

  it('S4-13: is another one for other data, configuration, code, modules or seed', () => {
    const ids = changedEachWay(experiment).map(experimentId);
    expect(new Set([...ids, experimentId(experiment)]).size).toBe(6);
  });

  it('X-04: refuses a configuration that is not finite', () => {
    expect(() => experimentId({ ...experiment, scientificConfig: { fast: NaN } })).toThrow(
      "'parts.scientificConfig.fast'",
    );
  });
});

describe('runId', () => {
  it('is another one for another kill policy, other prior trials, another experiment', () => {
    const ids = changedEachWay(run).map((parts) => runId(parts));
    expect(new Set([...ids, runId(run)]).size).toBe(4);
    expect(runId({ ...run, killPolicy: { minTrades: 20, alpha: 0.05 } })).toBe(runId(run));
    expect(killPolicyHash({ minTrades: 20, alpha: 0.05 })).toBe(killPolicyHash(run.killPolicy));
    expect(killPolicyHash({ minTrades: 21, alpha: 0.05 })).not.toBe(killPolicyHash(run.killPolicy));
  });
});

describe('trialKey', () => {
  it('S4-19: is another one for each thing that makes a trial, and for nothing else', () => {
    const keys = changedEachWay(trial).map(trialKey);
    expect(new Set([...keys, trialKey(trial)]).size).toBe(9);
    const later = { ...trial, end: 1_700_000_000_000, datasetVersion: 'b@3', params: { slow: 50, fast: 5 } };
    expect(trialKey(later)).toBe(trialKey(trial));
  });
});

describe('priorTrialsDigest', () => {
  it('is of the set of keys', () => {
    expect(priorTrialsDigest(['b', 'a', 'b'])).toBe(priorTrialsDigest(['a', 'b']));
    expect(priorTrialsDigest(['a'])).not.toBe(priorTrialsDigest(['a', 'b']));
    expect(priorTrialsDigest([])).not.toBe(priorTrialsDigest(['']));
  });
});

describe('stepKey', () => {
  it('follows name, inputs and code', () => {
    const keys = [
      stepKey('a', { x: 1, y: 2 }, 'c'),
      stepKey('b', { x: 1, y: 2 }, 'c'),
      stepKey('a', { x: 2 }, 'c'),
      stepKey('a', { x: 1, y: 2 }, 'd'),
    ];
    expect(new Set(keys).size).toBe(4);
    expect(stepKey('a', { y: 2, x: 1 }, 'c')).toBe(keys[0]);
  });
});
