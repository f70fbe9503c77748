import { InvariantError } from '@assay/core/errors';
import { reportModelSchema } from '@assay/contracts/schemas';
import type { ReportModel } from '@assay/contracts/schemas';

/** Refuses a model that a report could not be true to: a field amiss, a number that is not finite, a curve with gaps. */
export function checkModel(model: ReportModel): void {
  const parsed = reportModelSchema.safeParse(model);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path.map(String).join('.') ?? '';
    throw new InvariantError(
      `a report was asked for from a model that is not valid at '${path}': ${issue?.message ?? ''}`,
      {
        path,
        problems: parsed.error.issues.length,
      },
    );
  }
  for (const { row, equity, buyAndHold, drawdown, buyAndHoldDrawdown } of model.rows) {
    for (const [name, curve] of Object.entries({ equity, buyAndHold, drawdown, buyAndHoldDrawdown })) {
      if (curve.times.length === curve.values.length) continue;
      throw new InvariantError(
        `curve '${name}' of row '${row.id}' has ${curve.times.length} times and ${curve.values.length} values`,
      );
    }
  }
}
