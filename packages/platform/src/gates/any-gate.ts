import { DataError } from '@assay/core/errors';
import type { GateReader } from './gate-store.ts';

/**
 * There is no empty success: what was asked for must be there.
 *
 * @param reader - of which all tables were read.
 * @throws {DataError} DATA_INVALID if it handed out no gate.
 */
export function checkAnyGate(reader: GateReader): void {
  const { gates, malformed, problems } = reader.counts();
  if (gates > 0) return;
  const [first] = problems;
  const left =
    first === undefined
      ? ''
      : ` ${malformed === 1 ? '1 line is no gate' : `${malformed} lines are no gates, the first`}: ${first.place} ${first.fault}.`;
  throw new DataError(`${reader.place} has no gate that was asked for`, {
    context: { place: reader.place, malformed },
    hint: `Look at what it has with \`assay gates list\`.${left}`,
  });
}
