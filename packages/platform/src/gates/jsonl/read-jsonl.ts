import { nearestName } from '@assay/core/checks';
import { NotFoundError } from '@assay/core/errors';
import type { Lakehouse, SourceFile } from '../../lakehouse/index.ts';
import { parseGateLine } from '../gate-lines.ts';
import { isSelected } from '../gate-store.ts';
import type { GateCounts, GateProblem, GateReader, GateSelection } from '../gate-store.ts';
import { GateStage } from '../order/gate-stage.ts';
import { LabelStage } from '../order/label-stage.ts';
import { findGateFiles } from './find-gate-files.ts';
import type { GateFile } from './find-gate-files.ts';
import { openLines } from './lines-of-file.ts';
import type { FileLine } from './lines-of-file.ts';

/** How lines are read. */
export interface ReadLinesOptions {
  /** Where rows are put in order; its folder must be writable. */
  readonly lake: Lakehouse;
  readonly selection: GateSelection;
  /** Keep the labels that stand beside gates. */
  readonly keepsLabels: boolean;
  /** What is wrong beside the lines. @default nothing */
  readonly problems?: readonly GateProblem[] | undefined;
}

/**
 * Reads gates of a file or a folder of files.
 *
 * @throws {NotFoundError} if there are none.
 */
export async function readJsonl(place: string, options: ReadLinesOptions): Promise<GateReader> {
  return readLines(place, await findGateFiles(place), options);
}

/** Reads gates of files. */
export async function readLines(
  place: string,
  files: readonly GateFile[],
  { lake, selection, keepsLabels, problems = [] }: ReadLinesOptions,
): Promise<GateReader> {
  const { stage, labels } = await openStages(lake, keepsLabels);
  for (const problem of problems) stage.refuse(problem);
  const sources: SourceFile[] = [];
  const instruments = new Set<string>();
  const takeLine = async ({ text, line }: FileLine, file: number): Promise<void> => {
    const parsed = parseGateLine(text);
    if ('fault' in parsed) return stage.refuse({ place: `${files[file]?.name}:${line}`, fault: parsed.fault });
    const { name = '', instrument = parsed.gate.instrument } = files[file] ?? {};
    if (parsed.gate.instrument !== instrument) {
      const fault = `is a gate of '${parsed.gate.instrument}' among those of '${instrument}'`;
      return stage.refuse({ place: `${name}:${line}`, fault });
    }
    instruments.add(instrument);
    if (!isSelected(parsed.gate, selection)) return;
    await stage.add(parsed, { file, line });
    await labels?.add(parsed, { file, line });
  };
  const take = async (): Promise<void> => {
    for (const [file, { file: path, name }] of files.entries()) {
      const lines = openLines(path, name);
      let rows = 0;
      for await (const piece of lines.pieces()) {
        for (const line of piece) await takeLine(line, file);
        rows += piece.length;
      }
      sources.push({ name, sha256: lines.sha256(), rows });
    }
  };
  return {
    place,
    async *tables() {
      await take();
      checkInstruments(instruments, { place, selection, counts: stage.counts() });
      yield* stage.tables(sources);
      for await (const problem of labels?.problems(sources) ?? []) stage.refuse(problem);
    },
    counts: () => stage.counts(),
    files: () => sources,
    async *labels() {
      if (labels !== undefined) yield* labels.tables(sources);
    },
    async close() {
      await Promise.all([stage.close(), labels?.close()]);
    },
  };
}

interface Stages {
  readonly stage: GateStage;
  readonly labels: LabelStage | undefined;
}

/** Both or none. */
async function openStages(lake: Lakehouse, keepsLabels: boolean): Promise<Stages> {
  const stage = await GateStage.open(lake);
  try {
    return { stage, labels: keepsLabels ? await LabelStage.open(lake) : undefined };
  } catch (error) {
    await stage.close();
    throw error;
  }
}

interface Read {
  readonly place: string;
  readonly selection: GateSelection;
  readonly counts: GateCounts;
}

/** An instrument that was asked for and is not there is never passed over. */
function checkInstruments(found: ReadonlySet<string>, { place, selection, counts }: Read): void {
  const missing = selection.instruments?.find((id) => !found.has(id));
  if (missing === undefined || found.size === 0) return;
  const known = [...found].sort();
  const nearest = nearestName(missing, known);
  const hint = nearest === undefined ? `It has ${known.slice(0, 10).join(', ')}.` : `Did you mean '${nearest}'?`;
  const [problem] = counts.problems;
  const left =
    problem === undefined ? '' : ` Lines that are no gates: ${counts.malformed}; ${problem.place} ${problem.fault}.`;
  throw new NotFoundError(`instrument with gates in ${place}`, missing, { hint: `${hint}${left}` });
}
