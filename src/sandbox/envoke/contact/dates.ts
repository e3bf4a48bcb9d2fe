// Formats and parses the vendor's dates, `YYYY-MM-DD HH:MM:SS`. Their time zone is not documented; the sandbox assumes UTC.

const DATE = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2}))?$/;

/**
 * Formats an instant as a date of the vendor.
 *
 * @param milliseconds since the epoch
 */
export function formatDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
}

/** Parses a date with or without a time. Returns milliseconds since the epoch, or NaN if the text is not a date. */
export function parseDate(text: string): number {
  const [, day, time = '00:00:00'] = DATE.exec(text) ?? [];
  const at = Date.parse(`${day}T${time}Z`);
  // Check that the day exists: Date.parse accepts the 31st of February and returns a day of March.
  return !Number.isNaN(at) && formatDate(at).startsWith(day ?? '') ? at : Number.NaN;
}

/** Adds months to an instant. If the resulting month does not have the day, returns the last day of that month. */
export function monthsLater(milliseconds: number, months: number): number {
  const date = new Date(milliseconds);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime();
}
