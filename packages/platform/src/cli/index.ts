export type { CommandContext, Surroundings, TextSink } from './context.ts';
export { EXIT_CODES } from './exit-codes.ts';
export { printInterruption, printOutputFailure } from './print-error.ts';
export { allCommands, buildProgram, runProgram } from './program.ts';
