/** Rewrites one file for ever with contents that are one letter many times over; says when each is in place. */
import { writeFileAtomic } from '../files.ts';

const [target = ''] = process.argv.slice(2);
for (let round = 0; ; round++) {
  await writeFileAtomic(target, String.fromCharCode(97 + (round % 26)).repeat(300_000));
  process.stdout.write(`${round}\n`);
}
