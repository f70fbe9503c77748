export { createMemoryMeter, treeMemoryBytes } from './memory-meter.ts';
export type { MemoryMeter, MemoryMeterOptions, MemoryReading } from './memory-meter.ts';
export { coloursWanted, createProgress, LINE_INTERVAL_MS, SILENT_PROGRESS } from './progress.ts';
export type { Progress, ProgressOptions, ProgressStream } from './progress.ts';
export { formatDuration, formatRate } from './progress-text.ts';
