import type { VerdictExplanation } from '@assay/contracts/schemas';

const SIGN = { passed: '✓', failed: '✕', 'not-applied': '–' } as const;

/** The text of an explained verdict. Every sentence rests on a number of the document. */
export function verdictText({ runId, row, verdict, decidedBy, rules, counterfactuals }: VerdictExplanation): string {
  const failed = rules.filter(({ outcome }) => outcome === 'failed');
  return [
    `${row} of run ${runId}: ${verdict}`,
    `Decided by ${decidedBy}. ${countWords(rules, failed.length)}`,
    ...stageLines(rules),
    ...changeLines(counterfactuals, failed.length),
  ].join('\n');
}

function countWords(rules: VerdictExplanation['rules'], failed: number): string {
  const evaluated = rules.filter(({ outcome }) => outcome !== 'not-applied').length;
  return failed === 0 ? `None of ${evaluated} rules failed.` : `${failed} of ${evaluated} rules failed.`;
}

function stageLines(rules: VerdictExplanation['rules']): readonly string[] {
  const lines: string[] = [];
  let stage = '';
  for (const rule of rules) {
    if (rule.stage !== stage) lines.push('', `${rule.stage} → ${rule.effect}`);
    stage = rule.stage;
    const family = rule.dependsOnFamily ? ' (depends on the family of trials)' : '';
    lines.push(`  ${SIGN[rule.outcome]} ${rule.rule.padEnd(26)} ${rule.sentence}${family}`);
  }
  return lines;
}

function changeLines(changes: VerdictExplanation['counterfactuals'], failed: number): readonly string[] {
  if (failed === 0) return [];
  if (changes.length === 0) return ['', 'What would have changed it: nothing that a number can say.'];
  const lines = ['', 'What would have changed it, one thing at a time, all else as it is:'];
  for (const change of changes) {
    lines.push(`  ${change.rule.padEnd(26)} ${change.sentence}${change.checked ? '' : ' (not confirmed)'}`);
  }
  const all = changes.every(({ checked }) => checked);
  return [...lines, ...(all ? ['', 'Each was checked by evaluating its rule at the value and next to it.'] : [])];
}
