export { canonicalJson, strictJson } from './canonical-json.ts';
export type { StrictJsonOptions } from './canonical-json.ts';
export { codeVersion } from './code-version.ts';
export { acquireFileLock, lockHolder, withFileLock } from './file-lock.ts';
export type { FileLock, FileLockOptions, LockHolder } from './file-lock.ts';
export {
  ensureDirectory,
  hasErrorCode,
  listNames,
  produceFileAtomic,
  readJsonFile,
  removeAbandonedTemporaries,
  syncDirectory,
  temporaryPathFor,
  withFileName,
  writeFileAtomic,
  writeJsonAtomic,
  writeNamedFile,
} from './files.ts';
export type { CleaningOptions } from './files.ts';
export { sha256File, sha256Hex } from './hashing.ts';
export {
  DEFAULT_MEMORY_LIMIT,
  formatMemory,
  GIBIBYTE,
  MEBIBYTE,
  MEMORY_FLOOR,
  memoryFloor,
  parseMemory,
  resolveMemory,
  resolveResources,
  resolveWorkers,
} from './resources.ts';
export type { MemorySources, Resources, WorkersSources } from './resources.ts';
export { scratchPathFor, withScratchFolder } from './scratch.ts';
export {
  checkEnvironment,
  DEFAULT_WORKSPACE,
  ENVIRONMENT_VARIABLES,
  readVariable,
  resolveWorkspace,
} from './workspace.ts';
export type { Environment, WorkspaceSources } from './workspace.ts';
