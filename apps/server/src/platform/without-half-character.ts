// Pieces of a text that is read by bytes, so that they can be put together.

/** A character of several bytes that the piece cuts in two belongs to the next piece, if there will be one. */
export function withoutHalfCharacter(content: Buffer, goesOn: boolean): Buffer {
  if (!goesOn) return content;
  for (let back = 1; back <= Math.min(4, content.length); back += 1) {
    const byte = content[content.length - back] ?? 0;
    if ((byte & 0b1100_0000) === 0b1000_0000) continue; // inside a character
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? content.subarray(0, content.length - back) : content;
  }
  return content;
}
