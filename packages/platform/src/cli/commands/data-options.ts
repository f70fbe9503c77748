import { Option } from 'commander';
import type { Command } from 'commander';
import { withJson, withMemory, withWorkspace } from '../shared-options.ts';

/** `--name` of a dataset. */
export function nameOption(): Option {
  return new Option('--name <dataset>', 'name of the dataset');
}

/** Adds what every command has that reads or writes bars. */
export function withDataOptions(command: Command): Command {
  return withJson(withMemory(withWorkspace(command)));
}
