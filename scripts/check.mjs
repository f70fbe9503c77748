/** `node scripts/check.mjs [lint|types|boundaries|format …]`: the named house checks, or all of them. */
import { CHECK_NAMES, runChecks } from './checks.mjs';
import { endWithChildren } from './processes.mjs';

const names = process.argv.slice(2);
const unknown = names.filter((name) => !CHECK_NAMES.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`unknown check '${unknown.join("', '")}': one of ${CHECK_NAMES.join(', ')}\n`);
  process.exit(2);
}
endWithChildren();
const failed = await runChecks(names.length > 0 ? names : CHECK_NAMES);
process.exitCode = failed.length > 0 ? 1 : 0;
