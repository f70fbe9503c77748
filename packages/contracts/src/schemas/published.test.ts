import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { toJSONSchema } from 'zod';
import type { z } from 'zod';
import {
  backtestSummarySchema,
  gateDecisionSchema,
  forwardRecordSchema,
  gridResultSchema,
  gridStatusSchema,
  gridSummarySchema,
  gateLineSchema,
  rankingsSchema,
  researchRecordSchema,
  runComparisonSchema,
  stressFileSchema,
  rosterSchema,
  summarySchema,
  tradeExplanationSchema,
  verdictExplanationSchema,
  metricExplanationSchema,
} from './index.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../../docs/schemas');

/** Every document that a run publishes for other programs; that of configs is pinned by the command that writes it. */
const PUBLISHED: Readonly<Record<string, z.ZodType>> = {
  rankings: rankingsSchema,
  summary: summarySchema,
  'backtest-summary': backtestSummarySchema,
  stress: stressFileSchema,
  'run-comparison': runComparisonSchema,
  'forward-record': forwardRecordSchema,
  'gate-decision': gateDecisionSchema,
  'trade-explanation': tradeExplanationSchema,
  'verdict-explanation': verdictExplanationSchema,
  'metric-explanation': metricExplanationSchema,
  'research-record': researchRecordSchema,
  grid: gridResultSchema,
  'grid-summary': gridSummarySchema,
  'grid-status': gridStatusSchema,
  roster: rosterSchema,
  'gate-line': gateLineSchema,
};

describe('S4-27: the schemas of published documents', () => {
  // `npx vitest run packages/contracts/src/schemas/published.test.ts --update` writes them anew: a change to what other programs read is then seen in review.
  it.each(Object.entries(PUBLISHED))('%s is as it was published', async (name, schema) => {
    const text = `${JSON.stringify(toJSONSchema(schema, { io: 'output' }), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(path.join(FOLDER, `${name}.schema.json`));
  });

  it('are strict about what must be there', () => {
    expect(rankingsSchema.safeParse({ rows: [] }).success).toBe(false);
    expect(summarySchema.safeParse({ runId: 'a' }).success).toBe(false);
  });
});
