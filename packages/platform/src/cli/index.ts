export type { CommandContext } from './context.ts';
export { allCommands, buildProgram, runProgram } from './program.ts';
