export type { CommandContext, Surroundings, TextSink } from './context.ts';
export { EXIT_CODES } from './exit-codes.ts';
export { allCommands, buildProgram, runProgram } from './program.ts';
