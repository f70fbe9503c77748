export { createMemoryMeter, followTree, peakMemoryBytes, treeMemoryBytes } from './memory-meter.ts';
export type { MemoryMeter, MemoryMeterOptions, MemoryReading } from './memory-meter.ts';
export { deliverNotice } from './notices.ts';
export type { Delivery, DeliveryOptions, Notice, NoticeChannel } from './notices.ts';
export { createProgress, LINE_INTERVAL_MS, SILENT_PROGRESS } from './progress.ts';
export type { Progress, ProgressOptions } from './progress.ts';
export { coloursWanted } from './progress-stream.ts';
export type { ProgressStream } from './progress-stream.ts';
export { formatDuration, formatRate } from './progress-text.ts';
