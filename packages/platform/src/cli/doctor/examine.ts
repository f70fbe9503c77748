import { examineDatabase, examineTimeZones } from './libraries.ts';
import type { Examination, Finding } from './finding.ts';
import { examineCores, examineDisk, examineMemory, examineNode, examineWorkspace } from './machine.ts';
import { examineSandbox } from './sandbox.ts';

const EXAMINATIONS: readonly Examination[] = [
  examineNode,
  examineSandbox,
  examineWorkspace,
  examineDisk,
  examineDatabase,
  examineMemory,
  examineCores,
  examineTimeZones,
];

/** Tries everything that Assay needs, one after the other. */
export async function examine(
  workspace: string,
  examinations: readonly Examination[] = EXAMINATIONS,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { name, remedy, attempt } of examinations) {
    try {
      findings.push({ name, ...(await attempt(workspace)) });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      findings.push({ name, state: 'missing', detail, remedy });
    }
  }
  return findings;
}

const MARKS: Readonly<Record<Finding['state'], string>> = { ok: 'ok', note: 'note', missing: 'MISSING' };

/** The findings for people: a line each, what to do below those that need it, and the whole in one sentence. */
export function findingsText(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.flatMap(({ name, state, detail, remedy }) => {
    const line = `${MARKS[state].padEnd(8)}${name.padEnd(width)}  ${detail}`;
    return remedy === undefined ? [line] : [line, `${' '.repeat(8 + width)}  → ${remedy}`];
  });
  const missing = findings.filter(({ state }) => state === 'missing').length;
  const verdict = missing === 0 ? 'Everything that Assay needs is there.' : `${missing} of ${findings.length} missing.`;
  return [...lines, '', verdict].join('\n');
}
