import type { Lakehouse, SourceFile } from '../../lakehouse/index.ts';
import { parseGateLine } from '../gate-lines.ts';
import { isSelected } from '../gate-store.ts';
import type { GateProblem, GateReader, GateSelection } from '../gate-store.ts';
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
  const stage = await GateStage.open(lake);
  const labels = keepsLabels ? await LabelStage.open(lake) : undefined;
  for (const problem of problems) stage.refuse(problem);
  const sources: SourceFile[] = [];
  const takeLine = async ({ text, line }: FileLine, file: number): Promise<void> => {
    const parsed = parseGateLine(text);
    if ('fault' in parsed) return stage.refuse({ place: `${files[file]?.name}:${line}`, fault: parsed.fault });
    const { name = '', instrument = parsed.gate.instrument } = files[file] ?? {};
    if (parsed.gate.instrument !== instrument) {
      const fault = `is a gate of '${parsed.gate.instrument}' among those of '${instrument}'`;
      return stage.refuse({ place: `${name}:${line}`, fault });
    }
    if (!isSelected(parsed.gate, selection)) return;
    await stage.add(parsed, { file, line });
    await labels?.add(parsed.gate, parsed.labels, { file, line });
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
      yield* stage.tables(sources);
    },
    counts: () => stage.counts(),
    files: () => sources,
    async *labels() {
      if (labels !== undefined) yield* labels.tables(sources, (problem) => stage.refuse(problem));
    },
    async close() {
      await stage.close();
      await labels?.close();
    },
  };
}
