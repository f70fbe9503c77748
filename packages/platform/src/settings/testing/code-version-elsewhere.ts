/** Prints the code version as seen from another folder. */
import { codeVersion } from '../code-version.ts';

process.chdir(process.argv[2] ?? '/');
process.stdout.write(`${codeVersion()}\n`);
