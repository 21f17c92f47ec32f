/** JSON that is harmless to a terminal: JSON itself escapes only some of the control characters. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    /[^\P{Cc}\n]|[\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
