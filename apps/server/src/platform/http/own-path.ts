/** Whether a text, as browsers read it, is a path of whatever server sent it: `//evil` and `/\\evil` are other servers to them. */
export function isOwnPath(text: string): boolean {
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(text)) return false;
  const here = 'http://here.invalid';
  return URL.canParse(text, here) && new URL(text, here).origin === here;
}
