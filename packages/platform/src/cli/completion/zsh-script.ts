import { singleQuoted, valueOptions } from './command-shapes.ts';
import type { CommandShape } from './command-shapes.ts';

/** Completion for zsh, as a file of its `fpath` or sourced. */
export function zshScript(shapes: readonly CommandShape[]): string {
  const places = shapes.slice(1).map(({ place }) => singleQuoted(place));
  const values = valueOptions(shapes).map(({ place, flag, choices }) => {
    const action = choices.length === 0 ? '_files' : `compadd -- ${choices.map(singleQuoted).join(' ')}`;
    return `    (${singleQuoted(`${place} ${flag}`)}) ${action}; return ;;`;
  });
  return `#compdef assay
# zsh completion of assay
_assay() {
  local place='assay' index
  local -a commands options choices
  for ((index = 2; index < CURRENT; index++)); do
    case "$place \${words[index]}" in
      (${places.join(' | ')}) place="$place \${words[index]}" ;;
    esac
  done
  case "$place \${words[CURRENT - 1]}" in
${values.join('\n')}
  esac
  case "$place" in
${shapes.map(zshPlace).join('\n')}
  esac
  if [[ \${words[CURRENT]} == -* ]]; then
    _describe -t options option options
  elif (( \${#commands} )); then
    _describe -t commands command commands
  elif (( \${#choices} )); then
    compadd -- "\${choices[@]}"
  else
    _files
  fi
}
if [[ "\${funcstack[1]}" == '_assay' ]]; then
  _assay "$@"
else
  compdef _assay assay
fi
`;
}

function zshPlace({ place, commands, options, choices }: CommandShape): string {
  const described = (name: string, description: string): string =>
    singleQuoted(`${name.replaceAll(':', '\\:')}:${description.replaceAll(':', '\\:')}`);
  const lists = {
    commands: commands.map(({ name, description }) => described(name, description)),
    options: options.flatMap(({ flags, description }) => flags.map((flag) => described(flag, description))),
    choices: choices.map(singleQuoted),
  };
  const set = Object.entries(lists).map(([name, items]) => `      ${name}=(${items.join(' ')})`);
  return `    (${singleQuoted(place)})\n${set.join('\n')}\n      ;;`;
}
