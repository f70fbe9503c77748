export { nodeChild } from './node-child.ts';
export type { NodeChild } from './node-child.ts';
export { temporaryFolder } from './temporary-folder.ts';
