import { singleQuoted, valueOptions, wordsAt } from './command-shapes.ts';
import type { CommandShape } from './command-shapes.ts';

/** Completion for bash 3.2 and newer; where nothing fits, bash completes file names. */
export function bashScript(shapes: readonly CommandShape[]): string {
  const places = shapes.slice(1).map(({ place }) => singleQuoted(place));
  const options = valueOptions(shapes);
  const chosen = options.filter(({ choices }) => choices.length > 0);
  const free = options.filter(({ choices }) => choices.length === 0);
  return `# bash completion of assay
_assay() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" place='assay' words='' index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "$place \${COMP_WORDS[index]}" in
      ${places.join(' | ')}) place="$place \${COMP_WORDS[index]}" ;;
    esac
  done
  COMPREPLY=()
  case "$place $previous" in
${chosen.map(({ place, flag, choices }) => `    ${singleQuoted(`${place} ${flag}`)}) words=${singleQuoted(choices.join(' '))} ;;`).join('\n')}
    ${free.map(({ place, flag }) => singleQuoted(`${place} ${flag}`)).join(' | ')}) return ;;
    *)
      case "$place" in
${shapes.map((shape) => `        ${singleQuoted(shape.place)}) words=${singleQuoted(wordsAt(shape).join(' '))} ;;`).join('\n')}
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _assay assay
`;
}
