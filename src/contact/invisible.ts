/**
 * Control and format characters (Unicode Cc, Cf), and all others that are shown as nothing, such as variation selectors and
 * fillers (Default_Ignorable_Code_Point). They are removed from emails because they are invisible: a declared email with one
 * would never match the live one, and every run would create the contact again.
 */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{DI}]/gu;

/** True if the text contains a character that is shown as nothing. */
export function hasInvisible(text: string): boolean {
  return text.search(INVISIBLE) >= 0;
}
