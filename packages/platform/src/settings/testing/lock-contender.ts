/** Takes a lock again and again and notes when it is inside; with `hang` it stays inside until it is killed. */
import { appendFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { withFileLock } from '../file-lock.ts';

const [lockPath = '', logPath = '', rounds = '1', mode = 'work'] = process.argv.slice(2);
for (let round = 0; round < Number(rounds); round++) {
  await withFileLock(lockPath, async () => {
    appendFileSync(logPath, `enter ${process.pid}\n`);
    if (mode === 'hang') {
      process.stdout.write('inside\n');
      await new Promise(() => setInterval(() => undefined, 60_000));
    }
    for (let turn = 0; turn < 3; turn++) await nextTurn();
    appendFileSync(logPath, `leave ${process.pid}\n`);
  });
}
