// Completion scripts for bash and zsh, printed from the tree of commands: for each path of words what may follow. They hold
// words only and ask nothing of a server, so that Tab is instant.
import type { Command } from 'commander';

/** What may follow by what stands before: `cluster create` → `--name --file …`, `cluster list --state` → `STARTING …`; nothing
 *  after a flag that takes a value of the person's own. */
function wordsByPath(program: Command): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const visit = (command: Command, path: string): void => {
    const options = command.options.filter(({ hidden, long }) => !hidden && long);
    const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
    const names = command.commands.map((each) => each.name());
    found.set(path, [...names, ...choices, ...options.map(({ long }) => String(long))].sort());
    for (const { required, short, long, argChoices = [] } of options)
      for (const flag of [short, long]) if (required && flag) found.set(below(path, flag), argChoices);
    for (const each of command.commands) visit(each, below(path, each.name()));
  };
  visit(program, '');
  return found;
}

const below = (path: string, word: string): string => (path === '' ? word : `${path} ${word}`);

export function bashCompletion(program: Command): string {
  const cases = [...wordsByPath(program)].map(([path, words]) => `    '${path}') follows='${words.join(' ')}' ;;`);
  return `# bash completion of argosy; put this into ~/.bashrc: eval "$(argosy completion bash)"
_argosy() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} so_far='' word follows=''
  for word in "\${COMP_WORDS[@]:1:$((COMP_CWORD-1))}"; do
    case $word in -*) ;; *) _argosy_words "\${so_far:+$so_far }$word" > /dev/null && so_far="\${so_far:+$so_far }$word" ;; esac
  done
  # The value of a flag, of this command or of all of them; else what follows the words so far.
  case $before in
    -*) follows=$(_argosy_words "\${so_far:+$so_far }$before") || follows=$(_argosy_words "$before") || follows=$(_argosy_words "$so_far") ;;
    *) follows=$(_argosy_words "$so_far") ;;
  esac
  COMPREPLY=()
  for word in $(printf '%s' "$follows"); do
    case $word in "$current"*) COMPREPLY+=("$word") ;; esac
  done
  # A word that nothing known begins with is a file: a plan, or the value of a flag. bash completes it itself, ~ and all.
  [ \${#COMPREPLY[@]} -gt 0 ] || [ -z "\${ZSH_VERSION-}" ] || for word in "$current"*; do [ ! -e "$word" ] || COMPREPLY+=("$word"); done
}
_argosy_words() {
  local follows=''
  case $1 in
${cases.join('\n')}
    *) return 1 ;;
  esac
  printf '%s' "$follows"
}
complete -o default -o filenames -F _argosy argosy ./argosy
`;
}

/** zsh runs the same table through its own emulation of bash's completion; `path` and `words` are its own, so ours are called
 *  otherwise. */
export function zshCompletion(program: Command): string {
  return `# zsh completion of argosy; put this into ~/.zshrc: eval "$(argosy completion zsh)"
autoload -Uz compinit bashcompinit
(( $+functions[compdef] )) || compinit
bashcompinit
${bashCompletion(program).split('\n').slice(1).join('\n')}`;
}
