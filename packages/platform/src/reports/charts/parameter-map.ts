import type { ReportRow } from '@assay/contracts/schemas';
import { formatParameter, isNumber } from '../format.ts';

type Heat = NonNullable<ReportRow['heat']>;
type ParameterValue = number | string | boolean;

/** One place of a parameter map: one value, or several neighbouring ones, of each axis. */
export interface MapCell {
  readonly x: string;
  /** Empty where there is one axis only. */
  readonly y: string;
  /** Mean annual excess Sharpe ratio of the cells that meet here; null where none has one. */
  readonly value: number | null;
  /** Folds that chose a set of this place. */
  readonly chosen: number;
}

/** A parameter map as it is drawn. */
export interface ParameterMap {
  readonly xName: string;
  readonly yName: string | null;
  readonly xLabels: readonly string[];
  readonly yLabels: readonly string[];
  readonly cells: readonly MapCell[];
  /** Whether an axis has more values than a drawing has room for, so that neighbouring ones are joined. */
  readonly isJoined: boolean;
}

/** Most values that an axis of a map shows one by one; more are joined into groups. */
export const MAX_AXIS_VALUES = 24;
/** The same for a strip of bars. */
export const MAX_BARS = 60;

/** Orders, groups and counts the cells of a row's map: numbers ascending, other values as they first appear. */
export function parameterMap(heat: Heat, selections: ReportRow['row']['selections']): ParameterMap {
  const limit = heat.yName === null ? MAX_BARS : MAX_AXIS_VALUES;
  const xAxis = axisOf(
    heat.cells.map(({ x }) => x),
    limit,
  );
  const yAxis = axisOf(
    heat.cells.map(({ y }) => y ?? ''),
    limit,
  );
  const places = new Map<string, { readonly x: number; readonly y: number; values: (number | null)[] }>();
  for (const { x, y, value } of heat.cells) {
    const [column, line] = [xAxis.groupOf(x), yAxis.groupOf(y ?? '')];
    const key = `${column}/${line}`;
    const place = places.get(key) ?? { x: column, y: line, values: [] };
    place.values.push(value);
    places.set(key, place);
  }
  const chosen = new Map<string, number>();
  for (const { params } of selections) {
    const [x, y] = [params[heat.xName], heat.yName === null ? '' : params[heat.yName]];
    if (x === undefined || y === undefined) continue;
    const key = `${xAxis.groupOf(x)}/${yAxis.groupOf(y)}`;
    chosen.set(key, (chosen.get(key) ?? 0) + 1);
  }
  const cells = [...places].map(([key, { x, y, values }]) => ({
    x: xAxis.labels[x] ?? '',
    y: yAxis.labels[y] ?? '',
    value: meanOf(values.filter(isNumber)),
    chosen: chosen.get(key) ?? 0,
  }));
  return {
    xName: heat.xName,
    yName: heat.yName,
    xLabels: xAxis.labels,
    yLabels: yAxis.labels,
    cells,
    isJoined: xAxis.isJoined || yAxis.isJoined,
  };
}

interface Axis {
  readonly labels: readonly string[];
  readonly isJoined: boolean;
  groupOf(value: ParameterValue): number;
}

function axisOf(values: readonly ParameterValue[], limit: number): Axis {
  const distinct = [...new Set(values)];
  const numbers = distinct.filter((value) => typeof value === 'number').sort((a, b) => a - b);
  const ordered = [...numbers, ...distinct.filter((value) => typeof value !== 'number')];
  const groups = Math.min(limit, ordered.length);
  const groupAt = (index: number): number => Math.floor((index * groups) / ordered.length);
  const places = new Map(ordered.map((value, index) => [value, groupAt(index)]));
  const labels = Array.from({ length: groups }, (_, group) => {
    const members = ordered.filter((_value, index) => groupAt(index) === group).map(formatParameter);
    const [first = '', last = ''] = [members[0], members.at(-1)];
    return first === last ? first : `${first}–${last}`;
  });
  return { labels, isJoined: groups < ordered.length, groupOf: (value) => places.get(value) ?? -1 };
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
