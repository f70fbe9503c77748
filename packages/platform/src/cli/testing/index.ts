export { runCli } from './run-cli.ts';
export type { CliOptions, CliResult } from './run-cli.ts';
export { treeHash } from './tree-hash.ts';
export { delayed, publishedText, runPack, walkBetween, workspaceWith, writePack } from './run-data-workspace.ts';
