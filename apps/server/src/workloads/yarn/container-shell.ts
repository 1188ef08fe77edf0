// How texts reach a program in a YARN container unchanged. The NodeManager writes a script of its own around what it is given:
// the command stands in it as `bash -c "<command>"`, each variable as `export NAME="<value>"`, and `{{NAME}}`, `<CPS>` and
// `<LOG_DIR>` are replaced before that, wherever they stand. Pure.

/** One argument of a container's command. In double quotes for the outer shell, in single quotes for the inner one; the
 *  backslash of `'\''` stays as it is, for before a single quote the outer shell takes it for itself. */
export function commandArgument(text: string): string {
  const pieces = text.split("'").map(forDoubleQuotes);
  return `'${withoutPlaceholders(pieces.join(`'\\''`), "''")}'`;
}

/** The value of a variable of a container's environment. */
export function environmentValue(text: string): string {
  return withoutPlaceholders(forDoubleQuotes(text), '""');
}

const forDoubleQuotes = (text: string): string => text.replaceAll(/["\\$`]/g, (sign) => `\\${sign}`);

/** Two quotes that hold nothing come between the signs by which the NodeManager knows its own. */
function withoutPlaceholders(text: string, nothing: string): string {
  return text
    .replaceAll(/\{(?=\{)/g, () => `{${nothing}`)
    .replaceAll(/\}(?=\})/g, () => `}${nothing}`)
    .replaceAll(/<(?=CPS>|LOG_DIR>)/g, () => `<${nothing}`);
}
