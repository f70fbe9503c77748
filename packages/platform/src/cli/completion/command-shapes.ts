import type { Command } from 'commander';

/** An option as a shell completes it. */
export interface OptionShape {
  /** As typed, `--kind` before `-k`. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  /** Values it can take; none where any value will do. */
  readonly choices: readonly string[];
}

/** A command as a shell completes it. */
export interface CommandShape {
  /** As typed, `assay data import`. */
  readonly place: string;
  readonly description: string;
  /** Names and descriptions of the commands below it. */
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly OptionShape[];
  /** Values that its arguments can take; none where any value will do. */
  readonly choices: readonly string[];
}

/** Every command of a program, from the top down. */
export function commandShapes(command: Command, above: readonly string[] = []): readonly CommandShape[] {
  const path = [...above, command.name()];
  const help = command.createHelp();
  const shape: CommandShape = {
    place: path.join(' '),
    description: command.description(),
    commands: help.visibleCommands(command).map((child) => ({ name: child.name(), description: child.description() })),
    options: help.visibleOptions(command).map((option) => ({
      flags: [option.long, option.short].filter((flag) => flag !== undefined && flag !== null),
      description: option.description,
      takesValue: option.required || option.optional,
      choices: option.argChoices ?? [],
    })),
    choices: command.registeredArguments.flatMap((argument) => argument.argChoices ?? []),
  };
  return [shape, ...command.commands.flatMap((child) => commandShapes(child, path))];
}

/** Words that may stand at a place: commands, choices of arguments, options. */
export function wordsAt(shape: CommandShape): readonly string[] {
  return [...shape.commands.map(({ name }) => name), ...shape.choices, ...shape.options.flatMap(({ flags }) => flags)];
}

/** Every option of every command that takes a value, with its place. */
export function valueOptions(
  shapes: readonly CommandShape[],
): readonly { readonly place: string; readonly flag: string; readonly choices: readonly string[] }[] {
  return shapes.flatMap(({ place, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .flatMap(({ flags, choices }) => flags.map((flag) => ({ place, flag, choices }))),
  );
}

/** A text in single quotes, as POSIX shells read it. */
export function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
