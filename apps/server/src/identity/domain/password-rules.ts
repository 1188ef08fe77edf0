// Which passwords are taken. Pure. Length is what counts; beside it only what anybody would try first is refused.
import { passwordLeast } from '@argosy/contract/identity/vocabulary';

export type PasswordProblem = 'password_too_short' | 'password_too_common';

/** What is the matter with a password, if anything. Its owner's `names` do not count towards its length. */
export function problemOfPassword(password: string, names: readonly string[]): PasswordProblem | undefined {
  const folded = password.toLowerCase();
  const own = names.map((name) => name.trim().toLowerCase()).filter((name) => name.length >= 3);
  const rest = own.reduce((text, name) => text.replaceAll(name, ''), folded);
  if (Array.from(rest).length < passwordLeast) return 'password_too_short';
  return isCommon(folded) ? 'password_too_common' : undefined;
}

/** Common words one after the other with digits and signs around them, a walk over the keyboard, or hardly any variety. */
function isCommon(folded: string): boolean {
  if (new Set(folded).size < 5) return true;
  if (/[^ -~]/.test(folded)) return false; // the words below are ASCII
  const undisguised = Array.from(folded.replace(/[^a-z]+$/, ''), (each) => disguises[each] ?? each).join('');
  return [folded, undisguised].some((text) => withoutCommon(text.replaceAll(/[^a-z0-9]/g, '')) === '');
}

/** What is left of a text when all that is common is taken out, the longest first. */
function withoutCommon(text: string): string {
  let left = text;
  for (const one of common) left = left.replaceAll(one, ' ');
  return left.replaceAll(/[0-9 ]/g, '');
}

const disguises: Readonly<Record<string, string>> = { '0': 'o', '3': 'e', '4': 'a', '@': 'a', '5': 's', $: 's' };

/** What the published lists of leaked passwords begin with (those of the NCSC and of the SecLists collection agree on it), cut to
 *  its parts, of which the longer ones are made: written down here by hand, no list was copied. */
const common = `
  password passwort passwd pass letmein welcome iloveyou loveyou love admin administrator root user guest test testing
  temp secret changeme default login qwertyuiop qwertyui qwerty qwert qwer asdfghjkl asdfgh asdf zxcvbnm zxcvbn zxcv
  qazwsxedc qazwsx qaz wsx edc 1qaz2wsx3edc 1qaz2wsx 1q2w3e4r5t6y 1q2w3e4r5t 1q2w3e4r q1w2e3r4t5 q1w2e3r4 zaq12wsx zaq1
  xsw2 1qaz 2wsx 3edc abcdefghij abcdefgh abcdef abcd abc woaini aini woaiwojia nihao wodemima mima dragon monkey master
  football baseball sunshine princess superman batman shadow trustno starwars hello freedom whatever computer internet
  summer winter spring autumn michael jordan charlie ashley jessica samsung google company server hadoop spark argosy my
  the`
  .trim()
  .split(/\s+/)
  .toSorted((one, other) => other.length - one.length);
