import { countViolatingColumns } from '@assay/quant/evidence';
import type { ColumnCount } from '@assay/quant/evidence';
import { CONTRACT_KINDS, provePlantedContracts } from './planted-contracts.ts';
import { dataKinds, provePlantedData } from './planted-data.ts';
import { provePlantedRows, replayedKinds } from './planted-rows.ts';
import { inPrivateWorkspace } from './private-workspace.ts';
import type { LeakRunPlace } from './leak-run.ts';
import type { FoundKind } from './proof.ts';

/** Which leaks are planted, and how. */
export interface LeakProofRequest {
  /** Every price follows from it. */
  readonly seed: string;
  /** Planted strategies run as modules in sandboxes, as a user's do. @default false */
  readonly inSandbox?: boolean | undefined;
  /** @default all of them */
  readonly kinds?: readonly string[] | undefined;
}

/** What was found of every planted leak and of its clean twin. */
export interface LeakProof {
  readonly kinds: readonly FoundKind[];
  readonly planted: number;
  readonly caught: number;
  readonly falseAlarms: number;
  /** Built-in columns, made again without their future. */
  readonly columns: ColumnCount;
  readonly ok: boolean;
}

/** Names of all planted kinds. */
export function plantedKinds(): readonly string[] {
  return [...replayedKinds(), ...dataKinds(), ...CONTRACT_KINDS];
}

/** Plants leaks of every kind beside clean twins, and looks for them with what every research run looks with. */
export async function proveLeaks(request: LeakProofRequest, place: LeakRunPlace): Promise<LeakProof> {
  const { seed, inSandbox = false, kinds = plantedKinds() } = request;
  const kindsOf = (known: readonly string[]): readonly string[] => known.filter((kind) => kinds.includes(kind));
  const found = await inPrivateWorkspace(async (workspace) => {
    const replayed = kindsOf(replayedKinds());
    return [
      ...(replayed.length === 0 ? [] : await provePlantedRows(workspace, { kinds: replayed, seed, inSandbox }, place)),
      ...(await provePlantedData(workspace, { kinds: kindsOf(dataKinds()), seed })),
      ...provePlantedContracts(kindsOf(CONTRACT_KINDS), seed),
    ];
  });
  const caught = found.filter(({ isCaught }) => isCaught).length;
  const falseAlarms = found.filter(({ isFalseAlarm }) => isFalseAlarm).length;
  const columns = countViolatingColumns(undefined, seed);
  const ok = caught === found.length && falseAlarms === 0 && columns.violations.length === 0;
  return { kinds: found, planted: found.length, caught, falseAlarms, columns, ok };
}
