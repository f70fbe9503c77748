/** Holds the number of MiB it was told to in a child of its own, says so, and waits to be ended. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [mebibytes = '0', generation = 'parent'] = process.argv.slice(2);
if (generation === 'parent') {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), mebibytes, 'child'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdout.pipe(process.stdout);
  child.on('exit', () => process.exit());
  process.stdin.on('close', () => child.stdin.end()).resume();
} else {
  const held = Buffer.alloc(Number(mebibytes) * 2 ** 20, 1);
  process.stdout.write(`holding ${held.length}\n`);
  process.stdin.on('close', () => process.exit(held[0] === 1 ? 0 : 1)).resume();
}
