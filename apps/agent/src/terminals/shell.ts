// The shell of a terminal and what it reads when it begins. A login shell would read the machine's own profile last, which sets
// another PATH and prompt; so the shell is given a file that reads that profile first and then says what this node is.
import { existsSync } from 'node:fs';

/** Read by bash as its only start file, by any other `sh` through ENV: POSIX. */
export const profileText = `# Written by Argosy; read by every terminal of this node.
[ -r /etc/profile ] && . /etc/profile
[ -r "$HOME/.bashrc" ] && [ -n "\${BASH_VERSION:-}" ] && . "$HOME/.bashrc"
PATH=$ARGOSY_PATH
if [ -n "\${BASH_VERSION:-}" ]; then PS1="\${ARGOSY_TITLE}:\\\\w\\\\$ "; else PS1="\${ARGOSY_TITLE}:\\$PWD\\$ "; fi
export PATH
unset ARGOSY_PATH ENV
`;

/** The command line of a node's shell. */
export function shellOf(profile: string): { readonly file: string; readonly words: string[] } {
  if (!existsSync('/bin/bash')) return { file: '/bin/sh', words: ['-i'] };
  return { file: '/bin/bash', words: ['--noprofile', '--rcfile', profile, '-i'] };
}
