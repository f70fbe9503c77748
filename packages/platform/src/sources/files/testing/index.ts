export { readAll } from './read-all.ts';
export type { Everything } from './read-all.ts';
export { tarBytes } from './tar-bytes.ts';
export { zipBytes } from './zip-bytes.ts';
export type { ZipEntrySpec } from './zip-bytes.ts';
