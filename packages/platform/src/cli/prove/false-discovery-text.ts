import type { CostProof, FalseDiscoveryProof, FamilyFigures, PowerProof, SizeProof } from '../../research/index.ts';
import { grouped, renderTable } from '../text-table.ts';

type Line = readonly [part: string, measured: string, asked: string, result: string];

/** The proof as a table: what was measured, what is asked, whether it holds. */
export function falseDiscoveryText(proof: FalseDiscoveryProof): string {
  const lines: readonly Line[] = [
    sizeLine('Size: worthless strategies that pass', proof.size),
    sizeLine('Size: long only, on rising markets', proof.rising),
    familyLine('Families that let any through, costs on', proof, proof.family.withCosts),
    familyLine('Families that let any through, without costs', proof, proof.family.withoutCosts),
    ...proof.power.flatMap(powerLines),
    ...costLines(proof.costs),
  ];
  const columns = [{ title: 'Part' }, { title: 'Measured' }, { title: 'Asked' }, { title: 'Result' }];
  return [renderTable(columns, lines), '', ...remarks(proof)].join('\n');
}

function sizeLine(part: string, { passed, n, share, band, ok }: SizeProof): Line {
  const asked = band.low > 0 ? `${percent(band.low)} to ${percent(band.high)}` : `at most ${percent(band.high)}`;
  return [part, `${percent(share)} (${grouped(passed)} of ${grouped(n)})`, asked, resultOf(ok)];
}

function familyLine(part: string, { family }: FalseDiscoveryProof, { accepting, lower, ok }: FamilyFigures): Line {
  const measured = `${accepting} of ${family.families}: lower 99 % limit ${percent(lower)}`;
  return [part, measured, `lower limit at most ${percent(family.limit)}`, resultOf(ok)];
}

function powerLines({
  market,
  annualSharpe,
  oraclePower,
  found,
  n,
  share,
  limit,
  asRun,
  ok,
}: PowerProof): readonly Line[] {
  const edge = `Power: Sharpe ${annualSharpe.toFixed(2)} a year${market === 'crises' ? ', with crises' : ''}`;
  const shareText = (some: number, count: number): string => `${percent(some)} (${grouped(count)} of ${grouped(n)})`;
  const asked = limit === null ? 'nothing' : `at least ${percent(limit)}`;
  const neighbours = `as run, ${asRun.trials} trials, oracle ${percent(asRun.oraclePower)}`;
  return [
    [`${edge}, oracle ${percent(oraclePower)}`, shareText(share, found), asked, limit === null ? '–' : resultOf(ok)],
    [`  ${neighbours}`, shareText(asRun.share, asRun.found), 'nothing', '–'],
  ];
}

function costLines(costs: CostProof): readonly Line[] {
  const asked = `within ${costs.limit} standard errors of 0`;
  const line = (part: string, mean: number, error: number): Line => [
    part,
    `${percent(mean, 2)} ± ${percent(error, 2)} of the cash`,
    asked,
    resultOf(Math.abs(mean) <= costs.limit * error),
  ];
  return [
    line('Costs: P&L before costs', costs.grossMean, costs.grossSe),
    line(
      `Costs: P&L after costs, plus the costs (${percent(costs.costsMean, 2)})`,
      costs.netPlusCostsMean,
      costs.netPlusCostsSe,
    ),
  ];
}

function remarks({ sizes, seed, family, ok }: FalseDiscoveryProof): readonly string[] {
  const { strategies, planted } = sizes;
  return [
    `${grouped(strategies)} random strategies, ${family.families} families of ${family.members}, ${planted} planted markets of each edge; seed ${seed}.`,
    sizes.isFull
      ? 'Limits are those of the full proof.'
      : 'Limits are exact 99 % bands for these sizes: by luck, about one seed in a hundred leaves each. --full takes the full sizes.',
    ok ? 'Every limit holds.' : 'A limit fails: verdicts are not to be trusted before it is known why.',
  ];
}

function resultOf(ok: boolean): string {
  return ok ? 'holds' : 'FAILS';
}

function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`;
}
