/** Text as UTF-8 bytes: what is hashed and sent, the same on every platform. */

/** The bytes of a text; throws a RangeError where it holds a lone surrogate. */
export function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0)!;
    if (point >= 0xd800 && point <= 0xdfff) throw new RangeError('text holds a lone surrogate');
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x1_0000) {
      bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    } else {
      bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63));
      bytes.push(0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    }
  }
  return bytes;
}

/** How many bytes `utf8Bytes` gives, without making them. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (unit >= 0xd800 && unit <= 0xdfff)
      length += 2; // half of a pair of four bytes
    else length += 3;
  }
  return length;
}

/**
 * The text of the UTF-8 bytes from `start` up to `end`; undefined where they are not the shortest form
 * of any.
 */
export function utf8Text(
  bytes: readonly number[] | Uint8Array,
  start = 0,
  end = bytes.length,
): string | undefined {
  let i = start;
  while (i < end && bytes[i]! < 0x80) i++;
  // Mostly that is all there is. In one piece: of many, each would be kept.
  let text = String.fromCharCode(...bytes.slice(start, i));
  if (i === end) return text;
  while (i < end) {
    const first = bytes[i++]!;
    const more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    let point = more === 0 ? first : first & (0x3f >> more);
    for (let k = 0; k < more; k++) point = point * 64 + ((bytes[i++] ?? 0) & 63);
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return undefined;
    text += String.fromCodePoint(point);
  }
  // Overlong forms, stray bytes and cut-off ends come out different when written again.
  const again = utf8Bytes(text);
  const same =
    again.length === end - start && again.every((byte, at) => byte === bytes[start + at]);
  return same ? text : undefined;
}
