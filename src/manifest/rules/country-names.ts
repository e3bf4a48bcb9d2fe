// Tells the ISO code of a country by its English name, from the runtime's own data.

import { COUNTRY_CODES } from '../resolve/country-codes.ts';

/**
 * Returns the code of a country by its English name, in any case, or by the code itself.
 *
 * @returns undefined if the text is neither; different releases of the runtime know different spellings
 */
export function codeOfCountry(name: string): string | undefined {
  const text = name.trim();
  return COUNTRY_CODES.has(text) ? text : codesByName().get(text.toLowerCase());
}

let remembered: ReadonlyMap<string, string> | undefined;

/**
 * Maps the English names of countries, in lower case, to their codes. Loading Intl takes 17 ms, so the map is made only when a
 * contact declares a country whose code matters.
 */
function codesByName(): ReadonlyMap<string, string> {
  remembered ??= new Map(
    (['long', 'short'] as const).flatMap((style) => {
      const names = new Intl.DisplayNames(['en'], { type: 'region', style, fallback: 'none' });
      return [...COUNTRY_CODES].flatMap((code) => {
        const name = names.of(code);
        return name === undefined ? [] : [[name.toLowerCase(), code] as const];
      });
    }),
  );
  return remembered;
}
