import { tmpdir } from 'node:os';
import path from 'node:path';
import { isTimeZone, zoneOffsetMs } from '@assay/core/time';
import { openLakehouse } from '../../lakehouse/index.ts';
import { ok } from './finding.ts';
import type { Examination } from './finding.ts';

/** Whether the database's native library loads and answers. */
export const examineDatabase: Examination = {
  name: 'DuckDB',
  remedy:
    'Install Assay anew with its optional packages (npm ci without --omit=optional), on a system that DuckDB supports.',
  attempt: async () => {
    const lake = openLakehouse(path.join(tmpdir(), 'assay-doctor-lake'), { readOnly: true, threads: 1 });
    try {
      return await lake.database.withConnection(async (connection) => {
        const rows = await (await connection.run('SELECT version(), 6 * 7')).getRows();
        const [version, answer] = rows[0] ?? [];
        if (answer !== 42) throw new Error(`it says that 6 times 7 is ${String(answer)}`);
        return ok(String(version));
      });
    } finally {
      await lake.close();
    }
  },
};

/** New York on a day of daylight saving: four hours behind UTC. */
const SUMMER = Date.UTC(2020, 6, 1);
const FOUR_HOURS_MS = -4 * 3_600_000;

/** Whether this Node carries the time zone data that sessions depend on. */
export const examineTimeZones: Examination = {
  name: 'time zones',
  remedy: 'Use a Node with full internationalisation data: the one that is installed with Assay has it.',
  attempt: async () => {
    const zone = 'America/New_York';
    if (!isTimeZone(zone) || zoneOffsetMs(zone, SUMMER) !== FOUR_HOURS_MS)
      throw new Error(`this Node does not know the clock of ${zone}`);
    return ok(`data ${process.versions['tz'] ?? 'of the system'}`);
  },
};
