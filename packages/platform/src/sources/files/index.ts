/** Reading records out of any file: containers, formats, hashes. What the records mean is for layouts to say. */
export { peekRecords } from './peek-records.ts';
export type { SeparatorCandidate } from './guess-text.ts';
export type { PeekedRecords } from './peek-records.ts';
export { readMembers } from './read-members.ts';
export { DEFAULT_UNPACK_LIMITS } from './record-sink.ts';
export type {
  Container,
  FormatOptions,
  LeftOut,
  MemberSummary,
  ParquetDatabase,
  ReadOptions,
  ReadSummary,
  RecordSink,
  UnpackLimits,
} from './record-sink.ts';
