import { costContent, isCostFree } from './costs/cost-content.ts';
import type { CostModel } from './costs/cost-model.ts';
import type { FillContract, FillVariant, IntrabarPath } from './fill-contract.ts';

/** What a contract says beside its name, variant and costs. */
export type ContractRules = Omit<FillContract, 'name' | 'description' | 'variant' | 'costs'>;

/** Everything that a contract's name stands for. */
export interface ContractContent {
  readonly costs: CostModel;
  readonly rules: ContractRules;
}

const VERSION = 1;

/** How the paths were written before there were five of them; names made then stay what they are. */
const PATH_TEXT: Readonly<Partial<Record<IntrabarPath, string>>> = { against: 'stop-first', for: 'target-first' };

/**
 * The name of a contract: its variant, `+cost-free` where it is, and a hash of its content where that is not as shipped.
 *
 * Source: this project.
 */
export function contractName(variant: FillVariant, content: ContractContent, shipped: ContractContent): string {
  const text = contentText(content, shipped.rules);
  const suffix = text === contentText(shipped, shipped.rules) ? '' : `+${contentHash(text)}`;
  return `${variant}/${VERSION}${isCostFree(content.costs) ? '+cost-free' : ''}${suffix}`;
}

/** The content as text; rules that later versions brought are in it only where they are not as shipped. */
function contentText({ costs, rules }: ContractContent, shipped: ContractRules): string {
  const { latencyMs, degenerateOpen, intrabarPath, limitFill, gapThroughStop, ...later } = rules;
  const path = PATH_TEXT[intrabarPath] ?? intrabarPath;
  const text = [costContent(costs), latencyMs, degenerateOpen, path, limitFill, gapThroughStop].join('|');
  const added = Object.entries(later)
    .map(([name, value]) => [name, plain(value)] as const)
    .filter(([name, value]) => value !== plain(shipped[name as keyof ContractRules]))
    .map(([name, value]) => `|${name}=${value}`)
    .sort();
  return text + added.join('');
}

function plain(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, one]) => `${name}:${String(one)}`)
    .sort()
    .join(',');
}

/** FNV-1a with 32 bits, as eight hexadecimal digits. */
function contentHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
