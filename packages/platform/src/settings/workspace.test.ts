import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkEnvironment, resolveWorkspace } from './workspace.ts';

describe('resolveWorkspace', () => {
  const folder = path.resolve('/somewhere');

  it('takes default < environment < command line, as an absolute path', () => {
    const env = { ASSAY_WORKSPACE: 'from-env' };
    expect(resolveWorkspace({ folder })).toBe(path.join(folder, 'assay-workspace'));
    expect(resolveWorkspace({ folder, env })).toBe(path.join(folder, 'from-env'));
    expect(resolveWorkspace({ folder, env, option: '../given' })).toBe(path.resolve('/given'));
    expect(resolveWorkspace({ folder, env: { ASSAY_WORKSPACE: '' } })).toBe(path.join(folder, 'assay-workspace'));
    expect(resolveWorkspace()).toBe(path.resolve('assay-workspace'));
  });

  it('refuses an empty path', () => {
    expect(() => resolveWorkspace({ option: '' })).toThrow("invalid '--workspace'");
  });
});

describe('checkEnvironment', () => {
  it('names every unknown variable and the nearest known one', () => {
    const env = { PATH: '/bin', ASSAY_WORKSPCE: 'x', ASSAY_COLOUR: 'x', ASSAY_MEMORY: '1GiB', ASSAY_EXTRA: '1' };
    expect(() => checkEnvironment(env, ['ASSAY_EXTRA'])).toThrow(
      "unknown environment variables: 'ASSAY_COLOUR', 'ASSAY_WORKSPCE' (did you mean 'ASSAY_WORKSPACE'?)",
    );
    expect(() => checkEnvironment({ ASSAY_WORKERS: '2' })).not.toThrow();
  });
});
