import { strategyByName } from '@assay/quant/strategy';
import { expect, it, vi } from 'vitest';
import { walkSeries } from '../../../quant/src/market/testing/index.ts';
import { NOTHING_BESIDE } from './beside.ts';
import { inputsOf } from './strategy-inputs.ts';

it('X-17: columns of segments with the same parameters are made once, however many segments there are', async () => {
  const definition = strategyByName('gates');
  const columns = vi.spyOn(definition as Required<typeof definition>, 'columns');
  const params = Object.fromEntries(definition.parameters.map(({ name, default: value }) => [name, value]));
  const other = { ...params, maxHazard: 0.2 };
  const market = { known: { series: [walkSeries(1, 50)], beside: NOTHING_BESIDE }, columns: new Map() };
  const sets = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? { ...params } : { ...other }));
  const inputs = await inputsOf({ kind: 'built-in', name: 'gates' }, sets, market, 1);
  expect(columns).toHaveBeenCalledTimes(2);
  expect(inputs).toHaveLength(40);
  expect(inputs[2]?.columns).toBe(inputs[0]?.columns);
  expect(inputs[1]?.columns).not.toBe(inputs[0]?.columns);
  columns.mockRestore();
});
