import type { ReportModel, ReportRow } from '@assay/contracts/schemas';
import { describe, expect, it } from 'vitest';
import { checkModel } from './check-model.ts';
import { thinnedReportModel } from './testing/index.ts';

const model = thinnedReportModel();

function changed(change: (row: ReportRow) => void): ReportModel {
  const copy = structuredClone(model);
  for (const row of copy.rows.slice(0, 1)) change(row);
  return copy;
}

describe('checkModel', () => {
  it('accepts what research makes', () => {
    expect(() => {
      checkModel(model);
    }).not.toThrow();
  });

  it.each([NaN, Infinity, -Infinity])('X-04: refuses %s and names its place', (value) => {
    const broken = changed((row) => {
      row.equity.values[3] = value;
    });
    expect(() => {
      checkModel(broken);
    }).toThrow(/rows\.0\.equity\.values\.3/);
    const metric = changed((row) => {
      row.row.metrics['totalReturn'] = value;
    });
    expect(() => {
      checkModel(metric);
    }).toThrow(/metrics\.totalReturn/);
  });

  it('refuses a curve with more times than values', () => {
    const broken = changed((row) => row.drawdown.values.pop());
    expect(() => {
      checkModel(broken);
    }).toThrow(/curve 'drawdown'/);
  });
});
