// Completion scripts for bash and zsh, printed from the tree of commands: for each path of words what may follow. They hold
// words only and ask nothing of a server, so that Tab is instant.
import type { Command } from 'commander';

/** `cluster create` → `--name --file …` */
function wordsByPath(program: Command): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const visit = (command: Command, path: string): void => {
    const flags = command.options.filter(({ hidden, long }) => !hidden && long).map(({ long }) => String(long));
    found.set(path, [...command.commands.map((each) => each.name()), ...flags].sort());
    for (const each of command.commands) visit(each, path === '' ? each.name() : `${path} ${each.name()}`);
  };
  visit(program, '');
  return found;
}

export function bashCompletion(program: Command): string {
  const cases = [...wordsByPath(program)].map(([path, words]) => `    '${path}') words='${words.join(' ')}' ;;`);
  return `# bash completion of argosy; put this into ~/.bashrc: eval "$(argosy completion bash)"
_argosy() {
  local current=\${COMP_WORDS[COMP_CWORD]} path='' word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in -*) ;; *) [ "$(_argosy_words "\${path:+$path }$word")" = '' ] || path="\${path:+$path }$word" ;; esac
  done
  words=$(_argosy_words "$path")
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  # A word that no command begins with is a file: a plan, or the value of a flag.
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$current"))
}
_argosy_words() {
  local words=''
  case $1 in
${cases.join('\n')}
  esac
  printf '%s' "$words"
}
complete -o filenames -F _argosy argosy ./argosy
`;
}

/** zsh runs the same table through its own emulation of bash's completion. */
export function zshCompletion(program: Command): string {
  return `# zsh completion of argosy; put this into ~/.zshrc: eval "$(argosy completion zsh)"
autoload -Uz compinit bashcompinit
(( $+functions[compdef] )) || compinit
bashcompinit
${bashCompletion(program).split('\n').slice(1).join('\n')}`;
}
