import type { CommandShape, OptionShape } from './command-shapes.ts';

/** Completion for fish 3.4 and newer. */
export function fishScript(shapes: readonly CommandShape[]): string {
  const places = shapes.slice(1).map(({ place }) => quoted(place));
  return `# fish completion of assay
function __assay_place
  set -l place assay
  set -l typed (commandline -opc)
  set -e typed[1]
  for word in $typed
    switch "$place $word"
      case ${places.join(' ')}
        set place "$place $word"
    end
  end
  echo $place
end
${shapes.map(fishPlace).join('\n')}
`;
}

function fishPlace(shape: CommandShape): string {
  const start = `complete -c assay -n ${quoted(`test "$(__assay_place)" = "${shape.place}"`)}`;
  const commands = shape.commands.map(({ name, description }) => `${start} -f -a ${name} -d ${quoted(description)}`);
  const choices = shape.choices.map((choice) => `${start} -f -a ${quoted(choice)}`);
  return [...commands, ...choices, ...shape.options.map((option) => `${start} ${fishOption(option)}`)].join('\n');
}

function fishOption({ flags, description, takesValue, choices }: OptionShape): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const value = choices.length > 0 ? [`-x -a ${quoted(choices.join(' '))}`] : takesValue ? ['-r'] : [];
  return [...names, ...value, `-d ${quoted(description)}`].join(' ');
}

/** In single quotes fish reads only an escaped quote and an escaped backslash as something else. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
